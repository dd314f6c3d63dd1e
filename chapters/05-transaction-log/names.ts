import type { Zxid } from "#znode-tree/changes";

/** Files that are named by a zxid. Nothing to write here. */

/** A zxid as a name: 16 hexadecimal digits, so that names sort as zxids do. */
export function nameOf(zxid: Zxid): string {
  return zxid.toString(16).padStart(16, "0");
}

/** The zxid of a name, or undefined for a file that isn't named by one. */
export function zxidOf(name: string): Zxid | undefined {
  return /^[0-9a-f]{16}$/.test(name) ? BigInt(`0x${name}`) : undefined;
}

/** A zxid as ZooKeeper's logs show it. */
export function showZxid(zxid: Zxid): string {
  return `0x${zxid.toString(16)}`;
}
