import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { elect } from "#replication/election";
import { readState, writeState } from "#replication/keeper-states";
import type { PartitionState } from "#replication/states";
import { range } from "../05-transaction-log/site";
import { BROKER_NAMES, Cluster } from "./cluster";
import { orders } from "./scenarios";
import { PARTITION } from "./stage";

const SOURCE = "Kafka documentation, Replication: leader election";
const UNCLEAN = "Kafka documentation, unclean.leader.election.enable";

const STATE: PartitionState = {
  replicas: ["P", "Q", "R"],
  leader: "P",
  epoch: 4,
  isr: ["P", "R"],
  version: 9,
};

const decided = (
  change: Partial<PartitionState>,
  live: string[],
  unclean = false,
): PartitionState | undefined => elect({ ...STATE, ...change }, new Set(live), { unclean });

rule("The leader is one that is there and in sync", SOURCE, () => {
  test("a leader that is there stays, whoever else isn't", () => {
    expect(decided({}, ["P"])).toBeUndefined();
    expect(decided({ leader: "R" }, ["P", "Q", "R"])).toBeUndefined();
  });

  test("it is gone: the first in sync that is there, with the next epoch; who is gone isn't in sync", () => {
    expect(decided({}, ["Q", "R"])).toEqual({ ...STATE, leader: "R", epoch: 5, isr: ["R"] });
    expect(decided({ isr: ["P", "R", "Q"] }, ["Q", "R"])).toEqual({
      ...STATE,
      leader: "Q",
      epoch: 5,
      isr: ["R", "Q"],
    });
  });

  test("a new partition gets its first replica", () => {
    expect(decided({ leader: undefined, isr: ["P", "Q", "R"] }, ["P", "Q", "R"])!.leader).toBe("P");
  });

  test("none in sync is there: nobody leads, and those in sync stay on the list, for they have everything", () => {
    expect(decided({}, ["Q"])).toEqual({ ...STATE, leader: undefined, epoch: 5 });
  });

  test("that is decided once", () => {
    expect(decided({ leader: undefined }, ["Q"])).toBeUndefined();
  });

  test("one in sync comes back, and leads", () => {
    expect(decided({ leader: undefined }, ["Q", "R"])).toEqual({
      ...STATE,
      leader: "R",
      epoch: 5,
      isr: ["R"],
    });
  });

  test("with unclean elections anybody may lead, and then is alone in sync", () => {
    expect(decided({}, ["Q"], true)).toEqual({ ...STATE, leader: "Q", epoch: 5, isr: ["Q"] });
    expect(decided({}, ["Q", "R"], true)!.leader).toBe("R");
    expect(decided({ leader: undefined }, [], true)).toBeUndefined();
  });

  test("a broker without a copy never leads", () => {
    expect(decided({}, ["X"], true)!.leader).toBeUndefined();
  });
});

rule("Brokers register in the ensemble, and one of them decides", "the notes; chapter 4", () => {
  test("three brokers: one controller, one leader, and what is acknowledged is everywhere", async () => {
    const cluster = new Cluster();
    const leader = await cluster.led();
    await cluster.world.run(500);
    const outcomes = await cluster.produce(leader, range(0, 4));
    await cluster.world.run(300);

    expect(cluster.controllers).toHaveLength(1);
    expect(outcomes).toEqual(range(0, 4).map((n) => `NONE ${n}`));
    for (const name of BROKER_NAMES) expect(cluster.content(name)).toHaveLength(5);
  });

  test("the leader dies: another leads when the session is over, and has everything that was acknowledged", async () => {
    const cluster = new Cluster();
    const first = await cluster.led();
    await cluster.world.run(500);
    await cluster.produce(first, range(0, 4));
    cluster.brokers.get(first)!.kill();
    const second = await cluster.led(first);
    await cluster.world.run(1_000);

    expect(cluster.readable(second)).toEqual(range(0, 4).map((n) => `${n} order ${n}`));
    const state = await cluster.state();
    expect([state.leader, state.isr.includes(first)]).toEqual([second, false]);
  });

  test("it comes back, follows, and is in sync again", async () => {
    const cluster = new Cluster();
    const first = await cluster.led();
    await cluster.world.run(500);
    cluster.brokers.get(first)!.powerCut();
    const second = await cluster.led(first);
    await cluster.produce(second, range(0, 4));
    cluster.brokers.get(first)!.start();
    await cluster.world.run(4_000);

    expect(cluster.content(first)).toEqual(cluster.content(second));
    expect([...(await cluster.state()).isr].sort()).toEqual(BROKER_NAMES);
  });

  test("the controller dies: another takes its place, and elects", async () => {
    const cluster = new Cluster();
    await cluster.led();
    await cluster.world.run(500);
    const [controller] = cluster.controllers;
    cluster.brokers.get(controller!)!.kill();
    await cluster.led(controller);
    await cluster.world.run(3_000);

    expect(cluster.controllers).toHaveLength(1);
    expect(cluster.controllers).not.toEqual([controller]);
    expect((await cluster.state()).leader).not.toBe(controller);
  });

  test("a controller that doesn't know that it isn't any more can't undo what the next one has decided", async () => {
    const cluster = new Cluster();
    await cluster.led();
    const reason = await cluster.nodes.ask(["A", "B", "C"], async (keeper) => {
      const old = await readState(keeper, PARTITION);
      await writeState(keeper, PARTITION, { ...old, epoch: old.epoch + 1 });
      return writeState(keeper, PARTITION, { ...old, leader: "R" }).then(
        () => "written",
        (error: Error) => error.message,
      );
    });

    expect(reason).toMatch(/BadVersion/);
  });

  test("a leader that is cut off can't acknowledge anything for all, and its records go when it is back", async () => {
    const cluster = new Cluster({ minInSync: 2 });
    const first = await cluster.led();
    await cluster.world.run(500);
    await cluster.produce(first, [0]);
    cluster.isolate(first);
    const lost = cluster.handIn(first, [98, 99]);
    const second = await cluster.led(first);
    const kept = await cluster.produce(second, [1]);
    cluster.heal();
    await cluster.world.run(5_000);

    expect(lost.filter((outcome) => outcome.startsWith("NONE "))).toEqual([]);
    expect(kept).toEqual(["NONE 1"]);
    expect(cluster.content(first)).toEqual(["0 order 0", "1 order 1"]);
  });
});

rule("Unclean elections are a choice: somebody leads, and what was acknowledged is lost", UNCLEAN, () => {
  /** All but one go, one after the other; the last one takes an order; then it goes, and the others come back. */
  const lastOneGoes = async (
    unclean: boolean,
  ): Promise<{ cluster: Cluster; last: string; outcomes: string[] }> => {
    const cluster = new Cluster({ unclean });
    const last = await cluster.led();
    await cluster.world.run(500);
    await cluster.produce(last, [0]);
    const others = BROKER_NAMES.filter((name) => name !== last);
    for (const name of others) cluster.brokers.get(name)!.kill();
    await cluster.world.run(4_000);
    const outcomes = await cluster.produce(last, [1]);
    cluster.brokers.get(last)!.kill();
    for (const name of others) cluster.brokers.get(name)!.start();
    await cluster.world.run(6_000);
    return { cluster, last, outcomes };
  };

  test("without them nobody leads until the one comes back that has everything", async () => {
    const { cluster, last, outcomes } = await lastOneGoes(false);
    const meanwhile = cluster.leader;
    cluster.brokers.get(last)!.start();
    await cluster.led();
    await cluster.world.run(3_000);

    expect([outcomes, meanwhile]).toEqual([["NONE 1"], undefined]);
    expect(cluster.readable(cluster.leader!)).toEqual(["0 order 0", "1 order 1"]);
  });

  test("with them somebody leads at once, and order 1 is gone, also from the disk of the one that had it", async () => {
    const { cluster, last, outcomes } = await lastOneGoes(true);
    const leader = cluster.leader!;
    await cluster.produce(leader, [2]);
    cluster.brokers.get(last)!.start();
    await cluster.world.run(4_000);

    expect(outcomes).toEqual(["NONE 1"]);
    expect(cluster.readable(leader)).toEqual(["0 order 0", "1 order 2"]);
    expect(cluster.content(last)).toEqual(["0 order 0", "1 order 2"]);
  });
});

rule(
  "Whatever befalls brokers and ensemble: what was acknowledged for all is there, and all copies agree",
  SOURCE,
  () => {
    test("two shops, three brokers, three servers of the ensemble", () => sweepInTest(orders, { seeds: 6 }));
  },
);
