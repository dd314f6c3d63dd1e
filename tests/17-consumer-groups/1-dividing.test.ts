import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import type { Subscriber } from "#consumer-groups/assignor";
import { range } from "#consumer-groups/range";
import { roundRobin } from "#consumer-groups/round-robin";
import { parties } from "./arbitrary";
import { divide, flawOf, textOf, wants } from "./assigning";

const KAFKA = "Kafka, RangeAssignor and RoundRobinAssignor";

rule("Range: neighbours of each topic stay together, and the first members get one more", KAFKA, () => {
  test("two members, two topics of three partitions", () => {
    expect(divide(range, { t0: 3, t1: 3 }, wants("C0", "t0 t1"), wants("C1", "t0 t1"))).toEqual({
      C0: "t0/0 t0/1 t1/0 t1/1",
      C1: "t0/2 t1/2",
    });
  });

  test("ten partitions among three: four, three, three", () => {
    const parts = divide(range, { t: 10 }, wants("a", "t"), wants("b", "t"), wants("c", "t"));

    expect(parts).toEqual({ a: "t/0 t/1 t/2 t/3", b: "t/4 t/5 t/6", c: "t/7 t/8 t/9" });
  });

  test("members with the same topics get the same numbers of each: what belongs together stays together", () => {
    const members = ["a", "b", "c"].map((id) => wants(id, "orders payments"));
    const parts = divide(range, { orders: 7, payments: 7 }, ...members);

    for (const part of Object.values(parts)) {
      const numbers = (topic: string): string[] =>
        part.split(" ").flatMap((key) => (key.startsWith(`${topic}/`) ? [key.split("/")[1]!] : []));
      expect(numbers("orders")).toEqual(numbers("payments"));
    }
  });
});

rule("In turn: all partitions of all topics are dealt out one by one", KAFKA, () => {
  test("two members, two topics of three partitions: the second topic goes on where the first has ended", () => {
    expect(divide(roundRobin, { t0: 3, t1: 3 }, wants("C0", "t0 t1"), wants("C1", "t0 t1"))).toEqual({
      C0: "t0/0 t0/2 t1/1",
      C1: "t0/1 t1/0 t1/2",
    });
  });

  test("whoever doesn't want a topic is passed over", () => {
    const members = [wants("C0", "t0"), wants("C1", "t0 t1"), wants("C2", "t0 t1 t2")];

    expect(divide(roundRobin, { t0: 1, t1: 2, t2: 3 }, ...members)).toEqual({
      C0: "t0/0",
      C1: "t1/0",
      C2: "t1/1 t2/0 t2/1 t2/2",
    });
  });

  test("seven topics of one partition among three members: nobody has two more than another", () => {
    const names = Array.from({ length: 7 }, (_, n) => `t${n}`);
    const members = ["a", "b", "c"].map((id) => wants(id, names.join(" ")));
    const topics = Object.fromEntries(names.map((name) => [name, 1]));
    const sizes = Object.values(divide(roundRobin, topics, ...members)).map((part) => part.split(" ").length);

    expect(sizes).toEqual([3, 2, 2]);
  });
});

describe.each([range, roundRobin])("$name", (assignor) => {
  rule("Each partition goes to exactly one member that wants its topic", "the notes, Consumer Groups", () => {
    test("whoever is there, and whatever they want", () => {
      fc.assert(
        fc.property(parties(), ({ topics, members }) => {
          expect(flawOf(topics, members, assignor.assign(topics, members))).toBeUndefined();
        }),
        { numRuns: 150, seed: 17 },
      );
    });

    test("every member is named, also one that gets nothing: there are more members than partitions", () => {
      const members = ["a", "b", "c"].map((id) => wants(id, "t"));

      expect(divide(assignor, { t: 2 }, ...members)).toEqual({ a: "t/0", b: "t/1", c: "" });
    });

    test("a topic that isn't there has no partitions", () => {
      expect(divide(assignor, { t: 1 }, wants("a", "t gone"))).toEqual({ a: "t/0" });
    });

    test("a topic that nobody wants is left alone", () => {
      expect(divide(assignor, { t: 1, u: 5 }, wants("a", "t"))).toEqual({ a: "t/0" });
    });
  });

  rule("The same members get the same, in whatever order they came", KAFKA, () => {
    test("their names decide", () => {
      fc.assert(
        fc.property(parties(), ({ topics, members }) => {
          const there = textOf(assignor.assign(topics, members));
          const back = textOf(assignor.assign(topics, [...members].reverse()));
          expect(back).toEqual(there);
        }),
        { numRuns: 150, seed: 17 },
      );
    });

    test("those who are asked aren't changed", () => {
      const members: Subscriber[] = [wants("b", "u t"), wants("a", "t")];
      const before = structuredClone(members);
      divide(assignor, { t: 3, u: 1 }, ...members);

      expect(members).toEqual(before);
    });
  });

  rule("Nobody has two more of a topic, or in all, than another who wants the same", KAFKA, () => {
    test("members with the same topics", () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 40 }), (people, count) => {
          const members = Array.from({ length: people }, (_, n) => wants(`m${n}`, "t"));
          const assignment = assignor.assign(new Map([["t", count]]), members);
          const sizes = [...assignment.values()].map(({ length }) => length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }),
        { numRuns: 150, seed: 17 },
      );
    });
  });
});
