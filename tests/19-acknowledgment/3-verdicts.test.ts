import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import type { Verdict } from "#acknowledgment/share-partition";
import { Desk } from "./sharing";

const KIP = "KIP-932, Queues for Kafka";

/** Members come and go all the time: one has gone that had nothing. */
function someWentFrom(desk: Desk): Desk {
  desk.partition.leave("Z");
  return desk;
}

rule("There are three things to say of a record", KIP, () => {
  test("released: another may have it at once, and it has been tried", () => {
    const desk = new Desk(1);
    desk.take("A");

    expect([desk.say("A", 0, "release"), desk.start, desk.take("B")]).toEqual(["NONE", 0, ["0×2"]]);
  });

  test("released: it isn't theirs any more", () => {
    const desk = new Desk(1);
    desk.take("A");
    desk.say("A", 0, "release");

    expect([desk.say("A", 0), desk.start]).toEqual(["INVALID_RECORD_STATE", 0]);
  });

  test("rejected: nobody gets it again, and it holds up nobody", () => {
    const desk = new Desk(2);
    desk.take("A");

    expect([desk.say("A", 0, "reject"), desk.start, desk.take("B")]).toEqual(["NONE", 1, []]);
  });

  test.each(["release", "reject"] as const)("whoever is too late can't %s it either", (verdict) => {
    const desk = new Desk(1);
    desk.take("A");
    desk.pass(100);
    desk.take("B");

    expect([desk.say("A", 0, verdict), desk.take("C"), desk.say("B", 0)]).toEqual([
      "INVALID_RECORD_STATE",
      [],
      "NONE",
    ]);
  });
});

rule("A record that nobody can process is given up", `${KIP}: group.share.delivery.count.limit`, () => {
  test.each([
    ["its time is up", (desk: Desk) => desk.pass(100)],
    ["it is released", (desk: Desk) => desk.say("A", 0, "release")],
    ["who has it goes", (desk: Desk) => desk.partition.leave("A")],
  ])("%s three times: that was all", (_, fail) => {
    const desk = someWentFrom(new Desk(1));
    const taken = [1, 2, 3, 4].map(() => {
      const got = desk.take("A");
      fail(desk);
      return got;
    });

    expect([taken, desk.start]).toEqual([[["0×1"], ["0×2"], ["0×3"], []], 1]);
  });

  test("the last try counts as any other: it may be accepted", () => {
    const desk = new Desk(1);
    for (const _ of [1, 2]) {
      desk.take("A");
      desk.say("A", 0, "release");
    }
    desk.take("A");
    const during = desk.start;

    expect([during, desk.say("A", 0), desk.start]).toEqual([0, "NONE", 1]);
  });

  test("each record has a count of its own", () => {
    const desk = new Desk(2);
    desk.take("A", 1);
    desk.say("A", 0, "release");

    expect(desk.take("B")).toEqual(["0×2", "1×1"]);
  });
});

rule("A member that goes leaves nothing behind", KIP, () => {
  test("what it had is free at once, what others have isn't", () => {
    const desk = new Desk(4);
    desk.take("A", 2);
    desk.take("B", 1);
    desk.partition.leave("A");

    expect([desk.take("C"), desk.say("B", 2)]).toEqual([["0×2", "1×2", "3×1"], "NONE"]);
  });
});

rule("What is kept account of has a bound", `${KIP}: group.share.partition.max.record.locks`, () => {
  test("from the start on, so many offsets and no more are handed out", () => {
    const desk = someWentFrom(new Desk(9, { maxInFlight: 4 }));
    const first = desk.take("A");
    for (const offset of [1, 2, 3]) desk.say("A", offset);
    const held = desk.take("B");
    desk.say("A", 0);

    expect([first, held, desk.take("B")]).toEqual([
      ["0×1", "1×1", "2×1", "3×1"],
      [],
      ["4×1", "5×1", "6×1", "7×1"],
    ]);
  });

  test("what comes back needs no more room", () => {
    const desk = new Desk(9, { maxInFlight: 2 });
    desk.take("A");
    desk.say("A", 0, "release");

    expect(desk.take("B")).toEqual(["0×2"]);
  });
});

type Act =
  | { type: "take"; member: string; max: number }
  | { type: "say"; member: string; offset: number; verdict: Verdict }
  | { type: "leave"; member: string }
  | { type: "pass"; ms: number };

const member = fc.constantFrom("A", "B", "C");
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("take" as const), member, max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    type: fc.constant("say" as const),
    member,
    offset: fc.nat(11),
    verdict: fc.constantFrom<Verdict>("accept", "accept", "release", "reject"),
  }),
  fc.record({ type: fc.constant("leave" as const), member }),
  fc.record({ type: fc.constant("pass" as const), ms: fc.constantFrom(1, 40, 100) }),
);

rule("Whatever members do, no record is lost, and none is two members'", KIP, () => {
  test("each is taken, said of, given up and counted as a plain list would have it", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const desk = someWentFrom(new Desk(12, { maxInFlight: 5 }));
        // What must be: for each record whose it is, until when, how often it was tried, whether it is over.
        const model = Array.from({ length: 12 }, () => ({ of: "", until: 0, tries: 0, over: false }));
        const free = (each: (typeof model)[number]): void => {
          each.of = "";
          if (each.tries === 3) each.over = true;
        };
        const expire = (): void => {
          for (const each of model) if (each.of !== "" && each.until <= desk.now) free(each);
        };
        for (const each of acts) {
          if (each.type === "pass") desk.pass(each.ms);
          expire();
          if (each.type === "leave") {
            desk.partition.leave(each.member);
            for (const one of model) if (one.of === each.member) free(one);
          } else if (each.type === "say") {
            const one = model[each.offset]!;
            const wasTheirs = one.of === each.member;
            expect(desk.say(each.member, each.offset, each.verdict)).toBe(
              wasTheirs ? "NONE" : "INVALID_RECORD_STATE",
            );
            if (wasTheirs && each.verdict === "release") free(one);
            else if (wasTheirs) Object.assign(one, { of: "", over: true });
          } else if (each.type === "take") {
            const over = model.findIndex((one) => !one.over);
            const start = over < 0 ? model.length : over;
            const open = model
              .map((one, offset) => ({ one, offset }))
              .filter(({ one, offset }) => !one.over && one.of === "" && offset < start + 5)
              .slice(0, each.max);
            for (const { one } of open) {
              Object.assign(one, { of: each.member, until: desk.now + 100, tries: one.tries + 1 });
            }
            expect(desk.take(each.member, each.max)).toEqual(
              open.map(({ one, offset }) => `${offset}×${one.tries}`),
            );
          }
        }
      }),
      { numRuns: 300, seed: 19 },
    );
  });
});
