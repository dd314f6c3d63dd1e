import { parseArgs } from "node:util";
import type { Stage } from "#lab/stage/stage";
import { paintFor } from "../screen/paint";
import { playOnTerminal } from "./on-terminal";
import { playAsText } from "./as-text";

/**
 * The process that plays a chapter's stage. It was started with the import conditions that choose the code.
 *
 * Arguments: the file with the stage; `--size`, `--seed`, and `--plain` for text.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: "string" }, seed: { type: "string" }, plain: { type: "boolean" } },
});
const { stage } = (await import(positionals[0]!)) as { stage: Stage };
const size = values.size === undefined ? stage.sizes[0]! : Number(values.size);
if (!stage.sizes.includes(size)) {
  process.stderr.write(`${stage.title} can have ${stage.sizes.join(" or ")} servers, not ${values.size}.\n`);
  process.exit(2);
}
const paint = paintFor(process.env, process.stdout.isTTY, process.platform);
const play = values.plain === true ? playAsText : playOnTerminal;
await play(stage, size, Number(values.seed ?? 1), paint);
