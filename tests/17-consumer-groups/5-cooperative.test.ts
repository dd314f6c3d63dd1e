import fc from "fast-check";
import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { type Assignment, NO_GENERATION, type Subscriber } from "#consumer-groups/assignor";
import { changesOf, cooperative } from "#consumer-groups/cooperative";
import { sticky } from "#consumer-groups/sticky";
import { parties } from "./arbitrary";
import { after, divide, flawOf, keyOf, partitionsOf, textOf, wants } from "./assigning";
import { type Consumer, consume, coordinate } from "./party";
import { gently } from "./scenarios";

const KIP_429 = "KIP-429, Kafka Consumer Incremental Rebalance Protocol";
const GENTLE = { assignors: [cooperative], isCooperative: true };

/** What each says in the next round: it has given up what it didn't get. */
function nextRound(members: readonly Subscriber[], assignment: Assignment, generation: number): Subscriber[] {
  return after(members, assignment, generation);
}

rule("What somebody has is given to nobody else in the same round", KIP_429, () => {
  test("one comes: in the first round it gets nothing, and the others hear what to give up", () => {
    const members = [wants("a", "t", "t/0 t/1 t/2", 1), wants("b", "t", "t/3 t/4 t/5", 1), wants("new", "t")];
    const parts = divide(cooperative, { t: 6 }, ...members);

    expect(parts["new"]).toBe("");
    expect([parts["a"]!.split(" ").length, parts["b"]!.split(" ").length]).toEqual([2, 2]);
  });

  test("what nobody has is given at once", () => {
    const members = [wants("a", "t", "t/0", 1), wants("new", "t")];

    expect(divide(cooperative, { t: 2 }, ...members)).toEqual({ a: "t/0", new: "t/1" });
  });

  test("a stale claim holds nothing up", () => {
    const members = [wants("back", "t", "t/0 t/1", 3), wants("stayed", "t", "t/0 t/1", 4)];
    const parts = divide(cooperative, { t: 2 }, ...members);

    expect(parts["stayed"]).toMatch(/^t\/[01]$/);
    expect(parts["back"]).toBe("");
  });

  test("whoever is there, and whatever they claim: none gets what counts as another's", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        const assignment = cooperative.assign(topics, members);
        for (const { id } of members) {
          for (const part of assignment.get(id)!) {
            const rivals = members.filter(
              (each) =>
                each.id !== id &&
                each.topics.includes(part.topic) &&
                each.owned.some((its) => keyOf(its) === keyOf(part)),
            );
            const mine = members.find((each) => each.id === id)!;
            const claims = mine.owned.some((its) => keyOf(its) === keyOf(part))
              ? mine.generation
              : NO_GENERATION;
            const latest = Math.max(NO_GENERATION, ...rivals.map(({ generation }) => generation));
            const isAnothers =
              latest > claims && rivals.filter(({ generation }) => generation === latest).length === 1;
            expect({ id, part: keyOf(part), isAnothers }).toMatchObject({ isAnothers: false });
          }
        }
      }),
      { numRuns: 150, seed: 17 },
    );
  });
});

rule("Two rounds are enough, and give what one round of the sticky division gives", KIP_429, () => {
  test("whoever is there", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        const goal = sticky.assign(topics, members);
        const first = cooperative.assign(topics, members);
        const second = cooperative.assign(topics, nextRound(members, first, 9));
        const sizes = (assignment: Assignment): number[] =>
          members.map(({ id }) => assignment.get(id)!.length);

        expect(flawOf(topics, members, second)).toBeUndefined();
        expect(sizes(second).sort()).toEqual(sizes(goal).sort());
      }),
      { numRuns: 100, seed: 17 },
    );
  });

  test("if nothing has to change hands, one round is enough", () => {
    const members = [wants("a", "t", "t/0 t/2", 1), wants("b", "t", "t/1", 1)];

    expect(textOf(cooperative.assign(new Map([["t", 3]]), members))).toEqual({ a: "t/0 t/2", b: "t/1" });
  });
});

rule("A member gives up what it doesn't get, and begins with what it hasn't", KIP_429, () => {
  test.each([
    ["t/0 t/1", "t/1 t/2", "t/0", "t/2"],
    ["", "t/1", "", "t/1"],
    ["t/1", "", "t/1", ""],
    ["t/1 u/1", "u/1 t/1", "", ""],
    ["t/1", "u/1", "t/1", "u/1"],
  ])("it had %j and gets %j", (owned, assigned, goes, comes) => {
    expect(changesOf(partitionsOf(owned), partitionsOf(assigned))).toEqual({
      goes: partitionsOf(goes),
      comes: partitionsOf(comes),
    });
  });
});

/** Two that work, and a third that comes after five seconds. Watched for two that work on the same partition. */
function party(finishing = 5): { world: World; guests: Machine<Consumer>[] } {
  const world = new World({ seed: 17 });
  coordinate(world);
  const guests = ["A1", "A2"].map((name) => consume(world, name, GENTLE, finishing));
  world.advance(5_000);
  guests.push(consume(world, "A3", GENTLE, finishing));
  world.always("no partition is worked on by two", () => {
    const all = guests.flatMap(({ instance }) => [...(instance?.works ?? [])]);
    return new Set(all).size === all.length ? undefined : all.sort().join(" ");
  });
  return { world, guests };
}

rule("Whoever keeps something works on, while the group divides anew", KIP_429, () => {
  test("a third comes: the two give up one partition each, and nothing else happens to them", () => {
    const { world, guests } = party();
    world.advance(15_000);
    const [first, second, third] = guests.map(({ instance }) => instance!);

    for (const each of [first!, second!]) {
      expect(each.log.map((line) => line.replace(/\S+\/\d/g, "x"))).toEqual(["assigned x x x", "revoked x"]);
    }
    expect(third!.works.size).toBe(2);
  });

  test("whoever has given something up comes again at once: the third doesn't wait for anybody's patience to end", () => {
    const { world, guests } = party();
    world.advance(5_500);

    expect(guests.map(({ instance }) => instance!.works.size)).toEqual([2, 2, 2]);
  });

  test("at least four of six partitions are worked on all the time", () => {
    const { world, guests } = party(800);
    world.always("four are worked on", () => {
      const works = guests.reduce((sum, { instance }) => sum + (instance?.works.size ?? 0), 0);
      return works >= 4 ? undefined : `only ${works} of 6`;
    });
    world.advance(15_000);

    expect(guests.map(({ instance }) => instance!.works.size)).toEqual([2, 2, 2]);
  });

  test("it takes four seconds to finish with a partition: nobody else begins before", () => {
    const { world, guests } = party(4_000);
    world.advance(30_000);

    expect(guests.map(({ instance }) => instance!.works.size)).toEqual([2, 2, 2]);
  });

  test("one leaves: the others get its partitions, and keep their own throughout", () => {
    const { world, guests } = party();
    world.advance(15_000);
    const [first, second, third] = guests;
    const before = [first!, second!].map(({ instance }) => instance!.log.length);
    world.enter(third!.incarnation!, () => third!.instance!.member.stop());
    world.advance(10_000);
    const lines = [first!, second!].map(({ instance }, at) => instance!.log.slice(before[at]));

    expect(lines.flat().map((line) => line.split(" ")[0])).toEqual(["assigned", "assigned"]);
    expect([first!, second!].map(({ instance }) => instance!.works.size)).toEqual([3, 3]);
  });

  test("whoever had to give something up dies instead: the round that is missing comes all the same", () => {
    const { world, guests } = party();
    world.advance(3_000);
    guests[0]!.kill();
    guests[0]!.start();
    world.advance(30_000);
    const works = guests.map(({ instance }) => instance!.works.size);

    expect(works.reduce((sum, size) => sum + size, 0)).toBe(6);
  });

  test("servers die, stand still and are cut off: one owner for a partition and a generation, and in the end all are worked on", () =>
    sweepInTest(gently, { seeds: 25 }));
});
