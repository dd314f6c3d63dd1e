import type { Disk, Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Database } from "#sessions/database";
import { ByteWriter } from "./bytes";
import { flushFile, flushFolder } from "./durable";
import { FileWindow } from "./file-window";
import { nameOf, zxidOf } from "./names";
import { develop, type Developed, isEnd, PIECE_BYTES, takePicture } from "./picture";
import { inspect, writeRecord } from "./record";

/** Calls back when all transactions that were applied up to now are durable. */
export type Sync = (done: () => void) => void;

/**
 * Pictures of a database, each in a file of its own, named by the last transaction that is in it whole. A file that
 * has such a name was written to its end. Whether it still is what was written only reading it can tell.
 */
export class Snapshots {
  readonly #host: Host;
  readonly #folder: string;
  readonly #pieceBytes: number;
  #taking = false;
  /** Those that were found whole in this life: reading one takes its time. */
  readonly #whole = new Set<Zxid>();

  constructor(host: Host, folder = "snapshots", pieceBytes = PIECE_BYTES) {
    this.#host = host;
    this.#folder = folder;
    this.#pieceBytes = pieceBytes;
  }

  /** Whether one is being taken. */
  get taking(): boolean {
    return this.#taking;
  }

  /** The zxids by which the snapshots are named, the newest first, whether they are whole or not. */
  names(): Zxid[] {
    const zxids = this.#host.disk.list(this.#folder).map(zxidOf);
    return zxids.filter((zxid) => zxid !== undefined).reverse();
  }

  /**
   * Takes a snapshot, while the database goes on. One at a time: do nothing while `taking`.
   *
   * @param sync to wait for what the snapshot shows: no transaction may be in it that could still be lost
   * @param done called when it is durable, under its name, never within this call
   */
  take(database: Database, sync: Sync, done: () => void): void {
    this.#taking = true;
    const name = this.#fileOf(database.lastZxid);
    const finished = (): void => {
      this.#taking = false;
      done();
    };
    // Write here (step snapshots): Piece by piece into a file of another name; each piece is flushed before the next.
    throw new Error("Not written yet (step snapshots)");
  }

  /** Reads a snapshot. @returns undefined if it isn't whole, or isn't the one that its name says */
  read(zxid: Zxid): Developed | undefined {
    // Write here (step snapshots): Its records are the pieces, up to the end of the file.
    throw new Error("Not written yet (step snapshots)");
  }

  /** Whether a snapshot is whole, read to its end, but without making a database of it. */
  isWhole(zxid: Zxid): boolean {
    // Write here (step storage): Its name says that it was once written to the end. What says that it still is as it was?
    throw new Error("Not written yet (step storage)");
  }

  remove(zxid: Zxid): void {
    this.#whole.delete(zxid);
    this.#host.disk.remove(this.#fileOf(zxid));
  }

  /** Makes durable which snapshots there are now. */
  keepNames(done: () => void): void {
    flushFolder(this.#host, this.#folder, done);
  }

  #fileOf(zxid: Zxid): string {
    return `${this.#folder}/${nameOf(zxid)}`;
  }
}

// Yours (step snapshots): Room for helpers of your own.
