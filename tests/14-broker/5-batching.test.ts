import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import type { Machine } from "#lab/world/machine";
import { Accumulator, type AccumulatorOptions, type PendingBatch } from "#broker/accumulator";
import { BatchBuilder, recordSize } from "#broker/batch-builder";
import type { FromBroker } from "#broker/messages";
import { type Placement, SingleBroker } from "#broker/placement";
import { Producer, type ProducerOptions } from "#broker/producer";
import { decodeRecords, encodeBatch, readInfo } from "#commit-log/record-batch";
import { range } from "../05-transaction-log/site";
import { BROKER, bytes, Shop, text } from "./desk";

const BATCHING = "Kafka documentation, batch.size, linger.ms";
const BUFFER = "Kafka documentation, buffer.memory";
const OPTIONS: AccumulatorOptions = { batchBytes: 400, lingerMs: 10, bufferBytes: 100_000 };
const ORDERS = { topic: "orders", partition: 0 };
/** Of a record whose value is "order n", n below 10. */
const SIZE = recordSize(null, bytes("order 1"));

/** An accumulator with records "order 1", "order 2", … in it. */
function filled(count: number, options: Partial<AccumulatorOptions> = {}, now = 0): Accumulator {
  const accumulator = new Accumulator({ ...OPTIONS, ...options });
  for (const n of range(1, count)) add(accumulator, `order ${n}`, now);
  return accumulator;
}

function add(accumulator: Accumulator, value: string, now = 0, partition = 0): string {
  if (!accumulator.hasRoomFor(null, bytes(value))) return "refused";
  return accumulator.add({ topic: "orders", partition }, now, null, bytes(value), undefined);
}

const valuesOf = (batch: PendingBatch): string[] =>
  decodeRecords(batch.builder.build()).map(({ value }) => text(value!));
const taken = (accumulator: Accumulator, now: number): string[][] => accumulator.take(now).map(valuesOf);

rule(
  "A batch that is built record by record is the batch of chapter 13",
  "Kafka documentation, Message Format",
  () => {
    test("the same bytes, with keys, tombstones, long values and times that go back", () => {
      const records = [
        { timestamp: 1_700_000_000_000, key: bytes("k"), value: bytes("v".repeat(300)) },
        { timestamp: 1_700_000_000_007, key: null, value: bytes("") },
        { timestamp: 1_699_999_000_000, key: bytes("k"), value: null },
        { timestamp: 1_700_000_123_456, key: bytes("x".repeat(5_000)), value: bytes("v") },
      ];
      const builder = new BatchBuilder();
      for (const { timestamp, key, value } of records) builder.add(timestamp, key, value);
      const expected = encodeBatch(
        records.map(({ timestamp, key, value }, index) => ({
          offset: BigInt(index),
          timestamp: BigInt(timestamp),
          key,
          value,
          headers: [],
        })),
      );

      expect([builder.build(), builder.size]).toEqual([expected, expected.length]);
    });
  },
);

rule("Records wait for others, but not for long", BATCHING, () => {
  test("until its time has come a batch isn't sent; then all of it is", () => {
    const accumulator = new Accumulator(OPTIONS);
    for (const n of range(0, 2)) add(accumulator, `order ${n}`, 100 + 4 * n);

    expect([109, 110, 200].map((now) => taken(accumulator, now))).toEqual([
      [],
      [["order 0", "order 1", "order 2"]],
      [],
    ]);
  });

  test("the first record counts: those that come later can't make it late", () => {
    const accumulator = new Accumulator(OPTIONS);
    const due = range(0, 3).map((n) => {
      add(accumulator, `order ${n}`, 100 + 3 * n);
      return accumulator.dueAt;
    });

    expect(due).toEqual([110, 110, 110, 110]);
  });

  test("who doesn't want to wait doesn't", () => {
    const accumulator = new Accumulator({ ...OPTIONS, lingerMs: 0 });

    expect([add(accumulator, "order 1", 5), accumulator.dueAt <= 5, taken(accumulator, 5)]).toEqual([
      "full",
      true,
      [["order 1"]],
    ]);
  });

  test("nothing is there: nothing is due", () => {
    const accumulator = filled(0);

    expect([accumulator.dueAt, taken(accumulator, 1_000)]).toEqual([Infinity, []]);
  });

  test("each partition has batches of its own", () => {
    const accumulator = new Accumulator(OPTIONS);
    for (const n of range(0, 5)) add(accumulator, `order ${n}`, 0, n % 2 === 0 ? 0 : 7);
    accumulator.add({ topic: "emails", partition: 0 }, 0, null, bytes("Dear Ann"), undefined);
    const found = accumulator.take(10).map((batch) => [batch.topic, batch.partition, valuesOf(batch)]);

    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        ["orders", 0, ["order 0", "order 2", "order 4"]],
        ["orders", 7, ["order 1", "order 3", "order 5"]],
        ["emails", 0, ["Dear Ann"]],
      ]),
    );
  });

  test("keys, tombstones and times are kept", () => {
    const accumulator = new Accumulator(OPTIONS);
    accumulator.add(ORDERS, 1_000, bytes("Ann"), bytes("lamp"), undefined);
    accumulator.add(ORDERS, 1_007, bytes("Bob"), null, undefined);
    const [batch] = accumulator.take(2_000);
    const records = decodeRecords(batch!.builder.build());

    expect(records.map(({ key, value, timestamp }) => [text(key!), value && text(value), timestamp])).toEqual(
      [
        ["Ann", "lamp", 1_000n],
        ["Bob", null, 1_007n],
      ],
    );
  });
});

rule("A batch that is full doesn't wait, and none grows beyond its limit", BATCHING, () => {
  test("whoever fills it, or begins the next, is told so, and the first is due at once", () => {
    const accumulator = new Accumulator(OPTIONS);
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== "full" && outcomes.length < 100) outcomes.push(add(accumulator, "order 1"));

    expect([outcomes.length < 40, outcomes.length > 5, accumulator.dueAt <= 0]).toEqual([true, true, true]);
    expect(accumulator.take(0)).toHaveLength(1);
  });

  test("no batch of several records is larger than the limit, whatever their sizes", () => {
    for (const step of [1, 7, 30, 61, 90]) {
      const accumulator = new Accumulator(OPTIONS);
      for (const n of range(1, 60)) add(accumulator, "x".repeat((n * step) % 180));
      for (let now = 0; ; now++) {
        const [batch] = accumulator.take(1_000 + now);
        if (batch === undefined) break;
        const encoded = batch.builder.build();
        const { recordCount } = readInfo(encoded);
        expect({ step, isSmall: encoded.length <= OPTIONS.batchBytes || recordCount === 1 }).toEqual({
          step,
          isSmall: true,
        });
        accumulator.finish(batch);
      }
    }
  });

  test("a record that is larger than a batch goes alone, at once, and in its place", () => {
    const accumulator = filled(2);
    const outcome = add(accumulator, "x".repeat(1_000));
    add(accumulator, "order 3");
    const batches: number[][] = [];
    for (let time = 0; time < 3; time++) {
      for (const batch of accumulator.take(1_000)) {
        batches.push(valuesOf(batch).map(({ length }) => length));
        accumulator.finish(batch);
      }
    }

    expect([outcome, batches]).toEqual(["full", [[7, 7], [1_000], [7]]]);
  });

  test("few large batches, not many small ones", () => {
    const accumulator = filled(9, { batchBytes: 61 + 9 * SIZE });

    expect(taken(accumulator, 10)).toHaveLength(1);
  });
});

rule(
  "One batch of a partition is under way at a time: none can overtake another",
  "Kafka, max.in.flight.requests.per.connection",
  () => {
    /** Two batches in one line, of which the first was taken. */
    function underWay(): { accumulator: Accumulator; first: PendingBatch } {
      const accumulator = filled(2);
      const [first] = accumulator.take(10);
      for (const n of [3, 4]) add(accumulator, `order ${n}`, 20);
      return { accumulator, first: first! };
    }

    test("until the first is over, the next waits, and nothing is due", () => {
      const { accumulator, first } = underWay();
      const before = [accumulator.dueAt, taken(accumulator, 1_000)];
      accumulator.finish(first);

      expect([before, accumulator.dueAt, taken(accumulator, 1_000)]).toEqual([
        [Infinity, []],
        30,
        [["order 3", "order 4"]],
      ]);
    });

    test("what was taken takes no more records", () => {
      const { first } = underWay();

      expect(valuesOf(first)).toEqual(["order 1", "order 2"]);
    });

    test("what must be sent again comes before all that came later, and not before its time", () => {
      const { accumulator, first } = underWay();
      accumulator.again(first, 500);
      const due = accumulator.dueAt;
      const before = taken(accumulator, 499);
      const again = accumulator.take(500);
      for (const batch of again) accumulator.finish(batch);

      expect([due, before, again.map(valuesOf), taken(accumulator, 500)]).toEqual([
        500,
        [],
        [["order 1", "order 2"]],
        [["order 3", "order 4"]],
      ]);
    });

    test("what is sent again is what was sent: a part of it may be in the log", () => {
      const accumulator = filled(1);
      const [first] = accumulator.take(10);
      accumulator.again(first!, 500);
      add(accumulator, "order 2", 20);
      const again = accumulator.take(500);

      expect(again.map(valuesOf)).toEqual([["order 1"]]);
    });

    test("a full batch behind one that waits to be sent again doesn't hurry it", () => {
      const { accumulator, first } = underWay();
      accumulator.again(first, 500);
      for (const n of range(5, 30)) add(accumulator, `order ${n}`, 30);

      expect([accumulator.dueAt, taken(accumulator, 100)]).toEqual([500, []]);
    });

    test("another partition doesn't wait for it", () => {
      const { accumulator } = underWay();
      add(accumulator, "another", 20, 1);

      expect([accumulator.dueAt, taken(accumulator, 30)]).toEqual([30, [["another"]]]);
    });
  },
);

rule("The buffer is bounded: whoever is too fast is refused, and nothing was done", BUFFER, () => {
  test("a record that has no room is refused, until a batch is over", () => {
    const accumulator = filled(3, { bufferBytes: 4 * SIZE - 1 });
    const [refused, buffered] = [add(accumulator, "order 4"), accumulator.buffered];
    const [batch] = accumulator.take(10);
    const whileUnderWay = add(accumulator, "order 4", 10);
    accumulator.finish(batch!);

    expect([refused, buffered, whileUnderWay, accumulator.buffered, add(accumulator, "order 5", 10)]).toEqual(
      ["refused", 3 * SIZE, "refused", 0, "waits"],
    );
    expect(taken(accumulator, 20)).toEqual([["order 5"]]);
  });

  test("what must be sent again takes its room once", () => {
    const accumulator = filled(2);
    for (const now of [10, 20, 30])
      for (const batch of accumulator.take(now)) accumulator.again(batch, now + 10);
    const before = accumulator.buffered;
    for (const batch of accumulator.take(40)) accumulator.finish(batch);

    expect([before, accumulator.buffered]).toEqual([2 * SIZE, 0]);
  });

  test("a record that is larger than the buffer has it for itself", () => {
    const accumulator = new Accumulator({ ...OPTIONS, bufferBytes: 100 });

    expect([add(accumulator, "x".repeat(500)), add(accumulator, "x")]).toEqual(["full", "refused"]);
  });

  test("it is used to its last byte", () => {
    expect(add(filled(3, { bufferBytes: 4 * SIZE }), "order 4")).toBe("waits");
  });
});

/** A publisher in a shop, what it has been told, and how to act as it. */
function publisher(shop: Shop, options: ProducerOptions = {}, placement?: Placement) {
  const told: string[] = [];
  const machine: Machine<Producer> = shop.world.server("shop", (host) => {
    const topics = new Map(
      ["orders", "emails"].map((name) => [name, shop.broker.instance?.topics.partitionsOf(name) ?? 0]),
    );
    return new Producer(host, placement ?? new SingleBroker(BROKER, topics), { retryMs: 20, ...options });
  });
  const act = (what: (producer: Producer) => void): void =>
    shop.world.enter(machine.incarnation!, () => what(machine.instance!));
  const send = (value: string): void =>
    act((producer) =>
      producer.send("orders", null, bytes(value), (error, offset) =>
        told.push(`${value} ${error} ${offset}`),
      ),
    );
  return { told, machine, act, send };
}

/** The batches that a broker is sent, as lists of values, from now on. */
function batchesOf(shop: Shop): string[][] {
  const batches: string[][] = [];
  shop.asBroker((broker) => {
    const hear = broker.onMessage.bind(broker);
    broker.onMessage = (connection, message) => {
      if (message.type === "produce")
        batches.push(decodeRecords(message.batch).map(({ value }) => text(value!)));
      hear(connection, message);
    };
  });
  return batches;
}

rule(
  "A publisher's records come to the log in its order, in batches, and it is told their offsets",
  BATCHING,
  () => {
    test("what is sent at the same time goes together", () => {
      const shop = new Shop();
      const batches = batchesOf(shop);
      const { told, send } = publisher(shop);
      for (const n of range(1, 5)) send(`lamp ${n}`);
      const within = told.length;
      shop.pass(1_000);

      expect([within, batches.length, told]).toEqual([
        0,
        1,
        range(1, 5).map((n) => `lamp ${n} NONE ${n - 1}`),
      ]);
    });

    test("who doesn't want to be told isn't, and nobody is told of another's record", () => {
      const shop = new Shop();
      const { told, send, act } = publisher(shop);
      for (const n of range(1, 3)) {
        act((producer) => producer.send("orders", null, bytes("quiet")));
        send(`lamp ${n}`);
      }
      shop.pass(1_000);

      expect(told).toEqual(["lamp 1 NONE 1", "lamp 2 NONE 3", "lamp 3 NONE 5"]);
    });

    test("a lonely record is there after its linger, without anybody asking", () => {
      const shop = new Shop();
      const { told, send } = publisher(shop, { lingerMs: 50 });
      send("lamp");
      shop.pass(49);
      const before = shop.content("orders").length;
      shop.pass(50);

      expect([before, told]).toEqual([0, ["lamp NONE 0"]]);
    });

    test("the broker is busy: batches get larger by themselves, even without a linger", () => {
      const shop = new Shop();
      const batches = batchesOf(shop);
      const { told, send } = publisher(shop, { lingerMs: 0 });
      for (const n of range(1, 100)) {
        send(`lamp ${n}`);
        shop.pass(0.5);
      }
      shop.pass(1_000);

      expect([told.length, batches.length < 30]).toEqual([100, true]);
      expect(shop.content("orders")).toEqual(range(1, 100).map((n) => `${n - 1} lamp ${n}`));
    });

    test("connections break again and again: nothing is lost, and first receipts are in order", () => {
      for (const seed of range(1, 10)) {
        const shop = new Shop({ orders: 1 }, {}, { seed });
        const { told, send } = publisher(shop, { batchBytes: 300 });
        for (const n of range(1, 120)) {
          send(`lamp ${n}`);
          if (n % 17 === 0) shop.world.faults.breakConnections("shop", BROKER);
          shop.pass(1);
        }
        shop.pass(5_000);
        const values = shop.content("orders").map((each) => each.slice(each.indexOf(" ") + 1));

        expect({ seed, told: told.length, first: [...new Set(values)] }).toEqual({
          seed,
          told: 120,
          first: range(1, 120).map((n) => `lamp ${n}`),
        });
      }
    });

    test("nobody answers: it is told so at last, and has room again", () => {
      const shop = new Shop();
      const { told, send, machine } = publisher(shop, { deliveryMs: 1_000, requestMs: 300 });
      shop.broker.kill();
      send("lamp");
      shop.pass(5_000);

      expect([told, machine.instance!.buffered]).toEqual([["lamp REQUEST_TIMED_OUT -1"], 0]);
    });

    test("what can't be taken is told, and what comes behind it goes on", () => {
      const shop = new Shop({ orders: 1 }, { maxBatchBytes: 300 });
      const { told, send } = publisher(shop, { batchBytes: 200 });
      for (const value of ["a", "x".repeat(400), "b"]) send(value);
      shop.pass(1_000);

      expect(told.map((each) => each.replace(/^x+/, "x"))).toEqual([
        "a NONE 0",
        "x MESSAGE_TOO_LARGE -1",
        "b NONE 1",
      ]);
    });

    test("there is no room: it is refused, and called when there is", () => {
      const shop = new Shop();
      const { act, machine } = publisher(shop, { bufferBytes: 1_000 });
      let count = 0;
      let most = 0;
      const sendAll = (): void => {
        const producer = machine.instance!;
        while (count < 500) {
          if (!producer.send("orders", null, bytes(`lamp ${count + 1}`))) return producer.whenRoom(sendAll);
          count += 1;
          most = Math.max(most, producer.buffered);
        }
      };
      act(sendAll);
      const atOnce = count;
      shop.pass(10_000);

      expect([atOnce < 50, most <= 1_000, shop.content("orders").length]).toEqual([true, true, 500]);
      expect(shop.content("orders").at(-1)).toBe("499 lamp 500");
    });

    test("who is refused has chosen no partition: a partitioner that counts would count it twice", () => {
      const shop = new Shop({ orders: 2 });
      let asked = 0;
      const partitioner = { choose: (): number => (asked += 1) % 2 };
      const { act, machine } = publisher(shop, { bufferBytes: 1_000, partitioner });
      let taken = 0;
      act(() => {
        for (let n = 0; n < 100; n++) if (machine.instance!.send("orders", null, bytes("lamp"))) taken += 1;
      });

      expect([taken < 100, asked]).toEqual([true, taken]);
    });

    test("the partitioner chooses; a topic that isn't there is the publisher's mistake", () => {
      const shop = new Shop({ orders: 3 });
      const counts: unknown[] = [];
      const { send, act } = publisher(shop, {
        partitioner: {
          choose: (topic, key, partitions) => {
            counts.push([topic, key, partitions]);
            return counts.length % 3;
          },
        },
      });
      for (const n of range(1, 3)) send(`lamp ${n}`);
      let refusal: unknown;
      act((producer) => {
        try {
          producer.send("emails", null, null);
        } catch (error) {
          refusal = error;
        }
      });
      shop.pass(1_000);

      expect(refusal).toBeInstanceOf(RangeError);
      expect(counts[0]).toEqual(["orders", null, 3]);
      expect(range(0, 2).map((partition) => shop.content("orders", partition))).toEqual([
        ["0 lamp 3"],
        ["0 lamp 1"],
        ["0 lamp 2"],
      ]);
    });

    test("two brokers: each partition's batches go to its own", () => {
      const world = new World({ seed: 1 });
      const heard = new Map<string, string[]>();
      for (const name of ["B1", "B2"]) {
        heard.set(name, []);
        world.server(name, (host) => {
          host.network.listen("broker", {
            onMessage: (connection, message) => {
              const { id, batch } = message as { id: number; batch: Uint8Array };
              heard.get(name)!.push(...decodeRecords(batch).map(({ value }) => text(value!)));
              connection.send({ type: "produced", id, error: "NONE", baseOffset: 0n } satisfies FromBroker);
            },
            onClose: () => {},
          });
        });
      }
      const placement: Placement = { partitionsOf: () => 2, brokerOf: (_, partition) => `B${partition + 1}` };
      let next = 0;
      const machine = world.server(
        "shop",
        (host) => new Producer(host, placement, { partitioner: { choose: () => next++ % 2 } }),
      );
      world.enter(machine.incarnation!, () => {
        for (const n of range(1, 4)) machine.instance!.send("orders", null, bytes(`lamp ${n}`));
      });
      world.advance(1_000);

      expect([heard.get("B1"), heard.get("B2")]).toEqual([
        ["lamp 1", "lamp 3"],
        ["lamp 2", "lamp 4"],
      ]);
    });
  },
);
