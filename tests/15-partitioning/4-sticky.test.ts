import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import { RoundRobin } from "#partitioning/round-robin";
import { Sticky } from "#partitioning/sticky";
import { range } from "../05-transaction-log/site";
import { sell } from "./sale";

const KIP = "KIP-794, Strictly Uniform Sticky Partitioner";
const BATCH = 1_000;

function sticky(seed = 1): Sticky {
  return new Sticky(BATCH, new SeededRandom(seed));
}

/** Where records of these sizes go, one after the other. */
function places(
  partitioner: Sticky,
  sizes: readonly number[],
  partitions: number,
  topic = "orders",
): number[] {
  return sizes.map((bytes) => {
    const partition = partitioner.choose(topic, null, partitions);
    partitioner.added(topic, partition, bytes);
    return partition;
  });
}

/** Bytes in a row that went to one partition. The last row may not be at its end, and isn't told. */
function rows(sizes: readonly number[], where: readonly number[]): number[] {
  const sums: number[] = [];
  for (const [index, size] of sizes.entries()) {
    if (index > 0 && where[index] === where[index - 1]) sums[sums.length - 1]! += size;
    else sums.push(size);
  }
  return sums.slice(0, -1);
}

rule("Records without a key stay together until they fill a batch", KIP, () => {
  test("ten of a hundred bytes go to the same partition", () => {
    for (const seed of range(1, 30)) {
      const where = places(sticky(seed), new Array<number>(10).fill(100), 6);

      expect(new Set(where).size).toBe(1);
    }
  });

  test("a row is never shorter than a batch, and sooner or later it ends", () => {
    const sizes = new Array<number>(2_000).fill(100);
    const sums = rows(sizes, places(sticky(), sizes, 6));

    expect(Math.min(...sums)).toBeGreaterThanOrEqual(BATCH);
    // Of six partitions chance may take the same again.
    expect(sums.length).toBeGreaterThan(120);
  });

  test("bytes count, not records: few large ones, or many small ones", () => {
    for (const size of [10, 250, 1_000, 5_000]) {
      const sizes = new Array<number>(Math.ceil(300_000 / size)).fill(size);
      const sums = rows(sizes, places(sticky(), sizes, 6));
      const stay = Math.max(BATCH, size);

      expect(sums.filter((sum) => sum % stay !== 0)).toEqual([]);
      expect(sums.length).toBeGreaterThan((300_000 / stay) * 0.6);
    }
  });

  test("what went to another partition doesn't count: a record with a key goes its own way", () => {
    const partitioner = sticky();
    const first = partitioner.choose("orders", null, 6);
    partitioner.added("orders", (first + 1) % 6, 50_000);
    const next = range(1, 9).map(() => {
      partitioner.added("orders", first, 100);
      return partitioner.choose("orders", null, 6);
    });

    expect(new Set(next)).toEqual(new Set([first]));
  });

  test("each topic has its own row", () => {
    const partitioner = sticky();
    const orders: number[] = [];
    for (const _ of range(1, 9)) {
      orders.push(...places(partitioner, [100], 6, "orders"));
      places(partitioner, [900], 6, "payments");
    }

    expect(new Set(orders).size).toBe(1);
  });
});

rule("In the long run every partition gets the same number of bytes", KIP, () => {
  const shares = (where: readonly number[], sizes: readonly number[], partitions: number): number[] => {
    const sums = new Array<number>(partitions).fill(0);
    for (const [index, partition] of where.entries()) sums[partition]! += sizes[index]!;
    const total = sums.reduce((sum, each) => sum + each, 0);
    return sums.map((sum) => (sum * partitions) / total);
  };

  test("with records of any size", () => {
    const random = new SeededRandom(5);
    const sizes = range(1, 60_000).map(() => 20 + random.below(300));
    const all = shares(places(sticky(), sizes, 4), sizes, 4);

    expect(Math.min(...all)).toBeGreaterThan(0.9);
    expect(Math.max(...all)).toBeLessThan(1.1);
  });

  test("new partitions get their share, and of those that are gone none does", () => {
    const partitioner = sticky();
    const sizes = new Array<number>(5_000).fill(200);
    places(partitioner, sizes, 2);

    expect(new Set(places(partitioner, sizes, 5)).size).toBe(5);
    for (const seed of range(1, 20)) {
      const other = sticky(seed);
      places(other, [100], 6);

      expect(places(other, [100], 1)).toEqual([0]);
    }
  });
});

rule("Fewer and fuller batches leave the publisher", "KIP-480, Sticky Partitioner", () => {
  test("the same orders, in turn and in rows: the rows need far fewer requests", () => {
    const inTurn = sell(() => new RoundRobin());
    const inRows = sell((random) => new Sticky(2_000, random));

    expect(inRows.records).toBe(inTurn.records);
    expect(inRows.requests).toBeLessThan(inTurn.requests / 2);
  });

  test("a broker that is slow gets as much as the others", () => {
    const { bytes } = sell((random) => new Sticky(2_000, random), { slow: 0, orders: 6_000 });
    const mean = bytes.reduce((sum, each) => sum + each, 0) / bytes.length;

    expect(bytes.map((each) => Math.abs(each / mean - 1) < 0.25)).toEqual(bytes.map(() => true));
  });

  test("the row that ends with the request, as it was before, gives the slow one more", () => {
    // KIP-480 changed the partition whenever a batch was sent: with a slow broker a batch stays open for longer.
    const { bytes } = sell(
      (random, hasLeft) => {
        let stay: number | undefined;
        hasLeft((partition) => {
          if (partition === stay) stay = undefined;
        });
        return { choose: (_, __, partitions) => (stay ??= random.below(partitions)) };
      },
      { slow: 0, orders: 6_000 },
    );
    const others = bytes.slice(1);

    expect(bytes[0]!).toBeGreaterThan((1.5 * others.reduce((sum, each) => sum + each, 0)) / others.length);
  });
});
