import { rule } from "#lab/testing/rule";
import { readInfo } from "#commit-log/record-batch";
import { order } from "../13-commit-log/records";
import { recordsOf, Stage } from "./stage";

const SOURCE = "Kafka documentation, Replication";
const ACKS = "Kafka documentation, Producer configs: acks";
const KIP320 = "KIP-320, Allow fetchers to detect and handle log truncation";

/** A leads, and nobody follows: the test asks in the names of B and C. */
function alone(isr?: string[]): Stage {
  const stage = new Stage();
  stage.leads("A", isr, ["A"]);
  stage.pass(20);
  return stage;
}

/** A follower asks from an offset on. */
function asks(stage: Stage, replica: string, offset: number, currentEpoch = stage.table.state.epoch) {
  return stage.as("A", (leader) =>
    leader.replicate({ currentEpoch, replica, offset: BigInt(offset), maxBytes: 10_000 }),
  );
}

rule("Only the leader of a partition takes and gives", SOURCE, () => {
  test("one that was told nothing, and one that was told that nobody leads", () => {
    const stage = new Stage();
    const outcomes = stage.produce("A", [1]);
    stage.decide({ leader: undefined, epoch: 0 }, ["A"]);
    const others = stage.produce("A", [2]);
    const { error } = stage.as("A", (replica) => replica.read({ offset: 0n, maxBytes: 100 }));
    const asked = asks(stage, "C", 0);
    const end = stage.as("A", (replica) => replica.endOfEpoch({ currentEpoch: 0, epoch: 0 }));

    expect([...outcomes, ...others, error, asked.error, end.error]).toEqual([
      "NOT_LEADER_OR_FOLLOWER -1",
      "NOT_LEADER_OR_FOLLOWER -1",
      "NOT_LEADER_OR_FOLLOWER",
      "NOT_LEADER_OR_FOLLOWER",
      "NOT_LEADER_OR_FOLLOWER",
    ]);
    expect(stage.content("A")).toEqual([]);
  });

  test("what it writes has its epoch in it", () => {
    const stage = alone();
    stage.produce("A", [0]);
    stage.leads("A", undefined, ["A"]);
    stage.pass(20);
    stage.produce("A", [1]);
    const { log } = stage.replica("A");

    expect(log.read(0n, Infinity).map((batch) => readInfo(batch).leaderEpoch)).toEqual([0, 1]);
  });

  test("what isn't a batch is refused, and nothing is written", () => {
    const stage = alone();
    const outcomes: string[] = [];
    stage.as("A", (replica) => {
      replica.append(order(1).subarray(3), 1, (error, base) => outcomes.push(`${error} ${base}`));
    });
    stage.pass(50);

    expect([outcomes, stage.content("A")]).toEqual([["CORRUPT_MESSAGE -1"], []]);
  });
});

rule("A publisher is told when as many have it as it has asked for", ACKS, () => {
  test("acks 1: when it is on the leader's disk, whatever the others have", () => {
    const stage = alone();
    const outcomes = stage.produce("A", [0, 1], 1);
    const atOnce = [...outcomes];
    stage.pass(50);

    expect([atOnce, outcomes]).toEqual([[], ["NONE 0", "NONE 1"]]);
  });

  test("acks all: when all in sync have it", () => {
    const stage = alone();
    const outcomes = stage.produce("A", [0, 1, 2]);
    stage.pass(50);
    asks(stage, "B", 3);
    const one = [...outcomes];
    asks(stage, "C", 1);
    const first = [...outcomes];
    asks(stage, "C", 3);

    expect([one, first, outcomes]).toEqual([[], ["NONE 0"], ["NONE 0", "NONE 1", "NONE 2"]]);
  });

  test("acks all: also when the leader is the last to have it", () => {
    const stage = alone();
    const outcomes = stage.produce("A", [0]);
    asks(stage, "B", 1);
    asks(stage, "C", 1);
    const before = [...outcomes];
    stage.pass(50);

    expect([before, outcomes]).toEqual([[], ["NONE 0"]]);
  });

  test("one that isn't in sync is not waited for", () => {
    const stage = alone(["A", "B"]);
    const outcomes = stage.produce("A", [0]);
    stage.pass(20);
    asks(stage, "B", 1);

    expect(outcomes).toEqual(["NONE 0"]);
  });

  test("somebody who isn't in sync says nothing about those who are", () => {
    const stage = alone(["A", "B"]);
    const outcomes = stage.produce("A", [0]);
    stage.pass(20);
    asks(stage, "C", 1);

    expect(outcomes).toEqual([]);
  });

  test("acks 0: nobody waits", () => {
    const stage = alone();
    stage.produce("A", [0, 1], 0);
    stage.pass(20);

    expect(stage.content("A")).toEqual(["0 order 0", "1 order 1"]);
  });

  test("it doesn't lead any more: whoever waits is told, and nobody is told twice", () => {
    const stage = alone();
    const outcomes = stage.produce("A", [0, 1]);
    stage.pass(20);
    asks(stage, "B", 2);
    asks(stage, "C", 1);
    stage.decide({ leader: undefined, epoch: 1 }, ["A"]);
    stage.pass(100);

    expect(outcomes).toEqual(["NONE 0", "NOT_LEADER_OR_FOLLOWER -1"]);
  });
});

rule("A reader sees what all in sync have, and nothing else", SOURCE, () => {
  test("not what only the leader has, nor what two of three have", () => {
    const stage = alone();
    stage.produce("A", [0, 1, 2]);
    stage.pass(20);
    const nothing = stage.readable("A");
    asks(stage, "B", 3);
    asks(stage, "C", 2);

    expect([nothing, stage.readable("A"), stage.readable("A", 1n)]).toEqual([
      [],
      ["0 order 0", "1 order 1"],
      ["1 order 1"],
    ]);
  });

  test("one that is further than this leader may show yet gets nothing, and no error: it has read it elsewhere", () => {
    const stage = alone();
    stage.produce("A", [0, 1, 2]);
    stage.pass(20);
    const { error, batches } = stage.as("A", (replica) => replica.read({ offset: 2n, maxBytes: 100 }));

    expect([error, batches]).toEqual(["NONE", []]);
  });

  test("one that is behind the end is told so", () => {
    const stage = alone();
    stage.produce("A", [0]);
    const { error } = stage.as("A", (replica) => replica.read({ offset: 2n, maxBytes: 100 }));

    expect(error).toBe("OFFSET_OUT_OF_RANGE");
  });

  test("what could be read once can be read for as long as it leads", () => {
    const stage = alone();
    stage.produce("A", [0, 1]);
    stage.pass(20);
    asks(stage, "B", 2);
    asks(stage, "C", 2);
    asks(stage, "C", 1);

    expect(stage.readable("A")).toEqual(["0 order 0", "1 order 1"]);
  });
});

rule("A follower gets everything, and is only listened to in the right epoch", KIP320, () => {
  test("also what nobody else has yet", () => {
    const stage = alone();
    stage.produce("A", [0, 1]);
    stage.pass(20);
    const { error, batches, highWatermark } = asks(stage, "B", 1);

    expect([error, recordsOf(batches), highWatermark]).toEqual(["NONE", ["1 order 1"], 0n]);
  });

  test("but nothing that isn't durable at the leader: it may come back in this epoch and write something else there", () => {
    const stage = alone();
    stage.produce("A", [0]);
    stage.pass(20);
    stage.produce("A", [1]);
    const early = recordsOf(asks(stage, "B", 0).batches);
    stage.pass(20);

    expect([early, recordsOf(asks(stage, "B", 0).batches)]).toEqual([
      ["0 order 0"],
      ["0 order 0", "1 order 1"],
    ]);
  });

  test.each([
    ["an older one", 0, "FENCED_LEADER_EPOCH"],
    ["this one", 1, "NONE"],
    ["a newer one", 2, "UNKNOWN_LEADER_EPOCH"],
  ])("%s", (_, epoch, expected) => {
    const stage = alone();
    stage.produce("A", [0]);
    stage.leads("A", undefined, ["A"]);
    stage.pass(20);
    const outcomes = stage.produce("A", [1]);
    stage.pass(20);
    const { error } = asks(stage, "B", 2, epoch);
    asks(stage, "C", 2);
    const end = stage.as("A", (replica) => replica.endOfEpoch({ currentEpoch: epoch, epoch: 0 }));

    expect([error, end.error]).toEqual([expected, expected]);
    expect(outcomes).toEqual(expected === "NONE" ? ["NONE 1"] : []);
  });

  test("one that has more than the leader is told so, and counts for nothing", () => {
    const stage = alone();
    const outcomes = stage.produce("A", [0]);
    stage.pass(20);
    const { error } = asks(stage, "B", 2);
    asks(stage, "C", 1);

    expect([error, outcomes]).toEqual(["OFFSET_OUT_OF_RANGE", []]);
  });
});

rule("A leader says where an epoch ends in its log", "KAFKA-7415", () => {
  test("each that it has had, and its own, although nothing was written in it", () => {
    const stage = alone();
    stage.produce("A", [0, 1]);
    stage.leads("A", undefined, ["A"]);
    stage.pass(20);
    stage.produce("A", [2]);
    stage.leads("A", undefined, ["A"]);
    stage.pass(20);
    const ends = [0, 1, 2].map((epoch) => {
      const { answer } = stage.as("A", (replica) => replica.endOfEpoch({ currentEpoch: 2, epoch }));
      return `${answer?.epoch} ends at ${answer?.end}`;
    });

    expect(ends).toEqual(["0 ends at 2", "1 ends at 3", "2 ends at 3"]);
  });

  test("what comes then is the new epoch's", () => {
    const stage = alone();
    stage.leads("A", undefined, ["A"]);
    stage.pass(20);
    stage.produce("A", [0]);
    const { answer } = stage.as("A", (replica) => replica.endOfEpoch({ currentEpoch: 1, epoch: 0 }));

    expect(answer).toEqual({ epoch: 0, end: 0n });
  });
});
