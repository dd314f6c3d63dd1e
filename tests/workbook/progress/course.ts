import type { Chapter, Course } from "#workbook/course/course";

/**
 * A course as data, without files: `{ tree: ["paths", "stat"], watches: ["one-shot"] }` is two chapters of two and one
 * steps.
 */
export function makeCourse(chapters: Record<string, string[]>, root = "/nowhere"): Course {
  return { root, chapters: Object.entries(chapters).map(makeChapter) };
}

function makeChapter([slug, keys]: [string, string[]], index: number): Chapter {
  const number = String(index + 1).padStart(2, "0");
  const name = `${number}-${slug}`;
  const steps = keys.map((key, place) => ({
    id: `${slug}/${key}`,
    key,
    number: place + 1,
    title: `The ${key}`,
    minutes: 20,
    files: [`${slug}.ts`],
    testFile: `tests/${name}/${place + 1}-${key}.test.ts`,
    anchor: `step-${place + 1}-the-${key}`,
    hints: ["Think.", "Look.", "Write."],
  }));
  return {
    number,
    slug,
    name,
    title: `About ${slug}`,
    summary: "",
    objectives: [],
    prerequisites: [],
    notes: [],
    public: [],
    minutes: 20 * steps.length,
    steps,
    prose: "",
    files: [`${slug}.ts`],
  };
}
