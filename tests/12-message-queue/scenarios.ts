import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { World } from "#lab/world/world";
import { QUEUE_SERVICE, type QueueMessage } from "#message-queue/messages";
import { SERVICES } from "#message-queue/order";
import { QueueServer } from "#message-queue/queue-server";

/** Between two orders of a customer, in ms. */
const PACE = 40;
/** So long a worker needs for an order, in ms. */
const WORK = 5;
/** After a connection is gone, in ms. */
const PAUSE = 50;

/** What everybody did, as somebody sees it who sees everything. */
class Books {
  /** Asked for by a customer. */
  readonly placed = new Set<number>();
  readonly accepted = new Set<number>();
  /** By service. A server that is killed has processed what it has processed. */
  readonly processed = new Map<string, Set<number>>(SERVICES.map((name) => [name, new Set()]));
  isSelling = true;

  get unprocessed(): string | undefined {
    for (const [service, done] of this.processed) {
      for (const id of this.accepted) if (!done.has(id)) return `${service} hasn't processed order ${id}`;
    }
    return undefined;
  }

  get invented(): string | undefined {
    for (const [service, done] of this.processed) {
      for (const id of done)
        if (!this.placed.has(id)) return `${service} processed ${id}, which nobody ordered`;
    }
    return undefined;
  }
}

/** A program with one connection to the queue, which it dials again when it is gone. */
abstract class Program implements ConnectionHandler<QueueMessage> {
  protected connection: Connection<QueueMessage>;

  constructor(
    protected readonly host: Host,
    protected readonly books: Books,
  ) {
    this.connection = this.#dial();
  }

  abstract onOpen(): void;
  abstract onMessage(connection: Connection<QueueMessage>, message: QueueMessage): void;

  onClose(connection: Connection<QueueMessage>): void {
    if (connection !== this.connection) return;
    this.host.clock.after(PAUSE, () => (this.connection = this.#dial()));
  }

  #dial(): Connection<QueueMessage> {
    return this.host.network.connect<QueueMessage>("Q", QUEUE_SERVICE, this);
  }
}

/** Orders one thing after the other. What isn't answered it doesn't order again: nobody knows what became of it. */
class Customer extends Program {
  constructor(
    host: Host,
    books: Books,
    private readonly nextId: () => number,
  ) {
    super(host, books);
    this.#shop();
  }

  onOpen(): void {}

  onMessage(_: unknown, message: QueueMessage): void {
    if (message.type === "accepted") this.books.accepted.add(message.id);
  }

  #shop(): void {
    this.host.clock.after(PACE, () => {
      this.#shop();
      if (!this.books.isSelling) return;
      const id = this.nextId();
      this.books.placed.add(id);
      this.connection.send({ type: "put", order: { id, customer: this.host.name } });
    });
  }
}

/** Processes one order at a time, then acknowledges it and asks for the next. */
class Worker extends Program {
  constructor(
    host: Host,
    books: Books,
    private readonly group: string,
  ) {
    super(host, books);
  }

  onOpen(): void {
    this.connection.send({ type: "pull", group: this.group });
  }

  onMessage(connection: Connection<QueueMessage>, message: QueueMessage): void {
    if (message.type !== "delivery") return;
    this.host.clock.after(WORK, () => {
      this.books.processed.get(this.group)!.add(message.order.id);
      connection.send({ type: "acknowledge", group: this.group, lease: message.lease });
      connection.send({ type: "pull", group: this.group });
    });
  }
}

const CUSTOMERS = ["Ann", "Bob"];
const ms = { min: 20, max: 1_500 };

function open(world: World): Trial {
  const books = new Books();
  let lastId = 0;
  const queue = world.server("Q", (host) => new QueueServer(host, SERVICES));
  for (const service of SERVICES) world.server(service, (host) => new Worker(host, books, service));
  for (const name of CUSTOMERS) world.server(name, (host) => new Customer(host, books, () => ++lastId));
  world.always("nobody works on what nobody ordered", () => books.invented);
  return {
    writes: () => books.accepted.size,
    heal: () => (books.isSelling = false),
    unsettled: () => {
      const service = SERVICES.find((name) => (queue.instance?.backlogOf(name) ?? 1) > 0);
      return service === undefined ? undefined : `orders wait for ${service}`;
    },
    checks: { "every service has processed every accepted order": () => books.unprocessed },
  };
}

const { "power-cut": _powerCut, datagrams: _datagrams, ...FAULTS } = serverFaults(ms);

/** Workers and customers die, and the network fails. The queue's server lives: it may only stop for a while. */
export const orders: Scenario = {
  name: "orders",
  step: "message-queue/crash",
  servers: ["Q", ...SERVICES, ...CUSTOMERS],
  faults: { ...FAULTS, break: {}, kill: { on: [...SERVICES, ...CUSTOMERS], ms } },
  faultsFor: 4_000,
  mostFaults: 14,
  setup: open,
};

export const scenarios: readonly Scenario[] = [orders];
