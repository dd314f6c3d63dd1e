import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentPlace } from "../progress/position";
import { proseLink } from "../screen/prose-link";
import type { Run } from "./command";
import { locate } from "./locate";
import { rootFiles } from "./root-files";

/** Prints where the prose of a chapter or a step is: as a path with its line, and as a URL. */
export const run: Run = async (context, _values, [name]) => {
  const course = context.course();
  const { chapter, step } =
    name === undefined ? currentPlace(course, context.store().read()) : locate(course, name);
  const file = `chapters/${chapter.name}/README.md`;
  const url = pathToFileURL(join(context.root, file));
  if (step !== undefined) url.hash = step.anchor;
  context.print(step === undefined ? file : proseLink(chapter, step, rootFiles(context.root)), url.href);
  return Promise.resolve(0);
};
