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

/** Whether a list says no more and no less than `OPEN_ACL` of chapter 1. */
export function isOpen(entries: readonly AclEntry[]): boolean {
  // Write here (step requests): Each of its entries says so, and there is one.
  throw new Error("Not written yet (step requests)");
}
