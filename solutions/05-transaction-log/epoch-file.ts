import type { Host } from "#lab/host";
import { ByteReader, ByteWriter } from "./bytes";
import { flushFile, flushFolder } from "./durable";
import { FileWindow } from "./file-window";
import { inspect, writeRecord } from "./record";

/**
 * A promise of a server that it must remember, whatever happens: an epoch, in a file of its own at the top of its disk.
 * The file has the old epoch or the new one, whenever the power is lost. It never goes down.
 *
 * ZooKeeper has two of them: in `acceptedEpoch` the last leader that the server has promised to listen to, in
 * `currentEpoch` the last that it has followed. Chapters 7 and 8 use them.
 */
export class EpochFile {
  readonly #host: Host;
  readonly #file: string;
  // #region own epochs: Your fields.
  #epoch = 0;
  #writing = false;
  readonly #waiting: { epoch: number; done: () => void }[] = [];
  // #endregion

  /** @param file its name: letters and digits. A file that isn't there stands for epoch 0 */
  constructor(host: Host, file: string) {
    this.#host = host;
    this.#file = file;
  }

  /** The epoch, as it will be after a loss of power. */
  get epoch(): number {
    // #region write epochs: What is kept, and not what will be kept soon.
    return this.#epoch;
    // #endregion
  }

  /**
   * Reads the file, to be called once, before anything else. If it is damaged the server stops: an epoch that is
   * forgotten is a promise that is broken.
   *
   * @param done called when what was read is durable, never within this call
   */
  open(done: () => void): void {
    // #region write epochs: Read it. A process that was killed may have left it to the system: is it durable?
    const { disk } = this.#host;
    if (disk.exists(this.#file)) {
      const found = inspect(new FileWindow(disk, this.#file), 0);
      if (found.kind !== "record" || found.body.length !== 4) this.#host.halt(`${this.#file} is damaged`);
      this.#epoch = new ByteReader(found.body).u32();
    }
    flushFolder(this.#host, "", done);
    // #endregion
  }

  /**
   * Sets the epoch. Until it is durable, `epoch` is the old one.
   *
   * @param epoch 32 bits, not lower than any that was set before
   * @param done called when it is durable, never within this call
   * @throws RangeError for a lower one
   */
  set(epoch: number, done: () => void): void {
    // #region write epochs: A new file beside the old one, then its content, its name, and that both are kept.
    const last = this.#waiting.at(-1)?.epoch ?? this.#epoch;
    if (epoch < last) throw new RangeError(`${this.#file}: ${epoch} is lower than ${last}`);
    this.#waiting.push({ epoch, done });
    if (!this.#writing) this.#writeNext();
    // #endregion
  }

  // #region own epochs: Room for helpers of your own.
  #writeNext(): void {
    const next = this.#waiting[0];
    if (next === undefined) return;
    this.#writing = true;
    const { disk } = this.#host;
    const draft = `${this.#file}.new`;
    const writer = new ByteWriter();
    writeRecord(writer, () => writer.u32(next.epoch));
    // What is left of an attempt that was cut short: appending to it would keep both.
    if (disk.exists(draft)) disk.remove(draft);
    disk.append(draft, writer.view());
    flushFile(this.#host, draft, () => {
      disk.rename(draft, this.#file);
      flushFolder(this.#host, "", () => {
        this.#epoch = next.epoch;
        this.#waiting.shift();
        this.#writing = false;
        next.done();
        if (!this.#writing) this.#writeNext();
      });
    });
  }
  // #endregion
}
