import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { drawPlot, type Plot } from "../plot";
import type { CaughtUp } from "./catch-up";
import type { Recovered } from "./recovery";
import type { Throughput } from "./throughput";

/** Where chapter 9 shows them. */
const FOLDER = "chapters/09-ensemble/figures";
const NOTE = `Measured on one machine (Node ${process.version}, ${availableParallelism()} cores): only the ratios count.`;

export interface Measured {
  throughput: (Throughput & { size: number })[];
  diff: CaughtUp;
  snap: CaughtUp;
  recovery: { log: Recovered; snapshots: Recovered; growing: Recovered };
}

type Points = [x: number, y: number][];

/** The named figure of each row, against its size. */
export function points<K extends string>(
  rows: readonly ({ size: number } & Record<K, number>)[],
  name: K,
): Points {
  return rows.map((row) => [row.size, row[name]]);
}

/** Writes the drawings. @returns their files */
export function writeFigures(measured: Measured): string[] {
  mkdirSync(FOLDER, { recursive: true });
  return Object.entries(plots(measured)).map(([name, plot]) => {
    const file = `${FOLDER}/${name}.svg`;
    writeFileSync(file, drawPlot({ ...plot, note: NOTE }));
    return file;
  });
}

function plots({ throughput, diff, snap, recovery }: Measured): Record<string, Plot> {
  return {
    throughput: {
      title: "Writes per second against the number of servers",
      description: `Writes per second of ensembles of ${listed(throughput, "servers")}. ${said("In virtual time", throughput, "perVirtualSecond")} ${said("In real time, with everything on one thread", throughput, "perRealSecond")} ${NOTE}`,
      x: { label: "servers" },
      y: { label: "writes per second" },
      series: [
        { name: "virtual seconds", points: points(throughput, "perVirtualSecond") },
        { name: "real seconds", points: points(throughput, "perRealSecond") },
      ],
    },
    "catch-up": {
      title: "Catch-up time against the length of the log",
      description: `How long a server without anything takes until it serves. ${said("By transactions, in real ms", diff, "realMs")} ${said("By a picture, in real ms", snap, "realMs")} ${said("By transactions, in virtual ms", diff, "virtualMs")} ${said("By a picture, in virtual ms", snap, "virtualMs")} ${NOTE}`,
      x: { label: "transactions that it lacks", isLogarithmic: true },
      y: { label: "ms until it serves", isLogarithmic: true },
      series: [
        { name: "SNAP, real ms", points: points(snap, "realMs") },
        { name: "DIFF, real ms", points: points(diff, "realMs") },
        { name: "SNAP, virtual ms", points: points(snap, "virtualMs") },
        { name: "DIFF, virtual ms", points: points(diff, "virtualMs") },
      ],
    },
    recovery: {
      title: "Recovery time against history",
      description: `How long a server takes from its start until it serves. ${said("Without snapshots, in real ms", recovery.log, "realMs")} ${said("With snapshots of a tree that grows by a znode with each transaction", recovery.growing, "realMs")} ${said("With snapshots of the same thousand znodes", recovery.snapshots, "realMs")} ${NOTE}`,
      x: { label: "transactions since the beginning", isLogarithmic: true },
      y: { label: "real ms until it serves", isLogarithmic: true },
      series: [
        { name: "growing tree", points: points(recovery.growing, "realMs") },
        { name: "log alone", points: points(recovery.log, "realMs") },
        { name: "snapshots", points: points(recovery.snapshots, "realMs") },
      ],
    },
  };
}

/** All the points, for those who can't see them. */
function said<K extends string>(
  what: string,
  rows: readonly ({ size: number } & Record<K, number>)[],
  name: K,
): string {
  return `${what}: ${rows.map((row) => `${shown(row[name])} at ${shown(row.size)}`).join(", ")}.`;
}

function listed(rows: readonly { size: number }[], what: string): string {
  return `${rows.map(({ size }) => size).join(", ")} ${what}`;
}

function shown(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : Math.round(value).toLocaleString("en");
}
