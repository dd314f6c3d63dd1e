import type { AclEntry } from "#watches/wire-reads";
import type { Stat } from "#znode-tree/changes";
import type { JuteReader } from "./jute-reader";
import type { JuteWriter } from "./jute-writer";

/**
 * Writes what is known of a znode: czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, dataLength,
 * numChildren, pzxid.
 *
 * @see ZooKeeper source, `org.apache.zookeeper.data.Stat`
 */
export function writeStat(writer: JuteWriter, stat: Stat): void {
  // Write here (step requests): In this order: zxids and ids are longs, times are times, the rest are ints.
  throw new Error("Not written yet (step requests)");
}

/** Reads an entry of an access list: permissions, scheme, id. */
export function readAcl(reader: JuteReader): AclEntry {
  // Write here (step requests): In this order.
  throw new Error("Not written yet (step requests)");
}

/** Writes one. */
export function writeAcl(writer: JuteWriter, { permissions, scheme, id }: AclEntry): void {
  // Write here (step requests): In the same order.
  throw new Error("Not written yet (step requests)");
}

/** Reading, writing, creating, deleting, and changing the list itself. Source: ZooKeeper's `ZooDefs.Perms`. */
const ALL_PERMISSIONS = 31;

/** Anybody may do anything: the only access list that there is here. Source: ZooKeeper's `Ids.OPEN_ACL_UNSAFE`. */
export const OPEN_ACL: readonly AclEntry[] = [
  { permissions: ALL_PERMISSIONS, scheme: "world", id: "anyone" },
];

/** Whether a list says no more and no less than {@link OPEN_ACL}. */
export function isOpen(entries: readonly AclEntry[]): boolean {
  // Write here (step requests): Each of its entries says so, and there is one.
  throw new Error("Not written yet (step requests)");
}
