import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { writeAtomically } from "../progress/atomic-write";
import { exportWork } from "../progress/transfer";
import { count } from "../screen/text";
import { UsageError } from "./command";
import type { Run } from "./command";

const DEFAULT_NAME = "kata-export.json";

/** Writes the learner's progress and files into one file. */
export const run: Run = async (context, values, [name = DEFAULT_NAME]) => {
  const { text, files } = exportWork(context.course(), context.store().read(), context.now());
  if (name === "-") {
    context.output.write(text);
    return Promise.resolve(0);
  }
  const path = resolve(name);
  if (existsSync(path) && values.force !== true) {
    throw new UsageError(`${name} is there already. Name another file, or add --force.`);
  }
  writeAtomically(path, text);
  context.print(
    `${path} holds your progress and ${count(files.length, "file")} of yours.`,
    `On the other machine: npm run kata -- import ${name}`,
  );
  return Promise.resolve(0);
};
