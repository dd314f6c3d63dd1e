import type { Random } from "../host";

/**
 * Random numbers from a seed: the generator sfc32 (Chris Doty-Humphrey, PractRand). Fast, and good in all its bits.
 */
export class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /**
   * @param seed any whole number
   * @param label streams with different labels have nothing to do with each other, so that one more draw in one
   *   place does not change what another place draws
   */
  constructor(
    private readonly seed: number,
    label = "",
  ) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 2 ** 32) >>> 0;
    this.c = hash(label);
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** A stream of its own for one purpose. */
  fork(label: string): SeededRandom {
    return new SeededRandom(this.seed, label);
  }

  next(): number {
    return this.bits() / 2 ** 32;
  }

  below(limit: number): number {
    if (!(limit >= 1)) throw new RangeError(`there is no whole number in [0, ${limit})`);
    return Math.floor(this.next() * limit);
  }

  /** A number in [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new RangeError("there is nothing to pick from");
    return values[this.below(values.length)]!;
  }

  /** The values in a random order. */
  shuffle<T>(values: readonly T[]): T[] {
    const shuffled = [...values];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    return shuffled;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.bits() & 0xff);
  }

  private bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** FNV-1a of the text's code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
