import { rule } from "#lab/testing/rule";
import { CommitLog, OffsetOutOfRange } from "#commit-log/commit-log";
import { countWhile } from "#commit-log/halving";
import { encodeBatch, InvalidBatch, place, readInfo } from "#commit-log/record-batch";
import { range, Site } from "../05-transaction-log/site";
import { filled, open, orders, SMALL } from "./desk";
import { contentOf, order, record } from "./records";

const LOG = "Kafka documentation, Log";

/** A batch of so many orders, from a number on. */
function batch(count: number, from = 0, time = 1_000): Uint8Array {
  return encodeBatch(range(0, count - 1).map((n) => record(n, `order ${from + n}`, null, time + n)));
}

/** The names of the segments' files: the offset at which each begins. */
function bases(site: Site): number[] {
  return site.files("log").flatMap((file) => (file.endsWith(".log") ? Number(/\d+/.exec(file)![0]) : []));
}

rule("The place where something ends is found by halving", "binary search", () => {
  test("for every number of things, and every place", () => {
    for (const count of range(0, 40)) {
      for (const end of range(0, count))
        expect([count, countWhile(count, (index) => index < end)]).toEqual([count, end]);
    }
  });

  test("of a million things it looks at twenty", () => {
    let asked = 0;
    countWhile(1_000_000, (index) => {
      asked += 1;
      return index < 765_432;
    });

    expect(asked).toBeLessThanOrEqual(20);
  });
});

rule("Each record gets the next offset, and is found there", LOG, () => {
  test("the first is 0, and each batch begins behind the one before it", () => {
    const log = open(new Site());
    const firsts = [batch(3), batch(1, 3), batch(2, 4)].map((each) => log.append(each, 1));

    expect([firsts, log.startOffset, log.endOffset]).toEqual([[0n, 3n, 4n], 0n, 6n]);
    expect(contentOf(log)).toEqual(orders(0, 5));
  });

  test("the end is known before anything is flushed: two appends in a row don't get the same offset", () => {
    const { log } = filled(40);

    expect([log.endOffset, contentOf(log)]).toEqual([40n, orders(0, 39)]);
  });

  test("from every offset on, through all segments", () => {
    const { log } = filled(20);
    for (const from of range(0, 20)) expect(contentOf(log, BigInt(from))).toEqual(orders(from, 19));
  });

  test("an offset in the middle of a batch: the whole batch comes, as it is on the disk", () => {
    const log = open(new Site());
    log.append(batch(5), 1);
    log.append(batch(5, 5), 1);

    expect(log.read(7n, Infinity).map((each) => readInfo(each).baseOffset)).toEqual([5n]);
  });

  test("the producer's bytes stay the producer's", () => {
    const log = open(new Site());
    log.append(batch(1), 1);
    const mine = batch(1, 1);
    const before = mine.slice();
    log.append(mine, 4);

    expect(mine).toEqual(before);
    expect(log.read(1n, Infinity).map((each) => readInfo(each).leaderEpoch)).toEqual([4]);
  });

  test("bytes that are no batch are refused, and change nothing", () => {
    const { log } = filled(2);
    const broken = batch(1);
    broken[broken.length - 1]! ^= 1;

    expect(() => log.append(broken, 1)).toThrow(InvalidBatch);
    expect(contentOf(log)).toEqual(orders(0, 1));
  });
});

rule(
  "A reader takes as much as it asks for, and always something",
  "Kafka documentation, fetch.max.bytes",
  () => {
    const size = order(0).length;

    test.each([
      { bytes: 0, batches: 1 },
      { bytes: size - 1, batches: 1 },
      { bytes: size, batches: 1 },
      { bytes: 2 * size - 1, batches: 1 },
      { bytes: 2 * size, batches: 2 },
      { bytes: 6 * size + 1, batches: 6 },
    ])("$bytes bytes: $batches", ({ bytes, batches }) => {
      const { log } = filled(10);

      expect(log.read(1n, bytes)).toHaveLength(batches);
    });

    test("nothing that reaches a bound: what isn't everybody's yet isn't given", () => {
      const log = open(new Site());
      log.append(batch(3), 1);
      log.append(batch(3, 3), 1);
      const counts = [2n, 3n, 5n, 6n].map((below) => log.read(0n, Infinity, below).length);

      expect(counts).toEqual([0, 1, 1, 2]);
    });

    test("at the end there is nothing, and that is no mistake", () => {
      const { log } = filled(7);

      expect(log.read(7n, Infinity)).toEqual([]);
    });

    test("before the start and behind the end there is nothing to be read: the reader must be told", () => {
      const { log } = filled(7);

      expect(() => log.read(8n, 1)).toThrow(OffsetOutOfRange);
      expect(() => log.read(-1n, 1)).toThrow(OffsetOutOfRange);
    });
  },
);

rule("A segment that is full gets no more, and the next is named by its first offset", LOG, () => {
  test("by bytes: none is larger than it may be", () => {
    const { site } = filled(20);
    const sizes = site
      .files("log")
      .filter((file) => file.endsWith(".log"))
      .map((file) => site.disk.size(file));

    expect(Math.max(...sizes)).toBeLessThanOrEqual(SMALL.segmentBytes!);
    expect(bases(site)).toEqual(range(0, 6).map((n) => 3 * n));
  });

  test("a batch that is larger than a segment may be gets one of its own", () => {
    const site = new Site();
    const log = open(site);
    for (const each of [batch(1), batch(20, 1), batch(1, 21)]) log.append(each, 1);

    expect([bases(site), contentOf(log)]).toEqual([[0, 1, 21], orders(0, 21)]);
  });

  test("by time: the records', not the machine's", () => {
    const site = new Site();
    const log = open(site, { segmentMs: 100 });
    for (const time of [1_000, 1_100, 1_101, 1_150, 1_202]) log.append(order(0, null, time), 1);

    expect(bases(site)).toEqual([0, 2, 4]);
  });

  test("an empty segment takes any batch: the next one would have its name", () => {
    const site = new Site();
    const log = open(site, { segmentBytes: 10 });
    log.append(batch(1), 1);

    expect([bases(site), log.segments.map(({ base }) => base), contentOf(log)]).toEqual([
      [0],
      [0n],
      orders(0, 0),
    ]);
  });

  test("before its index could no longer say where: offsets there have 31 bits", () => {
    const site = new Site();
    const log = open(site, { indexBytes: 0 });
    log.appendCopy(batch(1));
    log.appendCopy(place(batch(1), 0x7fff_ffffn, 1));
    log.appendCopy(place(batch(1), 0x8000_0000n, 1));
    log.appendCopy(place(batch(1), 0x8000_0001n, 1));

    expect(bases(site)).toEqual([0, 0x8000_0000]);
    expect(log.read(0x8000_0001n, Infinity).map((each) => readInfo(each).baseOffset)).toEqual([0x8000_0001n]);
  });
});

rule("A copy of another log has that log's offsets", "Kafka documentation, Replication", () => {
  test("they may leave a gap, and a reader in the gap gets what comes next", () => {
    const log = open(new Site());
    for (const offset of [0n, 5n, 6n]) log.appendCopy(place(order(Number(offset)), offset, 1));

    expect([log.endOffset, contentOf(log), contentOf(log, 3n)]).toEqual([
      7n,
      ["0 order 0", "5 order 5", "6 order 6"],
      ["5 order 5", "6 order 6"],
    ]);
  });

  test("they don't go back: an offset has been given already", () => {
    const log = open(new Site());
    log.appendCopy(place(batch(3), 4n, 1));
    for (const offset of [0n, 4n, 6n]) {
      expect(() => log.appendCopy(place(order(0), offset, 1))).toThrow(InvalidBatch);
    }
    expect(log.endOffset).toBe(7n);
  });

  test("the epoch in it is the one under which it was written", () => {
    const log = open(new Site());
    log.appendCopy(place(order(0), 0n, 3));

    expect(log.read(0n, 1).map((each) => readInfo(each).leaderEpoch)).toEqual([3]);
  });

  test("a gap that no index could tell is refused, also by a segment without a batch", () => {
    const log = open(new Site());
    expect(() => log.appendCopy(place(order(0), 0x8000_0000n, 1))).toThrow(InvalidBatch);
    log.appendCopy(place(order(0), 5n, 1));
    expect(() => log.appendCopy(place(order(0), 0x8000_0006n, 1))).toThrow(InvalidBatch);

    expect([log.endOffset, contentOf(log)]).toEqual([6n, ["5 order 0"]]);
  });

  test("also from one segment to the next: the gap is in front of the segment's first batch", () => {
    const site = new Site();
    const log = open(site);
    for (const offset of [0n, 1n, 2n, 10n, 11n]) log.appendCopy(place(order(Number(offset)), offset, 1));

    expect([contentOf(log, 5n), new CommitLog(site.host).recoveryPoint]).toEqual([
      ["10 order 10", "11 order 11"],
      0n,
    ]);
  });
});
