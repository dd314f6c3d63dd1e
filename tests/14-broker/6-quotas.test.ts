import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import { Broker } from "#broker/broker";
import { bytesOf } from "#broker/fetch";
import { Memory } from "#broker/memory";
import { SingleBroker } from "#broker/placement";
import { Producer } from "#broker/producer";
import { World } from "#lab/world/world";
import { sweepInTest } from "#lab/sweep/in-test";
import { range } from "../05-transaction-log/site";
import { orders } from "./scenarios";
import { batchOf, BROKER, bytes, type Caller, fetchOf, produceOf, recordsOf, Shop } from "./desk";

const QUOTA = "KIP-72, queued.max.request.bytes";
const FETCH = "KIP-74, a limit for fetch responses";

rule("A memory knows whose its bytes are, and gives out no more than it has", QUOTA, () => {
  test("what has no room isn't taken, not even in part", () => {
    const memory = new Memory(100);
    const [ann, bob] = [{}, {}];
    const outcomes = [
      memory.take(ann, 60),
      memory.take(bob, 41),
      memory.used,
      memory.free,
      memory.take(bob, 40),
    ];

    expect([outcomes, memory.used, memory.free]).toEqual([[true, false, 60, 40, true], 100, 0]);
  });

  test("what somebody gives back is all that they had, and nobody else's", () => {
    const memory = new Memory(100);
    const [ann, bob] = [{}, {}];
    memory.take(ann, 10);
    memory.take(bob, 20);
    memory.take(ann, 30);
    memory.giveAll(ann);

    expect([memory.used, memory.take(ann, 81), memory.take(ann, 80)]).toEqual([20, false, true]);
  });

  test("who has nothing gives nothing back, nor does who gives twice", () => {
    const memory = new Memory(100);
    const ann = {};
    memory.take({}, 50);
    memory.take(ann, 10);
    for (const owner of [ann, ann, {}]) memory.giveAll(owner);

    expect(memory.used).toBe(50);
  });

  test("who was refused has nothing", () => {
    const memory = new Memory(100);
    const [ann, bob] = [{}, {}];
    memory.take(bob, 60);
    memory.take(ann, 50);
    memory.giveAll(ann);

    expect(memory.used).toBe(60);
  });

  test("a memory that one batch could overfill is refused when the broker is made", () => {
    const world = new World({ seed: 1 });
    const making = (options: object) => (): unknown =>
      world.server(JSON.stringify(options), (host) => new Broker(host, { maxBatchBytes: 1_000, ...options }));

    expect(making({ incomingBytes: 999 })).toThrow("1000");
    expect(making({ outgoingBytes: 999 })).toThrow("1000");
  });
});

/** A batch of about 500 bytes. */
const batch = (n: number): Uint8Array => batchOf(`${n} `.padEnd(432, "x"));
const SIZE = batch(1).length;

rule(
  "What has come and isn't durable has a bound: who floods the broker is refused for a while",
  QUOTA,
  () => {
    /** A broker whose disk takes its time, and which has room for three batches. */
    function slowDisk(): Shop {
      const options = { incomingBytes: 3 * SIZE + 10, maxBatchBytes: SIZE };
      const shop = new Shop({ orders: 1 }, options, { disk: { flush: { min: 300, max: 310 } } });
      shop.pass(20_000);
      expect(shop.broker.instance!.incoming.used).toBe(0);
      return shop;
    }

    const errors = (caller: Machine<Caller>): string[] =>
      caller.instance!.heard.flatMap((each) => (each.type === "produced" ? [each.error] : []));

    test("as many as there is room for are taken, the others are refused and not added", () => {
      const shop = slowDisk();
      const caller = shop.caller("flood");
      for (const id of range(1, 6)) shop.say(caller, produceOf(id, batch(id)), 0);
      shop.pass(10_000);

      expect(errors(caller).sort()).toEqual([
        ...range(1, 3).map(() => "NONE"),
        ...range(1, 3).map(() => "THROTTLING_QUOTA_EXCEEDED"),
      ]);
      expect([shop.content("orders").length, shop.broker.instance!.incoming.used]).toEqual([3, 0]);
    });

    test("when it is durable there is room again", () => {
      const shop = slowDisk();
      const caller = shop.caller("flood");
      for (const id of range(1, 12)) {
        if (id % 3 === 1) shop.pass(5_000);
        shop.say(caller, produceOf(id, batch(id)), 0);
      }
      shop.pass(10_000);

      expect(errors(caller)).toEqual(range(1, 12).map(() => "NONE"));
    });

    test("what was refused holds nothing", () => {
      const shop = slowDisk();
      const caller = shop.caller("flood");
      const damaged = batch(0).map((byte, at) => (at === 65 ? byte ^ 4 : byte));
      for (const id of range(1, 40)) {
        const sent = [batch(id), new Uint8Array(SIZE), damaged][id % 3]!;
        shop.say(caller, produceOf(id, sent), 0);
      }
      shop.pass(20_000);
      shop.say(caller, produceOf(41, batch(41)), 20_000);

      expect(shop.broker.instance!.incoming.used).toBe(0);
      expect(errors(caller).at(-1)).toBe("NONE");
    });

    test("a publisher that dies meanwhile takes no room with it", () => {
      const shop = slowDisk();
      const caller = shop.caller("flood");
      for (const id of range(1, 3)) shop.say(caller, produceOf(id, batch(id)), 0);
      shop.pass(10);
      caller.kill();
      shop.pass(10_000);
      const next = shop.caller("next");
      for (const id of range(1, 3)) shop.say(next, produceOf(id, batch(id)), 0);
      shop.pass(10_000);

      expect(errors(next)).toEqual(["NONE", "NONE", "NONE"]);
    });

    test("three publishers that are too fast: everything arrives, in the order of each", () => {
      const shop = new Shop(
        { orders: 1 },
        { incomingBytes: 1_000, maxBatchBytes: 1_000 },
        { disk: { flush: { min: 20, max: 40 } } },
      );
      const { instance } = shop.broker;
      shop.world.always("no more than 1,000 bytes wait for the disk", () =>
        instance!.incoming.used > 1_000 ? `${instance!.incoming.used} bytes` : undefined,
      );
      const names = ["Ann", "Bob", "Eve"];
      for (const name of names) {
        shop.world.server(name, (host) => {
          const placement = new SingleBroker(BROKER, new Map([["orders", 1]]));
          const producer = new Producer(host, placement, {
            batchBytes: 600,
            bufferBytes: 2_000,
            retryMs: 25,
          });
          let sent = 0;
          const sendAll = (): void => {
            while (sent < 60) {
              if (!producer.send("orders", null, bytes(`${name} ${sent}`))) return producer.whenRoom(sendAll);
              sent += 1;
            }
          };
          sendAll();
          return producer;
        });
      }
      shop.pass(60_000);
      const values = shop.content("orders").map((each) => each.slice(each.indexOf(" ") + 1));

      for (const name of names) {
        expect(values.filter((each) => each.startsWith(name))).toEqual(
          range(0, 59).map((n) => `${name} ${n}`),
        );
      }
    });
  },
);

rule(
  "What was sent and isn't taken has a bound: a slow reader costs one answer, and nobody else waits for it",
  FETCH,
  () => {
    /** Twelve batches, and room for so many of them in answers. */
    function filled(room: number): Shop {
      const options = { outgoingBytes: room * SIZE + 10, maxBatchBytes: SIZE };
      const shop = new Shop({ orders: 1 }, options);
      for (const n of range(0, 11))
        shop.asBroker(({ topics }) => topics.get("orders", 0)!.append(batch(n), () => {}));
      shop.pass(1_000);
      expect(shop.broker.instance!.outgoing.used).toBe(0);
      return shop;
    }
    /** Asks, and takes nothing from now on. */
    function asksAndStops(shop: Shop, name: string, times: number, maxWaitMs = 0): Machine<Caller> {
      const caller = shop.caller(name);
      for (const id of range(1, times))
        shop.say(caller, fetchOf(id, 0, { maxBytes: 2 * SIZE, maxWaitMs }), 0);
      caller.pause();
      shop.pass(500);
      return caller;
    }
    /** How many batches were in the answers that it got. */
    const batchesIn = ({ instance }: Machine<Caller>): number =>
      instance!.heard.reduce(
        (sum, each) => sum + (each.type === "fetched" ? bytesOf(each.partitions) / SIZE : 0),
        0,
      );

    test("a reader that asks twenty times and takes nothing is sent one answer with records", () => {
      const shop = filled(12);
      const slow = asksAndStops(shop, "slow", 20);
      const used = shop.broker.instance!.outgoing.used;
      slow.resume();
      shop.pass(500);

      expect([used, batchesIn(slow), slow.instance!.heard.length]).toEqual([2 * SIZE, 2, 20]);
      expect(shop.broker.instance!.outgoing.used).toBe(0);
    });

    test("its fetches that can wait do, and get their records when it takes them", () => {
      const shop = filled(12);
      const slow = asksAndStops(shop, "slow", 3, 60_000);
      const waiting = shop.broker.instance!.waitingFetches;
      slow.resume();
      shop.pass(500);

      expect([waiting, batchesIn(slow), slow.instance!.heard.length]).toEqual([2, 6, 3]);
    });

    test("the others are served as if it weren't there", () => {
      const shop = filled(4);
      asksAndStops(shop, "slow", 5, 60_000);
      const quick = shop.caller("quick");
      for (const id of range(1, 5)) shop.say(quick, fetchOf(id, 0, { maxBytes: 2 * SIZE }), 50);

      expect(batchesIn(quick)).toBe(10);
    });

    test("many slow readers together are sent no more than there is room for", () => {
      const shop = filled(5);
      const slow = range(1, 6).map((n) => asksAndStops(shop, `slow ${n}`, 3));
      const used = shop.broker.instance!.outgoing.used;
      for (const each of slow) each.resume();
      shop.pass(500);

      expect([used, slow.reduce((sum, each) => sum + batchesIn(each), 0)]).toEqual([5 * SIZE, 5]);
    });

    test("there is some room, not enough for all that was asked for: what fits is given", () => {
      const shop = filled(3);
      asksAndStops(shop, "slow", 1);
      const quick = shop.caller("quick");
      shop.say(quick, fetchOf(1, 0, { maxBytes: 2 * SIZE }), 50);

      expect(batchesIn(quick)).toBe(1);
    });

    test("there is no room even for one batch: nobody is given it all the same", () => {
      const shop = filled(2);
      asksAndStops(shop, "slow", 1);
      const quick = shop.caller("quick");
      shop.say(quick, fetchOf(1, 0, { maxBytes: 10 }), 50);

      expect([quick.instance!.heard.length, batchesIn(quick)]).toEqual([1, 0]);
    });

    test("a slow reader goes away: whoever waited for its room is served at once", () => {
      const shop = filled(2);
      const slow = asksAndStops(shop, "slow", 1);
      const quick = shop.caller("quick");
      shop.say(quick, fetchOf(1, 0, { maxWaitMs: 60_000 }), 500);
      const before = quick.instance!.heard.length;
      slow.kill();
      shop.pass(1_500);

      expect([before, batchesIn(quick)]).toEqual([0, 2]);
      expect(recordsOf(quick.instance!.fetched(1)![0]!.batches)[0]).toMatch(/^0 0 x/);
    });

    test("a reader that has taken its answer, and asks for nothing any more, holds nothing", () => {
      const shop = filled(2);
      const done = shop.caller("done");
      shop.say(done, fetchOf(1, 0), 500);
      const used = shop.broker.instance!.outgoing.used;
      const next = shop.caller("next");
      shop.say(next, fetchOf(1, 0), 50);

      expect([used, batchesIn(next)]).toEqual([0, 2]);
    });
  },
);

rule(
  "Brokers, shops and subscribers die, the power fails, connections break: what was acknowledged is read by all",
  "the promise of chapter 5",
  () => {
    test("two shops, two partitions, two subscribers", () => sweepInTest(orders, { seeds: 16 }));
  },
);
