import type { Host } from "#lab/host";
import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { FileWindow } from "#transaction-log/file-window";
import { inspect, writeRecord } from "#transaction-log/record";
import type { Offset } from "./record-batch";

/**
 * Remembers up to where the log is durable with its indexes, so that only the rest must be read after a loss of power.
 * It may say less than is true, never more.
 */
export class Checkpoint {
  readonly #host: Host;
  readonly #folder: string;
  // Yours (step recovery): Your fields.

  constructor(host: Host, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** What was written last; 0n if nothing was, or if it can't be read: then more must be looked at, and nothing is lost. */
  read(): Offset {
    // Write here (step recovery): It is a record of chapter 5, with 64 bits in it.
    throw new Error("Not written yet (step recovery)");
  }

  /** More is durable. @param done called when it is remembered; at once if there is nothing new */
  raise(offset: Offset, done: () => void): void {
    // Write here (step recovery): Is there anything to write?
    throw new Error("Not written yet (step recovery)");
  }

  /** Less is certain: something from there on is about to be changed. @param done called when it is remembered, never within this call */
  lower(offset: Offset, done: () => void): void {
    // Write here (step recovery): Is there anything to take back?
    throw new Error("Not written yet (step recovery)");
  }

  // Yours (step recovery): Room for helpers of your own.
}
