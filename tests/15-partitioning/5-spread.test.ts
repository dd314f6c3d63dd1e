import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { type BrokerPlace, InvalidReplicationFactor, spread } from "#partitioning/spread";
import { range } from "../05-transaction-log/site";

const SOURCE = "Kafka documentation, Replication: the assignment of partitions";

function brokers(count: number, racks?: number): BrokerPlace[] {
  return range(1, count).map((n) => ({ name: `B${n}`, ...(racks && { rack: `R${n % racks}` }) }));
}

/** How often each of some names is there; also of those that aren't there at all. */
function counts(names: readonly string[], all: readonly BrokerPlace[]): number[] {
  return all.map(({ name }) => names.filter((each) => each === name).length);
}

const gap = (numbers: readonly number[]): number => Math.max(...numbers) - Math.min(...numbers);

/** Any brokers, partitions and copies, and how many were placed before. */
const anyCase = fc
  .record({
    count: fc.integer({ min: 1, max: 9 }),
    partitions: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    first: fc.nat(100),
  })
  .map(({ count, partitions, share, first }) => ({
    all: brokers(count),
    partitions,
    replicas: Math.max(1, Math.round(share * count)),
    first,
  }));

rule("Copies of one partition are on different brokers", SOURCE, () => {
  test("whatever their number", () => {
    fc.assert(
      fc.property(anyCase, ({ all, partitions, replicas, first }) => {
        const placed = spread(all, partitions, replicas, first);

        expect(placed).toHaveLength(partitions);
        for (const names of placed) {
          expect(new Set(names).size).toBe(replicas);
          expect(names).toHaveLength(replicas);
          expect(names.filter((name) => !all.some((broker) => broker.name === name))).toEqual([]);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test.each([0, -1, 4, 1.5, NaN])("%d copies on three brokers: that can't be", (replicas) => {
    expect(() => spread(brokers(3), 6, replicas)).toThrow(InvalidReplicationFactor);
  });

  test("there may be more partitions than brokers: only copies of the same one must be apart", () => {
    const placed = spread(brokers(3), 12, 1);

    expect(counts(placed.flat(), brokers(3))).toEqual([4, 4, 4]);
  });

  test("no partition is placed on no broker", () => {
    expect(spread(brokers(3), 0, 2)).toEqual([]);
  });
});

rule("Every broker has its share", SOURCE, () => {
  test("of what it leads: no two differ by more than one", () => {
    fc.assert(
      fc.property(anyCase, ({ all, partitions, replicas, first }) => {
        const leaders = spread(all, partitions, replicas, first).map(([leader]) => leader!);

        expect(gap(counts(leaders, all))).toBeLessThanOrEqual(1);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("what is placed in pieces is placed as evenly as what is placed at once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }), (pieces) => {
        const all = brokers(5);
        let first = 0;
        const leaders = pieces.flatMap((piece) => {
          const placed = spread(all, piece, 2, first).map(([leader]) => leader!);
          first += piece;
          return placed;
        });

        expect(gap(counts(leaders, all))).toBeLessThanOrEqual(1);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  test.each([
    [3, 12, 2],
    [4, 24, 2],
    [5, 40, 3],
  ])(
    "%d brokers, %d partitions, %d copies: of what is kept they have the same",
    (count, partitions, replicas) => {
      const all = brokers(count);

      expect(gap(counts(spread(all, partitions, replicas).flat(), all))).toBeLessThanOrEqual(replicas);
    },
  );

  test("when a broker fails, its work isn't left to one neighbour", () => {
    const all = brokers(5);
    const placed = spread(all, 40, 2);
    for (const { name } of all) {
      const heirs = placed.filter(([leader]) => leader === name).map(([, heir]) => heir!);

      expect({ name, heirs: new Set(heirs).size }).toEqual({ name, heirs: 4 });
    }
  });
});

rule(
  "Copies are in different racks, as far as there are racks",
  "KIP-36, Rack aware replica assignment",
  () => {
    test.each([
      { racks: 3, replicas: 3, different: 3 },
      { racks: 3, replicas: 2, different: 2 },
      { racks: 2, replicas: 3, different: 2 },
    ])("$replicas copies, $racks racks", ({ racks, replicas, different }) => {
      const all = brokers(6, racks);
      const rackOf = new Map(all.map(({ name, rack }) => [name, rack]));
      const placed = spread(all, 30, replicas);
      const numbers = placed.map((names) => new Set(names.map((name) => rackOf.get(name))).size);

      expect(numbers).toEqual(placed.map(() => different));
      expect(placed.map((names) => new Set(names).size)).toEqual(placed.map(() => replicas));
    });

    test("also when one rack has nearly all brokers", () => {
      const all: BrokerPlace[] = [
        ...range(1, 5).map((n) => ({ name: `B${n}`, rack: "full" })),
        { name: "B6", rack: "empty" },
      ];
      const placed = spread(all, 12, 2);

      expect(placed.filter((names) => !names.includes("B6"))).toEqual([]);
    });

    test("a broker without a rack is by itself", () => {
      const all: BrokerPlace[] = [
        { name: "B1" },
        { name: "B2" },
        { name: "B3", rack: "R" },
        { name: "B4", rack: "R" },
      ];
      const together = [2, 3]
        .flatMap((replicas) => spread(all, 24, replicas))
        .filter((names) => names.includes("B3") && names.includes("B4"));

      expect(together).toEqual([]);
    });
  },
);
