import { readFileSync } from "node:fs";
import { loadCourse, type Chapter, type Course } from "#workbook/course/course";
import { notesProblems, parseNotes, type NotesRow } from "../../../docs/build/notes";
import { parsePlan, plannedSlugs } from "../../../docs/build/plan";

const FILE = "docs/notes.yaml";
const rows = parseNotes(readFileSync(FILE, "utf8"), FILE);
const course = loadCourse(process.cwd());
const slugs = plannedSlugs(parsePlan(readFileSync("docs/plan.yaml", "utf8"), course));

/** How many points, numbered or bulleted, the notes have under each heading, nested ones included. */
const POINTS: Record<string, number> = {
  "Zookeeper and Kafka": 0,
  "Key terms": 0,
  "Key terms: Zookeeper": 0,
  "Key terms: Asynchronous processing": 0,
  Zookeeper: 0,
  "Zookeeper: Motivation": 2 + 3,
  "Zookeeper: Solution": 2,
  "Zookeeper: Leader election": 6,
  "Zookeeper: Zookeeper architecture and quorum": 4,
  "Zookeeper: Acknowledgment during Updates": 2,
  "Zookeeper: Read Operation in ZooKeeper": 3,
  "Zookeeper: Initial Configuration State": 2,
  "Zookeeper: Update Request Process": 4 + 2 + 2 + 2 + 1,
  "Zookeeper: Read Request Process": 3 + 2 + 2 + 1,
  "Zookeeper: Important Points": 3,
  Kafka: 0,
  "Kafka: Motivation": 6 + 5 + 2,
  "Kafka: Solution - Persistent queues": 4,
  "Kafka: Partitioning": 0,
  "Kafka: Consumer Groups": 0,
  "Kafka: Offset Management": 0,
  "Kafka: Message Acknowledgment": 0,
  "Additional reading": 4,
};

test("every heading of the notes has a row of its own, in their order", () => {
  const headings = rows.filter(({ kind }) => kind === "heading").map(({ heading }) => heading);

  expect(headings).toEqual(Object.keys(POINTS));
});

test.each(Object.entries(POINTS))("under %s, every point of the notes has a row", (heading, points) => {
  const found = rows.filter((row) => row.heading === heading && row.kind === "point");

  expect(found).toHaveLength(points);
});

test("the figures of the notes have rows: master and copies, the tree, the queue, the partitions", () => {
  expect(rows.filter(({ kind }) => kind === "figure").map(({ id }) => id)).toEqual([
    "figure-master-slave",
    "figure-tree",
    "figure-asynchronous",
    "figure-partitioning",
  ]);
});

test("rows and chapters name each other exactly, and every step that a row names is there", () => {
  expect(notesProblems(rows, course, slugs)).toEqual([]);
});

test("no chapter is planned twice, and there are twenty-one", () => {
  expect(new Set(slugs).size).toBe(21);
  expect(slugs).toHaveLength(21);
});

const row: NotesRow = { id: "a", kind: "text", heading: "H", point: "P", chapter: "one" };
const one = (notes: string[]) =>
  ({
    root: "",
    chapters: [{ slug: "one", name: "01-one", notes, steps: [{ key: "begin" }] }],
  }) as unknown as Course;

test.each<[string, NotesRow[], Course, string]>([
  ["a row that its chapter doesn't name", [row], one([]), "README.md: add a to `notes`"],
  ["a chapter that names no row", [], one(["b"]), "`notes` has b, which docs/notes.yaml doesn't"],
  [
    "a chapter that names another's row",
    [{ ...row, chapter: "two" }],
    one(["a"]),
    "`notes` has a, which docs/notes.yaml gives to two",
  ],
  [
    "a row for a chapter that nobody plans",
    [{ ...row, chapter: "three" }],
    one([]),
    "three, which nobody plans",
  ],
  [
    "a row for a step that isn't there",
    [{ ...row, step: "end" }],
    one(["a"]),
    "the step end, which one doesn't have",
  ],
])("%s is found", (_, given, course, problem) => {
  const found = notesProblems(given, course, ["one", "two"]);

  expect(found).toHaveLength(1);
  expect(found[0]).toContain(problem);
});

test("a row of a chapter that isn't written yet is no problem", () => {
  expect(notesProblems([{ ...row, chapter: "two" }], one([]), ["one", "two"])).toEqual([]);
});

const yaml = (text: string) => () => parseNotes(text, FILE);

test.each([
  ["without a point", "- { id: a, kind: text, heading: H, chapter: one }", "row 1 lacks `point`"],
  [
    "of a kind of its own",
    "- { id: a, kind: poem, heading: H, point: P, chapter: one }",
    "use heading, point, text, figure",
  ],
  [
    "with a field too many",
    "- { id: a, kind: text, heading: H, point: P, chapter: one, page: 3 }",
    "a field `page`",
  ],
  [
    "with another's id",
    "- { id: a, kind: text, heading: H, point: P, chapter: one }\n- { id: a, kind: text, heading: H, point: Q, chapter: one }",
    "row 2 has the id a again",
  ],
])("a row %s is refused", (_, text, problem) => {
  expect(yaml(text)).toThrow(problem);
});

test("a chapter that exists takes its title from its own front matter", () => {
  const chapter = { slug: "watches", title: "Being told", summary: "S" } as Chapter;
  const plan = parsePlan(readFileSync("docs/plan.yaml", "utf8"), { root: "", chapters: [chapter] });

  expect(plan[0]!.chapters[1]).toMatchObject({ number: 2, title: "Being told", chapter });
  expect(plan[1]!.chapters[0]).toMatchObject({ number: 12, slug: "message-queue" });
});
