import type { Stage } from "#lab/stage/stage";
import type { Paint } from "../screen/paint";
import { keysOf } from "../watch/key-names";
import { tellStage } from "./frame";
import { Player } from "./player";
import { press } from "./stage-keys";

/** So many virtual ms pass after each key, so that what it did can be seen. */
const AFTER_A_KEY = 1_000;
/** And so many at the beginning. */
const AT_FIRST = 3_000;

/**
 * Plays a stage as text, for screen readers and pipes: keys come as single characters, and after each of them a second
 * passes and what there is to be seen is told. The end of the input ends it.
 */
export async function playAsText(stage: Stage, size: number, seed: number, paint: Paint): Promise<void> {
  let player = new Player(stage, size, seed);
  const tell = (): void => void process.stdout.write(`${tellStage(player, paint).join("\n")}\n\n`);
  // Whoever reads may have seen enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  await player.pass(AT_FIRST);
  tell();
  process.stdin.setEncoding("utf8");
  for await (const text of process.stdin) {
    for (const key of keysOf(String(text))) {
      const wish = await press(key, player);
      if (wish === "quit") return;
      if (wish === "again") player = new Player(stage, size, player.seed + 1);
      if (player.running) await player.pass(AFTER_A_KEY);
      tell();
    }
  }
}
