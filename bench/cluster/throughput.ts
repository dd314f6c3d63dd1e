import type { Acks } from "#replication/messages";
import { type Candidate, measureInTurn } from "../rounds";
import { Copies } from "./copies";

export const FACTORS = [1, 2, 3] as const;
export const ACKS: readonly Acks[] = [0, 1, "all"];
const ROUNDS = 5;
const MESSAGES = 200_000;

export interface Throughput extends Record<string, number> {
  /** Of 100 bytes, in batches of 64 KB. */
  perSecond: number;
}

/** Messages per second, for each kind of acknowledgement against the number of copies. */
export type Throughputs = { acks: Acks; rows: (Throughput & { size: number })[] }[];

/** All that takes part shares one thread, except the disks: a copy more is work more. */
export async function measureThroughput(): Promise<Throughputs> {
  const all: { acks: Acks; copies: Copies; candidate: Candidate<Throughput> }[] = [];
  for (const acks of ACKS) {
    for (const size of FACTORS) {
      const copies = await Copies.open(`copies-${acks}-${size}`, size);
      all.push({ acks, copies, candidate: { size, measure: () => measure(copies, acks) } });
    }
  }
  const rows = await measureInTurn(
    all.map(({ candidate }) => candidate),
    ROUNDS,
  );
  for (const { copies } of all) await copies.stop();
  return ACKS.map((acks) => ({ acks, rows: rows.filter((_, index) => all[index]!.acks === acks) }));
}

async function measure(copies: Copies, acks: Acks): Promise<Throughput> {
  const begin = performance.now();
  await copies.publish(MESSAGES, acks);
  const perSecond = (MESSAGES * 1_000) / (performance.now() - begin);
  await copies.settled();
  return { perSecond };
}
