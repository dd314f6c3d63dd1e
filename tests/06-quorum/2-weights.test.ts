import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import type { ServerId } from "#quorum/members";
import { Weighted } from "#quorum/weighted";
import { enough, servers, show, shrinking, strangers } from "./sets";

const GUIDE = "ZooKeeper Administrator's Guide, Cluster Options: weight";
const GIFFORD = "D. K. Gifford, Weighted voting for replicated data, 1979";

rule("More than half of all the weight must agree", GUIDE, () => {
  test.each([
    { weights: [1, 1, 1], least: ["1 2", "1 3", "2 3"] },
    { weights: [2, 1, 1], least: ["1 2", "1 3"] },
    { weights: [3, 1, 1], least: ["1"] },
    { weights: [3, 1, 1, 1], least: ["1 2", "1 3", "1 4"] },
    { weights: [2, 2, 1, 1, 1], least: ["1 2", "1 3 4", "1 3 5", "1 4 5", "2 3 4", "2 3 5", "2 4 5"] },
    { weights: [5], least: ["1"] },
    { weights: [10, 10], least: ["1 2"] },
  ])("weights $weights: $least", ({ weights, least }) => {
    expect(smallest(weighted(weights), servers(weights.length)).sort()).toEqual(least);
  });

  test("with equal weights it is a majority", () => {
    for (const of of servers(7)) {
      const quorum = weighted(servers(of).map(() => 4));
      const sizes = new Set(enough(quorum, servers(of)).map(({ size }) => size));

      expect({ of, least: Math.min(...sizes) }).toEqual({ of, least: Math.floor(of / 2) + 1 });
    }
  });

  test("two heavy servers of five are enough, and three light ones aren't", () => {
    const quorum = weighted([3, 3, 1, 1, 1]);

    expect(
      [
        [1, 2],
        [3, 4, 5],
        [1, 3, 4],
        [1, 3],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([true, false, true, false]);
  });

  test("exactly half of the weight is not enough", () => {
    const quorum = weighted([3, 1, 1, 1]);

    expect([[1], [2, 3, 4]].map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([false, false]);
  });
});

rule("A server of weight 0 counts for nothing", GUIDE, () => {
  test("it is no voter", () => {
    expect([...weighted([1, 0, 2, 0, 1]).voters]).toEqual([1, 3, 5]);
  });

  test("it doesn't help, and it isn't missed", () => {
    const quorum = weighted([1, 1, 1, 0, 0]);

    expect(
      [
        [1, 4, 5],
        [1, 2],
        [4, 5],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([false, true, false]);
  });

  test("where nobody has weight, nothing is ever enough", () => {
    expect(enough(weighted([0, 0, 0]), servers(3))).toEqual([]);
  });

  test("a server that nobody gave a weight counts for nothing either", () => {
    const quorum = weighted([1, 1, 1]);

    expect(
      [
        [1, 7, 8, 9],
        [7, 8, 9],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([false, false]);
  });

  test.each([-1, 0.5, NaN, Infinity])("there is no weight of %s", (weight) => {
    expect(() => weighted([1, weight, 1])).toThrow(RangeError);
  });
});

rule("Whatever the weights are, two groups that are enough have a voter in common", GIFFORD, () => {
  test("two hundred ensembles with weights from 0 to 5", () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 200; round++) {
      const weights = servers(1 + random.below(6)).map(() => random.below(6));
      const quorum = weighted(weights);
      const ids = servers(weights.length);
      const found = strangers(quorum, ids) ?? shrinking(quorum, ids);
      const all = quorum.isReachedBy(new Set(ids));

      expect({ weights, found, all }).toEqual({
        weights,
        found: undefined,
        all: weights.some((weight) => weight > 0),
      });
    }
  });
});

function weighted(weights: readonly number[]): Weighted {
  return new Weighted(new Map(weights.map((weight, index) => [index + 1, weight])));
}

/** The sets that are enough, and aren't any more without any one of them. */
function smallest(quorum: Weighted, ids: readonly ServerId[]): string[] {
  const without = (set: ReadonlySet<ServerId>, gone: ServerId): Set<ServerId> =>
    new Set([...set].filter((id) => id !== gone));
  return enough(quorum, ids)
    .filter((set) => [...set].every((id) => !quorum.isReachedBy(without(set, id))))
    .map(show);
}
