import type { Stage } from "#lab/stage/stage";
import { AlternateScreen } from "../screen/alternate-screen";
import type { Paint } from "../screen/paint";
import { keysOf } from "../watch/key-names";
import { drawStage } from "./frame";
import { Player } from "./player";
import { press } from "./stage-keys";

/** Between two pictures, in real ms. */
const FRAME_MS = 80;

/** Plays a stage on the whole terminal, until somebody quits. The terminal is given back, however it ends. */
export async function playOnTerminal(stage: Stage, size: number, seed: number, paint: Paint): Promise<void> {
  const { stdin, stdout } = process;
  const screen = new AlternateScreen(stdout);
  let player = new Player(stage, size, seed);
  let help = false;
  let over = false;
  let waiting: Promise<void> = Promise.resolve();

  const draw = (): void => {
    const { columns = 80, rows = 24 } = stdout;
    screen.show(drawStage(player, { columns, rows, paint, help }));
  };
  const take = async (key: string): Promise<void> => {
    const wish = await press(key, player);
    if (wish === "quit") over = true;
    else if (wish === "help") help = !help;
    else if (wish === "again") player = new Player(stage, size, player.seed + 1);
    draw();
  };
  const onData = (text: string): void => {
    for (const key of keysOf(text)) waiting = waiting.then(() => take(key));
  };
  const end = (): void => void (over = true);
  const restore = (): void => {
    screen.close();
    stdin.setRawMode(false);
  };

  stdin.setEncoding("utf8").setRawMode(true).on("data", onData).on("end", end).resume();
  stdout.on("resize", draw).on("error", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  process.once("exit", restore);
  screen.open();
  try {
    while (!over) {
      const begun = Date.now();
      if (player.running && !help) await player.pass(FRAME_MS * player.speed);
      draw();
      await new Promise((resolve) => setTimeout(resolve, Math.max(5, FRAME_MS - (Date.now() - begun))));
      await waiting;
    }
  } finally {
    stdin.pause();
  }
  process.exit(0);
}
