import type { Zxid } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import { Database } from "#sessions/database";
import { ByteReader, ByteWriter } from "./bytes";
import { markApplied, restoreEntry, writeSession, writeZnode } from "./snapshot-entries";

/** About how many bytes a piece of a picture has. A znode is never parted, so it may be more. */
export const PIECE_BYTES = 256 * 1024;

/** The first byte of a piece says which it is. */
const HEAD = 1; // then 64 bits: the last transaction that the database held when the picture was begun
const ENTRIES = 2; // then sessions and znodes
const END = 3; // then 64 bits: the last transaction that it held when the picture was finished

/** A database that was read from a picture. */
export interface Developed {
  database: Database;
  /** The last transaction that is in it whole. */
  begin: Zxid;
  /** The last of which there may be something in it. Once those between the two are applied, it is as it was then. */
  end: Zxid;
}

/**
 * Takes a picture of a database, piece by piece. Between two pieces the database may go on, and the picture shows some
 * znodes as they were earlier and others as they were later.
 *
 * Each piece is to be used before the next is asked for.
 */
export function* takePicture(database: Database, pieceBytes = PIECE_BYTES): Generator<Uint8Array> {
  // Write here (step snapshots): Head, entries, end: `writeSession` and `writeZnode` help. Which znodes are left out?
  throw new Error("Not written yet (step snapshots)");
}

/**
 * Makes a database of the pieces of a picture.
 *
 * @returns undefined unless all of them are there, the end included, and nothing else
 */
export function develop(pieces: Iterable<Uint8Array>): Developed | undefined {
  // Write here (step snapshots): Into a new database, entry by entry: `restoreEntry` helps. Is it whole?
  throw new Error("Not written yet (step snapshots)");
}

/** Whether a piece is the end of a picture. */
export function isEnd(piece: Uint8Array): boolean {
  return piece[0] === END;
}

// Yours (step snapshots): Room for helpers of your own.
