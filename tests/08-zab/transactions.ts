import { bytes, text } from "#lab/testing/bytes";
import type { Transaction } from "#sessions/changes";
import type { Storage } from "#transaction-log/storage";
import type { Zxid } from "#znode-tree/changes";
import { makeZxid, showZxid } from "#zab/zxids";

/** A zxid by its epoch and its counter. */
export function at(epoch: number, counter: number): Zxid {
  return makeZxid(epoch, counter);
}

/** An order: a transaction that leaves a znode of its own. */
export function order(zxid: Zxid, data = ""): Transaction {
  const path = `/order-${zxid}`;
  return {
    zxid,
    time: 0,
    change: { type: "create", path, data: bytes(data), ephemeralOwner: 0n, parentCreates: 0 },
  };
}

/** The orders (epoch, from) to (epoch, to), both included. */
export function orders(epoch: number, from: number, to: number): Transaction[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => order(at(epoch, from + index)));
}

/** The zxids of the orders in a storage's database, in order: "(1, 1) (1, 2)". */
export function inDatabase({ database }: Storage): string {
  return show(
    database.tree
      .getChildren("/")
      .filter((name) => name.startsWith("order-"))
      .map((name) => BigInt(name.slice("order-".length))),
  );
}

/** The zxids in a storage's log behind a zxid. */
export function inLog({ log }: Storage, after = 0n): string {
  return show([...log.read(after)].map(({ zxid }) => zxid));
}

export function show(zxids: readonly Zxid[]): string {
  return [...zxids]
    .sort((one, other) => (one < other ? -1 : 1))
    .map(showZxid)
    .join(" ");
}

/** What an order says. */
export function saysIn({ database }: Storage, zxid: Zxid): string | undefined {
  const path = `/order-${zxid}`;
  return database.tree.exists(path) === undefined ? undefined : text(database.tree.getData(path));
}
