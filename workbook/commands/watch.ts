import { currentPlace } from "../progress/position";
import type { WatchMode } from "../watch/watch";
import { UsageError } from "./command";
import type { Context, Run } from "./command";

/** The watch, on the terminal or as a stream of text or JSON. */
export const run: Run = async (context, values) => {
  if (values.plain === true && values.json === true)
    throw new UsageError("Either --plain or --json, not both.");
  if (values.json === true) return openWatch(context, "json");
  if (values.plain === true) return openWatch(context, "plain");
  if (!context.interactive) {
    throw new UsageError(
      "There is no terminal here. Use watch --plain or watch --json, or npm start for one run.",
    );
  }
  return openWatch(context, "terminal");
};

export async function openWatch(context: Context, mode: WatchMode): Promise<number> {
  const notices: string[] = [];
  const store = context.store();
  store.say = (message) => notices.push(message);
  const course = context.course();
  // What can't be used ends it here, before there are processes that would have to be ended too.
  currentPlace(course, store.read());
  const engine = await context.openEngine();
  const [{ watchChapterFiles }, types] = await Promise.all([import("../watch/watch"), context.openTypes()]);
  return watchChapterFiles({
    mode,
    course,
    store,
    engine,
    types,
    notices,
    backups: context.backups(),
    now: context.now,
    input: context.input,
    output: context.output,
    paint: context.paint,
  });
}
