import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import type { Assignment, Subscriber } from "#consumer-groups/assignor";
import { ownersOf } from "#consumer-groups/owners";
import { sticky } from "#consumer-groups/sticky";
import { parties, type Party, peaceful } from "./arbitrary";
import { after, divide, flawOf, keyOf, textOf, wants } from "./assigning";

const KIP_54 = "KIP-54, Sticky Partition Assignment Strategy";
const LATE = "KAFKA-12984, KAFKA-14639";

/** How many partitions stay where they are. */
function kept(members: readonly Subscriber[], assignment: Assignment): number {
  const claims = (member: Subscriber): Set<string> => new Set(member.owned.map(keyOf));
  return members.reduce((sum, member) => {
    const had = claims(member);
    return sum + assignment.get(member.id)!.filter((each) => had.has(keyOf(each))).length;
  }, 0);
}

/** The most that can stay, if all want the same and it must come out even. */
function most({ topics, members }: Party): number {
  const total = [...topics.values()].reduce((sum, count) => sum + count, 0);
  const [each, more] = [Math.floor(total / members.length), total % members.length];
  const sizes = members.map(({ owned }) => owned.length).sort((a, b) => b - a);
  return sizes.reduce((sum, size, place) => sum + Math.min(size, each + (place < more ? 1 : 0)), 0);
}

rule("The latest claim to a partition counts", LATE, () => {
  test("a member that was away claims what was given to another meanwhile", () => {
    const owners = ownersOf([wants("back", "t", "t/0 t/1", 3), wants("stayed", "t", "t/0", 4)]);

    expect(Object.fromEntries(owners)).toEqual({ "t/0": "stayed", "t/1": "back" });
  });

  test("in whatever order they stand", () => {
    const owners = ownersOf([wants("stayed", "t", "t/0", 4), wants("back", "t", "t/0 t/1", 3)]);

    expect(Object.fromEntries(owners)).toEqual({ "t/0": "stayed", "t/1": "back" });
  });

  test("two claims of one generation can't both be right: neither counts", () => {
    const owners = ownersOf([wants("a", "t", "t/0 t/1", 4), wants("b", "t", "t/0", 4)]);

    expect(Object.fromEntries(owners)).toEqual({ "t/1": "a" });
  });

  test("a third, older claim doesn't win because two newer ones are in conflict", () => {
    const owners = ownersOf([
      wants("a", "t", "t/0", 4),
      wants("b", "t", "t/0", 4),
      wants("c", "t", "t/0", 2),
    ]);

    expect(Object.fromEntries(owners)).toEqual({});
  });

  test("whoever no longer wants a topic claims nothing of it", () => {
    expect(Object.fromEntries(ownersOf([wants("a", "u", "t/0 u/0", 4)]))).toEqual({ "u/0": "a" });
  });
});

rule("As much as possible stays where it is", KIP_54, () => {
  test("one member leaves: the others keep what they have, and share what it had", () => {
    const members = [wants("a", "t", "t/0 t/1", 1), wants("b", "t", "t/2 t/3", 1)];

    expect(divide(sticky, { t: 6 }, ...members)).toEqual({ a: "t/0 t/1 t/4", b: "t/2 t/3 t/5" });
  });

  test("one comes: it gets its share, and nothing else changes hands", () => {
    const members = [wants("a", "t", "t/0 t/1 t/2", 1), wants("b", "t", "t/3 t/4 t/5", 1), wants("new", "t")];
    const assignment = sticky.assign(new Map([["t", 6]]), members);

    expect([kept(members, assignment), assignment.get("new")!.length]).toEqual([4, 2]);
  });

  test("the same members divide again: nothing changes", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        const first = sticky.assign(topics, members);
        const second = sticky.assign(topics, after(members, first, 9));
        expect(textOf(second)).toEqual(textOf(first));
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  test("if all want the same, no division that is even keeps more", () => {
    fc.assert(
      fc.property(peaceful(), (party) => {
        const assignment = sticky.assign(party.topics, party.members);
        expect(kept(party.members, assignment)).toBe(most(party));
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  test("what was claimed twice in one generation is given to one of them", () => {
    const members = [wants("a", "t", "t/0 t/1", 4), wants("b", "t", "t/0 t/1", 4)];
    const parts = divide(sticky, { t: 2 }, ...members);

    expect(Object.values(parts).sort()).toEqual(["t/0", "t/1"]);
  });
});

rule("It is even, and then it is sticky", KIP_54, () => {
  test("each partition goes to exactly one member that wants its topic, whatever they claim", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        expect(flawOf(topics, members, sticky.assign(topics, members))).toBeUndefined();
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  test("whoever has two more than another has nothing that the other wants", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        const assignment = sticky.assign(topics, members);
        for (const rich of members) {
          for (const poor of members) {
            const more = assignment.get(rich.id)!.length - assignment.get(poor.id)!.length;
            if (more < 2) continue;
            const wanted = assignment.get(rich.id)!.filter(({ topic }) => poor.topics.includes(topic));
            expect({ rich: rich.id, poor: poor.id, more, wanted }).toMatchObject({ wanted: [] });
          }
        }
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  test("whoever wants one topic alone gets of it first: the other has a choice", () => {
    const parts = divide(sticky, { t: 2, u: 2 }, wants("all", "t u"), wants("one", "u"));

    expect(parts).toEqual({ all: "t/0 t/1", one: "u/0 u/1" });
  });

  test("the order in which they came doesn't matter", () => {
    fc.assert(
      fc.property(parties(), ({ topics, members }) => {
        const there = textOf(sticky.assign(topics, members));
        expect(textOf(sticky.assign(topics, [...members].reverse()))).toEqual(there);
      }),
      { numRuns: 150, seed: 17 },
    );
  });
});
