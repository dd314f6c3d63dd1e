import type { Key } from "../watch/key-names";
import type { Player } from "./player";

/** A key of the show. */
interface StageKey {
  shown: string;
  /** For the last line of the screen. */
  short?: string;
  does: string;
}

/** Keys in the order in which they are told. What each does stands in `press`. */
export const KEYS: readonly StageKey[] = [
  { shown: "1-9", short: "choose", does: "chooses the server that the next act befalls" },
  { shown: "k", short: "kill", does: "kills its process; or starts it, if it is down" },
  {
    shown: "p",
    short: "power",
    does: "cuts its power: what it has not flushed may be lost; or starts it",
  },
  { shown: "z", short: "freeze", does: "lets it stand still without knowing it; or go on" },
  { shown: "c", short: "cut off", does: "cuts it off from everybody; or connects it again" },
  { shown: "b", does: "breaks its connections" },
  { shown: "w", does: "kills it and wipes its disk" },
  { shown: "h", short: "heal", does: "heals everything: all are up, and reach each other" },
  { shown: "space", short: "stop/go", does: "stops the time, or lets it go on" },
  { shown: "s", short: "step", does: "stops, and goes on to the next thing that happens" },
  { shown: "+ -", short: "speed", does: "makes the time go faster or slower" },
  { shown: "r", does: "begins again, with the next seed" },
  { shown: "?", short: "keys", does: "shows these keys, or the picture" },
  { shown: "q", short: "quit", does: "ends it" },
];

/** What a key asks of the whole show; the player does the rest by itself. */
export type Wish = "quit" | "again" | "help" | undefined;

/** Does what a key asks for. @returns what the player can't do */
export async function press(key: Key, player: Player): Promise<Wish> {
  const { director, chosen } = player;
  const number = Number(key);
  if (/^[1-9]$/.test(key)) {
    player.chosen = player.show.servers[number - 1] ?? chosen;
    return undefined;
  }
  switch (key) {
    case "k":
      await player.act(() => director.kill(chosen));
      return undefined;
    case "p":
      await player.act(() => director.cutPower(chosen));
      return undefined;
    case "z":
      await player.act(() => director.pause(chosen));
      return undefined;
    case "c":
      await player.act(() => director.cutOff(chosen));
      return undefined;
    case "b":
      await player.act(() => director.breakConnections(chosen));
      return undefined;
    case "w":
      await player.act(() => director.wipe(chosen));
      return undefined;
    case "h":
      await player.act(() => director.heal());
      return undefined;
    case " ":
      player.running = !player.running;
      return undefined;
    case "s":
    case "enter":
      player.running = false;
      await player.step();
      return undefined;
    case "+":
    case "=":
      player.faster();
      return undefined;
    case "-":
      player.slower();
      return undefined;
    case "r":
      return "again";
    case "?":
      return "help";
    case "q":
    case "quit":
    case "escape":
      return "quit";
    default:
      return undefined;
  }
}
