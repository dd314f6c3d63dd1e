import fc from "fast-check";
import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { bytes, text } from "#lab/testing/bytes";
import type { CommitLog } from "#commit-log/commit-log";
import { cleanBatch, noteKeys, type Latest } from "#commit-log/compaction";
import { CONTROL_BIT, decodeRecords, encodeBatch, readInfo } from "#commit-log/record-batch";
import { range, type Site } from "../05-transaction-log/site";
import { does, flush, flushed, open, SMALL } from "./desk";
import { contentOf, order, record } from "./records";
import { compacting } from "./scenarios";

const COMPACTION = "Kafka documentation, Log Compaction";
const EVER = 1e12;

function compact(site: Site, log: CommitLog, now = 5_000, high = log.endOffset): void {
  does(site, (done) => log.compact(now, high, done));
}

/** "offset key=value" of all that can be read. */
function pairs(log: CommitLog): string[] {
  return log
    .read(log.startOffset, Infinity)
    .flatMap((batch) => decodeRecords(batch))
    .map(({ offset, key, value }) => `${offset} ${key ? text(key) : "-"}=${value ? text(value) : "none"}`);
}

/** What a reader knows in the end who reads all of it. */
function state(log: CommitLog): Map<string, string> {
  const known = new Map<string, string>();
  for (const pair of pairs(log)) {
    const [, key, value] = /^\d+ (.*)=(.*)$/.exec(pair)!;
    if (value === "none") known.delete(key!);
    else known.set(key!, value!);
  }
  return known;
}

/** A log of pairs, each a batch of its own; all durable. */
function logOf(entries: readonly (readonly [string | null, string | null])[], options = SMALL, seed = 1) {
  const { site, log } = flushed(0, { options, seed });
  site.run(() => {
    for (const [key, value] of entries) log.append(encodeBatch([record(0, value, key)]), 1);
  });
  flush(site, log);
  return { site, log };
}

rule("Of records with the same key the last stays, at its offset", COMPACTION, () => {
  test("twelve records of two keys, and the segment that is being written is left alone", () => {
    const { site, log } = flushed(12, { key: (n) => `k${n % 2}` });
    compact(site, log);

    expect(pairs(log)).toEqual([
      "7 k1=order 7",
      "8 k0=order 8",
      "9 k1=order 9",
      "10 k0=order 10",
      "11 k1=order 11",
    ]);
  });

  test("no offset is given again, and every offset can still be asked for", () => {
    const { site, log } = flushed(12, { key: (n) => `k${n % 2}` });
    compact(site, log);

    expect([log.startOffset, log.endOffset, log.append(order(12), 1)]).toEqual([0n, 12n, 12n]);
    for (const n of range(0, 11))
      expect(Number(contentOf(log, BigInt(n))[0]!.split(" ")[0])).toBeGreaterThanOrEqual(n);
  });

  test("a segment in which nothing is superseded isn't written again", () => {
    const { site, log } = flushed(12, { key: (n) => `k${n}` });
    site.acts = [];
    compact(site, log);
    compact(site, log, EVER);

    expect(site.acts.filter((act) => act.startsWith("append ") && act.includes("/0000"))).toEqual([]);
  });

  test("empty batches don't stay for ever: only the last of a segment, which says where that ends", () => {
    const { site, log } = flushed(60, { key: () => "k", options: { ...SMALL, segmentBytes: 1_000 } });
    compact(site, log);
    const batches = log.segments.map((segment) => [...segment.batches()].length);

    expect(log.segments.length).toBeGreaterThan(3);
    expect(batches.slice(0, -1)).toEqual(batches.slice(0, -1).map(() => 1));
    site.losePower();
    const again = open(site);

    expect([again.endOffset, again.append(order(60), 1)]).toEqual([60n, 60n]);
  });

  test("and the last of each producer: it says which retry has been seen", () => {
    const { site, log } = flushed(0, { options: { ...SMALL, segmentBytes: 1_000 } });
    site.run(() => {
      for (const n of range(0, 39)) {
        const made = { producerId: BigInt(n % 2), producerEpoch: 0, baseSequence: n };
        log.append(encodeBatch([record(0, "v", "k")], made), 1);
      }
    });
    flush(site, log);
    compact(site, log);
    const kept = [...log.segments[0]!.batches()].map(({ info }) => [info.producerId, info.recordCount]);

    expect(kept.sort()).toEqual([
      [0n, 0],
      [1n, 0],
    ]);
  });

  test("it takes less room", () => {
    const { site, log } = flushed(90, { key: () => "k", options: { ...SMALL, segmentBytes: 1_000 } });
    const before = site.bytesIn("log");
    compact(site, log);

    expect(site.bytesIn("log")).toBeLessThan(before);
  });

  test("records without a key all stay", () => {
    const { site, log } = flushed(9);
    const before = pairs(log);
    compact(site, log);

    expect(pairs(log)).toEqual(before);
  });

  test("what not all copies have stays, and what isn't durable", () => {
    const { site, log } = flushed(12, { key: () => "k" });
    const before = pairs(log);
    compact(site, log, 5_000, 2n);

    expect(pairs(log)).toEqual(before);
  });

  test("in a batch of several, some go, and the batch keeps its beginning and its end", () => {
    const batch = encodeBatch([record(0, "a", "x"), record(1, "b", "y"), record(2, "c", "x")]);
    const latest: Latest = new Map();
    noteKeys(latest, batch);
    noteKeys(latest, encodeBatch([record(7, "d", "x")]));
    const cleaned = cleanBatch(latest, batch, 0, 0);
    const { baseOffset, lastOffset } = readInfo(cleaned);

    expect([decodeRecords(cleaned).map(({ offset }) => offset), baseOffset, lastOffset]).toEqual([
      [1n],
      0n,
      2n,
    ]);
  });

  test("a batch of which nothing is left still says that its offsets are taken", () => {
    const batch = encodeBatch([record(0, "a", "x"), record(1, "b", "x")]);
    const cleaned = cleanBatch(new Map([["x", 9n]]), batch, 0, 0);
    const { baseOffset, lastOffset, recordCount } = readInfo(cleaned);

    expect([baseOffset, lastOffset, recordCount]).toEqual([0n, 1n, 0]);
  });

  test("who made it is remembered: a producer's retry must still be recognised", () => {
    const made = { producerId: 77n, producerEpoch: 3, baseSequence: 12, leaderEpoch: 5 };
    const batch = encodeBatch([record(0, "a", "x"), record(1, "b", "y")], made);

    expect(readInfo(cleanBatch(new Map([["x", 9n]]), batch, 0, 0))).toMatchObject(made);
  });
});

rule("What can't be looked into is left as it is", COMPACTION, () => {
  const gzipped = encodeBatch([record(0, "a", "x")], { attributes: 1 });
  const control = encodeBatch([record(0, "a", "x")], { attributes: CONTROL_BIT });

  test.each([
    ["compressed records", gzipped],
    ["the marks of transactions", control],
  ])("%s", (_, batch) => {
    const latest: Latest = new Map();

    noteKeys(latest, batch);

    expect(latest.size).toBe(0);
    expect(cleanBatch(new Map([["x", 9n]]), batch, EVER, 0)).toEqual(batch);
  });
});

rule(
  "A tombstone stays until every reader has had the time to see it",
  "Kafka documentation, delete.retention.ms",
  () => {
    const entries = [
      ["x", "1"],
      ["y", "1"],
      ["x", null],
      ["z", "1"],
      ["z", "2"],
      ["z", "3"],
      ["z", "4"],
    ] as const;
    const options = { ...SMALL, segmentBytes: 160, keepTombstonesMs: 1_000 };

    test("what it forgets is gone at once, it itself is not", () => {
      const { site, log } = logOf(entries, options);
      compact(site, log, 10_000);

      expect(pairs(log).filter((pair) => pair.includes("x"))).toEqual(["2 x=none"]);
    });

    test("the time counts from when it was first seen here, not from when it was written", () => {
      const { site, log } = logOf(entries, options);
      const kept = [10_000, 10_999, 11_000].map((now) => {
        compact(site, log, now);
        return pairs(log).some((pair) => pair.includes("x"));
      });

      expect(kept).toEqual([true, true, false]);
    });

    test("also if the server is started again meanwhile", () => {
      const { site, log } = logOf(entries, options);
      compact(site, log, 10_000);
      site.losePower();
      const again = open(site, options);
      const kept = [10_999, 11_000].map((now) => {
        compact(site, again, now);
        return pairs(again).some((pair) => pair.includes("x"));
      });

      expect(kept).toEqual([true, false]);
    });

    test("its own timestamp is what it was", () => {
      const { site, log } = logOf(entries, options);
      compact(site, log, 10_000);
      const times = log
        .read(2n, 1)
        .flatMap((batch) => decodeRecords(batch))
        .map(({ timestamp }) => timestamp);

      expect(times[0]).toBe(1_000n);
    });

    test("an empty value is no tombstone", () => {
      const { site, log } = logOf(
        [
          ["x", ""],
          ["y", "1"],
          ["z", "1"],
          ["z", "2"],
          ["z", "3"],
        ],
        options,
      );
      for (const now of [10_000, EVER]) compact(site, log, now);

      expect(pairs(log)[0]).toBe("0 x=");
    });
  },
);

rule("A reader of the compacted log ends up knowing what a reader of the whole log knows", COMPACTION, () => {
  const entry = fc.tuple(
    fc.constantFrom("a", "b", "c", "d", "e"),
    fc.option(fc.string({ maxLength: 3 }), { nil: null, freq: 4 }),
  );

  test.each([
    ["with room for all keys", 100],
    ["with room for two keys: it goes on where it stopped", 2],
    ["with room for one key", 1],
  ])("%s", (_, maxKeys) => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 30 }), (entries) => {
        const clean = entries.map(([key, value]) => [key, value?.replaceAll(/[=\n]/g, "") ?? null] as const);
        const { site, log } = logOf(clean, { ...SMALL, maxKeys });
        const before = state(log);
        for (const now of range(1, 8)) compact(site, log, now * 10_000);
        expect(state(log)).toEqual(before);
        // All but the segment that is being written has each key at most once.
        const active = log.segments.at(-1)!.base;
        const keys = pairs(log)
          .filter((pair) => BigInt(pair.split(" ")[0]!) < active)
          .map((pair) => pair.split(/[ =]/)[1]);
        if (maxKeys > 2) expect(keys).toEqual([...new Set(keys)]);
        site.losePower();
        expect(state(open(site))).toEqual(before);
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  test("more keys than there is room for: in the end all of them stand once", () => {
    const { site, log } = flushed(60, { key: (n) => `k${n % 10}`, options: { ...SMALL, maxKeys: 3 } });
    for (const _ of range(1, 40)) compact(site, log);
    const active = log.segments.at(-1)!.base;
    const old = pairs(log).filter((pair) => BigInt(pair.split(" ")[0]!) < active);

    expect(old.length).toBeLessThanOrEqual(10);
  });

  test("what was taken back and came anew with other keys is looked at again", () => {
    const { site, log } = flushed(12, { key: () => "k" });
    compact(site, log);
    does(site, (done) => log.truncate(3n, done));
    site.run(() => {
      for (const n of range(3, 14)) log.append(order(n, n < 8 ? "a" : "b"), 2);
    });
    flush(site, log);
    compact(site, log);

    expect(pairs(log).filter((pair) => pair.includes(" a="))).toEqual(["7 a=order 7"]);
  });

  test("what was taken back and came anew is looked at again", () => {
    const { site, log } = flushed(12, { key: () => "k" });
    compact(site, log);
    does(site, (done) => log.truncate(3n, done));
    site.run(() => {
      for (const n of range(3, 14)) log.append(order(n, "k"), 2);
    });
    flush(site, log);
    compact(site, log);
    const active = log.segments.at(-1)!.base;

    expect(pairs(log).filter((pair) => BigInt(pair.split(" ")[0]!) < active).length).toBeLessThanOrEqual(1);
  });
});

rule(
  "The power is lost after any act of a compaction: nothing of it is seen, or all of it",
  COMPACTION,
  () => {
    test("what a reader knows is the same, and every offset is found", () => {
      for (const seed of range(1, 5)) {
        for (const acts of range(1, 45)) {
          const { site, log } = flushed(14, { seed, key: (n) => `k${n % 3}` });
          const before = state(log);
          site.cutPowerAfter(acts);
          site.run(() => log.compact(5_000, 14n));
          site.pass();
          site.losePower();
          const again = open(site);

          expect({ seed, acts, up: site.up, end: again.endOffset, state: state(again) }).toEqual({
            seed,
            acts,
            up: true,
            end: 14n,
            state: before,
          });
          for (const n of range(0, 13)) {
            expect([seed, acts, n, Number(contentOf(again, BigInt(n))[0]!.split(" ")[0]) >= n]).toEqual([
              seed,
              acts,
              n,
              true,
            ]);
          }
        }
      }
    });

    test("half a rewritten segment is thrown away", () => {
      const { site } = flushed(12, { key: (n) => `k${n % 2}` });
      const files = site.save();
      files.set("log/00000000000000000003.log.cleaned", bytes("half of it"));
      site.load(files);
      const again = open(site);
      compact(site, again);

      expect([
        site.up,
        state(again).size,
        site.files("log").filter((file) => file.endsWith(".cleaned")),
      ]).toEqual([true, 2, []]);
    });
  },
);

rule("However often the power is lost: a reader ends up knowing the same", COMPACTION, () => {
  test("a writer that flushes now and then and compacts what is old", () =>
    sweepInTest(compacting, { seeds: 30 }));
});
