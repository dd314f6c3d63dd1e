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
  // #region write requests: In this order: zxids and ids are longs, times are times, the rest are ints.
  writer.long(stat.czxid);
  writer.long(stat.mzxid);
  writer.time(stat.ctime);
  writer.time(stat.mtime);
  writer.int(stat.version);
  writer.int(stat.cversion);
  writer.int(stat.aversion);
  writer.long(stat.ephemeralOwner);
  writer.int(stat.dataLength);
  writer.int(stat.numChildren);
  writer.long(stat.pzxid);
  // #endregion
}

/** An entry of an access list, as it travels. */
export interface WireAcl {
  permissions: number;
  scheme: string;
  id: string;
}

/** Reads one: permissions, scheme, id. */
export function readAcl(reader: JuteReader): WireAcl {
  // #region write requests: In this order.
  return { permissions: reader.int(), scheme: reader.string(), id: reader.string() };
  // #endregion
}
