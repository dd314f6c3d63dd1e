import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { encodeBatch } from "#commit-log/record-batch";
import { ProducerStates } from "#acknowledgment/producer-states";
import { LAST_SEQUENCE, sequenceAfter } from "#acknowledgment/sequence";
import { record } from "../13-commit-log/records";
import { Stage } from "../16-replication/stage";
import { batch, GAP, Ledger } from "./ledger";

const KIP = "KIP-98, Exactly Once Delivery and Transactional Messaging";

rule("A batch that comes a second time is told where it is", KIP, () => {
  test("the latest five are remembered, in whatever order they come again", () => {
    const ledger = new Ledger();
    ledger.all(batch(0), batch(1, 2), batch(3), batch(4), batch(5, 3));

    expect(ledger.all(batch(0), batch(5, 3), batch(1, 2), batch(4), batch(3))).toEqual([
      "duplicate 0..0",
      "duplicate 5..7",
      "duplicate 1..2",
      "duplicate 4..4",
      "duplicate 3..3",
    ]);
  });

  test("one that is older isn't written again", () => {
    const ledger = new Ledger();
    ledger.all(batch(0), batch(1), batch(2), batch(3), batch(4), batch(5));

    expect(ledger.add(batch(0))).toBe(GAP);
  });

  test("it is the same only if it begins and ends with the same number", () => {
    const ledger = new Ledger();
    ledger.all(batch(0, 2), batch(2));

    expect(ledger.all(batch(0, 1), batch(0, 3), batch(1, 2))).toEqual([GAP, GAP, GAP]);
  });

  test("each publisher has numbers of its own", () => {
    const ledger = new Ledger();

    expect(ledger.all(batch(0), batch(0, 1, 0, 8), batch(1), batch(0, 1, 0, 8))).toEqual([
      "new 0",
      "new 1",
      "new 2",
      "duplicate 1..1",
    ]);
  });

  test("who has no number at all may say the same as often as it likes", () => {
    const ledger = new Ledger();

    expect(ledger.all(batch(-1, 1, -1, -1), batch(-1, 1, -1, -1))).toEqual(["new 0", "new 1"]);
    expect(ledger.states.size).toBe(0);
  });
});

rule("Nothing is left out and nothing overtakes", KIP, () => {
  test("the next batch begins with the number after the last record", () => {
    const ledger = new Ledger();

    expect(ledger.all(batch(0, 3), batch(4), batch(3), batch(5), batch(4))).toEqual([
      "new 0",
      GAP,
      "new 3",
      GAP,
      "new 4",
    ]);
  });

  test("after the highest number comes 0", () => {
    const ledger = new Ledger();
    ledger.add(batch(LAST_SEQUENCE - 1, 4));

    expect(ledger.all(batch(3), batch(2), batch(LAST_SEQUENCE - 1, 4))).toEqual([
      GAP,
      "new 4",
      "duplicate 0..3",
    ]);
  });

  test.each([
    [0, 1, 1],
    [LAST_SEQUENCE, 1, 0],
    [LAST_SEQUENCE - 1, 1, LAST_SEQUENCE],
    [LAST_SEQUENCE, 10, 9],
  ])("%d and %d more is %d", (sequence, records, after) => {
    expect(sequenceAfter(sequence, records)).toBe(after);
  });

  test("a publisher that isn't known may begin anywhere: its records may have been deleted", () => {
    expect(new Ledger().all(batch(17), batch(19), batch(18))).toEqual(["new 0", GAP, "new 1"]);
  });
});

rule(
  "A publisher that begins anew leaves its past behind",
  `${KIP}; KIP-360, Improve reliability of idempotent producer`,
  () => {
    test("with a higher epoch it counts from 0", () => {
      const ledger = new Ledger();
      ledger.all(batch(0), batch(1));

      expect(ledger.all(batch(2, 1, 1), batch(0, 1, 1), batch(1, 1, 1))).toEqual([GAP, "new 2", "new 3"]);
    });

    test("what is of an older epoch is refused, also what was written once", () => {
      const ledger = new Ledger();
      ledger.all(batch(0), batch(0, 1, 1));

      expect(ledger.all(batch(0), batch(1))).toEqual(["INVALID_PRODUCER_EPOCH", "INVALID_PRODUCER_EPOCH"]);
    });

    test("the same number of an older epoch is no duplicate", () => {
      const ledger = new Ledger();
      ledger.all(batch(0), batch(1));

      expect(ledger.all(batch(0, 1, 1), batch(1, 1, 1))).toEqual(["new 2", "new 3"]);
    });
  },
);

rule("What is known is what the log holds", `${KIP}; KAFKA-5249, KAFKA-7190`, () => {
  test("another broker that reads the log judges as the first one did", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(1), fc.nat(1)), { maxLength: 30 }), (sent) => {
        const first = new Ledger();
        for (const [sequence, epoch, producer] of sent) first.add(batch(sequence, 1, epoch, producer));
        const second = new ProducerStates();
        for (const each of first.log) second.learn(each);
        for (let sequence = 0; sequence < 9; sequence++) {
          for (const producer of [0, 1]) {
            const info = batch(sequence, 1, 1, producer);
            expect(second.judge(info)).toEqual(first.states.judge(info));
          }
        }
        expect(second.seen).toBe(first.log.length === 0 ? 0n : first.end);
      }),
      { numRuns: 100, seed: 19 },
    );
  });

  test("what was cut off was never written: it may come", () => {
    const ledger = new Ledger();
    ledger.all(batch(0), batch(1), batch(2));
    ledger.states.forget(1n);
    ledger.end = 1n;

    expect(ledger.all(batch(0), batch(2), batch(1))).toEqual(["duplicate 0..0", GAP, "new 1"]);
  });

  test("a publisher of whom nothing is left isn't known", () => {
    const ledger = new Ledger();
    ledger.all(batch(0), batch(0, 1, 0, 8));
    ledger.states.forget(1n);

    expect(ledger.states.size).toBe(1);
  });

  test("what retention has deleted is known all the same, until it is told otherwise", () => {
    const ledger = new Ledger();
    ledger.all(batch(0), batch(1), batch(0, 1, 0, 8));
    // Its log begins at 2 now, and is read again from there.
    ledger.states.forget(2n);
    ledger.states.learn(ledger.log[2]!);

    expect(ledger.all(batch(1), batch(3), batch(2))).toEqual(["duplicate 1..1", GAP, "new 3"]);
  });

  test("it never believes that it knows more of the log than it does", () => {
    const states = new ProducerStates();
    states.forget(5n);
    const before = states.seen;
    states.learn({ ...batch(0), baseOffset: 5n, lastOffset: 6n });
    states.forget(6n);

    expect([before, states.seen]).toEqual([0n, 6n]);
  });
});

/** A partition with copies whose leader judges by sequences. */
function stage(): Stage {
  return new Stage({ admission: () => new ProducerStates() });
}

/** Hands in a batch of publisher 7. */
function sends(on: Stage, name: string, sequence: number, outcomes: string[] = []): string[] {
  const bytes = encodeBatch([record(0, `order ${sequence}`)], {
    producerId: 7n,
    producerEpoch: 0,
    baseSequence: sequence,
  });
  on.as(name, (replica) => replica.append(bytes, "all", (error, base) => outcomes.push(`${error} ${base}`)));
  return outcomes;
}

rule("The leader of a partition judges, whoever it is", KIP, () => {
  test("a batch sent twice is written once, and told twice", () => {
    const on = stage();
    on.leads("A");
    on.pass(50);
    const outcomes = [...[0, 1, 1, 3]].reduce<string[]>((all, each) => sends(on, "A", each, all), []);
    on.pass(200);

    expect(outcomes.sort()).toEqual(["NONE 0", "NONE 1", "NONE 1", `${GAP} -1`].sort());
    expect(on.content("A")).toEqual(["0 order 0", "1 order 1"]);
  });

  test("a duplicate is told only when the batch is safe", () => {
    const on = stage();
    on.leads("A", undefined, ["A"]);
    on.pass(20);
    sends(on, "A", 0);
    const again = sends(on, "A", 0);
    on.pass(20);
    const early = [...again];
    for (const name of ["B", "C"]) on.tell(name);
    on.pass(200);

    expect([early, again]).toEqual([[], ["NONE 0"]]);
  });

  test("a follower that becomes the leader knows what the one before has written", () => {
    const on = stage();
    on.leads("A");
    on.pass(50);
    for (const each of [0, 1]) sends(on, "A", each);
    on.pass(200);
    on.leads("B", ["B", "C"]);
    on.pass(50);
    const outcomes = [1, 3, 2].reduce<string[]>((all, each) => sends(on, "B", each, all), []);
    on.pass(200);

    expect(outcomes.sort()).toEqual(["NONE 1", "NONE 2", `${GAP} -1`].sort());
    expect(on.content("B")).toEqual(["0 order 0", "1 order 1", "2 order 2"]);
  });

  test("so does one that was killed and started again", () => {
    const on = stage();
    on.leads("A");
    on.pass(50);
    sends(on, "A", 0);
    on.pass(200);
    on.kill("A");
    on.start("A");
    on.leads("A");
    on.pass(50);
    const outcomes = sends(on, "A", 0);
    on.pass(200);

    expect([outcomes, on.content("A")]).toEqual([["NONE 0"], ["0 order 0"]]);
  });
});
