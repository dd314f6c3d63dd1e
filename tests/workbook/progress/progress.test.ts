import fc from "fast-check";
import {
  emptyProgress,
  hintsSeen,
  isPassed,
  mergeProgress,
  parseProgress,
  passedAt,
  PROGRESS_VERSION,
  ProgressTooNew,
  ProgressUnreadable,
  withCurrent,
  withHint,
  withPass,
  withReset,
} from "#workbook/progress/progress";
import type { Progress } from "#workbook/progress/progress";

const at = (minute: number) => new Date(Date.UTC(2025, 10, 22, 12, minute));

test("a pass is recorded with its time", () => {
  expect(passedAt(withPass(emptyProgress(), "tree/paths", at(3)), "tree/paths")).toBe(at(3).toISOString());
});

test("passing again keeps the time of the first pass", () => {
  const once = withPass(emptyProgress(), "tree/paths", at(3));
  expect(passedAt(withPass(once, "tree/paths", at(9)), "tree/paths")).toBe(at(3).toISOString());
});

test("a reset opens a step again, and the pass after it counts anew", () => {
  const reset = withReset(withPass(emptyProgress(), "tree/paths", at(1)), "tree/paths", at(2));
  expect(isPassed(reset, "tree/paths")).toBe(false);
  expect(passedAt(withPass(reset, "tree/paths", at(3)), "tree/paths")).toBe(at(3).toISOString());
});

test("a pass in the same millisecond as the reset before it counts", () => {
  const reset = withReset(emptyProgress(), "tree/paths", at(2));
  expect(isPassed(withPass(reset, "tree/paths", at(2)), "tree/paths")).toBe(true);
});

test("a reset elsewhere outlives a merge with one who hasn't heard of it", () => {
  const stale = withPass(emptyProgress(), "tree/paths", at(1));
  const fresh = withReset(stale, "tree/paths", at(2));
  expect(isPassed(mergeProgress(stale, fresh), "tree/paths")).toBe(false);
  expect(isPassed(mergeProgress(fresh, stale), "tree/paths")).toBe(false);
});

test("the latest choice of a step wins, and the highest hint", () => {
  const ours = withHint(withCurrent(emptyProgress(), "tree/stat", at(5)), "tree/stat", 1);
  const theirs = withHint(withCurrent(emptyProgress(), "tree/paths", at(4)), "tree/stat", 3);
  const merged = mergeProgress(theirs, ours);
  expect(merged.current?.step).toBe("tree/stat");
  expect(hintsSeen(merged, "tree/stat")).toBe(3);
});

test("what an older or newer course wrote is kept as it is", () => {
  const text = JSON.stringify({
    version: PROGRESS_VERSION,
    mood: "fine",
    steps: { "raft/votes": { passedAt: at(1).toISOString(), stars: 5 } },
  });
  const changed = withPass(parseProgress(text), "tree/paths", at(2));
  const kept = parseProgress(JSON.stringify(mergeProgress(emptyProgress(), changed)));
  expect(kept).toMatchObject({ mood: "fine", steps: { "raft/votes": { stars: 5 } } });
  expect(isPassed(kept, "raft/votes")).toBe(true);
});

test.each([
  ["", "no text"],
  ["{", "half of a text"],
  ["[]", "a list"],
  ['{"version":1}', "no steps"],
  ['{"steps":{}}', "no version"],
  ['{"version":1,"steps":{"a/b":{"passedAt":"yesterday"}}}', "a time that is none"],
  ['{"version":1,"steps":{"a/b":{"hints":-1}}}', "less than no hints"],
  ['{"version":1,"steps":{"a/b":[]}}', "a step that is a list"],
  ['{"version":1,"steps":{},"current":"a/b"}', "a current step without its time"],
])("%s is not a progress file: %s", (text) => {
  expect(() => parseProgress(text)).toThrow(ProgressUnreadable);
});

test("a newer format is refused, and not taken for a broken one", () => {
  expect(() => parseProgress('{"version":2,"steps":{}}')).toThrow(ProgressTooNew);
});

test("a step may be called as a property of every object is", () => {
  for (const id of ["constructor", "__proto__", "toString"]) {
    expect(isPassed(emptyProgress(), id)).toBe(false);
    const saved = parseProgress(JSON.stringify(withPass(emptyProgress(), id, at(1))));
    expect(isPassed(mergeProgress(saved, emptyProgress()), id)).toBe(true);
  }
});

describe("merging loses nothing, in whichever order runners meet", () => {
  const minute = fc.integer({ min: 0, max: 50 });
  const change = fc.record({
    kind: fc.constantFrom("pass", "reset", "hint"),
    step: fc.constantFrom("a", "b"),
    minute,
  });
  const progress = fc.array(change, { maxLength: 8 }).map((changes) =>
    changes.reduce<Progress>((before, each) => {
      if (each.kind === "pass") return withPass(before, each.step, at(each.minute));
      if (each.kind === "reset") return withReset(before, each.step, at(each.minute));
      return withHint(before, each.step, (each.minute % 3) + 1);
    }, emptyProgress()),
  );

  test("the order of two doesn't matter", () => {
    fc.assert(
      fc.property(progress, progress, (a, b) =>
        expect(mergeProgress(a, b).steps).toEqual(mergeProgress(b, a).steps),
      ),
    );
  });

  test("nor does it matter which two of three meet first", () => {
    fc.assert(
      fc.property(progress, progress, progress, (a, b, c) =>
        expect(mergeProgress(mergeProgress(a, b), c).steps).toEqual(
          mergeProgress(a, mergeProgress(b, c)).steps,
        ),
      ),
    );
  });

  test("meeting again changes nothing", () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        const merged = mergeProgress(a, b);
        expect(mergeProgress(merged, b).steps).toEqual(merged.steps);
      }),
    );
  });
});
