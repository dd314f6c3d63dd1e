import type { Disk } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { ByteReader, type ByteWriter } from "./bytes";
import { FileWindow } from "./file-window";
import { showZxid, zxidOf } from "./names";
import { inspect, writeRecord } from "./record";
import { readTransaction, writeTransaction } from "./transaction-codec";

/** The log holds something that was written whole and isn't what it was, or misses something between two records. */
export class DamagedLog extends Error {
  override readonly name = "DamagedLog";
}

/** What a reader of the log comes by. */
export type LogItem =
  | {
      kind: "transaction";
      transaction: Transaction;
      /** The zxid of the transaction before it, or 0n for the first of all. */
      previous: Zxid;
      /** The file that holds it, and where in it its record begins. */
      file: string;
      begin: number;
    }
  /** The last write was torn: of the file only the first `size` bytes count. Nothing comes after it. */
  | { kind: "torn"; file: string; size: number };

/** Writes a transaction as a record of the log. It names the one before it, so that a missing one is noticed. */
export function writeLogRecord(writer: ByteWriter, previous: Zxid, transaction: Transaction): void {
  writeRecord(writer, () => {
    writer.u64(previous);
    writeTransaction(writer, transaction);
  });
}

/** The files of a log, with their folder, from the oldest to the newest. */
export function logFiles(disk: Disk, folder: string): string[] {
  const names = disk.list(folder).filter((name) => zxidOf(name) !== undefined);
  return names.map((name) => `${folder}/${name}`);
}

/** The zxid that a file of the log is named by: none of its records has a lower one. */
export function firstZxidOf(file: string): Zxid {
  return zxidOf(file.slice(file.lastIndexOf("/") + 1))!;
}

/**
 * Reads the transactions behind a zxid, in order.
 *
 * @throws DamagedLog where the log isn't what was written, or where a transaction between `after` and the next is
 *   missing; what came before has been given by then
 */
export function* readLog(disk: Disk, folder: string, after: Zxid): Generator<LogItem> {
  // Write here (step recovery): File by file, record by record. What is to be done at the end, at a tear, at damage?
  throw new Error("Not written yet (step recovery)");
}

/** @throws DamagedLog if a record, though whole, holds no transaction */
function parse(body: Uint8Array, file: string, offset: number): { previous: Zxid; transaction: Transaction } {
  try {
    const reader = new ByteReader(body);
    return { previous: reader.u64(), transaction: readTransaction(reader) };
  } catch (error) {
    throw new DamagedLog(`${file}, byte ${offset}: no transaction`, { cause: error });
  }
}
