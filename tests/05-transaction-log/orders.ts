import { bytes } from "#lab/testing/bytes";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";

/** The path of the nth order: no other's path is in it. */
export const orderPath = (number: Zxid): string => `/order-${number}-`;

/** A transaction that creates a znode for an order. */
export function order(zxid: Zxid, data = "bread"): Transaction {
  const path = orderPath(zxid);
  const parentCreates = Number(BigInt.asUintN(32, zxid));
  return {
    zxid,
    time: 1_000,
    change: { type: "create", path, data: bytes(data), ephemeralOwner: 0n, parentCreates },
  };
}

/** Orders from one zxid to another, both included. */
export function orders(from: number, to: number, data?: string): Transaction[] {
  return Array.from({ length: to - from + 1 }, (_, index) => order(BigInt(from + index), data));
}

/** A transaction that changes an order for the first time. */
export function change(zxid: Zxid, number: Zxid): Transaction {
  return {
    zxid,
    time: 2_000,
    change: { type: "setData", path: orderPath(number), data: bytes("rolls"), version: 1 },
  };
}

/** Of each kind of change one, with every field at its most awkward. */
export const ONE_OF_EACH: Transaction[] = [
  {
    type: "openSession" as const,
    id: 0xff00_0000_dead_beefn,
    timeout: 30_000,
    password: Uint8Array.of(0, 1, 255),
  },
  {
    type: "create" as const,
    path: "/ä/日本",
    data: bytes(""),
    ephemeralOwner: 0xff00_0000_dead_beefn,
    parentCreates: 7,
  },
  {
    type: "setData" as const,
    path: "/",
    data: Uint8Array.from({ length: 300 }, (_, i) => i % 256),
    version: 2 ** 31 - 1,
  },
  {
    type: "create" as const,
    path: "/till",
    data: bytes("1"),
    ephemeralOwner: 1n << 63n,
    parentCreates: 8,
    acl: [{ permissions: 31, scheme: "digest", id: "änn:x=" }],
  },
  { type: "setAcl" as const, path: "/till", acl: [], version: 2 ** 31 - 1 },
  { type: "delete" as const, path: "/shop" },
  { type: "check" as const, path: "/shop" },
  {
    type: "multi" as const,
    changes: [
      { type: "create" as const, path: "/a", data: bytes("0"), ephemeralOwner: 0n, parentCreates: 1 },
      { type: "delete" as const, path: "/a" },
    ],
  },
  { type: "multi" as const, changes: [] },
  {
    type: "closeSession" as const,
    id: 0xff00_0000_dead_beefn,
    deletes: [{ type: "delete" as const, path: "/ä/日本" }],
  },
].map((change, index) => ({
  zxid: 0x0000_0007_ffff_fff0n + BigInt(index),
  time: 1_700_000_000_123.5,
  change,
}));
