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
  // Yours (step epochs): Your fields.

  /** @param file its name: letters and digits. A file that isn't there stands for epoch 0 */
  constructor(host: Host, file: string) {
    this.#host = host;
    this.#file = file;
  }

  /** The epoch, as it will be after a loss of power. */
  get epoch(): number {
    // Write here (step epochs): What is kept, and not what will be kept soon.
    throw new Error("Not written yet (step epochs)");
  }

  /**
   * Reads the file, to be called once, before anything else. If it is damaged the server stops: an epoch that is
   * forgotten is a promise that is broken.
   *
   * @param done called when what was read is durable, never within this call
   */
  open(done: () => void): void {
    // Write here (step epochs): Read it. A process that was killed may have left it to the system: is it durable?
    throw new Error("Not written yet (step epochs)");
  }

  /**
   * Sets the epoch. Until it is durable, `epoch` is the old one.
   *
   * @param epoch 32 bits, not lower than any that was set before
   * @param done called when it is durable, never within this call
   * @throws RangeError for a lower one
   */
  set(epoch: number, done: () => void): void {
    // Write here (step epochs): A new file beside the old one, then its content, its name, and that both are kept.
    throw new Error("Not written yet (step epochs)");
  }

  // Yours (step epochs): Room for helpers of your own.
}
