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
    // #region write jute: 32 bits, big-endian, with a sign.
    return this.#view.getInt32(this.#take(4));
    // #endregion
  }

  /** 64 bits with a sign: a zxid, say. */
  long(): bigint {
    // #region write jute: As a bigint, so that no bit gets lost.
    return this.#view.getBigInt64(this.#take(8));
    // #endregion
  }

  /** 64 bits without a sign: a session's id. */
  unsignedLong(): bigint {
    // #region write jute: As a bigint.
    return this.#view.getBigUint64(this.#take(8));
    // #endregion
  }

  boolean(): boolean {
    // #region write jute: Whatever isn't 0.
    return this.#bytes[this.#take(1)] !== 0;
    // #endregion
  }

  /** Bytes; for null there are none. They are a part of what is being read, and no copy: keep them only if you may. */
  buffer(): Uint8Array {
    // #region write jute: A length, and as many bytes, if they are there.
    const length = this.#length();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
    // #endregion
  }

  /** Text; for null it is empty. */
  string(): string {
    // #region write jute: A length, and as many bytes of UTF-8.
    const length = this.#length();
    const at = this.#take(length);
    return decodeText(this.#bytes, at, at + length);
    // #endregion
  }

  /**
   * As many values as there are; for null there are none.
   * @param read reads one, and takes one byte at least
   */
  vector<T>(read: () => T): T[] {
    // #region write jute: A number, and as many values. What if there can't be so many?
    const length = this.#length();
    const values: T[] = [];
    for (let index = 0; index < length; index++) values.push(read());
    return values;
    // #endregion
  }

  // #region own jute: Room for helpers of your own.
  /** A length that there may be. Of anything, so many bytes must be left at least. */
  #length(): number {
    const length = this.int();
    if (length === NULL) return 0;
    if (length < 0 || length > this.left)
      throw new Malformed(`a length of ${length}, ${this.left} bytes are left`);
    return length;
  }

  /** Goes on by some bytes. @returns where they begin */
  #take(size: number): number {
    const at = this.#at;
    if (size > this.left) throw new Malformed(`${size} bytes of ${this.left}`);
    this.#at += size;
    return at;
  }
  // #endregion
}

// #region own jute: Room for helpers of your own.
/** Most text is short and plain, and for that a call of the decoder costs more than all the characters. */
const SHORT = 64;

function decodeText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= SHORT) {
    let text = "";
    let at = from;
    for (; at < to && bytes[at]! < 0x80; at++) text += String.fromCharCode(bytes[at]!);
    if (at === to) return text;
  }
  try {
    return fromUtf8.decode(bytes.subarray(from, to));
  } catch {
    throw new Malformed("bytes that are no text");
  }
}
// #endregion
