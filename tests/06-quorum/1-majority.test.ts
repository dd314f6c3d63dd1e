import { rule } from "#lab/testing/rule";
import { Majority } from "#quorum/majority";
import { Members } from "#quorum/members";
import { member } from "./ensemble";
import { enough, servers, shrinking, strangers } from "./sets";

const GUIDE = "ZooKeeper Administrator's Guide, Clustered (Multi-Server) Setup";
const INTERNALS = "ZooKeeper Internals, Quorums";

rule("More than half of the servers must agree", GUIDE, () => {
  test.each([
    { of: 1, needed: 1 },
    { of: 2, needed: 2 },
    { of: 3, needed: 2 },
    { of: 4, needed: 3 },
    { of: 5, needed: 3 },
    { of: 6, needed: 4 },
    { of: 7, needed: 4 },
  ])("of $of servers it takes $needed, and any $needed will do", ({ of, needed }) => {
    const quorum = majorityOf(of);
    const reached = new Set(enough(quorum, servers(of)).map(({ size }) => size));
    const sizes = servers(of).filter((size) => size >= needed);
    const combinations = enough(quorum, servers(of)).filter(({ size }) => size === needed).length;

    expect({ sizes: [...reached].sort(), combinations }).toEqual({
      sizes,
      combinations: choose(of, needed),
    });
  });

  test("nobody is not enough, not even where there is nobody", () => {
    expect([0, 1, 2].map((of) => majorityOf(of).isReachedBy(new Set()))).toEqual([false, false, false]);
  });

  test("half of them is not enough: the other half could decide something else", () => {
    expect([2, 4, 6].map((of) => majorityOf(of).isReachedBy(new Set(servers(of / 2))))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

rule("Any two majorities have a server in common", INTERNALS, () => {
  test.each(servers(8))("of %i servers", (of) => {
    const quorum = majorityOf(of);

    expect({ apart: strangers(quorum, servers(of)), some: enough(quorum, servers(of)).length > 0 }).toEqual({
      apart: undefined,
      some: true,
    });
  });

  test.each(servers(8))("of %i servers: one more who agrees does no harm", (of) => {
    expect(shrinking(majorityOf(of), servers(of))).toBeUndefined();
  });
});

rule("2f + 1 servers survive the loss of any f, and not of more", GUIDE, () => {
  test.each([
    { of: 1, lost: 0 },
    { of: 2, lost: 0 },
    { of: 3, lost: 1 },
    { of: 4, lost: 1 },
    { of: 5, lost: 2 },
    { of: 6, lost: 2 },
    { of: 7, lost: 3 },
  ])("$of servers survive the loss of $lost", ({ of, lost }) => {
    const left = (gone: number): Set<number> => new Set(servers(of).slice(gone));

    expect([lost, lost + 1].map((gone) => majorityOf(of).isReachedBy(left(gone)))).toEqual([true, false]);
  });
});

rule("Only the voters are counted", "ZooKeeper Observers, Introduction", () => {
  test("others who agree add nothing", () => {
    const quorum = new Majority(new Set([1, 2, 3]));
    const sets = [
      [1, 7, 8, 9],
      [7, 8, 9],
      [1, 2, 7],
    ];

    expect(sets.map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([false, false, true]);
  });

  test("their numbers say nothing: voters needn't be called 1, 2, 3", () => {
    const quorum = new Majority(new Set([17, 4, 254]));

    expect([[4], [4, 254], [1, 2, 3]].map((ids) => quorum.isReachedBy(new Set(ids)))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("an ensemble of three participants and two observers: two participants are needed and enough", () => {
    const { quorum } = new Members([
      member(1),
      member(2),
      member(3),
      member(4, "observer"),
      member(5, "observer"),
    ]);

    expect(
      [
        [1, 2],
        [1, 4, 5],
        [4, 5],
      ].map((ids) => quorum.isReachedBy(new Set(ids))),
    ).toEqual([true, false, false]);
  });
});

rule("What a majority has seen, the next one can't miss, unless it is wiped", INTERNALS, () => {
  test("a write is with two of three: any two who decide next have at least one that knows of it", () => {
    const quorum = majorityOf(3);
    const knows = new Set([1, 2]);
    const next = enough(quorum, servers(3)).filter((set) => ![...set].some((id) => knows.has(id)));

    expect(next).toEqual([]);
  });

  test("a write is with one of three: of those who decide next, some know of it and some don't", () => {
    const quorum = majorityOf(3);
    const asked = enough(quorum, servers(3)).map((set) => set.has(1));

    expect(new Set(asked)).toEqual(new Set([true, false]));
  });

  test("a write is with two of three, and one of them is wiped: now two may decide who don't know of it", () => {
    const quorum = majorityOf(3);
    const knows = new Set([1]);
    const next = enough(quorum, servers(3)).find((set) => ![...set].some((id) => knows.has(id)));

    expect(next).toEqual(new Set([2, 3]));
  });
});

function majorityOf(count: number): Majority {
  return new Majority(new Set(servers(count)));
}

/** In how many ways some can be chosen of several. */
function choose(of: number, some: number): number {
  return some === 0 ? 1 : (choose(of - 1, some - 1) * of) / some;
}
