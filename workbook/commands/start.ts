import { currentPlace } from "../progress/position";
import type { Context, Run } from "./command";
import { showStatus } from "./status";

/** The watch in a terminal; without one the status and one run, which ends with 0 whatever the verdict. */
export const run: Run = async (context) => {
  if (context.interactive) {
    const { openWatch } = await import("./watch");
    return openWatch(context, "terminal");
  }
  await runOnce(context);
  return 0;
};

async function runOnce(context: Context): Promise<void> {
  const { chapter, step } = currentPlace(context.course(), context.store().read());
  showStatus(context, false);
  context.print("");
  const { runSteps, showSteps } = await import("./test");
  const target = { chapter, step };
  const results = await runSteps(context, target, false);
  showSteps(context, target, results, false);
  context.print(
    "",
    "In a terminal, npm start watches your files and runs the step after each save.",
    "npm run kata -- help shows everything else.",
  );
}
