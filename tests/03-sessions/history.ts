import { bytes } from "#lab/testing/bytes";
import type { Change, Session, Transaction } from "#sessions/changes";
import type { SessionId } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";

/** Sessions of two databases. */
export const DB1: SessionId = 0x0100_0000_0000_0001n;
export const DB2: SessionId = 0x0200_0000_0000_0001n;

/** A session as a server would open it. */
export function session(id: SessionId, timeout = 6_000): Session {
  return { id, timeout, password: bytes(`password of ${id}`) };
}

/** Anything that takes transactions. */
interface Applying {
  apply(transaction: Transaction): void;
}

/**
 * Writes transactions as whoever decides would, and applies them: zxids 1, 2, 3 … and a clock that moves on by 10 ms
 * with each.
 */
export class History {
  /** Everything so far, in order. */
  readonly written: Transaction[] = [];
  readonly #creates = new Map<string, number>();

  constructor(readonly to: Applying) {}

  open(id: SessionId): void {
    this.apply({ type: "openSession", ...session(id) });
  }

  create(path: string, ephemeralOwner: SessionId = 0n): void {
    this.apply(this.creation(path, ephemeralOwner));
  }

  delete(path: string): void {
    this.apply({ type: "delete", path });
  }

  close(id: SessionId, ...paths: string[]): void {
    this.apply({ type: "closeSession", id, deletes: paths.map((path) => ({ type: "delete", path })) });
  }

  apply(change: Change): void {
    const zxid = BigInt(this.written.length + 1);
    const transaction = { zxid, time: 1_000 + Number(zxid) * 10, change };
    this.written.push(transaction);
    this.to.apply(transaction);
  }

  /** A create that hasn't been applied. */
  creation(path: string, ephemeralOwner: SessionId = 0n) {
    const parentCreates = (this.#creates.get(parentOf(path)) ?? 0) + 1;
    this.#creates.set(parentOf(path), parentCreates);
    return { type: "create" as const, path, data: bytes(""), ephemeralOwner, parentCreates };
  }
}
