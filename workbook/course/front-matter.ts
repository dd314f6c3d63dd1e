import { parse } from "yaml";
import { CourseProblem } from "./problem";

/** What a chapter's README.md says of the chapter above its prose. */
export interface FrontMatter {
  title: string;
  summary: string;
  objectives: string[];
  /** Slugs of the chapters to do before. */
  prerequisites: string[];
  /** Ids of the rows of docs/notes.yaml that it covers. */
  notes: string[];
  /** Files, without extension, that later chapters may import. */
  public: string[];
  steps: { id: string; title: string; minutes: number; files: string[] }[];
}

const FENCE = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;

/**
 * Splits a chapter's README.md into its front matter and its prose.
 * @param file its path, for messages
 * @throws CourseProblem where a field is missing or of another kind
 */
export function splitFrontMatter(text: string, file: string): { matter: FrontMatter; prose: string } {
  const match = FENCE.exec(text);
  if (match === null) {
    throw new CourseProblem(
      file,
      "has no front matter",
      "begin it with a YAML block between two lines of ---",
    );
  }
  let raw: unknown;
  try {
    raw = parse(match[1]!);
  } catch (error) {
    throw new CourseProblem(file, `front matter isn't YAML (${String(error)})`, "correct the YAML");
  }
  return { matter: readMatter(raw, file), prose: text.slice(match[0].length) };
}

function readMatter(raw: unknown, file: string): FrontMatter {
  const fields = new Fields(raw, "the front matter", file);
  const steps = fields.list("steps").map((step, index) => {
    const inner = new Fields(step, `step ${index + 1} of the front matter`, file);
    return {
      id: inner.text("id"),
      title: inner.text("title"),
      minutes: inner.minutes("minutes"),
      files: inner.texts("files"),
    };
  });
  const count = steps.length;
  if (count < 3 || count > 8) {
    throw new CourseProblem(file, `has ${count} steps`, "give it 3 to 8 steps: one new concept each");
  }
  return {
    title: fields.text("title"),
    summary: fields.text("summary"),
    objectives: fields.texts("objectives"),
    prerequisites: fields.texts("prerequisites"),
    notes: fields.texts("notes"),
    public: fields.texts("public"),
    steps,
  };
}

/** Reads typed fields out of YAML that anybody may have written. */
class Fields {
  readonly #fields: Record<string, unknown>;

  constructor(
    raw: unknown,
    readonly what: string,
    readonly file: string,
  ) {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      throw new CourseProblem(file, `${what} isn't a map of fields`, "write it as `name: value` lines");
    }
    this.#fields = raw as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === "string" && value.trim() !== "") return value;
    throw this.#problem(name, "a line of text");
  }

  /** A step's length: 15 to 60 minutes, so that it fits one sitting. */
  minutes(name: string): number {
    const value = this.#fields[name];
    if (typeof value === "number" && value >= 15 && value <= 60) return value;
    throw this.#problem(name, "a number from 15 to 60");
  }

  list(name: string): unknown[] {
    const value = this.#fields[name];
    if (Array.isArray(value)) return value;
    throw this.#problem(name, "a list");
  }

  texts(name: string): string[] {
    const values = this.list(name);
    if (values.every((value) => typeof value === "string")) return values;
    throw this.#problem(name, "a list of texts");
  }

  #problem(name: string, kind: string): CourseProblem {
    return new CourseProblem(this.file, `${this.what} lacks \`${name}\` as ${kind}`, `add \`${name}\` to it`);
  }
}
