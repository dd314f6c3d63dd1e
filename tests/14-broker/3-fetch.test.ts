import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import { Consumer, type ConsumerOptions, type OnRecords } from "#broker/consumer";
import { collect } from "#broker/fetch";
import type { FetchedPartition } from "#broker/messages";
import { recordsFrom } from "#broker/position";
import { OffsetOutOfRange } from "#commit-log/commit-log";
import { encodeBatch, place } from "#commit-log/record-batch";
import { range, Site } from "../05-transaction-log/site";
import { record } from "../13-commit-log/records";
import { batchOf, BROKER, contentOf, fetchOf, openPartition, recordsOf, Shop, SMALL, text } from "./desk";

const FETCH = "Kafka protocol, Fetch";

rule("Nobody reads what isn't durable: no reader ever sees a record go", "the promise of chapter 5", () => {
  test("what is on its way to the disk isn't there yet", () => {
    const site = new Site();
    const partition = openPartition(site, { ...SMALL, flushMs: 50, flushRecords: 100 });
    site.run(() => partition.append(batchOf("lamp"), () => {}));
    const before = [contentOf(partition), partition.endOffset];
    site.pass();

    expect([before, contentOf(partition), partition.endOffset]).toEqual([[[], 0n], ["0 lamp"], 1n]);
  });

  test("an offset that isn't durable yet is out of range", () => {
    const site = new Site();
    const partition = openPartition(site, { ...SMALL, flushMs: 50, flushRecords: 100 });
    let outcome = "read";
    site.run(() => {
      partition.append(batchOf("a", "b"), () => {});
      try {
        partition.read(1n, 1_000);
      } catch (error) {
        if (!(error instanceof OffsetOutOfRange)) throw error;
        outcome = error.name;
      }
    });

    expect(outcome).toBe("OffsetOutOfRange");
  });

  test("the power is lost after any act of the disk: whatever was read before is there after", () => {
    let most = 0;
    for (const seed of range(1, 2)) {
      for (const acts of range(1, 90)) {
        const site = new Site(seed);
        const partition = openPartition(site);
        site.cutPowerAfter(acts);
        const comes = (n: number): void => {
          partition.append(batchOf(`order ${n}`), () => {});
          if (n < 15) site.host.clock.after(n % 3, () => comes(n + 1));
        };
        site.run(() => comes(0));
        let read: string[] = [];
        for (let step = 0; step < 200 && site.up; step++) {
          read = contentOf(partition);
          site.pass(0.5);
        }
        site.losePower();
        const kept = contentOf(openPartition(site)).slice(0, read.length);

        expect({ seed, acts, kept }).toEqual({ seed, acts, kept: read });
        most = Math.max(most, read.length);
      }
    }
    expect(most).toBeGreaterThan(5);
  });
});

rule("A fetch gives what there is from an offset on, as much as was asked for", FETCH, () => {
  /** A site with partitions of these names, each with batches of one value; and how to collect from them. */
  function collecting(content: Readonly<Record<string, readonly string[]>>) {
    const partitions = new Map(
      Object.entries(content).map(([topic, values]) => {
        const site = new Site();
        const partition = openPartition(site);
        site.run(() => {
          for (const value of values) partition.append(batchOf(...value.split(" ")), () => {});
        });
        site.pass();
        return [topic, partition] as const;
      }),
    );
    return (
      maxBytes: number,
      ...positions: (readonly [topic: string, offset: number])[]
    ): FetchedPartition[] =>
      collect(
        (topic, index) => (index === 0 ? partitions.get(topic) : undefined),
        fetchOf(1, 0, {
          positions: positions.map(([topic, offset]) => ({ topic, partition: 0, offset: BigInt(offset) })),
        }),
        maxBytes,
      );
  }
  const given = (found: readonly FetchedPartition[]): string[][] =>
    found.map(({ error, batches }) => (error === "NONE" ? recordsOf(batches) : [error]));
  const one = batchOf("a").length;

  test("everything, in order; and it is as good the second time", () => {
    const from = collecting({ orders: ["a", "b c", "d"] });
    const all = given(from(10_000, ["orders", 0]));

    expect([all, given(from(10_000, ["orders", 0]))]).toEqual([
      [["0 a", "1 b", "2 c", "3 d"]],
      [["0 a", "1 b", "2 c", "3 d"]],
    ]);
  });

  test("from the middle of a batch on, the batch is given whole: nobody takes it apart", () => {
    const from = collecting({ orders: ["a", "b c", "d"] });

    expect(given(from(10_000, ["orders", 2]))).toEqual([["1 b", "2 c", "3 d"]]);
  });

  test("at the end there is nothing, and that is no error; where it begins and ends is told", () => {
    const from = collecting({ orders: ["a", "b"] });

    expect(from(10_000, ["orders", 2])).toEqual([
      { topic: "orders", partition: 0, error: "NONE", startOffset: 0n, endOffset: 2n, batches: [] },
    ]);
  });

  test.each([3, 100, -1])("at offset %i there has never been anything: out of range", (offset) => {
    const [found] = collecting({ orders: ["a", "b"] })(10_000, ["orders", offset]);

    expect([found!.error, found!.startOffset, found!.endOffset]).toEqual(["OFFSET_OUT_OF_RANGE", 0n, 2n]);
  });

  test("an answer for every position, in their order, whatever is wrong with one of them", () => {
    const from = collecting({ orders: ["a"], emails: ["b"] });
    const found = from(10_000, ["emails", 9], ["nothing", 0], ["orders", 0], ["emails", 0]);

    expect([found.map(({ topic }) => topic), given(found)]).toEqual([
      ["emails", "nothing", "orders", "emails"],
      [["OFFSET_OUT_OF_RANGE"], ["UNKNOWN_TOPIC_OR_PARTITION"], ["0 a"], ["0 b"]],
    ]);
  });

  test("no more than was asked for, of all partitions together", () => {
    const from = collecting({ orders: ["a", "b", "c"], emails: ["d", "e", "f"] });

    expect([3, 4, 6].map((batches) => given(from(batches * one, ["orders", 0], ["emails", 0])))).toEqual([
      [["0 a", "1 b", "2 c"], []],
      [["0 a", "1 b", "2 c"], ["0 d"]],
      [
        ["0 a", "1 b", "2 c"],
        ["0 d", "1 e", "2 f"],
      ],
    ]);
  });

  test("one batch is given however large: nobody gets stuck in front of it", () => {
    const from = collecting({ orders: ["x".repeat(500), "b"], emails: ["c"] });

    expect(from(10, ["orders", 0], ["emails", 0]).map(({ batches }) => batches.length)).toEqual([1, 0]);
  });

  test("but only if there is nothing else: then it comes first the next time", () => {
    const from = collecting({ orders: ["x".repeat(500)], emails: ["c"] });

    expect(from(2 * one, ["emails", 0], ["orders", 0]).map(({ batches }) => batches.length)).toEqual([1, 0]);
  });

  test("an empty partition takes nobody's place", () => {
    const from = collecting({ orders: ["x".repeat(500)], emails: [] });

    expect(from(10, ["emails", 0], ["orders", 0]).map(({ batches }) => batches.length)).toEqual([0, 1]);
  });
});

rule("A reader finds its records in the batches, and knows where to go on", "Kafka, CompletedFetch", () => {
  const values = (batches: readonly Uint8Array[], position: bigint): [string[], bigint] => {
    const { records, next } = recordsFrom(batches, position);
    return [records.map(({ value }) => text(value!)), next];
  };

  test("what it has read already is left out", () => {
    const batches = [place(batchOf("a", "b", "c"), 5n, 0), place(batchOf("d"), 8n, 0)];

    expect([5n, 6n, 7n, 8n].map((position) => values(batches, position))).toEqual([
      [["a", "b", "c", "d"], 9n],
      [["b", "c", "d"], 9n],
      [["c", "d"], 9n],
      [["d"], 9n],
    ]);
  });

  test("nothing: it stays where it is", () => {
    expect(values([], 7n)).toEqual([[], 7n]);
  });

  test("compaction has left a batch without its last record: the next one isn't read twice, and none is missed", () => {
    const compacted = encodeBatch([record(0, "a")], { baseOffset: 0n, lastOffset: 3n });

    expect(values([compacted], 0n)).toEqual([["a"], 4n]);
  });

  test("compaction has left no record at all: it must not stand still in front of that", () => {
    const empty = encodeBatch([], { baseOffset: 4n, lastOffset: 6n, baseTimestamp: 1n, maxTimestamp: 1n });

    expect(values([empty], 4n)).toEqual([[], 7n]);
  });
});

rule(
  "Any number of subscribers read the same topic, each at its own pace",
  "Kafka documentation, Introduction",
  () => {
    /** A subscriber of two partitions, and what it has received. */
    function subscribes(
      shop: Shop,
      name: string,
      ms = 0,
      options: ConsumerOptions = {},
      from = 0,
    ): { got: string[]; machine: Machine<Consumer> } {
      const got: string[] = [];
      const machine = shop.world.server(name, (host) => {
        const onRecords: OnRecords = (records, { partition }, done) => {
          for (const { offset, value } of records) got.push(`${partition}/${offset} ${text(value!)}`);
          host.clock.after(ms, done);
        };
        const positions = [0, 1].map((partition) => ({ topic: "orders", partition, offset: BigInt(from) }));
        return new Consumer(host, BROKER, positions, onRecords, options);
      });
      return { got, machine };
    }

    test("each gets everything, in the order of each partition", () => {
      const shop = new Shop({ orders: 2 });
      const [email, stock] = ["email", "stock"].map((name) => subscribes(shop, name));
      for (const n of range(1, 4)) shop.addTo("orders", n % 2, `lamp ${n}`);
      shop.pass(1_000);

      for (const { got } of [email!, stock!]) {
        expect(got.filter((each) => each.startsWith("0"))).toEqual(["0/0 lamp 2", "0/1 lamp 4"]);
        expect(got.filter((each) => each.startsWith("1"))).toEqual(["1/0 lamp 1", "1/1 lamp 3"]);
      }
    });

    test("who comes late reads what was there before, and who is slow holds nobody up", () => {
      const shop = new Shop({ orders: 2 });
      const slow = subscribes(shop, "slow", 400, { maxBytes: 10 });
      const quick = subscribes(shop, "quick");
      for (const n of range(1, 5)) shop.add("orders", `lamp ${n}`);
      const whileSlow = [quick.got.length, slow.got.length < 4];
      shop.pass(5_000);
      const late = subscribes(shop, "late");
      shop.pass(1_000);

      expect(whileSlow).toEqual([5, true]);
      expect([slow.got, late.got]).toEqual([quick.got, quick.got]);
    });

    test("a subscriber that is slow is called with no more before it is done", () => {
      const shop = new Shop({ orders: 2 });
      let atOnce = 0;
      let most = 0;
      shop.world.server("slow", (host) => {
        const onRecords: OnRecords = (_, __, done) => {
          most = Math.max(most, (atOnce += 1));
          host.clock.after(100, () => {
            atOnce -= 1;
            done();
          });
        };
        return new Consumer(host, BROKER, [{ topic: "orders", partition: 0, offset: 0n }], onRecords);
      });
      for (const n of range(1, 8)) shop.add("orders", `lamp ${n}`);
      shop.pass(2_000);

      expect(most).toBe(1);
    });

    test("it comes back where it was: its place is a number that it keeps itself", () => {
      const shop = new Shop({ orders: 2 });
      for (const n of range(0, 5)) shop.add("orders", `lamp ${n}`);
      const back = subscribes(shop, "back", 0, { reset: "latest" }, 3);
      shop.pass(1_000);

      expect(back.got).toEqual(["0/3 lamp 3", "0/4 lamp 4", "0/5 lamp 5"]);
    });

    test.each([
      ["earliest", ["0/0 lamp 0", "0/1 lamp 1", "0/2 lamp 2"]],
      ["latest", ["0/2 lamp 2"]],
    ] as const)("what it wants isn't there: it goes on at the %s", (reset, expected) => {
      const shop = new Shop({ orders: 2 });
      for (const n of range(0, 1)) shop.add("orders", `lamp ${n}`);
      const { got } = subscribes(shop, "lost", 0, { reset }, 99);
      shop.pass(1_000);
      shop.add("orders", "lamp 2");
      shop.pass(1_000);

      expect(got).toEqual(expected);
    });

    test("a partition that always has more doesn't keep the other waiting", () => {
      const shop = new Shop({ orders: 2 });
      for (const n of range(0, 19)) shop.addTo("orders", 0, `lamp ${n}`);
      shop.addTo("orders", 1, "the other");
      const { got } = subscribes(shop, "fair", 1, { maxBytes: 10 });
      shop.pass(2_000);

      expect(got.findIndex((each) => each.startsWith("1/"))).toBeLessThan(3);
    });

    test("its connection breaks while it works: it gets nothing twice that it was done with", () => {
      const shop = new Shop({ orders: 2 });
      const { got, machine } = subscribes(shop, "email", 50);
      for (const n of range(0, 30)) {
        shop.add("orders", `lamp ${n}`);
        if (n % 6 === 5) shop.world.faults.breakConnections("email", BROKER);
      }
      shop.pass(5_000);

      expect(got).toEqual(range(0, 30).map((n) => `0/${n} lamp ${n}`));
      expect(machine.instance!.positions.map(({ offset }) => offset).sort()).toEqual([0n, 31n]);
    });
  },
);

rule(
  "What is old may go, and a reader that comes too late is told so",
  "Kafka documentation, retention.ms",
  () => {
    test("it is out of range, and the answer says where there is something", () => {
      const shop = new Shop(
        { orders: 1 },
        { log: { segmentBytes: 200, retentionMs: 1_000 }, retentionCheckMs: 500 },
      );
      for (const n of range(0, 9)) shop.add("orders", `lamp ${n}`);
      shop.pass(5_000);
      const caller = shop.caller("late");
      shop.say(caller, fetchOf(1, 0));
      const [found] = caller.instance!.fetched(1)!;

      expect([found!.error, found!.startOffset > 0n, found!.endOffset]).toEqual([
        "OFFSET_OUT_OF_RANGE",
        true,
        10n,
      ]);
    });
  },
);
