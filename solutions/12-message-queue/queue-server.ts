import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Leases } from "./leases";
import { type FromQueue, QUEUE_SERVICE, type QueueMessage, type ToQueue } from "./messages";
import type { Order } from "./order";

/** Most orders that wait for one group. */
export const MAX_ORDERS = 50;
/** Most workers of a group that may wait for an order. */
export const MAX_WAITING = 100;
/** So long a worker may work on an order, in ms. */
export const LEASE_FOR = 1_000;

/**
 * Keeps orders in its memory, for each group its own, and gives them to the group's workers when they pull.
 * While it lives, each group processes every accepted order at least once. If it dies, what it kept is lost.
 */
export class QueueServer implements ConnectionHandler<QueueMessage> {
  readonly #host: Host;
  readonly #groups: ReadonlyMap<string, Leases<Order>>;
  /** Who waits for an order of a group, first come, first served. */
  readonly #waiting = new Map<string, Connection<QueueMessage>[]>();

  constructor(host: Host, groups: readonly string[]) {
    this.#host = host;
    this.#groups = new Map(groups.map((name) => [name, new Leases<Order>(MAX_ORDERS, LEASE_FOR)]));
    for (const name of groups) this.#waiting.set(name, []);
    host.network.listen(QUEUE_SERVICE, this);
  }

  /** How many orders a group hasn't processed yet. */
  backlogOf(group: string): number {
    return this.#groups.get(group)?.length ?? 0;
  }

  onMessage(connection: Connection<QueueMessage>, message: QueueMessage): void {
    const received = message as ToQueue;
    if (received.type === "put") {
      const type = this.#accept(received.order) ? "accepted" : "refused";
      connection.send({ type, id: received.order.id } satisfies FromQueue);
      for (const group of this.#groups.keys()) this.#serve(group);
    } else if (received.type === "pull") {
      this.#pull(connection, received.group);
    } else {
      this.#groups.get(received.group)?.acknowledge(received.lease);
    }
  }

  onClose(connection: Connection<QueueMessage>): void {
    // #region write crash: It waits for nothing any more.
    for (const [group, line] of this.#waiting) {
      this.#waiting.set(
        group,
        line.filter((each) => each !== connection),
      );
    }
    // #endregion
  }

  /** Whoever asks for more at once than a group may, or for a group that isn't there, is hung up on. */
  #pull(connection: Connection<QueueMessage>, group: string): void {
    const line = this.#waiting.get(group);
    if (line === undefined || line.length >= MAX_WAITING) {
      connection.close();
      this.onClose(connection);
      return;
    }
    line.push(connection);
    this.#serve(group);
  }

  /** @returns false if a group has no room: then no group gets it */
  #accept(order: Order): boolean {
    // #region write crash: All groups or none.
    const groups = [...this.#groups.values()];
    if (groups.some((leases) => leases.length >= MAX_ORDERS)) return false;
    for (const leases of groups) leases.add(order);
    return true;
    // #endregion
  }

  /** Gives the group's orders to its workers that wait. */
  #serve(group: string): void {
    // #region write crash: As long as somebody waits and there is an order. Look again when a lease may have run out.
    const leases = this.#groups.get(group);
    const line = this.#waiting.get(group);
    while (leases !== undefined && line !== undefined && line.length > 0) {
      const lease = leases.next(this.#host.clock.now());
      if (lease === undefined) return;
      const worker = line.shift()!;
      worker.send({ type: "delivery", lease: lease.id, order: lease.value } satisfies FromQueue);
      this.#host.clock.after(LEASE_FOR, () => this.#serve(group));
    }
    // #endregion
  }
}
