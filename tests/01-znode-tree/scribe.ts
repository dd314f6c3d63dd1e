import { bytes } from "#lab/testing/bytes";
import type { SessionId, SingleChange, Transaction } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";
import type { ZnodeTree } from "#znode-tree/znode-tree";

/**
 * Writes transactions as the deciding half of a server would, and applies them: zxids 1, 2, 3 … and a clock that
 * moves on by 10 ms with each.
 */
export class Scribe {
  /** Everything that it has applied, in order. */
  readonly written: Transaction[] = [];
  readonly #creates = new Map<string, number>();
  readonly #versions = new Map<string, number>();

  constructor(readonly tree: ZnodeTree) {}

  create(path: string, data = "", ephemeralOwner: SessionId = 0n): void {
    const parent = parentOf(path);
    const parentCreates = (this.#creates.get(parent) ?? 0) + 1;
    this.#creates.set(parent, parentCreates);
    this.#creates.delete(path);
    this.#versions.delete(path);
    this.apply({ type: "create", path, data: bytes(data), ephemeralOwner, parentCreates });
  }

  setData(path: string, data: string): void {
    const version = (this.#versions.get(path) ?? 0) + 1;
    this.#versions.set(path, version);
    this.apply({ type: "setData", path, data: bytes(data), version });
  }

  delete(path: string): void {
    this.apply({ type: "delete", path });
  }

  apply(change: SingleChange): void {
    const zxid = BigInt(this.written.length + 1);
    const transaction = { zxid, time: 1_000 + Number(zxid) * 10, change };
    this.written.push(transaction);
    this.tree.apply(transaction);
  }
}
