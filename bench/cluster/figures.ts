import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { drawPlot, type Plot } from "../plot";
import type { Failover } from "./failover";
import type { Rebalances } from "./rebalance";
import type { Throughputs } from "./throughput";

const NOTE = `Measured on one machine (Node ${process.version}, ${availableParallelism()} cores): only the ratios count.`;

export interface Measured {
  throughput: Throughputs;
  rebalances: Rebalances;
  failovers: (Failover & { size: number })[];
}

export type Row = { size: number } & Record<string, number>;

/** The named figure of each row, against its size. */
export function points(rows: readonly Row[], name: string): [number, number][] {
  return rows.map((row) => [row.size, row[name]!]);
}

/** Writes the drawings where the chapters show them. @returns their files */
export function writeFigures(measured: Measured): string[] {
  return Object.entries(plots(measured)).map(([file, plot]) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, drawPlot({ ...plot, note: NOTE }));
    return file;
  });
}

function plots({ throughput, rebalances, failovers }: Measured): Record<string, Plot> {
  const { eager, gentle } = rebalances;
  return {
    "chapters/16-replication/figures/copies.svg": {
      title: "Messages per second against the number of copies",
      description: `Messages of 100 bytes per second with one, two and three copies. ${throughput
        .map(({ acks, rows }) => said(`acks ${acks}`, rows, "perSecond"))
        .join(" ")} ${NOTE}`,
      x: { label: "copies" },
      y: { label: "messages per second" },
      series: throughput.map(({ acks, rows }) => ({
        name: `acks ${acks}`,
        points: points(rows, "perSecond"),
      })),
    },
    "chapters/16-replication/figures/failover.svg": {
      title: "Time without a leader against the number of partitions",
      description: `How long after the death of a broker, which was the controller too, every partition is written again. ${said("In virtual ms", failovers, "virtualMs")} ${said("Without the session that had to end first", failovers, "afterSessionMs")} ${NOTE}`,
      x: { label: "partitions", isLogarithmic: true },
      y: { label: "virtual ms" },
      series: [
        { name: "until written", points: points(failovers, "virtualMs") },
        { name: "after the session", points: points(failovers, "afterSessionMs") },
      ],
    },
    "chapters/17-consumer-groups/figures/rebalance.svg": {
      title: "One member more: partitions that stand still, against the number of members",
      description: `A group shares 1,000 partitions, and one member more comes. ${said("Partitions that somebody gives up, eagerly", eager.members, "moved")} ${said("Gently", gentle.members, "moved")} ${said("Messages, eagerly", eager.members, "messages")} ${said("Messages, gently", gentle.members, "messages")} ${NOTE}`,
      x: { label: "members", isLogarithmic: true },
      y: { label: "how many", isLogarithmic: true },
      series: [
        { name: "given up, eager", points: points(eager.members, "moved") },
        { name: "given up, gentle", points: points(gentle.members, "moved") },
        { name: "messages, eager", points: points(eager.members, "messages") },
        { name: "messages, gentle", points: points(gentle.members, "messages") },
      ],
    },
  };
}

/** All the points, for those who can't see them. */
function said(what: string, rows: readonly Row[], name: string): string {
  const shown = points(rows, name).map(([size, value]) => `${Math.round(value)} at ${size}`);
  return `${what}: ${shown.join(", ")}.`;
}
