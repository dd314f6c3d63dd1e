import type { ByteWriter } from "./bytes";
import { crc32 } from "./checksum";
import type { FileWindow } from "./file-window";

/**
 * How bytes are kept, so that a reader can tell what they are worth:
 *
 *     4 bytes  the length of the body
 *     4 bytes  the length again, with every bit turned
 *     4 bytes  the CRC-32 of the body
 *     n bytes  the body
 *     1 byte   END_MARK
 *
 * The length stands twice, so that it can be trusted before the body is found. The last byte is never zero, so that a
 * record whose end wasn't written is known by it.
 */
export const HEADER_BYTES = 12;
/** The last byte of every record. Two of its bits are set: if one of them turns, it still isn't zero. */
export const END_MARK = 0x42;

/** Most bytes of a body. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Writes a record.
 * @param writeBody writes the body and nothing else
 * @throws RangeError for a body that is too large; then nothing was written
 */
export function writeRecord(writer: ByteWriter, writeBody: () => void): void {
  const begin = writer.length;
  writer.u32(0);
  writer.u32(0);
  writer.u32(0);
  writeBody();
  const body = writer.view(begin + HEADER_BYTES);
  if (body.length > MAX_BODY_BYTES) {
    writer.length = begin;
    throw new RangeError(`a record of ${body.length} bytes: at most ${MAX_BODY_BYTES}`);
  }
  writer.putU32(begin, body.length);
  writer.putU32(begin + 4, ~body.length);
  writer.putU32(begin + 8, crc32(body));
  writer.u8(END_MARK);
}

/** What stands at a place of a file. */
export type Found =
  /** A whole record. The body is the window's own memory; `end` is where the next record begins. */
  | { kind: "record"; body: Uint8Array; end: number }
  /** The end of the file. */
  | { kind: "end" }
  /** The beginning of a record, or nothing but zeros: the power was lost while it was written. */
  | { kind: "torn" }
  /** Something that was written whole and isn't what it was. */
  | { kind: "damaged"; why: string };

/**
 * Says what stands at a place of a file: a record, the end, a torn record, or damage.
 *
 * A loss of power leaves of the last write some of its first bytes, and behind them nothing or zeros. Whatever can't
 * have come about in this way is damage.
 */
export function inspect(file: FileWindow, offset: number): Found {
  // Write here (step recovery): From `file.written` on there are only zeros. How much of this record was written at all?
  throw new Error("Not written yet (step recovery)");
}
