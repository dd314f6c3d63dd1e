import type { Happening, TracedMessage, TraceEvent } from "./recording";
import { chooseRows, lanesOf } from "./rows";

export interface DiagramOptions {
  /** The order of the servers, left to right. Default: as they come. */
  lanes?: readonly string[];
  /** Draw all of `lanes`, also those of which nothing is told. */
  allLanes?: boolean;
  /** Most lines of the picture, its heads included. */
  lines?: number;
  /** Columns of the terminal. */
  columns?: number;
}

/** More than this is no picture any more. */
export const MAX_LINES = 60;

/** Columns of the time at the left. */
const TIME_WIDTH = 10;
const MIN_LANE = 12;
const MAX_LANE = 34;
const MAX_TEXT = 56;

const SIGNS: Record<Happening["kind"], string> = {
  start: "○",
  crash: "✗",
  fault: "!",
  note: "●",
  flush: "·",
  broken: "≠",
};

/**
 * Draws a run as text: a column for each server, time going down, a line for each event.
 *
 * ```text
 *  ms       A                 B                 C
 *  3.4      │───propose{1}───▶│                 │
 *  4.1      │                 ✗ loses power     │
 *  5.0      │───propose{1}────┼────────────────▶│
 * ```
 */
export function drawDiagram(events: readonly TraceEvent[], options: DiagramOptions = {}): string {
  const known = options.allLanes === true ? (options.lanes ?? []) : [];
  const lanes = [...new Set([...known, ...lanesOf(events, options.lanes)])];
  const columns = options.columns ?? 110;
  const share = Math.floor((columns - TIME_WIDTH) / Math.max(1, lanes.length));
  const width = Math.min(MAX_LANE, Math.max(MIN_LANE, share));
  const grid = new Grid(lanes, width);
  const rows = chooseRows(events, (options.lines ?? MAX_LINES) - 1);
  const lines = rows.map((row) => {
    if ("leftOut" in row) return grid.gap(row.leftOut);
    const { event, time } = row;
    return event.kind === "message" ? grid.message(time, event) : grid.happening(time, event);
  });
  return [grid.head(), ...lines].join("\n");
}

/** The lines of a picture, all with the same columns. */
class Grid {
  private readonly places: Map<string, number>;

  constructor(
    private readonly lanes: readonly string[],
    private readonly width: number,
  ) {
    this.places = new Map(lanes.map((name, i) => [name, TIME_WIDTH + i * width]));
  }

  head(): string {
    const names = this.lanes.map((name) => name.slice(0, this.width - 1).padEnd(this.width)).join("");
    return (" ms".padEnd(TIME_WIDTH) + names).trimEnd();
  }

  gap(leftOut: number): string {
    const line = this.line("⋮", "");
    write(line, this.places.get(this.lanes.at(-1)!)! + 2, `${leftOut} left out`);
    return line.join("").trimEnd();
  }

  message(time: number, { from, to, label, arrivedAt, sentAt }: TracedMessage): string {
    const line = this.line("│", time.toFixed(1));
    const start = this.places.get(from)!;
    const end = this.places.get(to)!;
    if (start === end) {
      write(line, start, `↺ ${label}`);
      return line.join("").trimEnd();
    }
    const step = Math.sign(end - start);
    for (let at = start + step; at !== end; at += step) line[at] = line[at] === "│" ? "┼" : "─";
    if (arrivedAt === undefined) write(line, end - 2 * step, step > 0 ? "x " : "x");
    else line[end - step] = step > 0 ? "▶" : "◀";
    const [left, right] = start < end ? [start + 1, end - 2] : [end + 2, start - 1];
    const room = Math.min(right - left + 1, this.width - 2) - 2;
    const text = label.length <= room ? label : `${label.slice(0, room - 1)}…`;
    // Beside the sender, so that a long arrow is read from its beginning.
    write(line, start < end ? left + 1 : right - text.length, text);
    if (time - sentAt >= 100) line.push(`  sent at ${sentAt.toFixed(1)}`);
    return line.join("").trimEnd();
  }

  happening(time: number, { kind, server, text }: Happening): string {
    const line = this.line("│", time.toFixed(1));
    const shown = text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
    write(line, this.places.get(server)!, `${SIGNS[kind]} ${shown}`);
    return line.join("").trimEnd();
  }

  private line(lifeline: string, time: string): string[] {
    const line = [...` ${time}`.padEnd(TIME_WIDTH + this.lanes.length * this.width)];
    for (const place of this.places.values()) line[place] = lifeline;
    return line;
  }
}

function write(line: string[], at: number, text: string): void {
  for (const [i, letter] of [...text].entries()) line[at + i] = letter;
}
