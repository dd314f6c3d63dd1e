import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";

export interface Plot {
  title: string;
  /** What it shows, in a sentence, for those who can't see it. */
  description: string;
  /** A line below it all: how it was measured. */
  note?: string;
  x: Axis;
  y: Axis;
  series: Series[];
}

export interface Axis {
  label: string;
  /** Each step of the axis is ten times the one before. Values must be above 0. */
  isLogarithmic?: boolean;
}

export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 72;
const RIGHT = 130;
const TOP = 16;
const BOTTOM = 46;
/** What a note needs below. */
const NOTE = 22;
const DASHES = ["", "6 4", "2 3", "8 3 2 3"];

/** For whoever opens the file alone: the docs' theme has the same classes. */
const STYLE =
  "text{font:12px sans-serif}.soft{fill:#666}.stroke{fill:none;stroke:#bbb}.stroke-accent{fill:none;stroke:#0a5a70;stroke-width:2}.fill-accent{fill:#0a5a70}";

/** Draws measured points as a drawing for the docs, each series with its name at its end. */
export function drawPlot({ title, description, note, x, y, series }: Plot): string {
  const points = series.flatMap((each) => each.points);
  const across = scaleFor(
    x,
    points.map(([value]) => value),
    [LEFT, WIDTH - RIGHT],
  );
  const up = scaleFor(
    y,
    points.map(([, value]) => value),
    [HEIGHT - BOTTOM, TOP],
  );
  const path = line<readonly [number, number]>(
    ([value]) => across(value),
    ([, value]) => up(value),
  );

  const grid = ticksOf(up, y).map(
    (tick) =>
      `<path class="stroke" d="M${LEFT} ${round(up(tick))}H${WIDTH - RIGHT}"/>` +
      text(LEFT - 8, up(tick) + 4, short(tick), "end"),
  );
  const marks = ticksOf(across, x).map((tick) =>
    text(across(tick), HEIGHT - BOTTOM + 18, short(tick), "middle"),
  );
  const ends = spread(series.map(({ points }) => up(points.at(-1)![1])));
  const lines = series.map(({ name, points }, index) => {
    const dash = DASHES[index % DASHES.length]!;
    const dots = points.map(
      ([valueX, valueY]) =>
        `<circle class="fill-accent" cx="${round(across(valueX))}" cy="${round(up(valueY))}" r="3"/>`,
    );
    const dashed = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
    return (
      `<path class="stroke-accent"${dashed} d="${path.digits(1)(points)}"/>${dots.join("")}` +
      `<text x="${WIDTH - RIGHT + 10}" y="${round(ends[index]! + 4)}">${escape(name)}</text>`
    );
  });
  const height = note === undefined ? HEIGHT : HEIGHT + NOTE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(description)}</desc>`,
    `<style>${STYLE}</style>`,
    // The page that shows it has larger letters.
    `<g font-size="12">`,
    ...grid,
    ...marks,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x.label, "middle"),
    `<text class="soft" transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escape(y.label)}</text>`,
    ...lines,
    ...(note === undefined ? [] : [text(LEFT, height - 8, note, "start")]),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

type Scale = ReturnType<typeof scaleLinear<number>> | ReturnType<typeof scaleLog<number>>;

function scaleFor(
  { isLogarithmic = false }: Axis,
  values: readonly number[],
  range: [number, number],
): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (isLogarithmic) return scaleLog().domain([least, most]).range(range).nice();
  return scaleLinear().domain([0, most]).range(range).nice();
}

/** A logarithmic axis has a tick for each power of ten; or, if that leaves too few, some between them. */
function ticksOf(scale: Scale, { isLogarithmic = false }: Axis): number[] {
  const ticks = scale.ticks(5);
  const powers = ticks.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9));
  return isLogarithmic && powers.length > 1 ? powers : ticks;
}

/** Moves names apart that would be drawn over each other. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height);
  for (const [place, each] of order.entries()) {
    const above = order[place - 1];
    if (above !== undefined) each.height = Math.max(each.height, above.height + 15);
  }
  return order.sort((a, b) => a.index - b.index).map(({ height }) => height);
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text class="soft" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

/** 12000 as "12k". */
function short(value: number): string {
  const [unit, sign] = value >= 1e6 ? [1e6, "M"] : value >= 1e3 ? [1e3, "k"] : [1, ""];
  return `${Math.round((value / unit) * 100) / 100}${sign}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(content: string): string {
  return content.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
