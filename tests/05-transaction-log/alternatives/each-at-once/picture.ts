import type { Zxid } from "#znode-tree/changes";
import { Database } from "#sessions/database";
import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import { markApplied, restoreEntry, writeSession, writeZnode } from "#transaction-log/snapshot-entries";

export const PIECE_BYTES = 256 * 1024;

export interface Developed {
  database: Database;
  begin: Zxid;
  end: Zxid;
}

/**
 * Another picture: all of it is taken at once, in one piece, so that it isn't fuzzy. The database stands still for as
 * long as that takes, and there must be memory for it.
 */
export function* takePicture(database: Database, _pieceBytes = PIECE_BYTES): Generator<Uint8Array> {
  const writer = new ByteWriter();
  writer.u64(database.lastZxid);
  for (const session of database.sessions()) writeSession(writer, session);
  const waiting = ["/"];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    writeZnode(writer, database.tree, path);
    const prefix = path === "/" ? "" : path;
    waiting.push(...database.tree.getChildren(path).map((name) => `${prefix}/${name}`));
  }
  yield writer.view();
}

export function develop(pieces: Iterable<Uint8Array>): Developed | undefined {
  const [picture, ...others] = pieces;
  if (picture === undefined || others.length > 0) return undefined;
  const reader = new ByteReader(picture);
  const begin = reader.u64();
  const database = new Database();
  while (!reader.done) restoreEntry(database, reader);
  markApplied(database, begin);
  return { database, begin, end: begin };
}

/** A whole record is a whole picture. */
export function isEnd(_piece: Uint8Array): boolean {
  return true;
}
