import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "#lab/host";
import { Addresses } from "#lab/node/addresses";
import { startServer } from "#lab/node/node-host";
import { Broker, type BrokerOptions } from "#broker/broker";
import { SingleBroker } from "#broker/placement";
import { Producer, type ProducerOptions } from "#broker/producer";
import { inProcess } from "./in-process";

export const KB = 1024;
export const MB = 1024 * KB;
export const TOPIC = "orders";

/** A folder of its own for all that is measured; removed at the end, however that comes. */
export const FOLDER = mkdtempSync(join(tmpdir(), "broker-bench-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** @throws Error if there are fewer free bytes than that */
export function needs(bytes: number): void {
  const { bavail, bsize } = statfsSync(FOLDER);
  if (bavail * bsize < bytes) throw new Error(`${FOLDER} needs ${bytes / MB} MB that are free`);
}

/** What is asked of a broker whose log doesn't grow without end. */
export const OPTIONS: BrokerOptions = {
  log: { segmentBytes: 64 * MB, retentionBytes: 128 * MB },
  retentionCheckMs: 500,
};

export interface RealBroker {
  host: Host;
  broker: Broker;
  producer: (options: ProducerOptions) => Producer;
  stop: () => Promise<void>;
}

/** A broker on the real disk and clock, with one topic, in this process. */
export async function openBroker(name: string, partitions: number): Promise<RealBroker> {
  let inner: Host | undefined;
  const server = await startServer(
    { name, folder: join(FOLDER, name), addresses: new Addresses() },
    (host) => {
      inner = inProcess(host);
      return new Broker(inner, OPTIONS);
    },
  );
  const host = inner!;
  const broker = server.instance;
  await new Promise((resolve) => setTimeout(resolve, 200));
  await new Promise((resolve) => broker.topics.create(TOPIC, partitions, resolve));
  const placement = new SingleBroker(name, new Map([[TOPIC, partitions]]));
  return {
    host,
    broker,
    producer: (options) => new Producer(host, placement, options),
    stop: () => server.stop(),
  };
}
