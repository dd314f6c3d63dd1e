import { type Api, dialectOf } from "./api";
import { NULLABLE_STRING, skipTaggedFields } from "./codec";
import type { WireReader } from "./wire-reader";
import { WireWriter } from "./wire-writer";

/** ApiVersions is asked before anybody knows what the other side understands. */
export const API_VERSIONS_KEY = 18;

/** What stands before every request. */
export interface RequestHeader {
  key: number;
  version: number;
  /** The client's number for it. The answer has the same. */
  correlation: number;
  clientId: string | null;
}

/**
 * Reads a header up to the client's name, whose length always has two bytes. What is behind it depends on the version,
 * which may be one that nobody knows here: see {@link skipRestOfHeader}.
 * @throws Malformed
 */
export function readHeader(reader: WireReader): RequestHeader {
  // Write here (step conversation): Key, version, correlation, name.
  throw new Error("Not written yet (step conversation)");
}

/** A header of a flexible version has tagged fields. @throws Malformed */
export function skipRestOfHeader(reader: WireReader, isFlexible: boolean): void {
  // Write here (step conversation): Only if it is.
  throw new Error("Not written yet (step conversation)");
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
  // Write here (step conversation): The header of a flexible version has tagged fields, with one exception. The length is known last.
  throw new Error("Not written yet (step conversation)");
}
