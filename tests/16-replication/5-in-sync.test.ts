import { rule } from "#lab/testing/rule";
import { laggards, mayJoin } from "#replication/in-sync";
import { Progress } from "#replication/progress";
import { range } from "../05-transaction-log/site";
import { Stage } from "./stage";

const SOURCE = "Kafka documentation, Replication: in-sync replicas";
const MIN = "Kafka documentation, min.insync.replicas";
const LAG = 300;

function led(options = {}): Stage {
  const stage = new Stage({ lagMs: LAG, ...options });
  stage.leads("A");
  stage.pass(100);
  return stage;
}

rule("Whoever is behind for too long isn't in sync any more", SOURCE, () => {
  test("the leader stays, and so does who is just within the time", () => {
    const progress = new Progress(1_000);
    progress.asked("B", 5n, 1_400, 5n);
    const isr = ["A", "B", "C"];

    expect(laggards(isr, "A", progress, 1_300, 300)).toEqual([]);
    expect(laggards(isr, "A", progress, 1_301, 300)).toEqual(["C"]);
    expect(laggards(isr, "A", progress, 1_700, 300)).toEqual(["C"]);
    expect(laggards(isr, "A", progress, 1_701, 300)).toEqual(["B", "C"]);
  });

  test("a broker is away: after a while the others go on without it", () => {
    const stage = led();
    stage.kill("C");
    const outcomes = stage.produce("A", [0, 1]);
    stage.pass(LAG / 2);
    const early = [...outcomes];
    stage.pass(2 * LAG);

    expect([early, outcomes]).toEqual([[], ["NONE 0", "NONE 1"]]);
    expect(stage.table.state.isr).toEqual(["A", "B"]);
  });

  test("under steady work nobody goes", () => {
    const stage = led();
    for (const n of range(0, 99)) {
      stage.produce("A", [n]);
      stage.pass(20);
    }

    expect(stage.table.state.isr).toEqual(["A", "B", "C"]);
  });

  test("a new leader gives everybody time", () => {
    const stage = led();
    stage.pass(5_000);
    stage.leads("B");
    stage.pass(LAG / 2 + 20);

    expect(stage.table.state.isr).toEqual(["A", "B", "C"]);
  });

  test("as long as the table hasn't taken it, the one that is away counts", () => {
    const stage = led();
    stage.table.isHeld = true;
    stage.kill("C");
    const outcomes = stage.produce("A", [0]);
    stage.pass(3 * LAG);
    const before = [...outcomes];
    const asked = stage.table.asked.map(({ isr }) => isr);
    stage.table.asked.shift()!.go();
    stage.pass(20);

    expect([before, asked, outcomes]).toEqual([[], [["A", "B"]], ["NONE 0"]]);
  });

  test("the table has changed meanwhile: what the table says counts", () => {
    const stage = led();
    stage.table.isHeld = true;
    stage.kill("C");
    const outcomes = stage.produce("A", [0]);
    stage.pass(3 * LAG);
    stage.leads("B", ["B", "A"], ["B"]);
    stage.table.asked.shift()!.go();
    stage.pass(100);

    expect(stage.replica("A").isLeading).toBe(false);
    expect(outcomes).toEqual(["NOT_LEADER_OR_FOLLOWER -1"]);
  });
});

rule("Whoever has everything that was promised is in sync again", "KAFKA-7128", () => {
  test.each([
    { end: 9n, high: 9n, start: 5n, may: true },
    { end: 8n, high: 9n, start: 5n, may: false },
    { end: 8n, high: 3n, start: 9n, may: false },
    { end: 9n, high: 3n, start: 9n, may: true },
    { end: 20n, high: 9n, start: 9n, may: true },
  ])(
    "it has what is before $end, $high is promised, the leader began at $start: $may",
    ({ end, high, start, may }) => {
      expect(mayJoin(end, high, start)).toBe(may);
    },
  );

  test("it comes back, gets what it lacks, and counts again", () => {
    const stage = led();
    stage.kill("C");
    stage.produce("A", range(0, 9));
    stage.pass(3 * LAG);
    const without = stage.table.state.isr;
    stage.start("C");
    stage.pass(3 * LAG);

    expect([without, stage.table.state.isr]).toEqual([
      ["A", "B"],
      ["A", "B", "C"],
    ]);
    expect(stage.content("C")).toHaveLength(10);
  });

  test("a new leader doesn't know yet what was promised before it: nobody joins before having all that it began with", () => {
    const stage = led();
    stage.kill("C");
    stage.produce("A", range(0, 9));
    stage.pass(3 * LAG);
    stage.kill("A");
    stage.leads("B", ["B", "A"]);
    stage.table.isHeld = true;
    stage.pass(20);
    // C asks from the beginning on. B's high watermark may not be further than that yet.
    stage.as("B", (replica) =>
      replica.replicate({ currentEpoch: 1, replica: "C", offset: 5n, maxBytes: 100 }),
    );

    expect(stage.table.asked.map(({ isr }) => isr)).toEqual([]);
  });

  test("as long as it isn't certain that the table has it, it counts already", () => {
    const stage = led();
    stage.kill("C");
    stage.produce("A", [0]);
    stage.pass(3 * LAG);
    stage.table.isHeld = true;
    stage.start("C");
    stage.pass(200);
    stage.cut("A", "C");
    const outcomes = stage.produce("A", [1]);
    stage.pass(100);

    expect([stage.table.asked.map(({ isr }) => isr), outcomes]).toEqual([[["A", "B", "C"]], []]);
  });

  test("the table takes it: there is no moment between at which nobody counts it", () => {
    const stage = led();
    stage.kill("C");
    stage.produce("A", [0]);
    stage.pass(3 * LAG);
    stage.table.isHeld = true;
    stage.start("C");
    stage.pass(200);
    stage.cut("A", "C");
    const outcomes = stage.produce("A", [1]);
    stage.pass(100);
    stage.table.asked.shift()!.go();
    stage.pass(50);

    expect([stage.table.state.isr, outcomes]).toEqual([["A", "B", "C"], []]);
  });

  test("somebody who has no copy never joins", () => {
    const stage = led();
    stage.table.isHeld = true;
    stage.as("A", (replica) =>
      replica.replicate({ currentEpoch: 0, replica: "X", offset: 0n, maxBytes: 100 }),
    );

    expect(stage.table.asked).toEqual([]);
  });
});

rule("With too few in sync, a promise from all is worth too little", MIN, () => {
  test("it is refused, and nothing is written; acks 1 is taken all the same", () => {
    const stage = led({ minInSync: 2 });
    stage.decide({ isr: ["A"] });
    stage.kill("B");
    stage.kill("C");
    const all = stage.produce("A", [0]);
    const one = stage.produce("A", [1], 1);
    stage.pass(50);

    expect([all, one, stage.content("A")]).toEqual([["NOT_ENOUGH_REPLICAS -1"], ["NONE 0"], ["0 order 1"]]);
  });

  test("it was written, and then they went: it is not acknowledged", () => {
    const stage = led({ minInSync: 2 });
    stage.kill("B");
    stage.kill("C");
    const outcomes = stage.produce("A", [0]);
    stage.pass(3 * LAG);

    expect([outcomes, stage.table.state.isr]).toEqual([["NOT_ENOUGH_REPLICAS_AFTER_APPEND 0"], ["A"]]);
  });

  test("with enough it is acknowledged, whoever is away", () => {
    const stage = led({ minInSync: 2 });
    stage.kill("C");
    const outcomes = stage.produce("A", [0]);
    stage.pass(3 * LAG);

    expect(outcomes).toEqual(["NONE 0"]);
  });
});
