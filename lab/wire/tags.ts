/** What stands in front of a value says which kind it is. */
export const enum Tag {
  Null,
  False,
  True,
  /** A 64-bit float. */
  Number,
  /** A bigint in 64 bits with a sign. */
  Int64,
  /** Any other bigint, as decimal text. */
  BigInt,
  /** Text of ASCII alone, with its length in one byte. */
  Ascii,
  /** Text as UTF-8, with its length in 32 bits, as those below. */
  Text,
  Bytes,
  Array,
  /** An object of a shape that was told before, by the shape's number: 16 bits. */
  Object,
  /** An object of a new shape, which gets the next number: how many fields, their names, and then as above. */
  NewShape,
  /** All shapes are forgotten: the next one is number 0. A value follows. */
  Forget,
}

/** Most shapes that are remembered: more than a program has, unless it uses objects as maps. */
export const MAX_SHAPES = 1000;
