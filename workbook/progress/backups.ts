import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Chapter } from "../course/course";
import { writeAtomically } from "./atomic-write";
import { learnerFiles, learnerPath, readLearnerFile } from "./learner-files";

/** Why a copy was made: a run saw new content, or something was about to replace the file. */
export type Reason = "run" | "reset" | "restore" | "import";

/** Copies that were made at one moment for one reason. */
export interface Moment {
  /** Short and stable: what the learner types. */
  id: string;
  at: Date;
  reason: Reason;
  copies: Copy[];
}

export interface Copy {
  /** The chapter's slug and the file within it. */
  slug: string;
  file: string;
  /** The copy's absolute path. */
  path: string;
}

/** How many copies of a file are kept for runs, and how many more for each other reason together. */
export const COPIES_PER_FILE = 50;

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-(run|reset|restore|import)\.ts$/;

/**
 * Copies of the learner's files in `.kata/backups/<slug>/<file>/<time>-<reason>.ts`. Nothing of the learner's is ever
 * lost, not even when the learner's code deletes its own file.
 */
export class Backups {
  readonly #root: string;
  readonly #folder: string;
  readonly #now: () => Date;

  constructor(root: string, now: () => Date = () => new Date()) {
    this.#root = root;
    this.#folder = join(root, ".kata", "backups");
    this.#now = now;
  }

  /** Keeps each file of a chapter whose content differs from its newest copy. Empty files are passed over. */
  keepChanged(chapter: Chapter): void {
    const at = this.#now();
    for (const file of learnerFiles(this.#root, chapter)) {
      const content = readLearnerFile(this.#root, chapter, file);
      if (content === undefined || content.trim() === "") continue;
      const newest = this.#copiesOf(chapter.slug, file).at(-1);
      if (newest !== undefined && readFileSync(newest.path, "utf8") === content) continue;
      this.#write(chapter.slug, file, content, at, "run");
    }
  }

  /**
   * Keeps files of the course's chapters before something replaces them.
   * @returns the moment to restore, or undefined where there was nothing to keep
   */
  keep(files: readonly { chapter: Chapter; file: string }[], reason: Reason): Moment | undefined {
    const at = this.#now();
    const copies: Copy[] = [];
    for (const { chapter, file } of files) {
      const content = readLearnerFile(this.#root, chapter, file);
      if (content === undefined) continue;
      const path = this.#write(chapter.slug, file, content, at, reason);
      copies.push({ slug: chapter.slug, file, path });
    }
    return copies.length === 0 ? undefined : { id: idOf(stampOf(at), reason), at, reason, copies };
  }

  /** All that is kept, newest first. */
  list(): Moment[] {
    const moments = new Map<string, Moment>();
    for (const { name, ...copy } of this.#allCopies()) {
      const [, , , , , , , , reason] = NAME.exec(name)!;
      const id = idOf(name.slice(0, name.indexOf("-")), reason as Reason);
      const moment = moments.get(id) ?? { id, at: timeOf(name), reason: reason as Reason, copies: [] };
      moment.copies.push(copy);
      moments.set(id, moment);
    }
    for (const { copies } of moments.values()) {
      copies.sort((a, b) => (`${a.slug}/${a.file}` < `${b.slug}/${b.file}` ? -1 : 1));
    }
    return [...moments.values()].sort((a, b) => b.at.getTime() - a.at.getTime());
  }

  /** The newest copy of a file that differs from what is there now. */
  newest(chapter: Chapter, file: string): Copy | undefined {
    const now = readLearnerFile(this.#root, chapter, file);
    return this.#copiesOf(chapter.slug, file).findLast((copy) => readFileSync(copy.path, "utf8") !== now);
  }

  /** Puts copies back in their places. What is there is kept first. */
  bringBack(copies: readonly { chapter: Chapter; copy: Copy }[]): Moment | undefined {
    // Read all before writing any: keeping what is there may drop the oldest copies.
    const contents = copies.map(({ copy }) => readFileSync(copy.path, "utf8"));
    const kept = this.keep(
      copies.map(({ chapter, copy }) => ({ chapter, file: copy.file })),
      "restore",
    );
    copies.forEach(({ chapter, copy }, index) => {
      writeAtomically(learnerPath(this.#root, chapter, copy.file), contents[index]!);
    });
    return kept;
  }

  #write(slug: string, file: string, content: string, at: Date, reason: Reason): string {
    const path = join(this.#folder, slug, ...file.split("/"), `${stampOf(at)}-${reason}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    this.#dropOld(slug, file, reason === "run");
    return path;
  }

  /** Copies for runs come by the dozen; they must not push out the rare ones made before a reset. */
  #dropOld(slug: string, file: string, runs: boolean): void {
    const kept = this.#copiesOf(slug, file).filter((copy) => copy.path.endsWith("-run.ts") === runs);
    for (const copy of kept.slice(0, -COPIES_PER_FILE)) rmSync(copy.path, { force: true });
  }

  /** Oldest first. */
  #copiesOf(slug: string, file: string): Copy[] {
    const folder = join(this.#folder, slug, ...file.split("/"));
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort()
      .map((name) => ({ slug, file, path: join(folder, name) }));
  }

  #allCopies(): (Copy & { name: string })[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder, { recursive: true, encoding: "utf8" }).flatMap((entry) => {
      const parts = entry.split(/[\\/]/);
      const name = parts.at(-1)!;
      if (parts.length < 3 || !NAME.test(name)) return [];
      const path = join(this.#folder, entry);
      return [{ slug: parts[0]!, file: parts.slice(1, -1).join("/"), path, name }];
    });
  }
}

function idOf(stamp: string, reason: Reason): string {
  return createHash("sha256").update(`${stamp}-${reason}`).digest("hex").slice(0, 6);
}

/** A time that sorts as text and is a file name everywhere: 20251122T214003123Z. */
function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:.]/g, "");
}

function timeOf(name: string): Date {
  const [, year, month, day, hours, minutes, seconds, ms] = NAME.exec(name)!;
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
}
