import { Malformed } from "#zookeeper-protocol/malformed";
import type { WireReader } from "./wire-reader";
import type { WireWriter } from "./wire-writer";

/** How a message is written: by which version of its schema, and whether that one is flexible. */
export interface Dialect {
  version: number;
  /** Lengths are short numbers, and every structure ends with tagged fields (KIP-482). */
  isFlexible: boolean;
}

/** Knows how values of one type are read and written. A schema is made of these, and is one. */
export interface Codec<T> {
  read(reader: WireReader, dialect: Dialect): T;
  write(writer: WireWriter, value: T, dialect: Dialect): void;
}

/** The type of the values of a schema. */
export type Of<C> = C extends Codec<infer T> ? T : never;

export const BOOL: Codec<boolean> = {
  read: (reader) => reader.int8() !== 0,
  write: (writer, value) => writer.int8(value ? 1 : 0),
};
export const INT8: Codec<number> = {
  read: (reader) => reader.int8(),
  write: (writer, value) => writer.int8(value),
};
export const INT16: Codec<number> = {
  read: (reader) => reader.int16(),
  write: (writer, value) => writer.int16(value),
};
export const INT32: Codec<number> = {
  read: (reader) => reader.int32(),
  write: (writer, value) => writer.int32(value),
};
export const INT64: Codec<bigint> = {
  read: (reader) => reader.int64(),
  write: (writer, value) => writer.int64(value),
};
/** Sixteen bytes. */
export const UUID: Codec<Uint8Array> = {
  read: (reader) => reader.take(16),
  write: (writer, value) => writer.raw(value),
};

const toUtf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type LengthSize = 16 | 32;

/**
 * Reads a length. In a flexible version it is one more than it says, so that 0 is free for null; else -1 is null.
 * @param size bits of the number, where it isn't flexible
 */
function readLength(reader: WireReader, { isFlexible }: Dialect, size: LengthSize): number | null {
  // Write here (step codec): Null, or a number of things that there may be: each of them takes a byte at least.
  throw new Error("Not written yet (step codec)");
}

function writeLength(
  writer: WireWriter,
  length: number | null,
  { isFlexible }: Dialect,
  size: LengthSize,
): void {
  // Write here (step codec): The same the other way round.
  throw new Error("Not written yet (step codec)");
}

/** Text, or null. */
export const NULLABLE_STRING: Codec<string | null> = {
  read(reader, dialect) {
    const length = readLength(reader, dialect, 16);
    if (length === null) return null;
    const bytes = reader.take(length);
    try {
      return fromUtf8.decode(bytes);
    } catch {
      throw new Malformed("bytes that are no text");
    }
  },
  write(writer, value, dialect) {
    const bytes = value === null ? null : toUtf8.encode(value);
    writeLength(writer, bytes?.length ?? null, dialect, 16);
    if (bytes !== null) writer.raw(bytes);
  },
};

/** Bytes, or null: batches of records, too. */
export const NULLABLE_BYTES: Codec<Uint8Array | null> = {
  read(reader, dialect) {
    const length = readLength(reader, dialect, 32);
    return length === null ? null : reader.take(length);
  },
  write(writer, value, dialect) {
    writeLength(writer, value?.length ?? null, dialect, 32);
    if (value !== null) writer.raw(value);
  },
};

/** A list, or null. */
export function nullableArray<T>(of: Codec<T>): Codec<T[] | null> {
  return {
    read(reader, dialect) {
      const length = readLength(reader, dialect, 32);
      return length === null ? null : Array.from({ length }, () => of.read(reader, dialect));
    },
    write(writer, values, dialect) {
      writeLength(writer, values?.length ?? null, dialect, 32);
      for (const value of values ?? []) of.write(writer, value, dialect);
    },
  };
}

export const STRING = notNull(NULLABLE_STRING);
export const BYTES = notNull(NULLABLE_BYTES);

export function array<T>(of: Codec<T>): Codec<T[]> {
  return notNull(nullableArray(of));
}

/** The same, where there must be something. */
function notNull<T>(codec: Codec<T | null>): Codec<T> {
  return {
    read(reader, dialect) {
      // Write here (step codec): Null is malformed.
      throw new Error("Not written yet (step codec)");
    },
    write: (writer, value, dialect) => codec.write(writer, value, dialect),
  };
}

/**
 * A field that isn't in every version.
 *
 * @param from the first version that has it
 * @param otherwise what it is in the others
 * @param to the last version that has it
 */
export function since<T>(from: number, codec: Codec<T>, otherwise: T, to = Infinity): Codec<T> {
  const isThere = ({ version }: Dialect): boolean => version >= from && version <= to;
  return {
    read: (reader, dialect) => {
      // Write here (step codec): Is it there?
      throw new Error("Not written yet (step codec)");
    },
    write: (writer, value, dialect) => {
      // Write here (step codec): The same.
      throw new Error("Not written yet (step codec)");
    },
  };
}

/** A field that is in the versions up to one, and in none after it. */
export function until<T>(to: number, codec: Codec<T>, otherwise: T): Codec<T> {
  return since(0, codec, otherwise, to);
}

/** A structure: its fields in the order in which they are written. */
export function struct<F extends Record<string, Codec<unknown>>>(
  fields: F,
): Codec<{ [K in keyof F]: Of<F[K]> }> {
  type Value = { [K in keyof F]: Of<F[K]> };
  const entries = Object.entries(fields) as unknown as [keyof F, Codec<unknown>][];
  return {
    read(reader, dialect) {
      // Write here (step codec): One field after the other. What is behind them in a flexible version?
      throw new Error("Not written yet (step codec)");
    },
    write(writer, value, dialect) {
      // Write here (step codec): The same, and no tagged fields.
      throw new Error("Not written yet (step codec)");
    },
  };
}

/** Behind a structure: how many there are; then for each its number, its length, and what it says. All may be skipped. */
export function skipTaggedFields(reader: WireReader): void {
  // Write here (step codec): How many can there be?
  throw new Error("Not written yet (step codec)");
}
