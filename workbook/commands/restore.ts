import { relative } from "node:path";
import type { Chapter, Course } from "../course/course";
import type { Copy, Moment, Reason } from "../progress/backups";
import { cut } from "../screen/text";
import { UsageError } from "./command";
import type { Context, Run } from "./command";
import { locate } from "./locate";

/** How many copies the list shows, unless all are asked for. */
const SHOWN = 20;

/** How many files of a chapter the list names. */
const NAMED = 2;

const REASONS: Record<Reason, string> = {
  run: "seen by a run",
  reset: "before a reset",
  restore: "before a restore",
  import: "before an import",
};

/** Lists the kept copies of the learner's files, or brings some back. */
export const run: Run = async (context, values, [what, only]) => {
  const moments = context.backups().list();
  if (what === undefined) showList(context, moments, values.all === true, values.json === true);
  else if (what.includes("/") || what.endsWith(".ts")) restoreFile(context, what);
  else restoreMoment(context, moments, what, only);
  return Promise.resolve(0);
};

function showList(context: Context, moments: readonly Moment[], all: boolean, json: boolean): void {
  if (json) {
    const copies = moments.map(({ id, at, reason, copies: files }) => ({
      id,
      at: at.toISOString(),
      reason,
      files: files.map((copy) => ({
        file: nameOf(copy),
        path: relative(context.root, copy.path).replaceAll("\\", "/"),
      })),
    }));
    context.print(JSON.stringify({ schema: "kata-restore/1", copies }, null, 2));
    return;
  }
  if (moments.length === 0) {
    context.print("No copies yet. One is made whenever a run sees a file that has changed.");
    return;
  }
  const { paint, width } = context;
  for (const { id, at, reason, copies } of all ? moments : moments.slice(0, SHOWN)) {
    const when = `${localTime(at)}  ${REASONS[reason].padEnd(16)}`;
    context.print(cut(`${paint.strong(id)}  ${when}  ${filesText(copies)}`, width));
  }
  const older = all ? 0 : moments.length - SHOWN;
  if (older > 0) context.print(paint.quiet(`… ${older} older ones: npm run kata -- restore --all`));
  context.print("", "Bring one back: npm run kata -- restore <copy> [file]");
}

/** `watches: cache.ts, server.ts and 3 more`. */
function filesText(copies: readonly Copy[]): string {
  const slugs = [...new Set(copies.map(({ slug }) => slug))];
  return slugs
    .map((slug) => {
      const files = copies.filter((copy) => copy.slug === slug).map(({ file }) => file);
      const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : "";
      return `${slug}: ${files.slice(0, NAMED).join(", ")}${more}`;
    })
    .join("; ");
}

function restoreMoment(
  context: Context,
  moments: readonly Moment[],
  id: string,
  only: string | undefined,
): void {
  const found = moments.filter((moment) => moment.id.startsWith(id));
  if (found.length !== 1) {
    const problem = found.length === 0 ? "There is no copy" : "There is more than one copy";
    throw new UsageError(`${problem} ${JSON.stringify(id)}. \`npm run kata -- restore\` lists them.`);
  }
  const copies = found[0]!.copies.filter(
    (copy) => only === undefined || copy.file === only || nameOf(copy) === only,
  );
  if (copies.length === 0) throw new UsageError(`That copy has no ${only ?? "file"}.`);
  bringBack(context, copies);
}

function restoreFile(context: Context, name: string): void {
  const course = context.course();
  const path = name.replaceAll("\\", "/").replace(/^(?:\.\/)?chapters\//, "");
  const slash = path.indexOf("/");
  if (slash === -1) throw new UsageError(`Of which chapter? For example watches/${path}`);
  const { chapter } = locate(course, path.slice(0, slash));
  const copy = context.backups().newest(chapter, path.slice(slash + 1));
  if (copy === undefined) throw new UsageError(`There is no other copy of ${name}.`);
  bringBack(context, [copy]);
}

function bringBack(context: Context, copies: readonly Copy[]): void {
  const course = context.course();
  const places = copies.map((copy) => ({ copy, chapter: chapterOf(course, copy) }));
  const known = places.filter(
    (place): place is { copy: Copy; chapter: Chapter } => place.chapter !== undefined,
  );
  const kept = context.backups().bringBack(known);
  for (const { copy, chapter } of known) context.print(`chapters/${chapter.name}/${copy.file} is back.`);
  for (const { copy } of places.filter(({ chapter }) => chapter === undefined)) {
    context.print(
      `${nameOf(copy)} belongs to a chapter that this course doesn't have. It stays at ${copy.path}`,
    );
  }
  if (kept !== undefined) context.print(`To undo this: npm run kata -- restore ${kept.id}`);
}

function chapterOf(course: Course, copy: Copy): Chapter | undefined {
  return course.chapters.find(({ slug }) => slug === copy.slug);
}

function nameOf({ slug, file }: Copy): string {
  return `${slug}/${file}`;
}

/** In the learner's own time zone: 2025-11-22 21:40. */
function localTime(at: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
