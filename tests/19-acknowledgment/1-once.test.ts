import { rule } from "#lab/testing/rule";
import { atLeastOnce, atMostOnce, effectivelyOnce, type Kept } from "#acknowledgment/once";
import { Fate, Safe, sourceOf, Store, untilDone } from "./surviving";

const SOURCE = "Kafka documentation, Message Delivery Semantics";
const DEATHS = Array.from({ length: 12 }, (_, at) => at).flatMap((at) => [
  { at, when: "before" as const },
  { at, when: "after" as const },
]);

/** Processes the six letters two at a time, and dies once. @returns what was processed, in order */
function lived(consume: typeof atMostOnce, fate: Fate): { done: string; deaths: number; committed: bigint } {
  const store = new Store(fate);
  let done = "";
  const deaths = untilDone(() =>
    consume(sourceOf("abcdef"), store, 2, (value) => fate.act(() => (done += value))),
  );
  return { done, deaths, committed: store.committed };
}

const add = (before: string, value: string): string => before + value;

rule("The order of processing and commit decides what a crash does", SOURCE, () => {
  test("if nobody dies, each record is processed once, in order, by either", () => {
    expect([atMostOnce, atLeastOnce].map((consume) => lived(consume, new Fate(-1)).done)).toEqual([
      "abcdef",
      "abcdef",
    ]);
  });

  test("what is committed is the next offset to read", () => {
    expect([atMostOnce, atLeastOnce].map((consume) => lived(consume, new Fate(-1)).committed)).toEqual([
      6n,
      6n,
    ]);
  });

  test.each(DEATHS)("at most once: nothing is processed twice, if it dies $when act $at", ({ at, when }) => {
    const { done } = lived(atMostOnce, new Fate(at, when));

    expect(new Set(done).size).toBe(done.length);
  });

  test.each(DEATHS)("at least once: nothing is left out, if it dies $when act $at", ({ at, when }) => {
    const { done } = lived(atLeastOnce, new Fate(at, when));

    expect([...new Set(done)].sort().join("")).toBe("abcdef");
  });

  test("at most once: what was committed when it died is lost, and no more", () => {
    expect(lived(atMostOnce, new Fate(0, "after"))).toEqual({ done: "cdef", deaths: 1, committed: 6n });
  });

  test("at least once: what was processed and not committed is done again, and no more", () => {
    expect(lived(atLeastOnce, new Fate(2, "before"))).toEqual({ done: "ababcdef", deaths: 1, committed: 6n });
  });

  test("what is done again is all between the committed offset and where it was", () => {
    expect(lived(atLeastOnce, new Fate(4, "before")).done).toBe("abc" + "cdef");
  });

  test("one commit for all that was read at a time", () => {
    const store = new Store();
    atLeastOnce(sourceOf("abcdef"), store, 3, () => {});
    const other = new Store();
    atMostOnce(sourceOf("abcdef"), other, 3, () => {});

    expect([store.commits, other.commits]).toEqual([2, 2]);
  });

  test("offsets that were compacted away stop nobody", () => {
    const done: string[] = [];
    for (const consume of [atMostOnce, atLeastOnce]) {
      consume(sourceOf("abcdef", [1, 2, 5]), new Store(), 2, (value) => done.push(value));
    }

    expect(done.join("")).toBe("adeade");
  });

  test("it goes on where the group is", () => {
    const store = new Store();
    store.committed = 4n;
    let done = "";
    atLeastOnce(sourceOf("abcdef"), store, 9, (value) => (done += value));

    expect(done).toBe("ef");
  });
});

rule("Once in effect: where it is stands with what came of it", SOURCE, () => {
  test.each(DEATHS)("each record counts once, if it dies $when save $at", ({ at, when }) => {
    const cell = new Safe<Kept<string>>(new Fate(at, when));
    untilDone(() => effectivelyOnce(sourceOf("abcdef"), cell, 2, "", add));

    expect(cell.value).toEqual({ next: 6n, state: "abcdef" });
  });

  test("it may compute a record again: only what is saved counts", () => {
    const cell = new Safe<Kept<string>>(new Fate(0, "before"));
    let computed = 0;
    untilDone(() =>
      effectivelyOnce(sourceOf("ab"), cell, 2, "", (state, value) => {
        computed += 1;
        return state + value;
      }),
    );

    expect({ computed, state: cell.value?.state }).toEqual({ computed: 4, state: "ab" });
  });

  test("offsets that were compacted away stop it neither", () => {
    const cell = new Safe<Kept<string>>();
    effectivelyOnce(sourceOf("abcdef", [1, 2, 5]), cell, 2, "", add);

    expect(cell.value).toEqual({ next: 5n, state: "ade" });
  });

  test("one save for all that was read at a time", () => {
    const cell = new Safe<Kept<string>>();
    effectivelyOnce(sourceOf("abcdef"), cell, 3, "", add);

    expect(cell.saves).toBe(2);
  });
});

rule(
  "An offset acknowledges everything before it",
  "Kafka documentation, The Consumer: Consumer Position",
  () => {
    test("0 and 2 were done, and 3 is committed: record 1 is lost to this group, and another group sees it", () => {
      const source = sourceOf("abc");
      const [email, stock] = [new Store(), new Store()];
      // The email service leaves "b" for later, does "a" and "c", and says where it is.
      email.commit(3n);
      const seen = { email: "", stock: "" };
      atLeastOnce(source, email, 9, (value) => (seen.email += value));
      atLeastOnce(source, stock, 9, (value) => (seen.stock += value));

      expect(seen).toEqual({ email: "", stock: "abc" });
    });
  },
);
