import { rule } from "#lab/testing/rule";
import type { FromBroker } from "#broker/messages";
import { judgeBatch } from "#broker/judge";
import type { PartitionOptions } from "#broker/partition";
import { encodeBatch, LAST_OFFSET_DELTA, RECORD_COUNT } from "#commit-log/record-batch";
import { range, Site } from "../05-transaction-log/site";
import { record } from "../13-commit-log/records";
import { batchOf, onDisk, openPartition, produceOf, Shop, SMALL } from "./desk";

const ACKS = "Kafka documentation, producer configuration: acks";
const LAZY = { ...SMALL, flushRecords: 3, flushMs: 50 };

/** A batch whose bytes are right, and which claims what isn't so. */
function claiming(records: number, lastOffset: number): Uint8Array {
  const given = range(0, records - 1).map((n) => record(n, `order ${n}`));
  return encodeBatch(given, { baseOffset: 0n, lastOffset: BigInt(lastOffset) });
}

/** A batch on whose way a bit of its record has turned. */
function turned(batch: Uint8Array): Uint8Array {
  return batch.map((byte, at) => (at === 65 ? byte ^ 4 : byte));
}

rule("Only whole batches are taken, with one record for each of their offsets", "Kafka, LogValidator", () => {
  test.each([
    ["three records", batchOf("a", "b", "c"), "NONE"],
    ["as large as it may be", batchOf("x".repeat(930)), "NONE"],
    ["one byte more", batchOf("x".repeat(931)), "MESSAGE_TOO_LARGE"],
    ["nothing", new Uint8Array(0), "CORRUPT_MESSAGE"],
    ["no batch", new Uint8Array(100), "CORRUPT_MESSAGE"],
    ["one byte is missing", batchOf("a").slice(0, -1), "CORRUPT_MESSAGE"],
    ["there is one too many", Uint8Array.of(...batchOf("a"), 0), "CORRUPT_MESSAGE"],
    ["a batch and another one", Uint8Array.of(...batchOf("a"), ...batchOf("b")), "CORRUPT_MESSAGE"],
    ["no records, and an offset", claiming(0, 0), "INVALID_RECORD"],
    ["two records, and three offsets: one would be a gap for ever", claiming(2, 2), "INVALID_RECORD"],
    ["two records, and one offset: two would share it", claiming(2, 0), "INVALID_RECORD"],
  ])("%s", (_, batch, expected) => {
    expect([batch.length <= 1_000 || expected === "MESSAGE_TOO_LARGE", judgeBatch(batch, 1_000)]).toEqual([
      true,
      expected,
    ]);
  });

  test("the fields that are compared stand where the test thinks", () => {
    const view = new DataView(claiming(2, 2).buffer);

    expect([view.getInt32(LAST_OFFSET_DELTA), view.getInt32(RECORD_COUNT)]).toEqual([2, 2]);
  });
});

/** What is left of a partition after a restart. */
function reopened(site: Site, options: PartitionOptions): string[] {
  openPartition(site, options);
  return onDisk(site.machine);
}

rule("Whoever was told that a batch was taken can rely on it", ACKS, () => {
  test("each is told the offset of its first record, in order, and never within the call", () => {
    const site = new Site();
    const partition = openPartition(site);
    const told: bigint[] = [];
    site.run(() => {
      partition.append(batchOf("a", "b"), (offset) => told.push(offset));
      partition.append(batchOf("c"), (offset) => told.push(offset));
      partition.append(batchOf("d", "e", "f"), (offset) => told.push(offset));
    });
    const within = told.length;
    site.pass();

    expect([within, told, onDisk(site.machine)]).toEqual([
      0,
      [0n, 2n, 3n],
      ["0 a", "1 b", "2 c", "3 d", "4 e", "5 f"],
    ]);
  });

  test.each([
    ["each is flushed at once", SMALL],
    ["some are flushed together", { ...SMALL, flushRecords: 4, flushMs: 3 }],
  ])("%s: the power is lost after any act of the disk, and whoever was told finds it", (_, options) => {
    let most = 0;
    for (const seed of range(1, 2)) {
      for (const acts of range(1, 80)) {
        const site = new Site(seed);
        const partition = openPartition(site, options);
        const told: string[] = [];
        site.cutPowerAfter(acts);
        const comes = (n: number): void => {
          partition.append(batchOf(`order ${n}`), (offset) => told.push(`${offset} order ${n}`));
          if (n < 15) site.host.clock.after(n % 3, () => comes(n + 1));
        };
        site.run(() => comes(0));
        site.pass();
        site.losePower();
        const kept = reopened(site, options).slice(0, told.length);

        expect({ seed, acts, kept }).toEqual({ seed, acts, kept: told });
        most = Math.max(most, told.length);
      }
    }
    expect(most).toBeGreaterThan(5);
  });

  test("all sixteen are told in the end, and each once", () => {
    for (const options of [SMALL, LAZY]) {
      const site = new Site(3);
      const partition = openPartition(site, options);
      const told: number[] = [];
      const comes = (n: number): void => {
        partition.append(batchOf(`order ${n}`), () => told.push(n));
        if (n < 15) site.host.clock.after(n % 4, () => comes(n + 1));
      };
      site.run(() => comes(0));
      site.pass();

      expect(told).toEqual(range(0, 15));
    }
  });
});

rule(
  "How long a batch may wait for its flush is a policy, and has a bound",
  "Kafka documentation, flush.messages, flush.ms",
  () => {
    /** When each of these batches was told, in ms from the first, if each comes so long after the first. */
    function toldAt(times: readonly number[], options: PartitionOptions = LAZY): number[] {
      const site = new Site();
      const partition = openPartition(site, options);
      const begun = site.world.now;
      const told: number[] = [];
      site.run(({ clock }) => {
        for (const time of times) {
          clock.after(time, () =>
            partition.append(batchOf("order"), () => told.push(site.world.now - begun)),
          );
        }
      });
      site.pass();
      return told;
    }
    /** A flush of this world takes at most so long, in ms, its folder and its checkpoint included. */
    const FLUSH = 20;

    test("too few records wait for as long as they may, and no longer", () => {
      const [first, second] = toldAt([0, 30]);

      expect([first! >= 50, first! <= 50 + FLUSH, second! <= 50 + FLUSH]).toEqual([true, true, true]);
    });

    test("with enough records they don't wait", () => {
      expect(Math.max(...toldAt([0, 1, 2]))).toBeLessThan(2 + FLUSH);
    });

    test("a record that comes after a flush has a time of its own", () => {
      const [, , , fourth] = toldAt([0, 1, 2, 30]);

      expect([fourth! >= 80, fourth! <= 80 + FLUSH]).toEqual([true, true]);
    });

    test("records count, not batches", () => {
      const site = new Site();
      const partition = openPartition(site, LAZY);
      let told = false;
      site.run(() => partition.append(batchOf("a", "b", "c"), () => (told = true)));
      site.pass(FLUSH);

      expect(told).toBe(true);
    });

    test("nobody asks for anything: each is flushed at once", () => {
      expect(Math.max(...toldAt([0], SMALL))).toBeLessThan(FLUSH);
    });

    test("a hundred that come together share a few flushes", () => {
      const site = new Site();
      const partition = openPartition(site, {});
      let told = 0;
      site.acts = [];
      site.run(() => {
        for (let n = 0; n < 100; n++) partition.append(batchOf("order"), () => (told += 1));
      });
      site.pass();
      const flushes = site.acts.filter((act) => act.startsWith("flush orders-0/") && act.endsWith(".log"));

      expect([told, flushes.length <= 5]).toEqual([100, true]);
    });
  },
);

rule("A broker answers each request with what came of it", "Kafka protocol, Produce", () => {
  /** What is answered to these, sent one after the other without waiting. */
  function answers(...requests: ReturnType<typeof produceOf>[]): { heard: FromBroker[]; shop: Shop } {
    const shop = new Shop({ orders: 2 }, { maxBatchBytes: 500 });
    const caller = shop.caller("shop");
    for (const request of requests) shop.say(caller, request, 0);
    shop.pass(1_000);
    return { heard: caller.instance!.heard, shop };
  }

  test("with the offset of its first record", () => {
    const { heard, shop } = answers(produceOf(7, batchOf("a", "b")), produceOf(8, batchOf("c")));

    expect([heard, onDisk(shop.broker)]).toEqual([
      [
        { type: "produced", id: 7, error: "NONE", baseOffset: 0n },
        { type: "produced", id: 8, error: "NONE", baseOffset: 2n },
      ],
      ["0 a", "1 b", "2 c"],
    ]);
  });

  test("each partition has its own offsets", () => {
    const { shop } = answers(produceOf(1, batchOf("a")), { ...produceOf(2, batchOf("b")), partition: 1 });

    expect([onDisk(shop.broker, "orders-0"), onDisk(shop.broker, "orders-1")]).toEqual([["0 a"], ["0 b"]]);
  });

  test.each([
    ["a topic that isn't there", { topic: "emails" }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a partition that isn't there", { partition: 2 }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a batch of which a bit has turned", { batch: turned(batchOf("a")) }, "CORRUPT_MESSAGE"],
    ["a batch that is no batch", { batch: new Uint8Array(80) }, "CORRUPT_MESSAGE"],
    ["a batch that is too large", { batch: batchOf("x".repeat(500)) }, "MESSAGE_TOO_LARGE"],
    ["a batch that claims too much", { batch: claiming(2, 2) }, "INVALID_RECORD"],
  ])("%s is refused; nothing was added, and the next is taken", (_, wrong, error) => {
    const { heard, shop } = answers({ ...produceOf(1, batchOf("a")), ...wrong }, produceOf(2, batchOf("b")));

    expect([heard, onDisk(shop.broker)]).toEqual([
      [
        { type: "produced", id: 1, error, baseOffset: -1n },
        { type: "produced", id: 2, error: "NONE", baseOffset: 0n },
      ],
      ["0 b"],
    ]);
  });

  test("who asks for no answer gets none, of either kind", () => {
    const { heard, shop } = answers(produceOf(1, batchOf("a"), 0), produceOf(2, new Uint8Array(80), 0));

    expect([heard, onDisk(shop.broker)]).toEqual([[], ["0 a"]]);
  });

  test("whoever sent it is told, and nobody else", () => {
    const shop = new Shop();
    const [ann, bob] = ["Ann", "Bob"].map((name) => shop.caller(name));
    shop.say(ann!, produceOf(1, batchOf("a")), 0);
    shop.say(bob!, produceOf(1, batchOf("b")), 0);
    shop.pass(1_000);

    expect([ann, bob].map((each) => each!.instance!.heard.length)).toEqual([1, 1]);
  });
});
