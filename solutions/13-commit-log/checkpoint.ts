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
  // #region own recovery: Your fields.
  /** What is in the file. */
  #offset: Offset = 0n;
  // #endregion

  constructor(host: Host, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** What was written last; 0n if nothing was, or if it can't be read: then more must be looked at, and nothing is lost. */
  read(): Offset {
    // #region write recovery: It is a record of chapter 5, with 64 bits in it.
    const { disk } = this.#host;
    if (!disk.exists(this.#file)) return 0n;
    const found = inspect(new FileWindow(disk, this.#file), 0);
    this.#offset = found.kind === "record" ? new ByteReader(found.body).u64() : 0n;
    return this.#offset;
    // #endregion
  }

  /** More is durable. @param done called when it is remembered; at once if there is nothing new */
  raise(offset: Offset, done: () => void): void {
    // #region write recovery: Is there anything to write?
    if (offset > this.#offset) this.#write(offset, done);
    else done();
    // #endregion
  }

  /** Less is certain: something from there on is about to be changed. @param done called when it is remembered, never within this call */
  lower(offset: Offset, done: () => void): void {
    // #region write recovery: Is there anything to take back?
    if (offset < this.#offset) this.#write(offset, done);
    else this.#host.clock.after(0, done);
    // #endregion
  }

  // #region own recovery: Room for helpers of your own.
  /** As an epoch of chapter 5: never half, and never only in memory. */
  #write(offset: Offset, done: () => void): void {
    const { disk } = this.#host;
    const draft = `${this.#file}.draft`;
    if (disk.exists(draft)) disk.remove(draft);
    const writer = new ByteWriter();
    writeRecord(writer, () => writer.u64(offset));
    disk.append(draft, writer.view());
    flushFile(this.#host, draft, () => {
      disk.rename(draft, this.#file);
      flushFolder(this.#host, this.#folder, () => {
        this.#offset = offset;
        done();
      });
    });
  }

  get #file(): string {
    return `${this.#folder}/recovery-point`;
  }
  // #endregion
}
