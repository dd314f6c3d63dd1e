import { type Api, dialectOf } from "./api";
import { NULLABLE_STRING, skipTaggedFields } from "./codec";
import type { WireReader } from "./wire-reader";
import { WireWriter } from "./wire-writer";

/** ApiVersions is asked before anybody knows what the other side understands. */
export const API_VERSIONS_KEY = 18;

// #region show header
/** What stands before every request. */
export interface RequestHeader {
  key: number;
  version: number;
  /** The client's number for it. The answer has the same. */
  correlation: number;
  clientId: string | null;
}
// #endregion

/**
 * Reads a header up to the client's name, whose length always has two bytes. What is behind it depends on the version,
 * which may be one that nobody knows here: see {@link skipRestOfHeader}.
 * @throws Malformed
 */
export function readHeader(reader: WireReader): RequestHeader {
  // #region write conversation: Key, version, correlation, name.
  return {
    key: reader.int16(),
    version: reader.int16(),
    correlation: reader.int32(),
    clientId: NULLABLE_STRING.read(reader, { version: 0, isFlexible: false }),
  };
  // #endregion
}

/** A header of a flexible version has tagged fields. @throws Malformed */
export function skipRestOfHeader(reader: WireReader, isFlexible: boolean): void {
  // #region write conversation: Only if it is.
  if (isFlexible) skipTaggedFields(reader);
  // #endregion
}

/** A whole answer: its length, its header, its body. */
export function writeAnswer(
  api: Api<unknown, unknown>,
  version: number,
  correlation: number,
  answer: unknown,
): Uint8Array {
  const dialect = dialectOf(api, version);
  const writer = new WireWriter();
  // #region write conversation: The header of a flexible version has tagged fields, with one exception. The length is known last.
  writer.int32(0);
  writer.int32(correlation);
  if (dialect.isFlexible && api.key !== API_VERSIONS_KEY) writer.uvarint(0);
  api.response.write(writer, answer, dialect);
  const frame = writer.take();
  new DataView(frame.buffer).setInt32(0, frame.length - 4);
  return frame;
  // #endregion
}
