import fc from "fast-check";
import type { Disk } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { CommitLog } from "#commit-log/commit-log";
import { encodeBatch, readInfo } from "#commit-log/record-batch";
import { OffsetIndex, TimeIndex } from "#commit-log/sparse-index";
import { range, Site } from "../05-transaction-log/site";
import { filled, open, SMALL } from "./desk";
import { contentOf, order, record } from "./records";

const INDEX = "Kafka documentation, Log: index files";

rule("An offset index says from where on to read", INDEX, () => {
  test.each([
    [99n, 0],
    [100n, 0],
    [104n, 0],
    [105n, 300],
    [106n, 300],
    [119n, 300],
    [120n, 700],
    [5_000n, 700],
  ])("offset %d: from %d on", (offset, position) => {
    const index = new OffsetIndex(new Site().disk, "x.index", 100n);
    index.add(105n, 300);
    index.add(120n, 700);

    expect(index.lookup(offset)).toBe(position);
  });

  test("offsets beyond 32 bits: the index counts from its segment's base", () => {
    const base = 9_000_000_000_000n;
    const index = new OffsetIndex(new Site().disk, "x.index", base);
    index.add(base + 0x7fff_ffffn, 0xffff_fff0);

    expect([index.lookup(base + 0x7fff_fffen), index.lookup(base + 0x7fff_ffffn)]).toEqual([0, 0xffff_fff0]);
  });

  test("what it can't hold it refuses: a wrong entry would be worse than none", () => {
    const index = new OffsetIndex(new Site().disk, "x.index", 100n);

    expect(() => index.add(100n + 0x8000_0000n, 1)).toThrow(RangeError);
  });
});

rule("A time index says up to where nothing is that late", INDEX, () => {
  test.each([
    [1_000n, undefined],
    [1_050n, undefined],
    [1_051n, 105n],
    [1_070n, 105n],
    [1_071n, 120n],
  ])("time %d", (time, offset) => {
    const index = new TimeIndex(new Site().disk, "x.timeindex", 100n);
    index.add(1_050n, 105n);
    index.add(1_070n, 120n);

    expect(index.lookup(time)).toBe(offset);
  });

  test("neither time nor offset goes back: such an entry is left out", () => {
    const index = new TimeIndex(new Site().disk, "x.timeindex", 100n);
    for (const [time, offset] of [
      [1_050n, 105n],
      [1_040n, 110n],
      [1_060n, 105n],
      [1_060n, 111n],
    ] as const) {
      index.add(time, offset);
    }

    expect([index.count, index.last]).toEqual([2, { timestamp: 1_060n, offset: 111n }]);
  });
});

/** A log on a disk that counts the bytes that are read from its log files. */
function counted(site: Site, segmentBytes: number): { log: CommitLog; read: () => number } {
  let bytes = 0;
  const { disk } = site;
  const watched: Disk = {
    ...disk,
    read: (file, offset, length) => {
      const found = disk.read(file, offset, length);
      if (file.endsWith(".log")) bytes += found.length;
      return found;
    },
  };
  const log = new CommitLog({ ...site.host, disk: watched }, { segmentBytes, indexBytes: 4_096 });
  site.run(() => log.open(() => {}));
  site.pass();
  return { log, read: () => bytes };
}

rule("A read looks at a small part of the log, however long that is", INDEX, () => {
  test("of 1 MB one batch is found by reading less than a tenth", () => {
    new OffsetIndex(new Site().disk, "x.index", 0n).lookup(0n);
    const site = new Site();
    const { log, read } = counted(site, 2_000_000);
    site.run(() => {
      for (const n of range(0, 14_000)) log.append(order(n), 1);
    });
    const costs = [0n, 1n, 777n, 5_000n, 7_000n, 13_999n].map((offset) => {
      const before = read();
      const [found] = log.read(offset, 1);
      return { offset: readInfo(found!).baseOffset, cheap: read() - before < 100_000 };
    });

    expect(costs).toEqual(costs.map(({ offset }) => ({ offset, cheap: true })));
    expect(costs.map(({ offset }) => offset)).toEqual([0n, 1n, 777n, 5_000n, 7_000n, 13_999n]);
  });

  test("the indexes are small: an entry for every so many bytes, not for every batch", () => {
    const { site, log } = filled(400, { options: { segmentBytes: 10_000, indexBytes: 1_000 } });
    log.segments[0]!.offsets.lookup(0n);
    const bytes = site.bytesIn("log");
    const logs = log.segments.reduce((sum, { size }) => sum + size, 0);

    expect(bytes - logs).toBeGreaterThan(0);
    expect(bytes - logs).toBeLessThan(logs / 25);
  });

  test("every offset is found, wherever segments and entries end", () => {
    const { log } = filled(120);
    for (const n of range(0, 119)) expect(contentOf(log, BigInt(n))[0]).toBe(`${n} order ${n}`);
  });
});

rule(
  "The first record of a time or later is found, although times don't come in order",
  "Kafka protocol, ListOffsets",
  () => {
    const check = (times: readonly number[]): void => {
      const { log } = filled(times.length, { time: (n) => times[n]! });
      for (const time of range(Math.min(...times) - 1, Math.max(...times) + 1)) {
        const expected = times.findIndex((each) => each >= time);
        expect({ time, offset: log.offsetForTime(BigInt(time)) }).toEqual({
          time,
          offset: expected < 0 ? undefined : BigInt(expected),
        });
      }
    };

    test("times that rise", () => check(range(1_000, 1_029)));

    test("times that fall", () => check(range(1_000, 1_029).reverse()));

    test("times in any order", () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1_000, max: 1_040 }), { minLength: 1, maxLength: 25 }), check),
        { seed: 3, numRuns: 60 },
      );
    });

    test("in a batch it is the record, not the batch", () => {
      const { log } = filled(4, { options: { ...SMALL, segmentBytes: 10_000 } });

      expect(log.offsetForTime(1_002n)).toBe(2n);
    });

    test("a batch may say a later time than its records have: compaction leaves some out. Then it is looked for further on", () => {
      const log = open(new Site());
      for (const [time, most] of [
        [1_000, 3_000n],
        [1_001, 1_001n],
        [1_002, 1_002n],
        [1_003, 1_003n],
        [2_000, 2_000n],
      ] as const) {
        log.append(encodeBatch([record(0, "x", null, time)], { maxTimestamp: most }), 1);
      }

      expect([log.segments.length, log.offsetForTime(1_500n), log.offsetForTime(2_500n)]).toEqual([
        2,
        4n,
        undefined,
      ]);
    });

    test("an empty log has none", () => {
      expect(open(new Site()).offsetForTime(0n)).toBeUndefined();
    });
  },
);
