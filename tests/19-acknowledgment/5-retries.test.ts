import fc from "fast-check";
import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { Line } from "./line";
import { once } from "./scenarios";

const KIP = "KIP-98; KAFKA-5494, Support idempotent producer with max.in.flight.requests.per.connection > 1";
const KIP_360 = "KIP-360, Improve reliability of idempotent producer";

rule("A batch keeps its number, however often it is sent", KIP, () => {
  test("numbers go on by records, not by batches", () => {
    const line = Line.known();
    line.give("ab", 3);
    line.give("c");

    expect(line.send()).toEqual(["a 0/1", "b 0/4", "c 0/7"]);
  });

  test("an answer that was lost does no harm: the broker has it, and it is done", () => {
    const line = Line.known();
    line.give("abc");
    line.send();
    line.arrive();
    line.break();
    const again = line.send();
    line.finish();

    expect([again, line.log, line.done]).toEqual([
      ["a 0/1", "b 0/2", "c 0/3"],
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
  });

  test.each(["NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"] as const)(
    "%s: it comes again",
    (error) => {
      const line = Line.known();
      line.give("a");
      line.send();
      line.refuse(error);
      line.arrive();

      expect([line.answer(), line.send(), line.lane.length]).toEqual([["again"], ["a 0/1"], 1]);
    },
  );

  test("what is under way isn't sent a second time meanwhile", () => {
    const line = Line.known();
    line.give("ab");
    line.send();

    expect([line.send(), line.lane.length]).toEqual([[], 2]);
  });

  test("an answer that comes twice counts once", () => {
    const line = Line.known();
    line.give("ab");
    const first = line.lane.take()!;
    const second = line.lane.take()!;
    const answers = [line.lane.settle(second, "NONE"), line.lane.settle(second, "NONE")];

    expect([answers, line.lane.settle(first, "NONE"), line.lane.length]).toEqual([
      ["done", "again"],
      "done",
      0,
    ]);
  });
});

rule("Order survives retries", KIP, () => {
  test("one is refused for now: those behind it are refused too, and all come in order", () => {
    const line = Line.known();
    line.give("abc");
    line.send();
    line.refuse("NOT_ENOUGH_REPLICAS");
    line.arrive();
    const answers = line.answer();
    line.finish();

    expect([answers, line.log, line.lane.epoch]).toEqual([["again", "again", "again"], ["a", "b", "c"], 0]);
  });

  test("the earliest goes first", () => {
    const line = Line.known();
    line.give("abc");
    line.send();
    line.refuse("NOT_ENOUGH_REPLICAS");
    line.arrive();
    line.answer(2);

    expect(line.send()).toEqual(["a 0/1", "b 0/2"]);
  });

  test("one that was refused while another was before it may fit later: nothing begins anew", () => {
    const line = Line.known();
    line.give("ab");
    line.send();
    line.refuse("NOT_ENOUGH_REPLICAS");
    line.arrive();
    line.answer(1);
    // a goes again on another connection and is written, before the answer to b's first sending is here.
    line.lane.settle(line.lane.take()!, "NONE");
    line.answer();

    expect([line.lane.epoch, line.send()]).toEqual([0, ["b 0/2"]]);
  });
});

rule("Whoever isn't known yet introduces itself first", KIP_360, () => {
  test("until its first batch is written, no other is sent", () => {
    const line = new Line();
    line.give("abc");
    const first = line.send();
    line.arrive();
    const waiting = line.send();
    line.answer();

    expect([first, waiting, line.send()]).toEqual([["a 0/0"], [], ["b 0/1", "c 0/2"]]);
  });

  test("the first is refused, and the broker takes any number of a stranger: the order is kept", () => {
    const line = new Line();
    line.give("ab");
    line.refuse("NOT_ENOUGH_REPLICAS");
    line.finish();

    expect(line.log).toEqual(["a", "b"]);
  });
});

rule(
  "No more is under way than a broker remembers",
  "KAFKA-5494; max.in.flight.requests.per.connection",
  () => {
    test("five", () => {
      const line = Line.known();
      line.give("abcdefg");

      expect(line.send()).toEqual(["a 0/1", "b 0/2", "c 0/3", "d 0/4", "e 0/5"]);
    });

    test("counted from the first whose fate isn't known, also if those behind it are done", () => {
      const line = Line.known();
      line.give("abcdefg");
      const sent = [1, 2, 3, 4, 5].map(() => line.lane.take()!);
      // All five are written. The answer to the first gets lost.
      for (const each of sent.slice(1)) line.lane.settle(each, "NONE");
      const held = line.send();
      line.lane.settle(sent[0]!, "NONE");

      expect([held, line.send()]).toEqual([[], ["f 0/6", "g 0/7"]]);
    });
  },
);

rule("When a number can't come any more, it begins anew", KIP_360, () => {
  test("the broker's log has lost what was acknowledged: the rest comes all the same", () => {
    const line = Line.known();
    line.give("ab");
    line.finish();
    line.give("cde");
    // An unclean election: the new leader has nothing from b on.
    line.broker.states.forget(2n);
    line.broker.end = 2n;
    line.log.pop();
    line.finish();

    expect([line.log, line.done, line.lane.epoch]).toEqual([
      ["a", "c", "d", "e"],
      ["a", "b", "c", "d", "e"],
      1,
    ]);
  });

  test("with the next epoch numbers begin at 0, in the same order", () => {
    const line = Line.known();
    line.give("ab");
    line.finish();
    line.broker.states.forget(2n);
    line.broker.end = 2n;
    line.give("cd", 2);
    line.send();
    line.arrive();
    line.answer();

    const first = line.send();
    line.arrive();
    line.answer();

    expect([first, line.send()]).toEqual([["c 1/0"], ["d 1/2"]]);
  });

  test("a batch that never will be written is told so, and doesn't hold up those behind it", () => {
    const line = Line.known();
    line.give("abcd");
    line.send();
    line.arrive(1);
    line.refuse("CORRUPT_MESSAGE");
    line.finish();

    expect([line.log, line.done, line.failed]).toEqual([["a", "c", "d"], ["a", "c", "d"], ["b"]]);
  });

  test("those before it keep their numbers: they may be written already", () => {
    const line = Line.known();
    line.give("abc");
    line.send();
    line.arrive(1);
    line.refuse("CORRUPT_MESSAGE");
    line.arrive(1);
    // The answer to a is lost, that to b isn't: b has failed, and a is sent again.
    line.answerOnly(1);
    line.break();
    line.finish();

    expect([line.log, line.failed]).toEqual([["a", "c"], ["b"]]);
  });

  test("a publisher whose name another has taken stops: nothing of it is written", () => {
    const line = Line.known();
    line.give("a");
    line.send();
    line.refuse("INVALID_PRODUCER_EPOCH");
    line.arrive();

    expect([line.answer(), line.failed, line.send()]).toEqual([["failed"], ["a"], []]);
  });
});

type Act = "give" | "send" | "arrive" | "answer" | "break" | "refuse";
const acts: fc.Arbitrary<Act> = fc.constantFrom(
  "give",
  "send",
  "send",
  "arrive",
  "arrive",
  "answer",
  "break",
  "refuse",
);

rule("Whatever gets lost, each batch is written once, and in order", KIP, () => {
  test("a connection breaks here and there, and a broker refuses now and then", () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 80 }), (all) => {
        const line = new Line();
        let given = "";
        for (const act of all) {
          if (act === "give") {
            const name = String.fromCharCode(0x4e00 + given.length);
            given += name;
            line.give(name);
          } else if (act === "refuse") line.refuse("NOT_ENOUGH_REPLICAS");
          else if (act === "arrive" || act === "answer") line[act](1);
          else line[act]();
        }
        line.break();
        line.finish();

        expect(line.log.join("")).toBe(given);
        expect(line.lane.length).toBe(0);
        expect(line.lane.epoch).toBe(0);
      }),
      { numRuns: 200, seed: 19 },
    );
  });
});

rule("Once, in order, on brokers that die", KIP, () => {
  test("two shops, three brokers, three servers of the ensemble", () => sweepInTest(once, { seeds: 2 }));
});
