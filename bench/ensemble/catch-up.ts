import type { Machine } from "#lab/world/machine";
import { MOST_SENT } from "#zab/history";
import { stopwatch } from "../stopwatch";
import { Cluster, create } from "./cluster";
import { type Candidate, measureInTurn, repeatsFor } from "../rounds";

const ROUNDS = 7;
/** With the session of whoever writes them, the most may be {@link MOST_SENT}: longer lists aren't sent. */
const DIFF = [300, 600, 1_200, 2_400, 4_800];
const SNAP = [1_250, 2_500, 5_000, 10_000, 20_000, 40_000];
/** Small enough that even the shortest log has several files: only whole ones can be purged. */
const STORAGE = { maxFileBytes: 32 * 1024, keepSnapshots: 1 };
/** So long, in ms, everybody has noticed that a server is gone, or that it is back. */
const QUIET = 3_000;

interface CatchUp extends Record<string, number> {
  virtualMs: number;
  realMs: number;
}

export type CaughtUp = (CatchUp & { size: number })[];

/**
 * An ensemble of three with so many transactions, each of which created a znode. One of the three will lose them. The
 * leader is new, so that it has none of them in memory: otherwise the short lists would come from there, for less.
 */
interface Scene {
  size: number;
  cluster: Cluster;
  behind: Machine;
}

/** How long a server that has nothing takes from its start until it serves, against the length of the leader's log. */
export async function measureCatchUp(): Promise<{ diff: CaughtUp; snap: CaughtUp }> {
  if (DIFF.at(-1)! > MOST_SENT) throw new Error("so many aren't sent one by one");
  const scenes = new Map<number, Scene>();
  for (const size of new Set([...DIFF, ...SNAP])) scenes.set(size, await sceneOf(size));

  const diff = await measureInTurn(candidates(DIFF, scenes, "propose"), ROUNDS);
  for (const size of SNAP) await purge(scenes.get(size)!.cluster);
  const snap = await measureInTurn(candidates(SNAP, scenes, "snapshot"), ROUNDS);
  return { diff, snap };
}

async function sceneOf(size: number): Promise<Scene> {
  const cluster = new Cluster(size, 3, STORAGE, 2);
  await cluster.untilServing();
  await cluster.write(size, create);
  for (const machine of cluster.machines) machine.kill();
  for (const machine of cluster.machines) machine.start();
  await cluster.untilServing();
  const behind = cluster.startEmpty();
  await cluster.untilServing();
  return { size, cluster, behind };
}

/** The leader takes a snapshot, and removes the log up to it: now it hasn't got the transactions any more. */
async function purge({ world, leader }: Cluster): Promise<void> {
  let taken = false;
  world.enter(leader.incarnation!, () => leader.instance!.storage.snapshot(() => (taken = true)));
  await world.until("the snapshot is taken", () => taken, 100_000);
}

function candidates(
  sizes: readonly number[],
  scenes: ReadonlyMap<number, Scene>,
  means: "propose" | "snapshot",
): Candidate<CatchUp>[] {
  const measure = async (scene: Scene): Promise<CatchUp> => {
    const times = repeatsFor(scene.size, sizes.at(-1)!);
    let [realMs, virtualMs] = [0, 0];
    for (let time = 0; time < times; time++) {
      const one = await catchUp(scene, means);
      realMs += one.realMs / times;
      virtualMs += one.virtualMs / times;
    }
    return { realMs, virtualMs };
  };
  return sizes.map((size) => ({ size, measure: () => measure(scenes.get(size)!) }));
}

/** Its disk is lost, and it starts again with an empty one. */
async function catchUp({ cluster, behind, size }: Scene, means: "propose" | "snapshot"): Promise<CatchUp> {
  const { world, traffic } = cluster;
  behind.kill();
  behind.wipe();
  await world.run(QUIET);
  const [began, before] = [world.now, traffic.of(means)];
  const elapsed = stopwatch();
  behind.start();
  await cluster.untilServing();
  const realMs = elapsed();
  const virtualMs = world.now - began;

  const sent = traffic.of(means) - before;
  if (means === "propose" ? sent < size : sent === 0) throw new Error(`${sent} times ${means}: another way`);
  await world.run(QUIET);
  return { realMs, virtualMs };
}
