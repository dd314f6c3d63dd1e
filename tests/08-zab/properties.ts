import { Agreement } from "#lab/checkers/invariants";
import { text } from "#lab/testing/bytes";
import type { Violation } from "#lab/world/failure";
import type { Transaction } from "#sessions/changes";
import type { Storage } from "#transaction-log/storage";
import type { Zxid } from "#znode-tree/changes";
import { counterOf, epochOf, showZxid } from "#zab/zxids";
import type { Leader } from "#zab/leader";
import type { Onlooker } from "./node";

/**
 * What must hold of an atomic broadcast at every event, in the names of the published specification: agreement, total
 * order, integrity, the order of a primary's own proposals and of primaries among each other, and that a primary begins
 * with all that was committed before it.
 *
 * @see ZooKeeper's TLA+ specification of Zab, zookeeper-specifications/
 */
export class Properties implements Onlooker {
  violation: Violation | undefined;
  /** In the order in which they were first delivered or taken over by a leader as decided. */
  readonly committed: Zxid[] = [];
  readonly #isCommitted = new Set<Zxid>();
  readonly #leaders = new Agreement();
  readonly #contents = new Agreement();
  readonly #before = new Agreement();
  readonly #proposed = new Map<Zxid, string>();

  leads(name: string, leader: Leader<never>, storage: Storage): void {
    this.violation ??= this.#leaders.check(`epoch ${leader.epoch}`, name, name);
    this.#hasAllCommitted(name, storage, "leads");
    this.#knows(name, storage);
    // Its history is decided now, also what nobody had delivered.
    for (const zxid of ordersIn(storage)) this.#commit(zxid);
  }

  follows(name: string, storage: Storage): void {
    this.#knows(name, storage);
    const { lastZxid } = storage.database;
    const has = new Set(ordersIn(storage));
    const missing = this.committed.find((zxid) => zxid <= lastZxid && !has.has(zxid));
    if (missing === undefined) return;
    this.violation ??= {
      facts: [
        `${showZxid(missing)} is committed`,
        `${name} follows, is at ${showZxid(lastZxid)}, and hasn't got it`,
      ],
    };
  }

  proposes(name: string, { zxid }: Transaction): void {
    this.#proposed.set(zxid, name);
  }

  delivers(name: string, transaction: Transaction, storage: Storage): void {
    const { zxid } = transaction;
    const before = storage.database.lastZxid;
    const [shown, shownBefore] = [showZxid(zxid), showZxid(before)];
    if (zxid <= before)
      this.violation ??= { facts: [`${name} is at ${shownBefore}`, `it delivers ${shown}`] };
    // Total order: right before each transaction comes the same one on every server.
    this.violation ??= this.#before.check(`the place before ${shown}`, shownBefore, name);
    // Local primary order: a leader's proposals are delivered in its order, without a gap.
    if (counterOf(zxid) > 1 && before !== zxid - 1n) {
      this.violation ??= { facts: [`${name} delivers ${shown}`, `right before it, it had ${shownBefore}`] };
    }
    if (counterOf(zxid) === 1 && epochOf(before) >= epochOf(zxid)) {
      this.violation ??= {
        facts: [`${name} is at ${shownBefore}`, `it delivers ${shown}, of no later epoch`],
      };
    }
    // Integrity: what is delivered was proposed, and says what it said then.
    if (transaction.change.type === "create" && this.#proposed.get(zxid) !== text(transaction.change.data)) {
      this.violation ??= { facts: [`${name} delivers ${shown}`, `nobody has proposed it like that`] };
    }
    this.#commit(zxid);
  }

  /** Servers that are at the same transaction have the same history. */
  #knows(name: string, storage: Storage): void {
    const { lastZxid } = storage.database;
    this.violation ??= this.#contents.check(
      `the history up to ${showZxid(lastZxid)}`,
      ordersIn(storage).map(showZxid).join(" "),
      name,
    );
  }

  /** Primary integrity: whoever leads has all that was committed before. */
  #hasAllCommitted(name: string, storage: Storage, does: string): void {
    const has = new Set(ordersIn(storage));
    const missing = this.committed.find((zxid) => !has.has(zxid));
    if (missing === undefined) return;
    this.violation ??= { facts: [`${showZxid(missing)} is committed`, `${name} ${does}, and hasn't got it`] };
  }

  #commit(zxid: Zxid): void {
    const last = this.committed.at(-1);
    if (last === undefined || zxid > last) {
      this.committed.push(zxid);
      this.#isCommitted.add(zxid);
    } else if (!this.#isCommitted.has(zxid)) {
      this.violation ??= {
        facts: [`${showZxid(last)} is committed`, `${showZxid(zxid)} is committed after that`],
      };
    }
  }
}

function ordersIn({ database }: Storage): Zxid[] {
  return database.tree
    .getChildren("/")
    .map((name) => BigInt(name.slice("order-".length)))
    .sort((one, other) => (one < other ? -1 : 1));
}
