import { currentPlace, placeAfter } from "#workbook/progress/position";
import { emptyProgress, withCurrent, withPass } from "#workbook/progress/progress";
import { makeCourse } from "./course";

const COURSE = makeCourse({ tree: ["paths", "stat"], watches: ["one-shot"] });
const at = (minute: number) => new Date(Date.UTC(2025, 10, 22, 12, minute));
const here = (progress = emptyProgress()) => currentPlace(COURSE, progress).step.id;

test("a beginner stands at the first step", () => {
  expect(here()).toBe("tree/paths");
});

test("one goes on at the step that was chosen last", () => {
  expect(here(withCurrent(emptyProgress(), "watches/one-shot", at(1)))).toBe("watches/one-shot");
});

test("one who passed a step and went home goes on at the next open one", () => {
  const chosen = withCurrent(emptyProgress(), "tree/paths", at(1));
  expect(here(withPass(chosen, "tree/paths", at(2)))).toBe("tree/stat");
});

test("one who left a step open and passed the one behind it goes on, not back", () => {
  const chosen = withCurrent(emptyProgress(), "tree/stat", at(1));
  expect(here(withPass(chosen, "tree/stat", at(2)))).toBe("watches/one-shot");
});

test("one who went back to a step passed long ago stays there", () => {
  const passed = withPass(emptyProgress(), "tree/paths", at(1));
  expect(here(withCurrent(passed, "tree/paths", at(2)))).toBe("tree/paths");
});

test("with the last step passed, one goes on at the first that was left open", () => {
  const chosen = withCurrent(emptyProgress(), "watches/one-shot", at(1));
  expect(here(withPass(chosen, "watches/one-shot", at(2)))).toBe("tree/paths");
});

test("a step that this course doesn't have is no place to stand", () => {
  expect(here(withCurrent(emptyProgress(), "raft/votes", at(1)))).toBe("tree/paths");
});

test("with everything passed, one stands at the last choice", () => {
  const chosen = withCurrent(emptyProgress(), "tree/stat", at(1));
  const all = ["tree/paths", "tree/stat", "watches/one-shot"];
  expect(here(all.reduce((progress, step) => withPass(progress, step, at(2)), chosen))).toBe("tree/stat");
});

test("a course without steps says so", () => {
  expect(() => currentPlace(makeCourse({}), emptyProgress())).toThrow("no chapters");
});

test("behind a chapter's last step comes the next chapter, and behind the last one nothing", () => {
  expect(placeAfter(COURSE, "tree/stat")?.step.id).toBe("watches/one-shot");
  expect(placeAfter(COURSE, "watches/one-shot")).toBeUndefined();
});
