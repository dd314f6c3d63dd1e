import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { highWatermark, Progress } from "#replication/progress";

const SOURCE = "Kafka documentation, Replication: the high watermark";

rule("What all in sync have may be read", SOURCE, () => {
  test.each([
    { ends: [9n, 5n, 7n], before: 0n, high: 5n, why: "the last of them decides" },
    { ends: [9n], before: 0n, high: 9n, why: "the leader is alone" },
    { ends: [9n, 5n], before: 7n, high: 7n, why: "it never goes back" },
    { ends: [9n, undefined, 8n], before: 3n, high: 3n, why: "of one nothing is known yet" },
    { ends: [undefined, 9n], before: 3n, high: 3n, why: "of one nothing is known yet, whoever stands first" },
    { ends: [], before: 3n, high: 3n, why: "nobody" },
    { ends: [0n, 0n], before: 0n, high: 0n, why: "there is nothing" },
  ])("$why: $high", ({ ends, before, high }) => {
    expect(highWatermark(before, ends)).toBe(high);
  });

  test("never above anybody's end, never below what it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 99n }), { minLength: 1 }),
        fc.bigInt({ min: 0n, max: 99n }),
        (ends, before) => {
          const high = highWatermark(before, ends);

          expect(high >= before).toBe(true);
          expect(high === before || ends.every((end) => end >= high)).toBe(true);
          expect(high === before || ends.includes(high)).toBe(true);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });
});

rule("A follower that asks from an offset on has what is before it", SOURCE, () => {
  test("how far it is: as far as it has asked last, also if that is less than before", () => {
    const progress = new Progress(1_000);
    progress.asked("B", 5n, 1_010, 9n);
    progress.asked("B", 3n, 1_020, 9n);
    progress.asked("C", 9n, 1_020, 9n);

    expect([progress.endOf("B"), progress.endOf("C"), progress.endOf("D")]).toEqual([3n, 9n, undefined]);
  });

  test("a name may be any", () => {
    expect(new Progress(0).endOf("constructor")).toBeUndefined();
  });
});

rule(
  "When had it everything? Now, if it asks from the end on; or when it asked last, if it has what there was then",
  "Kafka documentation, replica.lag.time.max.ms",
  () => {
    test("nobody is behind when a leader begins", () => {
      expect(new Progress(1_000).caughtUpAt("B")).toBe(1_000);
    });

    test("it asks from the end on", () => {
      const progress = new Progress(1_000);
      progress.asked("B", 9n, 1_500, 9n);

      expect(progress.caughtUpAt("B")).toBe(1_500);
    });

    test("it asks from somewhere before the end", () => {
      const progress = new Progress(1_000);
      progress.asked("B", 5n, 1_500, 9n);

      expect(progress.caughtUpAt("B")).toBe(1_000);
    });

    test("under a steady stream it never asks from the end on, and isn't behind all the same", () => {
      const progress = new Progress(1_000);
      for (let step = 0n; step < 10n; step += 1n) {
        progress.asked("B", 10n * step, 1_100 + 100 * Number(step), 10n * (step + 1n));
      }

      expect(progress.caughtUpAt("B")).toBe(1_900);
    });

    test("one that always has half of what there was the last time is behind", () => {
      const progress = new Progress(1_000);
      for (let step = 0n; step < 10n; step += 1n) {
        progress.asked("B", 5n * step, 1_100 + 100 * Number(step), 10n * (step + 1n));
      }

      // With 45 records it has what there was at 1,400, and not what there was at 1,500. It never had everything.
      expect(progress.caughtUpAt("B")).toBeLessThanOrEqual(1_400);
    });

    test("it was there once, and then it stands still", () => {
      const progress = new Progress(1_000);
      progress.asked("B", 9n, 1_500, 9n);
      for (const now of [1_600, 1_700, 1_800]) progress.asked("B", 9n, now, 20n);

      expect(progress.caughtUpAt("B")).toBe(1_500);
    });
  },
);
