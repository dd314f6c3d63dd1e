import { Malformed } from "./malformed";

/** Most bytes of a frame: the default of ZooKeeper's `jute.maxbuffer`. */
export const MAX_FRAME = 0xfffff;

// #region own jute: A place for what you need.
const NOTHING: Uint8Array = new Uint8Array(0);
// #endregion

/**
 * Finds the frames in a stream of bytes, which may be cut anywhere. A frame is a length of four bytes and as many bytes
 * behind it.
 *
 * What it keeps in memory is about what has come: never what a length only announces. Each byte is copied a few times
 * at most, however small the pieces are in which it comes.
 */
export class FrameReader {
  readonly #limit: number;
  // #region own jute: Your fields.
  #bytes = NOTHING;
  /** What hasn't been taken: from here to there. */
  #from = 0;
  #to = 0;
  /** Whether there may be written behind the end: what came from outside is left as it is. */
  #isOwn = false;
  // #endregion

  /** @param limit most bytes of a frame */
  constructor(limit = MAX_FRAME) {
    this.#limit = limit;
  }

  /** The next bytes have come. They are the reader's from now on. */
  push(bytes: Uint8Array): void {
    // #region write jute: Keep them behind those that wait. Frames that were handed out must stay as they are.
    if (this.#from === this.#to) {
      this.#bytes = bytes;
      this.#from = 0;
      this.#to = bytes.length;
      this.#isOwn = false;
      return;
    }
    const end = this.#to + bytes.length;
    if (!this.#isOwn || end > this.#bytes.length) this.#moveToLarger(bytes.length);
    this.#bytes.set(bytes, this.#to);
    this.#to += bytes.length;
    // #endregion
  }

  /**
   * The next whole frame, without its length; undefined while it isn't whole. It is a part of what was pushed.
   * @throws Malformed if it is longer than a frame may be, or its length is none
   */
  next(): Uint8Array | undefined {
    // #region write jute: First the length: is it one? Then as many bytes, if they are all there.
    const waiting = this.#to - this.#from;
    if (waiting < 4) return undefined;
    const length = this.#lengthAt(this.#from);
    if (length < 0 || length > this.#limit) {
      throw new Malformed(`a frame of ${length} bytes; ${this.#limit} are the most`);
    }
    if (waiting - 4 < length) return undefined;
    const from = this.#from + 4;
    this.#from = from + length;
    const frame = this.#bytes.subarray(from, this.#from);
    if (this.#from === this.#to) this.#bytes = NOTHING;
    return frame;
    // #endregion
  }

  // #region own jute: Room for helpers of your own.
  #lengthAt(at: number): number {
    const bytes = this.#bytes;
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }

  /** Twice the room for what waits: so a byte moves a few times at most, and memory is at most twice what came. */
  #moveToLarger(more: number): void {
    const waiting = this.#to - this.#from;
    const larger = new Uint8Array(Math.max(waiting * 2, waiting + more));
    larger.set(this.#bytes.subarray(this.#from, this.#to));
    this.#bytes = larger;
    this.#from = 0;
    this.#to = waiting;
    this.#isOwn = true;
  }
  // #endregion
}
