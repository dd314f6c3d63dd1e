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
    // #region write snapshots: Piece by piece into a file of another name; each piece is flushed before the next.
    const { disk } = this.#host;
    const draft = `${this.#folder}/draft`;
    // What is left of an attempt that was cut short: appending to it would keep both.
    if (disk.exists(draft)) disk.remove(draft);
    const pieces = takePicture(database, this.#pieceBytes);
    const writer = new ByteWriter();
    const writeNext = (): void => {
      const piece = pieces.next();
      if (piece.done === true) {
        sync(() => {
          disk.rename(draft, name);
          flushFolder(this.#host, this.#folder, finished);
        });
        return;
      }
      writer.clear();
      writeRecord(writer, () => writer.raw(piece.value));
      disk.append(draft, writer.view());
      flushFile(this.#host, draft, writeNext);
    };
    writeNext();
    // #endregion
  }

  /** Reads a snapshot. @returns undefined if it isn't whole, or isn't the one that its name says */
  read(zxid: Zxid): Developed | undefined {
    // #region write snapshots: Its records are the pieces, up to the end of the file.
    try {
      const developed = develop(piecesOf(this.#host.disk, this.#fileOf(zxid)));
      return developed?.begin === zxid ? developed : undefined;
    } catch (error) {
      if (error instanceof NotWhole || error instanceof RangeError) return undefined;
      throw error;
    }
    // #endregion
  }

  /** Whether a snapshot is whole, read to its end, but without making a database of it. */
  isWhole(zxid: Zxid): boolean {
    // #region write storage: Its name says that it was once written to the end. What says that it still is as it was?
    if (this.#whole.has(zxid)) return true;
    try {
      let ended = false;
      for (const piece of piecesOf(this.#host.disk, this.#fileOf(zxid))) ended = isEnd(piece);
      if (ended) this.#whole.add(zxid);
      return ended;
    } catch (error) {
      if (error instanceof NotWhole) return false;
      throw error;
    }
    // #endregion
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

// #region own snapshots: Room for helpers of your own.
/** A snapshot isn't what was written. */
class NotWhole extends Error {}

function* piecesOf(disk: Disk, file: string): Generator<Uint8Array> {
  const window = new FileWindow(disk, file);
  for (let offset = 0, found = inspect(window, offset); found.kind !== "end";) {
    if (found.kind !== "record") throw new NotWhole(file);
    yield found.body;
    offset = found.end;
    found = inspect(window, offset);
  }
}
// #endregion
