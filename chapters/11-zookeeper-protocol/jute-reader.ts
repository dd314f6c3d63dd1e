import { Malformed } from "./malformed";

const fromUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The length that stands for nothing at all: Java's null. */
const NULL = -1;

/**
 * Reads what a {@link JuteWriter} or any other program wrote, and believes none of it: a length is looked at before
 * anything is done by it. Whatever doesn't fit throws {@link Malformed}.
 */
export class JuteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that haven't been read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  int(): number {
    // Write here (step jute): 32 bits, big-endian, with a sign.
    throw new Error("Not written yet (step jute)");
  }

  /** 64 bits with a sign: a zxid, say. */
  long(): bigint {
    // Write here (step jute): As a bigint, so that no bit gets lost.
    throw new Error("Not written yet (step jute)");
  }

  /** 64 bits without a sign: a session's id. */
  unsignedLong(): bigint {
    // Write here (step jute): As a bigint.
    throw new Error("Not written yet (step jute)");
  }

  boolean(): boolean {
    // Write here (step jute): Whatever isn't 0.
    throw new Error("Not written yet (step jute)");
  }

  /** Bytes; for null there are none. They are a part of what is being read, and no copy: keep them only if you may. */
  buffer(): Uint8Array {
    // Write here (step jute): A length, and as many bytes, if they are there.
    throw new Error("Not written yet (step jute)");
  }

  /** Text; for null it is empty. */
  string(): string {
    // Write here (step jute): A length, and as many bytes of UTF-8.
    throw new Error("Not written yet (step jute)");
  }

  /**
   * As many values as there are; for null there are none.
   * @param read reads one, and takes one byte at least
   */
  vector<T>(read: () => T): T[] {
    // Write here (step jute): A number, and as many values. What if there can't be so many?
    throw new Error("Not written yet (step jute)");
  }

  // Yours (step jute): Room for helpers of your own.
}

// Yours (step jute): Room for helpers of your own.
