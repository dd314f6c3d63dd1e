import { rule } from "#lab/testing/rule";
import { Desk } from "./sharing";

const KIP = "KIP-932, Queues for Kafka";

rule("A record is one member's at a time", KIP, () => {
  test("what one has nobody else gets, and both may have some of one partition", () => {
    const desk = new Desk(5);

    expect([desk.take("A", 2), desk.take("B", 2), desk.take("A", 9), desk.take("B", 9)]).toEqual([
      ["0×1", "1×1"],
      ["2×1", "3×1"],
      ["4×1"],
      [],
    ]);
  });

  test("handed out isn't done: it stays until it is acknowledged", () => {
    const desk = new Desk(2);
    desk.take("A");

    expect([desk.start, Number(desk.partition.endOffset)]).toEqual([0, 2]);
  });

  test("nobody gets more than was asked for, nor what the log doesn't have", () => {
    const desk = new Desk(3);
    const first = desk.take("A", 1);
    desk.end = 4;

    expect([first, desk.take("A", 1), desk.take("A", 9)]).toEqual([["0×1"], ["1×1"], ["2×1", "3×1"]]);
  });

  test("nor more of what has come back", () => {
    const desk = new Desk(4);
    desk.take("A");
    desk.pass(100);

    expect([desk.take("B", 1), desk.take("C", 2)]).toEqual([["0×2"], ["1×2", "2×2"]]);
  });

  test("a share group begins where it is told to", () => {
    const desk = new Desk(5, {}, 3);

    expect([desk.start, desk.take("A")]).toEqual([3, ["3×1", "4×1"]]);
  });

  test("offsets that aren't in the log are nobody's, and stop nobody", () => {
    const desk = new Desk(5);
    for (const gap of [0, 2]) desk.gaps.add(gap);
    const taken = desk.take("A");
    for (const offset of [1, 3, 4]) desk.say("A", offset);

    expect([taken, desk.start]).toEqual([["1×1", "3×1", "4×1"], 5]);
  });
});

rule("Work that nobody acknowledges comes back, to whoever asks", KIP, () => {
  test("until its time is up it is theirs; then another gets it", () => {
    const desk = new Desk(1);
    desk.take("A");
    desk.pass(99);
    const early = desk.take("B");
    desk.pass(1);

    expect([early, desk.take("B")]).toEqual([[], ["0×2"]]);
  });

  test("what came back comes before what is new, lowest first", () => {
    const desk = new Desk(5);
    desk.take("A", 3);
    desk.say("A", 1);
    desk.pass(100);

    expect(desk.take("B", 3)).toEqual(["0×2", "2×2", "3×1"]);
  });

  test("each record has a time of its own", () => {
    const desk = new Desk(2);
    desk.take("A", 1);
    desk.pass(60);
    desk.take("A", 1);
    desk.pass(40);

    expect(desk.take("B")).toEqual(["0×2"]);
  });

  test("it says when the next one comes back", () => {
    const desk = new Desk(2);
    const none = desk.partition.nextExpiry;
    desk.take("A", 1);
    desk.pass(60);
    desk.take("A", 1);
    const both = desk.partition.nextExpiry;
    desk.say("A", 0);

    expect([none, both, desk.partition.nextExpiry]).toEqual([Infinity, 100, 160]);
  });

  test("what is acknowledged never comes back, whenever anybody asks", () => {
    const desk = new Desk(3);
    desk.take("A");
    desk.say("A", 1);
    desk.pass(100);
    desk.take("B");
    desk.pass(100);

    expect(desk.take("C")).toEqual(["0×3", "2×3"]);
  });
});

rule("Whoever is too late has lost it", KIP, () => {
  test("an acknowledgement after the time is up is refused, also if nobody has asked for the record since", () => {
    const desk = new Desk(1);
    desk.take("A");
    desk.pass(100);

    expect([desk.say("A", 0), desk.start, desk.take("B")]).toEqual(["INVALID_RECORD_STATE", 0, ["0×2"]]);
  });

  test("and never ends another's lease", () => {
    const desk = new Desk(1);
    desk.take("A");
    desk.pass(100);
    desk.take("B");
    const late = desk.say("A", 0);
    const others = desk.take("C");

    expect([late, others, desk.say("B", 0), desk.start]).toEqual(["INVALID_RECORD_STATE", [], "NONE", 1]);
  });

  test("a record is acknowledged once", () => {
    const desk = new Desk(2);
    desk.take("A");
    desk.say("A", 1);

    expect([desk.say("A", 1), desk.say("A", 0), desk.say("A", 0)]).toEqual([
      "INVALID_RECORD_STATE",
      "NONE",
      "INVALID_RECORD_STATE",
    ]);
  });

  test("nobody acknowledges what they never had", () => {
    const desk = new Desk(3);
    desk.take("A", 1);

    expect([desk.say("B", 0), desk.say("A", 1), desk.say("A", 99)]).toEqual(
      Array<string>(3).fill("INVALID_RECORD_STATE"),
    );
  });
});

rule("An acknowledgement is for one record", KIP, () => {
  test("2 is done: 0 and 1 are not, and come back", () => {
    const desk = new Desk(3);
    desk.take("A");
    desk.say("A", 2);
    const start = desk.start;
    desk.pass(100);

    expect([start, desk.take("B")]).toEqual([0, ["0×2", "1×2"]]);
  });

  test("the start passes what is finished, and stops at what isn't", () => {
    const desk = new Desk(4);
    desk.take("A");
    const starts = [1, 0, 3, 2].map((offset) => {
      desk.say("A", offset);
      return desk.start;
    });

    expect(starts).toEqual([0, 2, 2, 4]);
  });
});
