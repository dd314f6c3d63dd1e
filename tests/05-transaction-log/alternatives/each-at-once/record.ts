import type { ByteWriter } from "#transaction-log/bytes";
import type { FileWindow } from "#transaction-log/file-window";

/**
 * Another form: a first byte that is never zero, the length, an Adler-32 of these five bytes, the body, an Adler-32 of
 * the body, and a last byte that is never zero.
 */
export const HEADER_BYTES = 9;
export const MAX_BODY_BYTES = 64 * 1024 * 1024;
const FIRST = 0xa5;
const LAST = 0x5a;

export function writeRecord(writer: ByteWriter, writeBody: () => void): void {
  const begin = writer.length;
  writer.u8(FIRST);
  writer.u32(0);
  writer.u32(0);
  writeBody();
  const length = writer.length - begin - HEADER_BYTES;
  if (length > MAX_BODY_BYTES) {
    writer.length = begin;
    throw new RangeError(`a record of ${length} bytes: at most ${MAX_BODY_BYTES}`);
  }
  writer.putU32(begin + 1, length);
  writer.putU32(begin + 5, adler32(writer.view(begin).subarray(0, 5)));
  writer.u32(adler32(writer.view(begin + HEADER_BYTES)));
  writer.u8(LAST);
}

export type Found =
  | { kind: "record"; body: Uint8Array; end: number }
  | { kind: "end" }
  | { kind: "torn" }
  | { kind: "damaged"; why: string };

export function inspect(file: FileWindow, offset: number): Found {
  const left = file.size - offset;
  if (left === 0) return { kind: "end" };
  const zerosFrom = (size: number): boolean => file.written <= offset + size;
  if (left < HEADER_BYTES) {
    const is = file.bytes(offset, left);
    return is[0] === FIRST || zerosFrom(0)
      ? { kind: "torn" }
      : { kind: "damaged", why: "no record begins here" };
  }
  const head = file.bytes(offset, HEADER_BYTES).slice();
  const view = new DataView(head.buffer);
  const length = view.getUint32(1);
  if (head[0] !== FIRST || adler32(head.subarray(0, 5)) !== view.getUint32(5)) {
    return zerosFrom(HEADER_BYTES - 1) ? { kind: "torn" } : { kind: "damaged", why: "the header is wrong" };
  }
  const size = HEADER_BYTES + length + 5;
  if (left < size || zerosFrom(size - 1)) return { kind: "torn" };
  const rest = file.bytes(offset + HEADER_BYTES, length + 5);
  const body = rest.subarray(0, length);
  const checksum = new DataView(rest.buffer, rest.byteOffset + length, 4).getUint32(0);
  if (adler32(body) !== checksum || rest[length + 4] !== LAST)
    return { kind: "damaged", why: "the body is wrong" };
  return { kind: "record", body, end: offset + size };
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
