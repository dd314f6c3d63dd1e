import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { BundleRefused, MAX_BUNDLE_BYTES, parseBundle } from "../progress/bundle";
import { passedCount } from "../progress/position";
import { importWork } from "../progress/transfer";
import { count } from "../screen/text";
import { UsageError } from "./command";
import type { Run } from "./command";

/** Takes in what `export` wrote. */
export const run: Run = async (context, _values, [name = ""]) => {
  const path = resolve(name);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw new UsageError(`There is no file ${path}.`);
  if (stat.size > MAX_BUNDLE_BYTES)
    throw new BundleRefused(`${name} is larger than any export is. Nothing was changed.`);

  const bundle = parse(name, readFileSync(path, "utf8"));
  const course = context.course();
  const result = importWork(course, bundle, context.store(), context.backups());
  const steps = course.chapters.flatMap((chapter) => chapter.steps);
  context.print(
    `Took in ${name}, exported on ${bundle.exportedAt.slice(0, 10)}.`,
    `${count(result.written.length, "file")} written, ${result.unchanged.length} already the same.`,
    `${passedCount(result.progress, steps)} of ${count(steps.length, "step")} passed now.`,
  );
  if (result.skipped.length > 0) {
    context.print(`Left out, as this course doesn't have their chapters: ${result.skipped.join(", ")}`);
  }
  if (result.kept !== undefined) {
    context.print(`To have your own files again: npm run kata -- restore ${result.kept.id}`);
  }
  return Promise.resolve(0);
};

function parse(name: string, text: string): ReturnType<typeof parseBundle> {
  try {
    return parseBundle(text);
  } catch (error) {
    if (!(error instanceof BundleRefused)) throw error;
    throw new BundleRefused(`${name} can't be taken in. ${error.message} Nothing was changed.`);
  }
}
