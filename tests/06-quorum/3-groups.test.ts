import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import { Hierarchical } from "#quorum/hierarchical";
import { Majority } from "#quorum/majority";
import type { ServerId } from "#quorum/members";
import { enough, servers, shrinking, strangers } from "./sets";

const GUIDE = "ZooKeeper Administrator's Guide, Cluster Options: group and weight";
const PAGE = "ZooKeeper, Introduction to hierarchical quorums";

/** Three buildings with three servers each. */
const buildings = (): Hierarchical => grouped([1, 1, 1], [1, 1, 1], [1, 1, 1]);

rule("A majority of the groups must agree, each by a majority of its weight", GUIDE, () => {
  test.each([
    ["two of the first and two of the second group", [1, 2, 4, 5], true],
    ["two of the first and two of the third", [2, 3, 7, 9], true],
    ["one whole group and two of another", [1, 2, 3, 8, 9], true],
    ["one whole group, and one of each other: five of nine", [1, 2, 3, 4, 7], false],
    ["one of each group", [1, 4, 7], false],
    ["one whole group", [4, 5, 6], false],
    ["all", servers(9), true],
    ["nobody", [], false],
  ])("three groups of three: %s", (_, ids, reached) => {
    expect(buildings().isReachedBy(new Set(ids))).toBe(reached);
  });

  test("four of nine can be enough: one fewer than a majority needs", () => {
    const least = Math.min(...enough(buildings(), servers(9)).map(({ size }) => size));
    const ofMajority = Math.min(
      ...enough(new Majority(new Set(servers(9))), servers(9)).map(({ size }) => size),
    );

    expect([least, ofMajority]).toEqual([4, 5]);
  });

  test("a building burns down, and one more server: it goes on", () => {
    expect(buildings().isReachedBy(new Set([1, 2, 4, 5]))).toBe(true);
  });

  test("within a group it is the weight that counts, not the heads", () => {
    const quorum = grouped([3, 1, 1], [1, 1, 1], [1, 1, 1]);
    const sets = [
      [1, 4, 5],
      [2, 3, 4, 5],
      [1, 4],
    ];

    expect(sets.map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([true, false, false]);
  });

  test("among the groups it is heads: a heavy group is one group", () => {
    const quorum = grouped([100, 100, 100], [1, 1, 1], [1, 1, 1]);

    expect(
      [
        [1, 2, 3],
        [4, 5, 7, 8],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([false, true]);
  });

  test("half of the groups, or half of the weight of one, is not enough", () => {
    const quorum = grouped([1, 1], [1, 1]);

    expect([[1, 2], [1, 3], [1, 2, 3], servers(4)].map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("one group of its own is weighted voting, groups of one are a majority", () => {
    const one = grouped([2, 1, 1]);
    const each = grouped([1], [1], [1]);

    expect(
      [
        [1, 2],
        [2, 3],
      ].map((ids) => one.isReachedBy(new Set(ids))),
    ).toEqual([true, false]);
    expect([[1, 3], [2]].map((ids) => each.isReachedBy(new Set(ids)))).toEqual([true, false]);
  });
});

rule("A group without weight isn't counted as a group", PAGE, () => {
  test("of three groups one has no weight: the other two are needed, and enough", () => {
    const quorum = grouped([1, 1, 1], [1, 1, 1], [0, 0, 0]);
    const sets = [
      [1, 2, 4, 5],
      [1, 2, 3, 7, 8, 9],
      [1, 2, 3],
    ];

    expect(sets.map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([true, false, false]);
  });

  test("of five groups two have no weight: two of the other three are enough", () => {
    const quorum = grouped([1], [1], [1], [0], [0]);

    expect(
      [
        [1, 2],
        [1, 4, 5],
        [2, 3],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([true, false, true]);
  });

  test("servers without weight are no voters, in whatever group they stand", () => {
    expect([...grouped([1, 0, 1], [0, 0], [2]).voters].sort()).toEqual([1, 3, 6]);
  });

  test("where no group has weight, nothing is ever enough", () => {
    expect(enough(grouped([0, 0], [0]), servers(3))).toEqual([]);
  });

  test("servers of no group count for nothing", () => {
    expect(buildings().isReachedBy(new Set([1, 2, 10, 11, 12, 13]))).toBe(false);
  });
});

rule("A server stands in one group", "ZooKeeper source, QuorumHierarchical.parse", () => {
  test("two groups that share one are refused", () => {
    const groups = [new Map([[1, 1]]), new Map([[1, 1]])];

    expect(() => new Hierarchical(groups)).toThrow(RangeError);
  });
});

rule("Whatever the groups are, two sets that are enough have a voter in common", PAGE, () => {
  test("two hundred ensembles of one to four groups, with weights from 0 to 3", () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 200; round++) {
      const groups = servers(1 + random.below(4)).map(() =>
        servers(1 + random.below(2)).map(() => random.below(4)),
      );
      const quorum = grouped(...groups);
      const ids = servers(groups.flat().length);
      const found = strangers(quorum, ids) ?? shrinking(quorum, ids);
      const all = quorum.isReachedBy(new Set(ids));

      expect({ groups, found, all }).toEqual({
        groups,
        found: undefined,
        all: groups.flat().some((weight) => weight > 0),
      });
    }
  });
});

/** Groups of servers with these weights, numbered through. */
function grouped(...groups: readonly (readonly number[])[]): Hierarchical {
  let last: ServerId = 0;
  return new Hierarchical(groups.map((weights) => new Map(weights.map((weight) => [(last += 1), weight]))));
}
