import { rule } from "#lab/testing/rule";
import { Majority } from "#quorum/majority";
import type { Quorum } from "#quorum/quorum";
import { Weighted } from "#quorum/weighted";
import { Both } from "#reconfiguration/both";
import { ids, smallest } from "./members";

const JOINT = "Ongaro and Ousterhout, In search of an understandable consensus algorithm (2014), section 6";
const GUIDE = "ZooKeeper Dynamic Reconfiguration, Progress guarantees";

function majority(letters: string): Quorum {
  return new Majority(ids(letters));
}

const STEPS = [
  ["ABC", "ABCD"],
  ["ABC", "ABCDE"],
  ["ABC", "AB"],
  ["ABC", "ADE"],
  ["ABC", "DEF"],
  ["ABCDE", "ABC"],
  ["ABCDE", "CDEFG"],
  ["A", "B"],
  ["ABC", "ABC"],
] as const;

rule("While one configuration takes the place of another, a quorum of each must agree", JOINT, () => {
  test.each([
    { old: "ABC", next: "ABCDE", agree: "ABD", enough: true },
    { old: "ABC", next: "ABCDE", agree: "AB", enough: false },
    { old: "ABC", next: "ABCDE", agree: "CDE", enough: false },
    { old: "ABC", next: "ADE", agree: "AB", enough: false },
    { old: "ABC", next: "ADE", agree: "AD", enough: false },
    { old: "ABC", next: "ADE", agree: "ABD", enough: true },
    { old: "ABC", next: "DEF", agree: "ABDE", enough: true },
    { old: "ABC", next: "DEF", agree: "ABCD", enough: false },
    { old: "ABC", next: "DEF", agree: "ADEF", enough: false },
    { old: "ABC", next: "ABC", agree: "BC", enough: true },
    { old: "A", next: "B", agree: "B", enough: false },
    { old: "A", next: "B", agree: "AB", enough: true },
  ])("from $old to $next: are $agree enough? $enough", ({ old, next, agree, enough }) => {
    expect(new Both(majority(old), majority(next)).isReachedBy(ids(agree))).toBe(enough);
  });

  test("a server that belongs to both is counted in both", () => {
    expect(smallest(new Both(majority("ABC"), majority("BCD")), "ABCD")).toBe("ABD ACD BC");
  });

  test("nobody is never enough", () => {
    expect(new Both(majority("ABC"), majority("DEF")).isReachedBy(new Set())).toBe(false);
  });

  test("each has its own rule: here the old one has weights, and the new one hasn't", () => {
    const old = new Weighted(new Map([...ids("ABC")].map((id) => [id, id === 1 ? 3 : 1])));

    expect(smallest(new Both(old, majority("BCD")), "ABCD")).toBe("ABC ABD ACD");
  });

  test("the word of all of them counts, and of nobody else", () => {
    expect([...new Both(majority("ABC"), majority("CDE")).voters].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test("others who agree add nothing", () => {
    expect(new Both(majority("ABC"), majority("ABD")).isReachedBy(ids("AEFG"))).toBe(false);
  });
});

rule(
  "Whoever decides by the old rule, by both or by the new one, has a server in common with both",
  JOINT,
  () => {
    const everybody = "ABCDEFG";

    test.each(STEPS)("from %s to %s", (old, next) => {
      const both = new Both(majority(old), majority(next));
      const enough = (quorum: Quorum): string[] => smallest(quorum, everybody).split(" ");
      const apart: string[] = [];
      for (const joint of enough(both)) {
        for (const set of [...enough(majority(old)), ...enough(majority(next)), ...enough(both)]) {
          if (![...set].some((name) => joint.includes(name))) apart.push(`${joint} | ${set}`);
        }
      }

      expect(apart).toEqual([]);
    });
  },
);

rule("Neither stops more than it must", GUIDE, () => {
  test.each(STEPS)(
    "from %s to %s: any quorum of the one together with any of the other is enough",
    (old, next) => {
      const both = new Both(majority(old), majority(next));
      const refused: string[] = [];
      for (const one of smallest(majority(old), old).split(" ")) {
        for (const other of smallest(majority(next), next).split(" ")) {
          if (!both.isReachedBy(ids(one + other))) refused.push(`${one} ${other}`);
        }
      }

      expect(refused).toEqual([]);
    },
  );
});
