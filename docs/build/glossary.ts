import { CourseProblem } from "#workbook/course/problem";
import { sections } from "#workbook/course/hints";

/** An entry of docs/glossary.md. */
export interface Term {
  /** As the heading has it. */
  name: string;
  /** The words that the build links to it, the name among them only if it is listed. */
  words: string[];
  /** The slug of the chapter where it first does work. */
  chapter: string;
  /** What it means, as Markdown. */
  meaning: string;
}

const WORDS_LINE = /^_Words: (.+)\. Chapter: ([a-z0-9-]+)\._$/;

/**
 * Reads the glossary: for each term a `## name`, the line `_Words: znode, znodes. Chapter: znode-tree._`, and a text.
 * `_Words: none. …` is for a term that is also an everyday word: it is in the list, and nothing links to it.
 *
 * @param file its path, for messages
 * @throws CourseProblem where an entry lacks its line or its text, comes twice, or two entries claim the same word
 */
export function parseGlossary(text: string, file: string): Term[] {
  const owners = new Map<string, string>();
  return sections(text, "## ").map(({ title, body }) => {
    const [first = "", ...rest] = body.trim().split("\n");
    const match = WORDS_LINE.exec(first.trim());
    const meaning = rest.join("\n").trim();
    if (match === null) {
      throw new CourseProblem(
        file,
        `the term "${title}" doesn't say its words and its chapter`,
        "write `_Words: znode, znodes. Chapter: znode-tree._` below its heading",
      );
    }
    if (meaning === "") throw new CourseProblem(file, `the term "${title}" has no text`, "say what it means");

    const words = match[1] === "none" ? [] : match[1]!.split(", ");
    for (const word of new Set([`## ${title}`, ...words])) {
      const owner = owners.get(word.toLowerCase());
      if (owner !== undefined) {
        throw new CourseProblem(
          file,
          `"${title}" and "${owner}" both claim "${word}"`,
          "leave it to one of them",
        );
      }
      owners.set(word.toLowerCase(), title);
    }
    return { name: title, words, chapter: match[2]!, meaning };
  });
}

/** A word of the glossary in a text. */
export interface Occurrence {
  term: Term;
  start: number;
  end: number;
}

/** Finds the words of a glossary in plain text: whole words, the longest that fits, capitals as listed or sentence case. */
export class TermFinder {
  readonly #terms = new Map<string, Term>();
  readonly #names: Map<string, Term>;
  readonly #pattern: RegExp | undefined;

  constructor(terms: readonly Term[]) {
    this.#names = new Map(
      terms.flatMap((term) => [term.name, ...term.words].map((word) => [word.toLowerCase(), term])),
    );
    for (const term of terms) {
      for (const word of term.words) {
        this.#terms.set(word, term);
        this.#terms.set(word.charAt(0).toUpperCase() + word.slice(1), term);
      }
    }
    const longestFirst = [...this.#terms.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
    if (longestFirst.length > 0) {
      this.#pattern = new RegExp(
        `(?<![\\p{L}\\p{N}_/.-])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}_/-])`,
        "gu",
      );
    }
  }

  /** The term that a text is the name of, or one of the words of: for what an author stresses to introduce it. */
  named(text: string): Term | undefined {
    return this.#names.get(text.toLowerCase()) ?? this.#names.get(text.toLowerCase().replace(/s$/, ""));
  }

  find(text: string): Occurrence[] {
    if (this.#pattern === undefined) return [];
    return [...text.matchAll(this.#pattern)].map((match) => ({
      term: this.#terms.get(match[0])!,
      start: match.index,
      end: match.index + match[0].length,
    }));
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
