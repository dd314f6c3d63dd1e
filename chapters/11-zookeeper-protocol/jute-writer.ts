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
    // Write here (step jute): As chapter 5's writer has it.
    throw new Error("Not written yet (step jute)");
  }

  /** 64 bits, with a sign or without: they are the same bits. */
  long(value: bigint): void {
    // Write here (step jute): As chapter 5's writer has it.
    throw new Error("Not written yet (step jute)");
  }

  /** A time in ms, which may have a fraction, as a long of whole ms. */
  time(ms: number): void {
    // Write here (step jute): It fits a JavaScript number, and no bigint need be made: the upper half, then the lower.
    throw new Error("Not written yet (step jute)");
  }

  /** One byte. */
  boolean(value: boolean): void {
    // Write here (step jute): 1 or 0.
    throw new Error("Not written yet (step jute)");
  }

  /** Bytes, behind their number. */
  buffer(value: Uint8Array): void {
    // Write here (step jute): As chapter 5's writer has it.
    throw new Error("Not written yet (step jute)");
  }

  /** Text as UTF-8, behind the number of its bytes. */
  string(value: string): void {
    // Write here (step jute): As chapter 5's writer has it. Which number is it, of characters or of bytes?
    throw new Error("Not written yet (step jute)");
  }

  /** How many there are, and then each of them. */
  vector<T>(values: readonly T[], write: (value: T) => void): void {
    // Write here (step jute): The number, and each by `write`.
    throw new Error("Not written yet (step jute)");
  }

  /** A frame: what `write` writes, behind the number of its bytes. */
  frame(write: () => void): void {
    // Write here (step jute): The length is known afterwards. Leave room for it.
    throw new Error("Not written yet (step jute)");
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
