import type { Timer } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { Consumer } from "#broker/consumer";
import { isEnough } from "#broker/fetch";
import type { ErrorCode, FetchedPartition } from "#broker/messages";
import { type WaitingFetch, WaitingFetches } from "#broker/waiting-fetches";
import { range } from "../05-transaction-log/site";
import { BROKER, fetchOf, recordsOf, Shop } from "./desk";

const SOURCE = "Kafka documentation, fetch.min.bytes, fetch.max.wait.ms";

/** Somebody who waits, and how often they were answered. */
class Waiter implements WaitingFetch {
  readonly owner: object;
  readonly keys: readonly string[];
  /** Whether there is enough for it. */
  isServed = false;
  looks = 0;
  /** Each answer: what for. */
  readonly answers: ("enough" | "time")[] = [];

  constructor(keys: readonly string[] = ["orders-0"], owner: object = {}) {
    this.keys = keys;
    this.owner = owner;
  }

  attempt(isLast: boolean): boolean {
    this.looks += 1;
    if (!isLast && !this.isServed) return false;
    this.answers.push(isLast ? "time" : "enough");
    return true;
  }
}

/** Waiting fetches on a clock of a world. */
function line(limit = 10): {
  fetches: WaitingFetches;
  act: (act: () => void) => void;
  pass: (ms: number) => void;
} {
  const world = new World({ seed: 1 });
  const server = world.server("B", (host) => new WaitingFetches(host.clock, limit));
  return {
    fetches: server.instance!,
    act: (act) => world.enter(server.incarnation!, act),
    pass: (ms) => world.advance(ms),
  };
}

rule("A fetch that waits is answered once: when there is enough, or when its time is up", SOURCE, () => {
  test("something came, and it is enough", () => {
    const { fetches, act, pass } = line();
    const waiter = new Waiter();
    act(() => {
      fetches.add(waiter, 100);
      waiter.isServed = true;
      fetches.wake("orders-0");
    });
    pass(1_000);

    expect([waiter.answers, fetches.length]).toEqual([["enough"], 0]);
  });

  test("something came, and it isn't enough: it waits on, and looks again the next time", () => {
    const { fetches, act, pass } = line();
    const waiter = new Waiter();
    act(() => {
      fetches.add(waiter, 100);
      fetches.wake("orders-0");
    });
    const before = [...waiter.answers, fetches.length];
    act(() => {
      waiter.isServed = true;
      fetches.wake("orders-0");
    });
    pass(1_000);

    expect([before, waiter.answers, fetches.length]).toEqual([[1], ["enough"], 0]);
  });

  test("nothing came, and the time is up", () => {
    const { fetches, act, pass } = line();
    const waiter = new Waiter();
    act(() => fetches.add(waiter, 100));
    pass(99);
    const before = waiter.answers.length;
    pass(2);
    act(() => fetches.wake("orders-0"));

    expect([before, waiter.answers, fetches.length]).toEqual([0, ["time"], 0]);
  });

  test("it waits for two partitions, and both have something: one answer", () => {
    const { fetches, act, pass } = line();
    const waiter = new Waiter(["orders-0", "emails-0"]);
    act(() => {
      fetches.add(waiter, 100);
      waiter.isServed = true;
      fetches.wake("emails-0");
      fetches.wake("orders-0");
      fetches.wake("emails-0");
      fetches.wakeAll();
    });
    pass(1_000);

    expect([waiter.answers, fetches.length]).toEqual([["enough"], 0]);
  });

  test("it asks for the same partition twice: one answer", () => {
    const { fetches, act, pass } = line();
    const waiter = new Waiter(["orders-0", "orders-0"]);
    act(() => {
      fetches.add(waiter, 100);
      waiter.isServed = true;
      fetches.wake("orders-0");
    });
    pass(1_000);

    expect(waiter.answers).toEqual(["enough"]);
  });

  test("another partition is no reason to look", () => {
    const { fetches, act } = line();
    const [orders, emails] = [new Waiter(["orders-0"]), new Waiter(["emails-0"])];
    act(() => {
      for (const each of [orders, emails]) fetches.add(each, 100);
      fetches.wake("orders-0");
    });

    expect([orders.looks, emails.looks]).toEqual([1, 0]);
  });

  test("all look again, the longest waiting first", () => {
    const { fetches, act } = line();
    const order: number[] = [];
    const waiters = range(0, 4).map((n) => ({
      owner: {},
      keys: [`t-${4 - n}`],
      attempt: () => order.push(n) > 0,
    }));
    act(() => {
      for (const each of waiters) fetches.add(each, 100);
      fetches.wakeAll();
    });

    expect([order, fetches.length]).toEqual([[0, 1, 2, 3, 4], 0]);
  });
});

rule("Who is gone waits no more, and not more wait than may", SOURCE, () => {
  test("an owner that is gone is never answered, and others are", () => {
    const { fetches, act, pass } = line();
    const owner = {};
    const gone = [new Waiter(["orders-0"], owner), new Waiter(["emails-0"], owner)];
    const stays = new Waiter();
    act(() => {
      for (const each of [gone[0]!, stays, gone[1]!]) fetches.add(each, 100);
      fetches.forget(owner);
    });
    const waiting = fetches.length;
    act(() => fetches.wakeAll());
    pass(1_000);

    expect([waiting, gone.flatMap(({ answers, looks }) => [...answers, looks]), stays.answers]).toEqual([
      1,
      [0, 0],
      ["time"],
    ]);
  });

  test("one too many isn't taken, until there is room again", () => {
    const { fetches, act } = line(2);
    const waiters = range(1, 4).map(() => new Waiter());
    const taken: boolean[] = [];
    act(() => {
      for (const each of waiters.slice(0, 3)) taken.push(fetches.add(each, 100));
      waiters[0]!.isServed = true;
      fetches.wakeAll();
      taken.push(fetches.add(waiters[3]!, 100));
    });

    expect([taken, waiters[2]!.looks]).toEqual([[true, true, false, true], 0]);
  });

  test("a thousand fetches that were answered leave nothing behind", () => {
    let timers = 0;
    const clock = {
      now: () => 0,
      after: (): Timer => {
        timers += 1;
        let isOver = false;
        return {
          cancel: () => {
            if (!isOver) timers -= 1;
            isOver = true;
          },
        };
      },
    };
    const fetches = new WaitingFetches(clock, 10);
    for (let n = 0; n < 1_000; n++) {
      const waiter = new Waiter([`topic-${n}`]);
      fetches.add(waiter, 100);
      waiter.isServed = true;
      fetches.wake(`topic-${n}`);
    }

    expect([timers, fetches.length]).toEqual([0, 0]);
  });
});

rule("It is wrong to wait if there is enough, or if something should be known at once", SOURCE, () => {
  const found = (bytes: readonly number[], error: ErrorCode = "NONE"): FetchedPartition => ({
    topic: "orders",
    partition: 0,
    error,
    startOffset: 0n,
    endOffset: 0n,
    batches: bytes.map((length) => new Uint8Array(length)),
  });

  test.each([
    [[found([])], 1, false],
    [[found([])], 0, true],
    [[found([100])], 100, true],
    [[found([100])], 101, false],
    [[found([60]), found([]), found([20, 20])], 100, true],
    [[found([60]), found([]), found([20, 19])], 100, false],
    [[found([], "OFFSET_OUT_OF_RANGE")], 100, true],
    [[found([]), found([], "UNKNOWN_TOPIC_OR_PARTITION")], 100, true],
  ])("case %#", (partitions, minBytes, expected) => {
    expect(isEnough(partitions, minBytes)).toBe(expected);
  });
});

/** A shop at whose broker nobody waits yet. */
function quiet(...making: ConstructorParameters<typeof Shop>): Shop {
  const shop = new Shop(...making);
  expect(shop.broker.instance!.waitingFetches).toBe(0);
  return shop;
}

rule("A reader waits at the broker, and is answered as soon as there is something", SOURCE, () => {
  const patient = { maxWaitMs: 1_000 };

  test("nothing is there; then something comes", () => {
    const shop = quiet();
    const caller = shop.caller("email");
    shop.say(caller, fetchOf(1, 0, patient), 300);
    const before = [caller.instance!.heard.length, shop.broker.instance!.waitingFetches];
    shop.add("orders", "lamp");

    expect([before, recordsOf(caller.instance!.fetched(1)![0]!.batches)]).toEqual([[0, 1], ["0 lamp"]]);
    expect(shop.broker.instance!.waitingFetches).toBe(0);
  });

  test("something is there: it is answered at once", () => {
    const shop = quiet();
    const caller = shop.caller("email");
    shop.add("orders", "lamp");
    shop.say(caller, fetchOf(1, 0, patient), 20);

    expect(caller.instance!.heard).toHaveLength(1);
  });

  test("nothing comes: an answer without records when the time is up, and not before", () => {
    const shop = quiet();
    const caller = shop.caller("email");
    const asked = shop.world.now;
    shop.say(caller, fetchOf(1, 0, patient), 3_000);
    const waited = caller.instance!.heardAt(1)! - asked;

    expect([waited >= 1_000, waited < 1_020, caller.instance!.heard.length]).toEqual([true, true, 1]);
    expect(caller.instance!.fetched(1)![0]!.batches).toEqual([]);
  });

  test("who doesn't want to wait doesn't", () => {
    const shop = quiet();
    const caller = shop.caller("email");
    shop.say(caller, fetchOf(1, 0, { minBytes: 1_000, maxWaitMs: 0 }), 20);

    expect(caller.instance!.heard).toHaveLength(1);
  });

  test("it waits for enough, over all of its partitions; and gets what there is when the time is up", () => {
    const shop = quiet({ orders: 2, emails: 1 });
    const [enough, tooLate] = ["enough", "tooLate"].map((name) => shop.caller(name));
    const positions = [
      { topic: "orders", partition: 1, offset: 0n },
      { topic: "emails", partition: 0, offset: 0n },
    ];
    shop.say(enough!, fetchOf(1, 0, { positions, minBytes: 200, maxWaitMs: 5_000 }));
    shop.say(tooLate!, fetchOf(1, 0, { positions, minBytes: 10_000, maxWaitMs: 500 }));
    shop.addTo("orders", 1, "x".repeat(60));
    const before = [enough, tooLate].map((each) => each!.instance!.heard.length);
    shop.add("emails", "y".repeat(60));
    const after = [enough, tooLate].map((each) => each!.instance!.heard.length);
    shop.pass(1_000);

    expect([before, after]).toEqual([
      [0, 0],
      [1, 0],
    ]);
    for (const each of [enough, tooLate]) {
      expect(each!.instance!.fetched(1)!.map(({ batches }) => batches.length)).toEqual([1, 1]);
    }
  });

  test("what isn't durable is no reason to answer", () => {
    const shop = quiet({ orders: 1 }, { flushRecords: 100, flushMs: 400 });
    const caller = shop.caller("email");
    shop.say(caller, fetchOf(1, 0, patient));
    shop.add("orders", "lamp");
    shop.pass(200);
    const before = caller.instance!.heard.length;
    shop.pass(300);

    expect([before, caller.instance!.heard.length]).toEqual([0, 1]);
  });

  test.each([
    ["a topic that isn't there", { topic: "emails", partition: 0, offset: 0n }],
    ["an offset that isn't there", { topic: "orders", partition: 0, offset: 7n }],
  ])("%s: told at once", (_, position) => {
    const shop = quiet();
    const caller = shop.caller("email");
    shop.say(caller, fetchOf(1, 0, { ...patient, positions: [position] }), 20);

    expect(caller.instance!.heard).toHaveLength(1);
  });

  test("a topic made later wakes its readers, too", () => {
    const shop = quiet();
    const caller = shop.caller("email");
    shop.say(caller, { type: "create", id: 1, topic: "late", partitions: 1 });
    shop.say(caller, { type: "grow", id: 2, topic: "late", partitions: 3 });
    const positions = [{ topic: "late", partition: 2, offset: 0n }];
    shop.say(caller, fetchOf(3, 0, { ...patient, positions }));
    shop.addTo("late", 2, "lamp");

    expect(caller.instance!.fetched(3)).toHaveLength(1);
  });

  test("a reader that is gone waits no more", () => {
    const shop = quiet();
    const [gone, stays] = ["gone", "stays"].map((name) => shop.caller(name));
    for (const each of [gone, stays]) shop.say(each!, fetchOf(1, 0, { maxWaitMs: 60_000 }));
    gone!.kill();
    shop.pass(1_000);

    expect(shop.broker.instance!.waitingFetches).toBe(1);
  });

  test("too many wait: whoever comes then gets what there is, at once", () => {
    const shop = quiet({ orders: 1 }, { maxWaitingFetches: 3 });
    const caller = shop.caller("greedy");
    for (const id of range(1, 5)) shop.say(caller, fetchOf(id, 0, patient), 1);
    shop.pass(50);

    expect([caller.instance!.heard.length, shop.broker.instance!.waitingFetches]).toEqual([2, 3]);
  });
});

rule("Waiting costs nothing, and makes nobody late", SOURCE, () => {
  test("an idle subscriber asks twice a second", () => {
    const shop = quiet();
    let fetches = 0;
    shop.asBroker((broker) => {
      const hear = broker.onMessage.bind(broker);
      broker.onMessage = (...heard) => {
        fetches += 1;
        hear(...heard);
      };
    });
    const position = { topic: "orders", partition: 0, offset: 0n };
    shop.world.server("email", (host) => new Consumer(host, BROKER, [position], (_, __, done) => done()));
    shop.pass(10_000);

    expect([fetches >= 15, fetches <= 20]).toEqual([true, true]);
  });

  test("each record is there within a flush and a few messages, however long it was quiet", () => {
    for (const seed of range(1, 20)) {
      const shop = quiet({ orders: 1 }, {}, { seed });
      const late: number[] = [];
      let sentAt = 0;
      const position = { topic: "orders", partition: 0, offset: 0n };
      shop.world.server(
        "email",
        (host) =>
          new Consumer(host, BROKER, [position], (_, __, done) => {
            late.push(shop.world.now - sentAt);
            done();
          }),
      );
      for (const n of range(1, 10)) {
        shop.pass(shop.world.random.below(700));
        sentAt = shop.world.now;
        shop.add("orders", `lamp ${n}`);
      }

      expect({ seed, count: late.length, most: Math.max(...late) <= 50 }).toEqual({
        seed,
        count: 10,
        most: true,
      });
    }
  });
});
