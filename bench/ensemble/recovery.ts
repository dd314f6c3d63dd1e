import { stopwatch } from "../stopwatch";
import { Cluster, create, setOneOf, type Write } from "./cluster";
import { type Candidate, measureInTurn, repeatsFor } from "../rounds";

const ROUNDS = 7;
const HISTORY = [5_000, 10_000, 20_000, 40_000, 80_000];
const ZNODES = 1_000;
/** Recovery reads at least one file from its beginning: a large one would hide what snapshots are good for. */
const MAX_FILE_BYTES = 64 * 1024;
const NEVER = 1e9;

interface Recovery extends Record<string, number> {
  realMs: number;
}

export type Recovered = (Recovery & { size: number })[];

/** What servers have behind them that start from their disks. */
const KINDS = {
  log: { snapshotEvery: NEVER, write: setOneOf(ZNODES) },
  snapshots: { snapshotEvery: 1_000, write: setOneOf(ZNODES) },
  growing: { snapshotEvery: 2_000, write: create },
};
type Kind = keyof typeof KINDS;

/**
 * How long a server that is an ensemble by itself takes from its start until it serves, against the number of
 * transactions that were ever committed:
 *
 * - `log`: no snapshot was taken; the same znodes were written again and again
 * - `snapshots`: the same, and snapshots were taken
 * - `growing`: snapshots were taken, and each transaction created a znode
 */
export async function measureRecovery(): Promise<Record<Kind, Recovered>> {
  const kinds = Object.keys(KINDS) as Kind[];
  const candidates: Candidate<Recovery>[] = [];
  for (const kind of kinds) for (const size of HISTORY) candidates.push(await candidate(kind, size));
  const measured = await measureInTurn(candidates, ROUNDS);
  const ofKind = kinds.map((kind, index) => {
    const begin = index * HISTORY.length;
    return [kind, measured.slice(begin, begin + HISTORY.length)] as const;
  });
  return Object.fromEntries(ofKind) as Record<Kind, Recovered>;
}

async function candidate(kind: Kind, size: number): Promise<Candidate<Recovery>> {
  const { snapshotEvery, write } = KINDS[kind];
  const cluster = new Cluster(size, 1, { maxFileBytes: MAX_FILE_BYTES, snapshotEvery });
  await cluster.untilServing();
  await cluster.write(ZNODES, create);
  const more: Write = (keeper, number) => write(keeper, number + ZNODES);
  await cluster.write(size - ZNODES, more);
  const times = repeatsFor(size, HISTORY.at(-1)!);
  return {
    size,
    measure: async () => {
      let realMs = 0;
      for (let time = 0; time < times; time++) realMs += (await restart(cluster)) / times;
      return { realMs };
    },
  };
}

async function restart(cluster: Cluster): Promise<number> {
  const [machine] = cluster.machines;
  await cluster.world.run(1_000);
  machine!.kill();
  const elapsed = stopwatch();
  machine!.start();
  await cluster.untilServing();
  return elapsed();
}
