import { stopwatch } from "../stopwatch";
import { Cluster, create, setOneOf } from "./cluster";
import { type Candidate, measureInTurn } from "../rounds";

const SERVERS = [1, 3, 5, 7];
const ROUNDS = 7;
const WRITES = 10_000;
const ZNODES = 100;
const CLIENTS = 6;
/** Of each client. */
const IN_FLIGHT = 32;

export interface Throughput extends Record<string, number> {
  /** In virtual time no server is ever short of a processor: it is what is in flight, by how long a write takes. */
  perVirtualSecond: number;
  /** On one thread: all servers and clients of the world, its network and its disks. */
  perRealSecond: number;
  /** The clients' too. */
  messages: number;
}

/** Writes per second, and messages per write, against the number of servers. */
export async function measureThroughput(): Promise<(Throughput & { size: number })[]> {
  const candidates: Candidate<Throughput>[] = [];
  for (const size of SERVERS) {
    const cluster = new Cluster(1, size);
    await cluster.untilServing();
    await cluster.write(ZNODES, create);
    candidates.push({ size, measure: () => writeMany(cluster) });
  }
  return measureInTurn(candidates, ROUNDS);
}

async function writeMany(cluster: Cluster): Promise<Throughput> {
  const { world, traffic } = cluster;
  const [began, before] = [world.now, traffic.messages];
  const elapsed = stopwatch();
  await cluster.write(WRITES, setOneOf(ZNODES), CLIENTS, IN_FLIGHT);
  return {
    perRealSecond: (WRITES * 1000) / elapsed(),
    perVirtualSecond: (WRITES * 1000) / (world.now - began),
    messages: (traffic.messages - before) / WRITES,
  };
}
