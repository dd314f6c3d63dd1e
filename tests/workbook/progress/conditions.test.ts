import { conditionsFor, ownChapters } from "#workbook/progress/conditions";
import { emptyProgress, withPass } from "#workbook/progress/progress";
import type { Progress } from "#workbook/progress/progress";
import { makeCourse } from "./course";

const COURSE = makeCourse({ tree: ["paths", "stat"], watches: ["one-shot", "events"], sessions: ["expiry"] });
const NOON = new Date("2025-11-22T12:00:00Z");

function passed(...steps: string[]): Progress {
  return steps.reduce((progress, step) => withPass(progress, step, NOON), emptyProgress());
}

test("a beginner's chapter is theirs, and every other one is the reference", () => {
  expect(conditionsFor(COURSE, emptyProgress(), "tree")).toEqual(["reference:watches", "reference:sessions"]);
});

test("one can start anywhere: chapters before that weren't passed are the reference too", () => {
  expect(conditionsFor(COURSE, emptyProgress(), "sessions")).toEqual(["reference:tree", "reference:watches"]);
});

test("a chapter that was passed is the learner's own in every later run", () => {
  expect(conditionsFor(COURSE, passed("tree/paths", "tree/stat"), "watches")).toEqual(["reference:sessions"]);
});

test("a chapter passed in part is still the reference for others: its gaps would throw", () => {
  expect(conditionsFor(COURSE, passed("tree/paths"), "watches")).toEqual([
    "reference:tree",
    "reference:sessions",
  ]);
});

test("a later chapter that was passed is the learner's when an earlier one is run again", () => {
  expect(conditionsFor(COURSE, passed("sessions/expiry"), "tree")).toEqual(["reference:watches"]);
});

test("with all chapters passed nothing is swapped", () => {
  const all = passed(...COURSE.chapters.flatMap(({ steps }) => steps.map(({ id }) => id)));
  expect(conditionsFor(COURSE, all, "watches")).toEqual([]);
});

test("each chapter is either the learner's own or swapped for its reference", () => {
  const progress = passed("sessions/expiry");
  const own = ownChapters(COURSE, progress, "watches").map(({ slug }) => slug);
  expect(own).toEqual(["watches", "sessions"]);
  expect(conditionsFor(COURSE, progress, "watches")).toEqual(["reference:tree"]);
});
