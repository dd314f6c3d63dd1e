import { rule } from "#lab/testing/rule";
import { range } from "../05-transaction-log/site";
import { order } from "../13-commit-log/records";
import { NAMES, Stage } from "./stage";

const SOURCE = "Kafka documentation, Replication";
const KIP101 = "KIP-101, Alter Replication Protocol to use Leader Epoch";

/** Orders by number: "offset order n". */
const orders = (from: number, to: number): string[] => range(from, to).map((n) => `${n} order ${n}`);

/** Long enough for followers to have everything. */
const A_WHILE = 400;

function led(by = "A"): Stage {
  const stage = new Stage({ lagMs: 100_000 });
  stage.leads(by);
  stage.pass(100);
  return stage;
}

/** A writes what nobody else gets, and dies. B takes over, with C, and writes something else. */
function takeOver(stage: Stage, lost: readonly number[], kept: readonly number[]): void {
  stage.kill("B");
  stage.kill("C");
  stage.produce("A", lost, 1);
  stage.pass(50);
  stage.kill("A");
  stage.start("B");
  stage.start("C");
  stage.leads("B", ["B", "C"]);
  stage.pass(100);
  stage.produce("B", kept);
  stage.pass(A_WHILE);
}

const contents = (stage: Stage, names: readonly string[] = NAMES): string[][] =>
  names.map((name) => stage.content(name));

rule("A follower has what its leader has", SOURCE, () => {
  test("every record at its offset, and the publisher is told", () => {
    const stage = led();
    const outcomes = stage.produce("A", range(0, 9));
    stage.pass(A_WHILE);

    expect(contents(stage)).toEqual([orders(0, 9), orders(0, 9), orders(0, 9)]);
    expect(outcomes).toEqual(range(0, 9).map((n) => `NONE ${n}`));
    expect(stage.readable("A")).toEqual(orders(0, 9));
  });

  test("it learns up to where all have it", () => {
    const stage = led();
    stage.produce("A", range(0, 9));
    stage.pass(A_WHILE);

    expect(NAMES.map((name) => stage.replica(name).highWatermark)).toEqual([10n, 10n, 10n]);
  });

  test("never further than its own log goes", () => {
    const stage = led();
    stage.kill("C");
    stage.decide({ isr: ["A", "B"] });
    // More than comes with one answer.
    stage.as("A", (replica) => {
      for (const n of range(0, 9)) replica.append(order(n, "k".repeat(300_000)), 1, () => {});
    });
    stage.pass(A_WHILE);
    stage.start("C");
    const seen: boolean[] = [];
    for (const _ of range(1, 300)) {
      stage.pass(1);
      const { highWatermark, log } = stage.replica("C");
      seen.push(highWatermark <= log.endOffset);
    }

    expect(seen.every(Boolean)).toBe(true);
    expect(stage.content("C")).toEqual(orders(0, 9));
  });

  test("the connection breaks, it dies, it loses its power: it goes on where it was", () => {
    const stage = led();
    stage.produce("A", range(0, 4));
    stage.pass(A_WHILE);
    stage.world.faults.breakConnections("A", "B");
    stage.kill("C");
    stage.produce("A", range(5, 9));
    stage.pass(A_WHILE);
    stage.start("C");
    stage.powerCut("B");
    stage.produce("A", range(10, 14));
    stage.pass(A_WHILE);
    stage.start("B");
    stage.pass(A_WHILE);

    expect(contents(stage)).toEqual([orders(0, 14), orders(0, 14), orders(0, 14)]);
  });

  test("what counts as kept by all survives when all lose their power at once", () => {
    for (const seed of range(1, 10)) {
      const stage = new Stage({ lagMs: 100_000 }, NAMES, { seed });
      stage.leads("A");
      stage.pass(100);
      const outcomes = stage.produce("A", range(0, 3));
      for (let ms = 0; ms < 500 && outcomes.length < 4; ms++) stage.pass(1);
      for (const name of NAMES) stage.powerCut(name);
      for (const name of NAMES) stage.start(name);
      const kept = contents(stage).map((each) => each.slice(0, outcomes.length));

      expect([seed, kept]).toEqual([seed, NAMES.map(() => orders(0, 3))]);
    }
  });

  test("a leader that has let old records go: a follower that needs them begins where the leader begins", () => {
    const stage = new Stage({ lagMs: 100_000, log: { segmentBytes: 250, retentionMs: 10 } });
    stage.kill("C");
    stage.leads("A", ["A", "B"]);
    stage.pass(100);
    stage.produce("A", range(0, 11));
    stage.pass(A_WHILE);
    stage.as("A", ({ log, highWatermark }) => log.deleteOld(1e12, highWatermark));
    stage.pass(50);
    stage.start("C");
    stage.pass(A_WHILE);
    const { startOffset } = stage.replica("A").log;

    expect(startOffset).toBe(9n);
    expect([stage.content("C"), stage.replica("C").log.startOffset]).toEqual([orders(9, 11), 9n]);
  });
});

rule("A new leader's followers cut off what it doesn't have, and no more", KIP101, () => {
  test("the old leader comes back with records that nobody else had", () => {
    const stage = led();
    stage.produce("A", range(0, 4));
    stage.pass(A_WHILE);
    takeOver(stage, [90, 91, 92], [5, 6]);
    stage.start("A");
    stage.pass(A_WHILE);

    expect(contents(stage)).toEqual([orders(0, 6), orders(0, 6), orders(0, 6)]);
  });

  test("a follower that was told by nobody yet that all have it keeps what it has, and can lead", () => {
    // KIP-101, scenario 1: it starts again and must not cut to the high watermark that it knows of.
    const stage = led();
    stage.kill("C");
    stage.decide({ isr: ["A", "B"] });
    stage.produce("A", range(0, 2));
    stage.pass(A_WHILE);
    const outcomes = stage.produce("A", [3]);
    for (let ms = 0; ms < 300 && outcomes.length === 0; ms++) stage.pass(1);
    const knew = stage.replica("B").highWatermark;
    stage.kill("B");
    stage.kill("A");
    stage.start("B");
    stage.leads("B", ["B"]);
    stage.pass(A_WHILE);

    expect([outcomes, knew < 4n, stage.readable("B")]).toEqual([["NONE 3"], true, orders(0, 3)]);
  });

  test("nothing of it goes while it finds out: its leader may die at this very moment", () => {
    const stage = led();
    stage.produce("A", range(0, 4));
    stage.pass(A_WHILE);
    stage.kill("B");
    stage.machines.get("B")!.start();
    stage.pass(50);
    stage.tell("B");
    const ends = range(1, 200).map(() => {
      stage.pass(1);
      return stage.replica("B").log.endOffset;
    });

    expect(ends).toEqual(ends.map(() => 5n));
  });

  test("a follower that was there all the time has something of the old leader that the new one hasn't", () => {
    const stage = led();
    stage.produce("A", range(0, 2));
    stage.pass(A_WHILE);
    stage.cut("A", "B");
    stage.produce("A", [97, 98], 1);
    stage.pass(A_WHILE);
    const before = stage.content("C");
    stage.kill("A");
    stage.heal();
    stage.leads("B", ["B", "C"]);
    stage.pass(A_WHILE);
    stage.produce("B", [3]);
    stage.pass(A_WHILE);

    expect([before.length, stage.content("B"), stage.content("C")]).toEqual([5, orders(0, 3), orders(0, 3)]);
  });

  test("two leaders wrote different records at the same offset: the one that leads has the right one", () => {
    // KIP-101, scenario 2.
    const stage = led();
    stage.produce("A", [0]);
    stage.pass(A_WHILE);
    stage.kill("B");
    stage.kill("C");
    stage.produce("A", [71, 72], 1);
    stage.pass(50);
    stage.kill("A");
    stage.start("B");
    stage.leads("B", ["B"]);
    stage.pass(50);
    stage.produce("B", [81, 82, 83], 1);
    stage.pass(50);
    stage.start("A");
    stage.pass(A_WHILE);

    expect(stage.content("A")).toEqual(["0 order 0", "1 order 81", "2 order 82", "3 order 83"]);
  });

  test("through several leaders that nobody would have wished for, logs agree in the end", () => {
    // KIP-279: unclean elections, so that no two have the same epochs.
    const stage = led();
    stage.produce("A", [0]);
    stage.pass(A_WHILE);
    const alone = (name: string, numbers: number[]): void => {
      for (const other of NAMES) if (stage.machines.get(other)!.up) stage.kill(other);
      stage.start(name);
      stage.leads(name, [name]);
      stage.pass(50);
      stage.produce(name, numbers, 1);
      stage.pass(50);
    };
    alone("A", [11, 12]);
    alone("B", [21, 22, 23]);
    alone("A", [31]);
    alone("C", [41, 42, 43, 44]);
    alone("B", [51]);
    alone("C", [61]);
    stage.start("A");
    stage.start("B");
    stage.pass(2 * A_WHILE);
    const [a, b, c] = contents(stage);

    expect(c).toEqual(["0 order 0", "1 order 41", "2 order 42", "3 order 43", "4 order 44", "5 order 61"]);
    expect([a, b]).toEqual([c, c]);
  });

  test("the same broker leads again, with a new epoch: its followers compare their logs again", () => {
    // KAFKA-7164.
    const stage = led();
    stage.produce("A", [0, 1]);
    stage.pass(A_WHILE);
    stage.cut("A", "B");
    stage.cut("A", "C");
    stage.produce("A", [2, 3], 1);
    stage.pass(50);
    stage.powerCut("A");
    // The power took the end of A's log.
    stage.machines.get("A")!.start();
    stage.pass(50);
    stage.as("A", ({ log }) => log.truncate(2n, () => {}));
    stage.pass(50);
    stage.as("A", (replica) => replica.lineage.truncate(2n));
    stage.heal();
    stage.leads("A");
    stage.pass(100);
    stage.produce("A", [42]);
    stage.pass(A_WHILE);

    expect(contents(stage)).toEqual(NAMES.map(() => ["0 order 0", "1 order 1", "2 order 42"]));
  });

  test("what is known to be everybody's is never more than what agrees with the leader", () => {
    const stage = led();
    stage.produce("A", range(0, 2));
    stage.pass(A_WHILE);
    takeOver(stage, [93, 94, 95, 96], [3, 4]);
    stage.machines.get("A")!.start();
    stage.pass(50);
    stage.tell("A");
    const wrong: string[] = [];
    for (const _ of range(1, 400)) {
      stage.pass(1);
      const { highWatermark } = stage.replica("A");
      const known = stage.content("A").slice(0, Number(highWatermark));
      if (known.join() !== orders(0, Number(highWatermark) - 1).join()) wrong.push(...known);
    }

    expect([wrong, stage.content("A")]).toEqual([[], orders(0, 4)]);
  });
});

rule("A follower that hasn't heard of the new leader does no harm", "KIP-320", () => {
  test("it keeps asking the old one, which isn't heard any more; then it hears, and agrees", () => {
    const stage = led();
    stage.produce("A", range(0, 2));
    stage.pass(A_WHILE);
    stage.leads("B", ["B", "C"], ["B", "A"]);
    stage.pass(A_WHILE);
    const outcomes = stage.produce("B", [3, 4]);
    stage.pass(A_WHILE);
    const before = [...outcomes];
    stage.tell("C");
    stage.pass(A_WHILE);

    expect([before, outcomes]).toEqual([[], ["NONE 3", "NONE 4"]]);
    expect(contents(stage)).toEqual(NAMES.map(() => orders(0, 4)));
  });

  test("the old leader hasn't heard either: what it takes is told to nobody as everybody's", () => {
    const stage = led();
    stage.produce("A", range(0, 2));
    stage.pass(A_WHILE);
    stage.leads("B", ["B", "C"], ["B", "C"]);
    stage.pass(A_WHILE);
    const lost = stage.produce("A", [98, 99]);
    const kept = stage.produce("B", [3]);
    stage.pass(A_WHILE);
    const before = [...lost];
    stage.tell("A");
    stage.pass(A_WHILE);

    expect([before, kept]).toEqual([[], ["NONE 3"]]);
    expect(lost).toEqual(["NOT_LEADER_OR_FOLLOWER -1", "NOT_LEADER_OR_FOLLOWER -1"]);
    expect(contents(stage)).toEqual(NAMES.map(() => orders(0, 3)));
  });
});

rule(
  "Whoever wants to know what becomes of a copy is told",
  "this workbook: the next chapters build on it",
  () => {
    /** What is told of a broker's copy, as lines. */
    function listen(stage: Stage, name: string): string[] {
      const heard: string[] = [];
      stage.replica(name).listeners.add({
        onLead: ({ leadership }) => heard.push(`leads from ${leadership!.start}`),
        onStop: ({ leadership }) => heard.push(leadership === undefined ? "stops" : "stops, and leads"),
        onAdvance: ({ highWatermark }) => heard.push(`readable below ${highWatermark}`),
        onCut: ({ log }) => heard.push(`cut to ${log.endOffset}`),
      });
      return heard;
    }

    test("that it leads, that more is readable before the publisher is told, and that it leads no more", () => {
      const stage = new Stage({ lagMs: 100_000 });
      const heard = listen(stage, "A");
      stage.leads("A");
      stage.pass(100);
      stage.as("A", (replica) => replica.append(order(0), "all", (error) => heard.push(error)));
      stage.pass(A_WHILE);
      stage.cut("A", "B");
      stage.produce("A", [1]);
      stage.leads("B", ["B", "C"]);

      expect(heard).toEqual(["leads from 0", "readable below 1", "NONE", "stops"]);
    });

    test("a follower's copy is cut, and then it leads from where its log ends", () => {
      const stage = led();
      stage.produce("A", range(0, 2));
      stage.pass(A_WHILE);
      takeOver(stage, [90, 91], [3]);
      stage.machines.get("A")!.start();
      stage.pass(50);
      const heard = listen(stage, "A");
      stage.tell("A");
      stage.pass(A_WHILE);
      stage.leads("A");
      stage.pass(A_WHILE);

      expect(heard).toEqual(["cut to 3", "readable below 4", "leads from 4"]);
    });
  },
);
