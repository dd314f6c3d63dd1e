import type { Place } from "../progress/position";
import { withCurrent } from "../progress/progress";
import { proseLink } from "../screen/prose-link";
import type { Context } from "./command";
import { rootFiles } from "./root-files";

/** Makes a step the current one and says where it is. */
export function go(context: Context, { chapter, step }: Place): void {
  context.store().update((progress) => withCurrent(progress, step.id, context.now()));
  context.print(
    `Now at chapter ${chapter.number}, ${chapter.title}, step ${step.number}: ${step.title}.`,
    `Read ${proseLink(chapter, step, rootFiles(context.root))}`,
    `Edit ${step.files.map((file) => `chapters/${chapter.name}/${file}`).join(", ")}`,
  );
}
