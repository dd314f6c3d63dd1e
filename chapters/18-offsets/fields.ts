import type { ByteReader, ByteWriter } from "#transaction-log/bytes";

/**
 * Two kinds of fields that Kafka's protocol has and chapter 5's bytes haven't: numbers of 16 bits, and texts with their
 * length in 16 bits before them. Nothing to write here.
 */
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Most bytes of a text. */
const MOST = 0x7fff;

export function writeI16(writer: ByteWriter, value: number): void {
  writer.u8((value >> 8) & 0xff);
  writer.u8(value & 0xff);
}

export function readI16(reader: ByteReader): number {
  return ((reader.u8() << 24) >> 16) | reader.u8();
}

/** @param value null is written as the length -1 @throws RangeError if it has more than 32,767 bytes */
export function writeText(writer: ByteWriter, value: string | null): void {
  if (value === null) return writeI16(writer, -1);
  const bytes = utf8.encode(value);
  if (bytes.length > MOST) throw new RangeError(`a text of ${bytes.length} bytes`);
  writeI16(writer, bytes.length);
  writer.raw(bytes);
}

/** @throws RangeError if it is longer than what is there, TypeError if it isn't UTF-8 */
export function readText(reader: ByteReader): string | null {
  const length = readI16(reader);
  if (length < 0) return null;
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = reader.u8();
  return fromUtf8.decode(bytes);
}

export function writeI64(writer: ByteWriter, value: bigint): void {
  writer.u64(BigInt.asUintN(64, value));
}

export function readI64(reader: ByteReader): bigint {
  return BigInt.asIntN(64, reader.u64());
}
