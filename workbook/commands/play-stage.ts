import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { referenceOf } from "../progress/conditions";
import { isChapterPassed } from "../progress/position";
import { UsageError, type Context, type Run } from "./command";

/**
 * A command that plays a chapter's stage, in a process that has the import conditions for it.
 *
 * @param command as it is typed
 * @param slug the chapter whose stage is played
 */
export function playStage(command: string, slug: string): Run {
  return async (context, values) => {
    if (!context.interactive && values.plain !== true) {
      throw new UsageError(`There is no terminal here. Use ${command} --plain.`);
    }
    for (const option of ["servers", "seed"] as const) {
      const value = values[option];
      if (value !== undefined && !/^\d{1,9}$/.test(String(value))) {
        throw new UsageError(`--${option} takes a whole number, not ${String(value)}.`);
      }
    }
    const chapter = context.course().chapters.find((each) => each.slug === slug)!;
    const stage = path.join(context.root, "tests", chapter.name, "stage.ts");
    const args = [
      ...conditions(context, values.mine === true).map((name) => `--conditions=${name}`),
      "--import",
      "tsx",
      path.join(context.root, "workbook", "stage", "main.ts"),
      pathToFileURL(stage).href,
      ...(values.servers === undefined ? [] : ["--size", String(values.servers)]),
      ...(values.seed === undefined ? [] : ["--seed", String(values.seed)]),
      ...(values.plain === true ? ["--plain"] : []),
    ];
    const child = spawn(process.execPath, args, { cwd: context.root, stdio: "inherit" });
    // The terminal's interrupt reaches both; the player gives the terminal back, and this process waits for it.
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    try {
      return await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => resolve(code ?? 1));
      });
    } finally {
      process.off("SIGINT", ignore);
    }
  };
}

function conditions(context: Context, mine: boolean): string[] {
  if (!mine) return ["reference"];
  const progress = context.store().read();
  return context
    .course()
    .chapters.filter((chapter) => !isChapterPassed(progress, chapter))
    .map(referenceOf);
}
