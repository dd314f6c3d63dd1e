import type { Sight } from "#lab/stage/stage";
import { drawDiagram, MAX_LINES } from "#lab/trace/diagram";
import type { Paint } from "../screen/paint";
import { cut, pad, wrap } from "../screen/text";
import type { Player } from "./player";
import { KEYS } from "./stage-keys";

/** The screen that is drawn on. */
export interface Canvas {
  columns: number;
  rows: number;
  paint: Paint;
  /** Whether the keys are explained, in the place of the picture. */
  help: boolean;
}

/** A server's box is no wider than this, so that three of them don't lose each other on a wide terminal. */
const MAX_BOX = 34;
const MIN_BOX = 16;

/** Draws what there is to be seen: the servers side by side, what clients see, and the last things that happened. */
export function drawStage(player: Player, canvas: Canvas): string[] {
  const { columns, rows, paint, help } = canvas;
  const head = header(player, paint);
  const boxes = serverBoxes(player, columns, paint);
  const summary = player.show.summary();
  const foot = footer(columns, paint);
  const above = [head, "", ...boxes, "", ...summary, ""];
  const room = Math.max(0, rows - above.length - foot.length - 1);
  const below = help
    ? keyLines(columns, paint)
    : player.failure === undefined
      ? picture(player, columns, room)
      : failureLines(player, columns, paint, room);
  const filler = Array.from({ length: Math.max(0, room - below.length) }, () => "");
  return [...above, ...below.slice(0, room), ...filler, "", ...foot]
    .slice(0, rows)
    .map((line) => cut(line, columns));
}

/** The same without a terminal: as text, one block. */
export function tellStage(player: Player, paint: Paint): string[] {
  const { show } = player;
  return [
    header(player, paint),
    ...show.servers.map((server) => {
      const { role, facts } = sightOf(player, server);
      return `  ${server}: ${[role, ...facts.map(([name, value]) => `${name} ${value}`)].join(", ")}`;
    }),
    ...show.summary().map((line) => `  ${line}`),
    ...(player.failure === undefined ? [] : [`  ${player.failure.message.split("\n").join("\n  ")}`]),
  ];
}

function header({ stage, size, seed, world, running, speed, failure }: Player, paint: Paint): string {
  const seconds = `${(world.now / 1000).toFixed(2)} s`;
  const pace =
    failure !== undefined
      ? paint.bad("a rule is broken")
      : running
        ? `${String(speed)} s a second`
        : paint.attention("stands still");
  return [paint.strong(`${stage.title} of ${size}`), seconds, pace, paint.quiet(`seed ${seed}`)].join(
    ` ${paint.signs.dot} `,
  );
}

/** Side by side; and if there are more than fit, in several rows of about as many. */
function serverBoxes(player: Player, columns: number, paint: Paint): string[] {
  const { servers } = player.show;
  const most = Math.max(1, Math.floor(columns / MIN_BOX));
  const perRow = Math.ceil(servers.length / Math.ceil(servers.length / most));
  const width = Math.min(MAX_BOX, Math.floor(columns / perRow));
  const boxes = servers.map((server, index) => box(player, server, index, paint));
  const rows: string[] = [];
  for (let first = 0; first < boxes.length; first += perRow) {
    const row = boxes.slice(first, first + perRow);
    const height = Math.max(...row.map(({ length }) => length));
    for (let line = 0; line < height; line++) {
      rows.push(row.map((lines) => pad(cut(lines[line] ?? "", width - 1), width)).join(""));
    }
  }
  return rows;
}

function box(player: Player, server: string, index: number, paint: Paint): string[] {
  const isChosen = player.chosen === server;
  const { role, mood, facts } = sightOf(player, server);
  const { paused, apart } = player.director.condition(server);
  const tint = { good: paint.good, busy: paint.attention, bad: paint.bad }[mood];
  const troubles = [paused && "stands still", apart && "cut off"].filter((text) => text !== false);
  return [
    `${isChosen ? paint.signs.here : " "} ${paint.quiet(String(index + 1))} ${paint.strong(server)}`,
    `    ${tint(role)}`,
    ...facts.map(([name, value]) => `    ${paint.quiet(name)} ${value}`),
    ...troubles.map((text) => `    ${paint.bad(text)}`),
  ];
}

function sightOf(player: Player, server: string): Sight {
  if (player.director.condition(server).up) return player.show.look(server);
  return { role: "down", mood: "bad", facts: [] };
}

function picture(player: Player, columns: number, room: number): string[] {
  const lines = Math.min(room, MAX_LINES);
  if (lines < 3) return [];
  const lanes = [...player.show.servers, ...player.show.others];
  return drawDiagram(player.seen(lines - 1), { lanes, allLanes: true, lines, columns }).split("\n");
}

function failureLines({ failure }: Player, columns: number, paint: Paint, room: number): string[] {
  const [property = "", ...facts] = failure!.message.split("\n");
  const lines = [paint.bad(property), ...facts].flatMap((line) => wrap(line, columns));
  return [...lines, "", "Time stands still. r begins again."].slice(0, room);
}

function keyLines(columns: number, paint: Paint): string[] {
  return KEYS.flatMap(({ shown, does }) =>
    wrap(`${pad(paint.strong(shown), 8)} ${does}`, columns).map((line) => `  ${line}`),
  );
}

function footer(columns: number, paint: Paint): string[] {
  const keys = KEYS.filter(({ short }) => short !== undefined).map(
    ({ shown, short }) => `${paint.strong(shown)} ${short}`,
  );
  return wrap(keys.join(` ${paint.signs.dot} `), columns);
}
