import { Malformed } from "./malformed";

/** Most bytes of a frame: the default of ZooKeeper's `jute.maxbuffer`. */
export const MAX_FRAME = 0xfffff;

// Yours (step jute): A place for what you need.

/**
 * Finds the frames in a stream of bytes, which may be cut anywhere. A frame is a length of four bytes and as many bytes
 * behind it.
 *
 * What it keeps in memory is about what has come: never what a length only announces. Each byte is copied a few times
 * at most, however small the pieces are in which it comes.
 */
export class FrameReader {
  readonly #limit: number;
  // Yours (step jute): Your fields.

  /** @param limit most bytes of a frame */
  constructor(limit = MAX_FRAME) {
    this.#limit = limit;
  }

  /** The next bytes have come. They are the reader's from now on. */
  push(bytes: Uint8Array): void {
    // Write here (step jute): Keep them behind those that wait. Frames that were handed out must stay as they are.
    throw new Error("Not written yet (step jute)");
  }

  /**
   * The next whole frame, without its length; undefined while it isn't whole. It is a part of what was pushed.
   * @throws Malformed if it is longer than a frame may be, or its length is none
   */
  next(): Uint8Array | undefined {
    // Write here (step jute): First the length: is it one? Then as many bytes, if they are all there.
    throw new Error("Not written yet (step jute)");
  }

  // Yours (step jute): Room for helpers of your own.
}
