import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { OffsetOutOfRange } from "#commit-log/commit-log";
import { encodeBatch } from "#commit-log/record-batch";
import { countDeletable } from "#commit-log/retention";
import { range, Site } from "../05-transaction-log/site";
import { content, does, filled, flushed, open, orders, SMALL } from "./desk";
import { contentOf, order, record } from "./records";
import { deleting } from "./scenarios";

const RETENTION = "Kafka documentation, retention.ms and retention.bytes";

/** Segments of 100 bytes with ten offsets each; the latest record of the nth is from n times 1000. */
function segments(count: number): { end: bigint; size: number; maxTimestamp: bigint }[] {
  return range(1, count).map((n) => ({ end: BigInt(10 * n), size: 100, maxTimestamp: BigInt(1_000 * n) }));
}

rule("Whole segments go, from the oldest on, and the one that is being written stays", RETENTION, () => {
  test.each([
    { why: "nothing is asked for", options: {}, now: 1e12, high: 1_000n, go: 0 },
    { why: "none is old enough", options: { retentionMs: 5_000 }, now: 6_000, high: 1_000n, go: 0 },
    { why: "one is a millisecond too old", options: { retentionMs: 5_000 }, now: 6_001, high: 1_000n, go: 1 },
    { why: "three are too old", options: { retentionMs: 5_000 }, now: 8_500, high: 1_000n, go: 3 },
    {
      why: "all are too old: the last stays",
      options: { retentionMs: 5_000 },
      now: 1e12,
      high: 1_000n,
      go: 4,
    },
    { why: "as many bytes as may stay", options: { retentionBytes: 500 }, now: 0, high: 1_000n, go: 0 },
    {
      why: "what is left would be too little",
      options: { retentionBytes: 401 },
      now: 0,
      high: 1_000n,
      go: 0,
    },
    { why: "what is left is just enough", options: { retentionBytes: 400 }, now: 0, high: 1_000n, go: 1 },
    { why: "half of it", options: { retentionBytes: 250 }, now: 0, high: 1_000n, go: 2 },
    { why: "no byte: the last stays", options: { retentionBytes: 0 }, now: 0, high: 1_000n, go: 4 },
    {
      why: "either reason is enough",
      options: { retentionMs: 5_000, retentionBytes: 200 },
      now: 6_500,
      high: 1_000n,
      go: 3,
    },
    { why: "not all copies have it", options: { retentionMs: 1 }, now: 1e12, high: 20n, go: 2 },
    { why: "not all copies have the end of it", options: { retentionMs: 1 }, now: 1e12, high: 29n, go: 2 },
    { why: "nobody else has anything", options: { retentionBytes: 0 }, now: 0, high: 0n, go: 0 },
  ])("$why: $go", ({ options, now, high, go }) => {
    expect(countDeletable(segments(5), options, now, high)).toBe(go);
  });

  test("records without a time aren't old: nobody knows when they came", () => {
    const some = segments(5).map((each) => ({ ...each, maxTimestamp: -1n }));

    expect(countDeletable(some, { retentionMs: 5_000 }, 1e12, 1_000n)).toBe(0);
    expect(countDeletable(some, { retentionMs: 5_000, retentionBytes: 250 }, 1e12, 1_000n)).toBe(2);
  });

  test("one that is younger keeps those behind it: there is never a hole", () => {
    const some = segments(5).map((each, index) => (index === 1 ? { ...each, maxTimestamp: 99_000n } : each));

    expect(countDeletable(some, { retentionMs: 5_000 }, 99_500, 1_000n)).toBe(1);
  });
});

rule("What has gone is gone, and everything else is where it was", RETENTION, () => {
  const OLD = { ...SMALL, retentionMs: 10 };

  test("the start moves to the first segment that stays; offsets don't", () => {
    const { site, log } = flushed(12, { options: OLD });
    does(site, (done) => log.deleteOld(1e12, 7n, done));

    expect([log.startOffset, log.endOffset, contentOf(log)]).toEqual([6n, 12n, orders(6, 11)]);
  });

  test("a reader that is too slow is told so: it doesn't get something else instead", () => {
    const { site, log } = flushed(12, { options: OLD });
    does(site, (done) => log.deleteOld(1e12, 7n, done));

    expect(() => log.read(5n, Infinity)).toThrow(OffsetOutOfRange);
  });

  test("its files are gone", () => {
    const { site, log } = flushed(12, { options: OLD });
    const before = site.bytesIn("log");
    does(site, (done) => log.deleteOld(1e12, 12n, done));

    expect(site.bytesIn("log")).toBeLessThan(before / 2);
    expect(site.files("log").filter((file) => /\/0{20}/.test(file))).toEqual([]);
  });

  test("the power is lost after any act of it: no hole, and nothing that all copies don't have", () => {
    for (const seed of range(1, 4)) {
      for (const acts of range(1, 30)) {
        const { site, log } = flushed(12, { seed, options: OLD });
        site.cutPowerAfter(acts);
        site.run(() => log.deleteOld(1e12, 8n));
        site.pass();
        site.losePower();
        const again = open(site);
        const start = Number(again.startOffset);

        expect({ seed, acts, start: start <= 6, end: again.endOffset }).toEqual({
          seed,
          acts,
          start: true,
          end: 12n,
        });
        expect(content(site, again)).toEqual(orders(start, 11));
      }
    }
  });

  test("one after the other: each is gone for good before the next goes", () => {
    const { site, log } = flushed(12, { options: OLD });
    site.acts = [];
    does(site, (done) => log.deleteOld(1e12, 12n, done));
    const acts = site.acts.flatMap((act) =>
      /^remove .*\.log$/.test(act)
        ? [`remove ${Number(/\d+/.exec(act)![0])}`]
        : act === "flushed log/"
          ? ["durable"]
          : [],
    );

    expect(acts).toEqual(["remove 0", "durable", "remove 3", "durable", "remove 6", "durable"]);
  });

  test("when it has called back, it stays gone", () => {
    for (const seed of range(1, 8)) {
      const { site, log } = flushed(12, { seed, options: OLD });
      does(site, (done) => log.deleteOld(1e12, 12n, done));
      site.losePower();

      expect([seed, open(site).startOffset]).toEqual([seed, 9n]);
    }
  });
});

const COPIES = "Kafka documentation, Replication: a copy follows its leader";

rule("What is taken back was never there", COPIES, () => {
  test.each(range(0, 14))(
    "to offset %d: everything before it stays, and the next gets its place",
    (offset) => {
      const { site, log } = flushed(13);
      does(site, (done) => log.truncate(BigInt(offset), done));
      const end = Math.min(offset, 13);

      expect([log.endOffset, contentOf(log)]).toEqual([BigInt(end), orders(0, end - 1)]);
      for (const n of range(end, end + 5)) log.append(order(n, null, 1_000 + n), 2);
      expect(range(0, end + 5).map((n) => contentOf(log, BigInt(n))[0])).toEqual(orders(0, end + 5));
      expect(range(0, end + 5).map((n) => log.offsetForTime(BigInt(1_000 + n)))).toEqual(
        range(0, end + 5).map(BigInt),
      );
    },
  );

  test("in the middle of a batch: the whole batch goes", () => {
    const { site, log } = flushed(3, { options: {} });
    site.run(() => log.append(encodeBatch(range(0, 3).map((n) => record(n, `order ${3 + n}`))), 1));
    does(site, (done) => log.truncate(5n, done));

    expect([log.endOffset, contentOf(log)]).toEqual([3n, orders(0, 2)]);
  });

  test("the indexes forget it too: what comes is of another length and found all the same", () => {
    const { site, log } = flushed(40, { options: { segmentBytes: 10_000, indexBytes: 60 } });
    does(site, (done) => log.truncate(7n, done));
    for (const n of range(7, 25)) log.append(order(1_000_000 + n, "key", 900 + n), 2);

    expect(range(0, 25).map((n) => Number(/\d+/.exec(contentOf(log, BigInt(n))[0]!)![0]))).toEqual(
      range(0, 25),
    );
    expect(log.offsetForTime(1_010n)).toBeUndefined();
  });

  test("it stays so after a loss of power, and what came instead is there", () => {
    for (const seed of range(1, 6)) {
      const { site, log } = flushed(13, { seed });
      does(site, (done) => log.truncate(5n, done));
      site.run(() => {
        log.append(order(50), 2);
        log.flush(() => {});
      });
      site.pass();
      site.losePower();

      expect([seed, contentOf(open(site))]).toEqual([seed, [...orders(0, 4), "5 order 50"]]);
    }
  });

  test("the power is lost after any act of it: what stays is a prefix, and never shorter than it should be", () => {
    for (const seed of range(1, 4)) {
      for (const acts of range(1, 40)) {
        const { site, log } = flushed(12, { seed });
        site.cutPowerAfter(acts);
        site.run(() => log.truncate(7n, () => {}));
        site.pass();
        site.losePower();
        const again = open(site);
        const end = Number(again.endOffset);

        expect({ seed, acts, up: site.up, enough: end >= 7 && end <= 12 }).toEqual({
          seed,
          acts,
          up: true,
          enough: true,
        });
        expect(contentOf(again)).toEqual(orders(0, end - 1));
      }
    }
  });

  test("the log is emptied: its only segment takes the next batch, however large", () => {
    const { site, log } = flushed(13, { options: { ...SMALL, retentionMs: 10 } });
    does(site, (done) => log.deleteOld(1e12, 7n, done));
    does(site, (done) => log.truncate(6n, done));
    log.append(order(6, "k".repeat(500)), 2);

    expect([log.segments.map(({ base }) => base), contentOf(log)]).toEqual([[6n], orders(6, 6)]);
  });

  test("what came instead isn't trusted before it was flushed", () => {
    for (const seed of range(1, 12)) {
      for (const acts of range(1, 25)) {
        const { site, log } = flushed(13, { seed });
        does(site, (done) => log.truncate(5n, done));
        const comes = (n: number): void => {
          log.append(order(100 + n), 2);
          if (n < 14) site.host.clock.after(0.5, () => comes(n + 1));
        };
        site.cutPowerAfter(acts);
        site.run(() => comes(5));
        site.pass();
        site.losePower();
        const again = open(site);
        const end = Number(again.endOffset);

        expect({ seed, acts, content: content(site, again) }).toEqual({
          seed,
          acts,
          content: [...orders(0, 4), ...range(5, end - 1).map((n) => `${n} order ${100 + n}`)],
        });
      }
    }
  });

  test("to the beginning of a segment: the next batch gets that segment, however large or late it is", () => {
    const { site, log } = flushed(13, { options: { ...SMALL, segmentMs: 500 } });
    does(site, (done) => log.truncate(6n, done));
    log.append(order(6, "k".repeat(500), 9_000), 2);
    log.append(order(7, null, 9_400), 2);
    log.append(order(8, null, 9_400), 2);
    does(site, (done) => log.flush(done));
    site.losePower();

    expect(contentOf(open(site))).toEqual(orders(0, 8));
    expect(log.segments.map(({ base }) => base)).toEqual([0n, 3n, 6n, 7n]);
  });

  test("the recovery point goes back with it", () => {
    const { site, log } = flushed(13);
    does(site, (done) => log.truncate(5n, done));

    expect(log.recoveryPoint).toBe(5n);
  });
});

rule("A copy that is too far behind begins anew where its leader's log begins", COPIES, () => {
  test("nothing is left of the old, and the first offset is the one that was asked for", () => {
    const { site, log } = flushed(13);
    does(site, (done) => log.restartAt(500n, done));
    const first = log.append(order(500), 3);

    expect([log.startOffset, first, contentOf(log)]).toEqual([500n, 500n, ["500 order 500"]]);
  });

  test("also in front of what it had", () => {
    const { site, log } = flushed(13);
    does(site, (done) => log.restartAt(4n, done));
    log.append(order(4), 3);

    expect(contentOf(log)).toEqual(orders(4, 4));
  });

  test("the power is lost after any act of it: the old log or a part of it without a hole, or the new one", () => {
    for (const acts of range(1, 40)) {
      const { site, log } = flushed(9, { seed: acts });
      site.cutPowerAfter(acts);
      site.run(() => log.restartAt(500n, () => {}));
      site.pass();
      site.losePower();
      const again = open(site);
      const numbers = contentOf(again).map((each) => Number(each.split(" ")[0]));

      expect([acts, site.up, numbers]).toEqual([
        acts,
        true,
        range(Number(again.startOffset), Number(again.endOffset) - 1),
      ]);
    }
  });
});

rule("Work that takes its time doesn't overlap", "the docstrings of CommitLog", () => {
  test("a flush, a deletion and a flush, asked for at once, all come to their end", () => {
    const { site, log } = filled(12, { options: { ...SMALL, retentionMs: 10 } });
    const told: string[] = [];
    site.run(() => {
      log.flush(() => told.push("flushed"));
      log.deleteOld(1e12, 12n, () => told.push("deleted"));
      log.append(order(12), 1);
      log.flush(() => told.push("flushed again"));
    });
    site.pass();

    expect([[...told].sort(), log.recoveryPoint]).toEqual([["deleted", "flushed", "flushed again"], 13n]);
    expect(told.indexOf("flushed")).toBeLessThan(told.indexOf("flushed again"));
  });

  test("an empty log is truncated, deleted and opened as any other", () => {
    const site = new Site();
    const log = open(site);
    does(site, (done) => log.truncate(0n, done));
    does(site, (done) => log.deleteOld(1e12, 0n, done));
    site.losePower();

    expect(open(site).endOffset).toBe(0n);
  });
});

rule(
  "However often the power is lost: what was durable is there, at its offset",
  "Kafka documentation, Log",
  () => {
    test("a writer that flushes now and then and deletes what is old", () =>
      sweepInTest(deleting, { seeds: 30 }));
  },
);
