import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { drawPlot } from "../plot";

/** Where chapter 14 shows them. */
const FOLDER = "chapters/14-broker/figures";
const NOTE = `Measured on one machine (Node ${process.version}, ${availableParallelism()} cores): only the ratios count.`;

/** Messages per second, by batch size in KB and number of partitions. */
export type Speeds = { kb: number; one: number; four: number }[];

/** Writes the drawing. @returns its file */
export function writeFigure(speeds: Speeds): string {
  mkdirSync(FOLDER, { recursive: true });
  const said = (name: "one" | "four"): string =>
    speeds.map((row) => `${Math.round(row[name])} with ${row.kb} KB`).join(", ");
  const file = `${FOLDER}/batches.svg`;
  const plot = drawPlot({
    title: "Messages per second against the size of a batch",
    description: `Messages of 100 bytes per second, made into batches, appended and flushed. One partition: ${said("one")}. Four partitions: ${said("four")}. ${NOTE}`,
    note: NOTE,
    x: { label: "KB in a batch", isLogarithmic: true },
    y: { label: "messages per second", isLogarithmic: true },
    series: [
      { name: "four partitions", points: speeds.map(({ kb, four }) => [kb, four] as const) },
      { name: "one partition", points: speeds.map(({ kb, one }) => [kb, one] as const) },
    ],
  });
  writeFileSync(file, plot);
  return file;
}
