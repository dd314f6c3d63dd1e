import { ALL_PERMISSIONS, type AclEntry } from "#znode-tree/access";
import type { Stat } from "#znode-tree/changes";
import { isSession } from "#znode-tree/owners";
import type { JuteReader } from "./jute-reader";
import type { JuteWriter } from "./jute-writer";

/**
 * Writes what is known of a znode: czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, dataLength,
 * numChildren, pzxid. An owner that is no session isn't told: see owners.ts.
 *
 * @see ZooKeeper source, `org.apache.zookeeper.data.Stat`
 */
export function writeStat(writer: JuteWriter, stat: Stat): void {
  // #region write requests: In this order: zxids and ids are longs, times are times, the rest are ints.
  writer.long(stat.czxid);
  writer.long(stat.mzxid);
  writer.time(stat.ctime);
  writer.time(stat.mtime);
  writer.int(stat.version);
  writer.int(stat.cversion);
  writer.int(stat.aversion);
  writer.long(isSession(stat.ephemeralOwner) ? stat.ephemeralOwner : 0n);
  writer.int(stat.dataLength);
  writer.int(stat.numChildren);
  writer.long(stat.pzxid);
  // #endregion
}

/** Reads an entry of an access list: permissions, scheme, id. */
export function readAcl(reader: JuteReader): AclEntry {
  // #region write requests: In this order.
  return { permissions: reader.int(), scheme: reader.string(), id: reader.string() };
  // #endregion
}

/** Writes one. */
export function writeAcl(writer: JuteWriter, { permissions, scheme, id }: AclEntry): void {
  // #region write requests: In the same order.
  writer.int(permissions);
  writer.string(scheme);
  writer.string(id);
  // #endregion
}

/** Whether a list says no more and no less than `OPEN_ACL` of chapter 1. */
export function isOpen(entries: readonly AclEntry[]): boolean {
  // #region write requests: Each of its entries says so, and there is one.
  const open = entries.filter(
    ({ permissions, scheme, id }) => permissions === ALL_PERMISSIONS && scheme === "world" && id === "anyone",
  );
  return entries.length > 0 && open.length === entries.length;
  // #endregion
}
