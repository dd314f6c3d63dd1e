import type { Connection, Host } from "#lab/host";
import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { Leases } from "#message-queue/leases";
import { QUEUE_SERVICE, type FromQueue, type QueueMessage } from "#message-queue/messages";
import { SERVICES } from "#message-queue/order";
import { LEASE_FOR, MAX_ORDERS, MAX_WAITING, QueueServer } from "#message-queue/queue-server";
import { orders } from "./scenarios";

const SOURCE = "Amazon SQS Developer Guide, visibility timeout";

rule("A value is forgotten when it was processed, not when it was delivered", SOURCE, () => {
  test("what isn't acknowledged in time comes again, in order, before what came later", () => {
    const leases = new Leases<number>(9, 100);
    for (const value of [1, 2, 3]) leases.add(value);
    leases.next(0);
    leases.next(0);
    const again = [100, 100, 100, 100].map((now) => leases.next(now)?.value);

    expect(again).toEqual([1, 2, 3, undefined]);
  });

  test("while a lease lasts nobody else gets its value", () => {
    const leases = new Leases<number>(9, 100);
    leases.add(1);
    leases.next(0);

    expect(leases.next(99)).toBeUndefined();
  });

  test("an acknowledgement takes its own value only", () => {
    const leases = new Leases<number>(9, 100);
    for (const value of [1, 2, 3]) leases.add(value);
    leases.next(0);
    const taken = leases.acknowledge(leases.next(0)!.id);

    expect({ taken, left: [leases.next(100)?.value, leases.next(100)?.value] }).toEqual({
      taken: true,
      left: [1, 3],
    });
  });

  test("whoever is too late has lost it: the acknowledgement doesn't end another's lease", () => {
    const leases = new Leases<number>(9, 100);
    leases.add(1);
    const late = leases.next(0)!;
    leases.next(100);

    expect({ taken: leases.acknowledge(late.id), kept: leases.length }).toEqual({ taken: false, kept: 1 });
  });

  test("what is worked on takes room too", () => {
    const leases = new Leases<number>(1, 100);
    leases.add(1);
    leases.next(0);

    expect(leases.add(2)).toBe(false);
  });
});

/** Says what it is told to, and keeps what it hears. */
class Peer {
  readonly heard: FromQueue[] = [];
  readonly connection: Connection<QueueMessage>;
  constructor(host: Host, onDelivery?: (peer: Peer, lease: number, id: number) => void) {
    this.connection = host.network.connect<QueueMessage>("Q", QUEUE_SERVICE, {
      onMessage: (_, message) => {
        this.heard.push(message as FromQueue);
        if (message.type === "delivery") onDelivery?.(this, message.lease, message.order.id);
      },
      onClose: () => undefined,
    });
  }
}

/** A worker that asks for so many orders at once and never works on one. */
function waits(world: World, name: string, times = 1): Machine<Peer> {
  return world.server(name, (host) => {
    const worker = new Peer(host);
    for (let time = 0; time < times; time++) worker.connection.send({ type: "pull", group: "email" });
    return worker;
  });
}

/** A shop that sells something once. */
function sells(world: World): void {
  world.server("shop", (host) => {
    const peer = new Peer(host);
    peer.connection.send({ type: "put", order: { id: 1, customer: "Ann" } });
    return peer;
  });
}

/** A queue server, a producer of some orders, and one worker a service that stops after some orders. */
function open(orders: number, stopsAfter: number) {
  const world = new World({ seed: 1 });
  const queue = world.server("Q", (host) => new QueueServer(host, SERVICES));
  const processed = new Map<string, number[]>(SERVICES.map((name) => [name, []]));
  const workers = SERVICES.map((group) =>
    world.server(group, (host) => {
      const worker = new Peer(host, (peer, lease, id) => {
        const mine = processed.get(group)!;
        if (mine.length >= stopsAfter) return;
        mine.push(id);
        peer.connection.send({ type: "acknowledge", group, lease });
        peer.connection.send({ type: "pull", group });
      });
      worker.connection.send({ type: "pull", group });
      return worker;
    }),
  );
  const producer = world.server("shop", (host) => {
    const peer = new Peer(host);
    for (let id = 1; id <= orders; id++)
      peer.connection.send({ type: "put", order: { id, customer: "Ann" } });
    return peer;
  });
  const accepted = (): number[] =>
    producer.instance!.heard.flatMap((answer) => (answer.type === "accepted" ? [answer.id] : []));
  return { world, queue, processed, workers, accepted };
}

rule("While the queue server lives, each service processes every accepted order", "at least once", () => {
  test("twenty orders, six services", () => {
    const { world, processed, accepted } = open(20, Infinity);
    world.advance(5_000);

    for (const ids of processed.values()) expect(ids).toEqual(accepted());
    expect(accepted()).toHaveLength(20);
  });

  test("a worker dies with an order in its hands: another gets it, and then the rest, in order", () => {
    const { world, queue, processed, workers } = open(5, 2);
    world.advance(200);
    for (const worker of workers) worker.kill();
    for (const group of SERVICES) {
      world.server(`${group} 2`, (host) => {
        const worker = new Peer(host, (peer, lease, id) => {
          processed.get(group)!.push(id);
          peer.connection.send({ type: "acknowledge", group, lease });
          peer.connection.send({ type: "pull", group });
        });
        worker.connection.send({ type: "pull", group });
        return worker;
      });
    }
    world.advance(5 * LEASE_FOR);

    for (const group of SERVICES) {
      expect([...new Set(processed.get(group))].sort()).toEqual([1, 2, 3, 4, 5]);
      expect(queue.instance!.backlogOf(group)).toBe(0);
    }
  });

  test("a worker that died while it waited is passed over: an order goes to the next at once", () => {
    const world = new World({ seed: 1 });
    world.server("Q", (host) => new QueueServer(host, ["email"]));
    const [dead, alive] = ["dead", "alive"].map((name) => {
      const machine = waits(world, name);
      world.advance(100);
      return machine;
    });
    dead!.kill();
    world.advance(100);
    sells(world);
    world.advance(LEASE_FOR / 2);

    expect(alive!.instance!.heard).toHaveLength(1);
  });

  test("whoever stands in line more often than anybody may is hung up on, and others are served", () => {
    const world = new World({ seed: 1 });
    world.server("Q", (host) => new QueueServer(host, ["email"]));
    const greedy = waits(world, "greedy", MAX_WAITING + 1);
    world.advance(100);
    const modest = waits(world, "modest");
    sells(world);
    world.advance(100);

    expect([greedy.instance!.connection.open, modest.instance!.heard.length]).toEqual([false, 1]);
  });

  test("nobody works: the queue fills to its limit, and the shop is refused", () => {
    const { world, queue, accepted } = open(MAX_ORDERS + 20, 0);
    world.advance(5_000);

    expect({ backlog: queue.instance!.backlogOf("email"), accepted: accepted().length }).toEqual({
      backlog: MAX_ORDERS,
      accepted: MAX_ORDERS,
    });
  });
});

rule(
  "A queue in memory that crashes loses exactly what wasn't processed",
  "the reason for chapter 13",
  () => {
    test("ten orders are accepted, three are processed: seven are lost, and nobody is told", () => {
      const { world, queue, processed, accepted } = open(10, 3);
      world.advance(200);
      const unprocessed = accepted().filter((id) => !processed.get("email")!.includes(id));
      queue.kill();
      queue.start();
      for (const group of SERVICES) {
        world.server(`${group} 2`, (host) => {
          const worker = new Peer(host, (_, __, id) => processed.get(group)!.push(id));
          worker.connection.send({ type: "pull", group });
          return worker;
        });
      }
      world.advance(5 * LEASE_FOR);
      const lost = accepted().filter((id) => !processed.get("email")!.includes(id));

      expect({ lost, backlog: queue.instance!.backlogOf("email") }).toEqual({
        lost: unprocessed,
        backlog: 0,
      });
      expect(lost).toEqual([4, 5, 6, 7, 8, 9, 10]);
    });
  },
);

rule(
  "Workers die, customers die, the network fails: every accepted order is still processed",
  "at least once",
  () => {
    test("six services, two customers, one queue that lives", () => sweepInTest(orders, { seeds: 100 }));
  },
);
