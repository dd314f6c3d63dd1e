import { readFileSync } from "node:fs";
import { type Ensemble, SERVERS } from "../../tests/interop/zookeeper/targets/ensemble";
import { PipeliningClient } from "./client";
import { DATA, load } from "./load";

const SESSIONS = 1_000;
const CREATED = 30_000;

/** Resident memory of all servers, in bytes. */
function resident(ensemble: Ensemble): number {
  const sizes = SERVERS.map((id) => {
    const status = readFileSync(`/proc/${ensemble.process(id)!.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

export interface Memory {
  /** Bytes of all servers together, at rest. */
  idle: number;
  /** Bytes for each idle session, at all servers together. */
  perSession: number;
  /** Bytes for each znode of 100 bytes, at each server. */
  perZnode: number;
}

/** Resident memory, as the operating system sees it: that of a heap which grows as it likes. */
export async function measureMemory(ensemble: Ensemble): Promise<Memory> {
  const idle = resident(ensemble);
  const clients: PipeliningClient[] = [];
  for (let n = 0; n < SESSIONS; n += 50) {
    const ports = Array.from({ length: 50 }, (_, index) => ensemble.portOf(SERVERS[index % SERVERS.length]!));
    clients.push(...(await Promise.all(ports.map((port) => PipeliningClient.open(port, 10_000)))));
  }
  const withSessions = resident(ensemble);
  for (const client of clients) client.close();
  const writer = await PipeliningClient.open(ensemble.portOf(1));
  const before = resident(ensemble);
  await load([writer], CREATED, (client, n, onAnswer) => client.create(`/memory-${n}`, DATA, onAnswer));
  const after = resident(ensemble);
  writer.close();
  return {
    idle,
    perSession: (withSessions - idle) / SESSIONS,
    perZnode: (after - before) / CREATED / SERVERS.length,
  };
}
