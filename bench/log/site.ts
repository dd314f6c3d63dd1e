import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Addresses } from "#lab/node/addresses";
import { startServer } from "#lab/node/node-host";
import { CommitLog, type CommitLogOptions } from "#commit-log/commit-log";
import { encodeBatch } from "#commit-log/record-batch";

export const MB = 1024 * 1024;
export const GB = 1024 * MB;

/** A folder of its own for all that is measured; removed at the end, however that comes. */
export const FOLDER = mkdtempSync(join(tmpdir(), "log-bench-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** @throws Error if there are fewer free bytes than that */
export function needs(bytes: number): void {
  const { bavail, bsize } = statfsSync(FOLDER);
  if (bavail * bsize < bytes) {
    throw new Error(
      `${FOLDER} has ${Math.round((bavail * bsize) / GB)} GB free; ${bytes / GB} GB are needed`,
    );
  }
}

export interface RealLog {
  log: CommitLog;
  /** Ends it as a kill of its process would. */
  stop: () => Promise<void>;
}

/** A log on the real disk, open. */
export async function openLog(name: string, options: CommitLogOptions = {}): Promise<RealLog> {
  let opened: () => void;
  const ready = new Promise<void>((resolve) => (opened = resolve));
  const server = await startServer(
    {
      name,
      folder: join(FOLDER, name),
      addresses: new Addresses(),
    },
    (host) => {
      const log = new CommitLog(host, options);
      log.open(() => opened());
      return log;
    },
  );
  await ready;
  return { log: server.instance, stop: () => server.stop() };
}

export function flushed(log: CommitLog): Promise<void> {
  return new Promise((resolve) => log.flush(resolve));
}

/** A batch of about so many bytes, of records of 100 bytes. */
export function batchOf(bytes: number): Uint8Array {
  const value = new Uint8Array(100).map((_, index) => (index * 37) & 0xff);
  const count = Math.max(1, Math.floor(bytes / 108));
  return encodeBatch(
    Array.from({ length: count }, (_, index) => ({
      offset: BigInt(index),
      timestamp: 1_700_000_000_000n + BigInt(index),
      key: null,
      value,
      headers: [],
    })),
  );
}

/** Writes batches until the log has so many bytes, flushing after each 16 MB. @param onStep told after each flush */
export async function fill(
  log: CommitLog,
  bytes: number,
  batch: Uint8Array,
  onStep = (_: number): void => {},
): Promise<void> {
  for (let written = 0; written < bytes;) {
    for (const stop = Math.min(written + 16 * MB, bytes); written < stop; written += batch.length)
      log.append(batch, 1);
    await flushed(log);
    onStep(written);
  }
}
