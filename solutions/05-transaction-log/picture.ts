import type { Zxid } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import { Database } from "#sessions/database";
import { ByteReader, ByteWriter } from "./bytes";
import { markApplied, restoreEntry, writeSession, writeZnode } from "./snapshot-entries";

/** About how many bytes a piece of a picture has. A znode is never parted, so it may be more. */
export const PIECE_BYTES = 256 * 1024;

// #region show pieces
/** The first byte of a piece says which it is. */
const HEAD = 1; // then 64 bits: the last transaction that the database held when the picture was begun
const ENTRIES = 2; // then sessions and znodes
const END = 3; // then 64 bits: the last transaction that it held when the picture was finished
// #endregion

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
  // #region write snapshots: Head, entries, end: `writeSession` and `writeZnode` help. Which znodes are left out?
  const { tree, lastZxid: begin } = database;
  const writer = new ByteWriter();
  writer.u8(HEAD);
  writer.u64(begin);
  yield writer.view();

  startEntries(writer);
  for (const session of database.sessions()) {
    writeSession(writer, session);
    if (writer.length < pieceBytes) continue;
    yield writer.view();
    startEntries(writer);
  }
  for (const path of pathsOf(tree, begin)) {
    writeZnode(writer, tree, path);
    if (writer.length < pieceBytes) continue;
    yield writer.view();
    startEntries(writer);
  }
  yield writer.view();

  writer.clear();
  writer.u8(END);
  writer.u64(database.lastZxid);
  yield writer.view();
  // #endregion
}

/**
 * Makes a database of the pieces of a picture.
 *
 * @returns undefined unless all of them are there, the end included, and nothing else
 */
export function develop(pieces: Iterable<Uint8Array>): Developed | undefined {
  // #region write snapshots: Into a new database, entry by entry: `restoreEntry` helps. Is it whole?
  const database = new Database();
  let begin: Zxid | undefined;
  let end: Zxid | undefined;
  for (const piece of pieces) {
    const reader = new ByteReader(piece);
    const kind = reader.u8();
    if (end !== undefined || (kind === HEAD) !== (begin === undefined)) return undefined;
    if (kind === HEAD) begin = reader.u64();
    else if (kind === END) end = reader.u64();
    else if (kind === ENTRIES) while (!reader.done) restoreEntry(database, reader);
    else return undefined;
  }
  if (begin === undefined || end === undefined) return undefined;
  markApplied(database, begin);
  return { database, begin, end };
  // #endregion
}

/** Whether a piece is the end of a picture. */
export function isEnd(piece: Uint8Array): boolean {
  return piece[0] === END;
}

// #region own snapshots: Room for helpers of your own.
function startEntries(writer: ByteWriter): void {
  writer.clear();
  writer.u8(ENTRIES);
}

/**
 * The paths of the znodes that were created up to a zxid and are still there, each parent before its children.
 *
 * What was created later will be created when the transactions are applied, and must not be there before: of a znode
 * that was deleted and created again, the picture would show the second life, and the first one's end would be
 * applied to it.
 */
function* pathsOf(tree: ZnodeTree, upTo: Zxid): Generator<string> {
  /** The way down to where we are: for each znode on it, its children, and how many of them have been visited. */
  const way: { path: string; children: readonly string[]; visited: number }[] = [];
  const wanted = (path: string): boolean => (tree.exists(path)?.czxid ?? upTo + 1n) <= upTo;

  yield "/";
  way.push({ path: "", children: tree.getChildren("/"), visited: 0 });
  for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
    const name = here.children[here.visited++];
    if (name === undefined) {
      way.pop();
      continue;
    }
    const path = `${here.path}/${name}`;
    if (!wanted(path)) continue;
    yield path;
    // It may have gone while the picture stood still.
    if (wanted(path)) way.push({ path, children: tree.getChildren(path), visited: 0 });
  }
}
// #endregion
