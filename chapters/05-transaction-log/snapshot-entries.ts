import { OPEN_ACL } from "#znode-tree/access";
import type { Zxid } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import type { Session } from "#sessions/changes";
import type { Database } from "#sessions/database";
import { readAcl, writeAcl } from "./access-codec";
import type { ByteReader, ByteWriter } from "./bytes";

/**
 * What a picture of a database is made of: its sessions and its znodes, one by one. Nothing to write here.
 *
 * A database can be changed by transactions alone. So an entry is put back as the transactions that would have led to
 * it: a creation, the last setting of its data, and whatever moves the numbers of its Stat to where they were.
 */
const SESSION = 1;
const ZNODE = 2;
/** A znode with an access list of its own, which comes behind the rest. */
const ZNODE_WITH_ACL = 3;

export function writeSession(writer: ByteWriter, session: Session): void {
  writer.u8(SESSION);
  writer.u64(session.id);
  writer.u32(session.timeout);
  writer.bytes(session.password);
}

/** Writes a znode that is there, as it is now. */
export function writeZnode(writer: ByteWriter, tree: ZnodeTree, path: string): void {
  const stat = tree.exists(path)!;
  const { acl, version } = tree.access(path);
  const hasAcl = version > 0 || acl !== OPEN_ACL;
  writer.u8(hasAcl ? ZNODE_WITH_ACL : ZNODE);
  writer.text(path);
  writer.bytes(tree.getData(path));
  writer.u64(stat.czxid);
  writer.u64(stat.mzxid);
  writer.u64(stat.pzxid);
  writer.f64(stat.ctime);
  writer.f64(stat.mtime);
  writer.i32(stat.version);
  writer.u32(tree.record(path)!.creates);
  writer.u64(stat.ephemeralOwner);
  if (!hasAcl) return;
  writeAcl(writer, acl);
  writer.i32(version);
}

/**
 * Puts one entry into a database. A znode's parent must be there already.
 * @throws RangeError if it isn't one
 */
export function restoreEntry(database: Database, reader: ByteReader): void {
  const kind = reader.u8();
  if (kind === SESSION) restoreSession(database, reader);
  else if (kind === ZNODE) restoreZnode(database, reader);
  else if (kind === ZNODE_WITH_ACL) {
    const path = restoreZnode(database, reader);
    const [acl, version] = [readAcl(reader), reader.i32()];
    database.apply({ zxid: 0n, time: 0, change: { type: "setAcl", path, acl, version } });
  } else throw new RangeError("there is no such entry");
}

/** Says that everything up to a zxid is in a database, whether it has left a trace there or not. */
export function markApplied(database: Database, zxid: Zxid): void {
  database.apply({ zxid, time: 0, change: { type: "multi", changes: [] } });
}

function restoreSession(database: Database, reader: ByteReader): void {
  const session = { id: reader.u64(), timeout: reader.u32(), password: reader.bytes() };
  database.apply({ zxid: 0n, time: 0, change: { type: "openSession", ...session } });
}

/** @returns its path */
function restoreZnode(database: Database, reader: ByteReader): string {
  const path = reader.text();
  const data = reader.bytes();
  const [czxid, mzxid, pzxid] = [reader.u64(), reader.u64(), reader.u64()];
  const [ctime, mtime] = [reader.f64(), reader.f64()];
  const [version, creates, ephemeralOwner] = [reader.i32(), reader.u32(), reader.u64()];

  if (path !== "/") {
    const parentCreates = database.tree.record(parentOf(path))?.creates ?? 0;
    const change = { type: "create" as const, path, data, ephemeralOwner, parentCreates };
    database.apply({ zxid: czxid, time: ctime, change });
  }
  if (version > 0) {
    database.apply({ zxid: mzxid, time: mtime, change: { type: "setData", path, data, version } });
  }
  if (creates > 0) restoreFamily(database, path, creates, pzxid);
  return path;
}

/** A child that comes and goes leaves the parent with the count and the zxid that its real children have left. */
function restoreFamily(database: Database, path: string, creates: number, pzxid: Zxid): void {
  const child = path === "/" ? "/child" : `${path}/child`;
  const none = new Uint8Array(0);
  const create = {
    type: "create" as const,
    path: child,
    data: none,
    ephemeralOwner: 0n,
    parentCreates: creates,
  };
  database.apply({ zxid: pzxid, time: 0, change: create });
  database.apply({ zxid: pzxid, time: 0, change: { type: "delete", path: child } });
}
