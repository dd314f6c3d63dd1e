import { ByteWriter } from "#transaction-log/bytes";

const WORD = 2 ** 32;

/**
 * Writes values as jute has them, the encoding of ZooKeeper's protocol: big-endian numbers, and a length before
 * everything that may be long. Nothing says what comes; both sides know the order.
 *
 * @see ZooKeeper source, `org.apache.jute.BinaryOutputArchive`
 */
export class JuteWriter {
  /** Knows how numbers are written, and grows. Its `u64` takes a negative bigint as well, as 64 bits. */
  readonly #bytes = new ByteWriter();

  /** Bytes written so far. */
  get length(): number {
    return this.#bytes.length;
  }

  /** 32 bits, with a sign. */
  int(value: number): void {
    // #region write jute: As chapter 5's writer has it.
    this.#bytes.i32(value);
    // #endregion
  }

  /** 64 bits, with a sign or without: they are the same bits. */
  long(value: bigint): void {
    // #region write jute: As chapter 5's writer has it.
    this.#bytes.u64(value);
    // #endregion
  }

  /** A time in ms, which may have a fraction, as a long of whole ms. */
  time(ms: number): void {
    // #region write jute: It fits a JavaScript number, and no bigint need be made: the upper half, then the lower.
    this.#bytes.i32(Math.floor(ms / WORD));
    this.#bytes.u32(Math.floor(ms) % WORD);
    // #endregion
  }

  /** One byte. */
  boolean(value: boolean): void {
    // #region write jute: 1 or 0.
    this.#bytes.u8(value ? 1 : 0);
    // #endregion
  }

  /** Bytes, behind their number. */
  buffer(value: Uint8Array): void {
    // #region write jute: As chapter 5's writer has it.
    this.#bytes.bytes(value);
    // #endregion
  }

  /** Text as UTF-8, behind the number of its bytes. */
  string(value: string): void {
    // #region write jute: As chapter 5's writer has it. Which number is it, of characters or of bytes?
    this.#bytes.text(value);
    // #endregion
  }

  /** How many there are, and then each of them. */
  vector<T>(values: readonly T[], write: (value: T) => void): void {
    // #region write jute: The number, and each by `write`.
    this.#bytes.i32(values.length);
    for (const value of values) write(value);
    // #endregion
  }

  /** A frame: what `write` writes, behind the number of its bytes. */
  frame(write: () => void): void {
    // #region write jute: The length is known afterwards. Leave room for it.
    const at = this.#bytes.reserveU32();
    write();
    this.#bytes.putU32(at, this.#bytes.length - at - 4);
    // #endregion
  }

  /** What was written, in the writer's own memory: use it before the next write. */
  view(): Uint8Array {
    return this.#bytes.view();
  }

  /** Begins again, in the same memory. */
  clear(): void {
    this.#bytes.clear();
  }
}
