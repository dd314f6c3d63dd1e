import type { TraceEvent, TracedMessage } from "./recording";
import { chooseRows, lanesOf } from "./rows";

export interface SvgOptions {
  /** The order of the servers, left to right. Default: as they come. */
  lanes?: readonly string[];
  /** Most events in the picture. */
  rows?: number;
  /** What the picture shows, for those who cannot see it. */
  title: string;
}

const LANE = 190;
const LEFT = 80;
const TOP = 50;
const ROW = 26;
const LETTER = 6.6;

/**
 * Draws a run as SVG: a line for each server, time going down, an arrow for each message from where it was sent to
 * where it arrived. Moments are evenly spaced, so that a busy millisecond can be read. Colours follow the page's text.
 */
export function drawSvg(events: readonly TraceEvent[], options: SvgOptions): string {
  const lanes = lanesOf(events, options.lanes);
  const x = new Map(lanes.map((name, i) => [name, LEFT + LANE / 2 + i * LANE]));
  const shown = chooseRows(events, options.rows ?? 60).flatMap((row) =>
    "leftOut" in row ? [] : [row.event],
  );
  const moments = [...new Set(shown.flatMap(momentsOf))].sort((a, b) => a - b);
  const y = new Map(moments.map((moment, i) => [moment, TOP + ROW * (i + 0.5)]));
  const width = LEFT + LANE * lanes.length;
  const height = TOP + ROW * (moments.length + 1);

  const heads = lanes.map((name) => text(x.get(name)!, TOP - 22, name, "lane", "middle"));
  const lines = lanes.map((name) => line(x.get(name)!, TOP - 12, x.get(name)!, height - 10, "life"));
  const times = moments.map((moment) => text(LEFT - 8, y.get(moment)! + 4, moment.toFixed(1), "time", "end"));
  const marks = shown.map((event) =>
    event.kind === "message"
      ? arrow(event, x.get(event.from)!, y.get(event.sentAt)!, x.get(event.to)!, y.get(endOf(event))!)
      : mark(event.kind, x.get(event.server)!, y.get(event.at)!, event.text),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(options.title)}</title>`,
    STYLE,
    MARKERS,
    ...lines,
    ...heads,
    ...times,
    ...marks,
    "</svg>",
    "",
  ].join("\n");
}

const STYLE = `<style>
text { font: 11px ui-monospace, monospace; fill: currentColor; }
.lane { font-weight: bold; font-size: 13px; }
.time { opacity: 0.6; }
.life { stroke: currentColor; opacity: 0.3; }
.message { stroke: currentColor; marker-end: url(#arrives); }
.lost { stroke: #c33; stroke-dasharray: 4 3; marker-end: url(#lost); }
.note, .start, .flush { fill: currentColor; }
.crash, .fault, .broken { fill: #c33; }
</style>`;

const MARKERS = `<defs>
<marker id="arrives" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker>
<marker id="lost" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0 8 8M8 0 0 8" stroke="#c33" stroke-width="1.5"/></marker>
</defs>`;

function momentsOf(event: TraceEvent): number[] {
  return event.kind === "message" ? [event.sentAt, endOf(event)] : [event.at];
}

function endOf({ sentAt, arrivedAt, lostAt }: TracedMessage): number {
  return arrivedAt ?? lostAt ?? sentAt;
}

function arrow(event: TracedMessage, x1: number, y1: number, x2: number, y2: number): string {
  const lost = event.arrivedAt === undefined;
  const share = lost ? 0.6 : 1;
  const shaft = line(x1, y1, x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, lost ? "lost" : "message");
  const room = Math.floor((LANE - 20) / LETTER);
  const label = event.label.length <= room ? event.label : `${event.label.slice(0, room - 1)}…`;
  const side = x2 < x1 ? -1 : 1;
  return shaft + text(x1 + side * 8, y1 - 4, label, "label", side > 0 ? "start" : "end");
}

function mark(kind: string, x: number, y: number, what: string): string {
  return `<circle class="${kind}" cx="${x}" cy="${y}" r="4"/>${text(x + 8, y + 4, what, kind, "start")}`;
}

function line(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return `<line class="${style}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

function text(x: number, y: number, content: string, style: string, anchor: string): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(content: string): string {
  return content.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
