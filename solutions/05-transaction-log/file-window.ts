import type { Disk } from "#lab/host";

/** Bytes that are read at once, if nobody says otherwise. */
const PIECE = 256 * 1024;

/**
 * The bytes of a file, wherever one wants them, without holding all of it in memory. The file must not change
 * meanwhile. Nothing to write here.
 */
export class FileWindow {
  /** Bytes in the file. */
  readonly size: number;
  #piece: Uint8Array = new Uint8Array(0);
  #begin = 0;
  #written: number | undefined;

  /** @param piece how many bytes are read at once: few by who looks at a small part of the file */
  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly piece = PIECE,
  ) {
    this.size = disk.size(file);
  }

  /** `length` bytes from `offset`; fewer where the file ends. They are the window's own: don't write into them. */
  bytes(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#begin || end > this.#begin + this.#piece.length) {
      this.#piece = this.disk.read(this.file, offset, Math.max(length, this.piece));
      this.#begin = offset;
    }
    return this.#piece.subarray(offset - this.#begin, Math.max(end, offset) - this.#begin);
  }

  /** Where the last byte ends that isn't zero: what lies behind it may never have been written. */
  get written(): number {
    this.#written ??= this.#findWritten();
    return this.#written;
  }

  #findWritten(): number {
    for (let end = this.size; end > 0; end -= PIECE) {
      const begin = Math.max(0, end - PIECE);
      const piece = this.disk.read(this.file, begin, end - begin);
      const last = piece.findLastIndex((byte) => byte !== 0);
      if (last !== -1) return begin + last + 1;
    }
    return 0;
  }
}
