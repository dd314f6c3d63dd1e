/**
 * `npm run bench:ensemble`: what an ensemble costs when it has more servers, when a follower has more to catch up with,
 * and when a server has more history behind it. Each figure is the median of several rounds in this one run, so that
 * only ratios need to be believed. It exits with 1 where a cost grows faster than it may.
 *
 * Real time is that of one thread which does everything: all servers and clients of a simulated world, its network
 * and its disks. Virtual time is what passes in that world: travelling times and flushes. There no processor is ever
 * busy, and no network or disk gets slower by what it has to carry.
 *
 * With `-- --write` the drawings of chapter 9 are made anew.
 */
import { machineFacts } from "../machine";
import { measureCatchUp } from "./catch-up";
import { type Measured, points, writeFigures } from "./figures";
import { type Growth, growthOf, judge } from "../growth";
import { measureRecovery } from "./recovery";
import { measureThroughput } from "./throughput";

/** What snapshots are taken for: of the same znodes, recovery hardly depends on history. */
const FLAT = 0.5;

/** @param sizes what there is more and more of */
function show(
  title: string,
  sizes: string,
  rows: readonly ({ size: number } & Record<string, number>)[],
): void {
  const round = (value: number): number => (value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
  const shown = rows.map(({ size, ...figures }) => {
    const rounded = Object.entries(figures).map(([name, value]) => [name, round(value)]);
    return { [sizes]: size, ...(Object.fromEntries(rounded) as Record<string, number>) };
  });
  console.log(`\n${title}`);
  console.table(shown);
}

function growths({ throughput, diff, snap, recovery }: Measured): Growth[] {
  const inverse = (name: "perRealSecond" | "perVirtualSecond"): [number, number][] =>
    throughput.map((row) => [row.size, 1 / row[name]]);
  const severalServers = throughput.filter(({ size }) => size > 1);
  return [
    growthOf("real cost of a write, 1 server to 7", inverse("perRealSecond")),
    growthOf("virtual time of a write, 1 server to 7", inverse("perVirtualSecond")),
    // A server that is alone sends none to other servers.
    growthOf("messages for a write, 3 servers to 7", points(severalServers, "messages")),
    growthOf("real time of a DIFF, against transactions", points(diff, "realMs")),
    growthOf("virtual time of a DIFF, against transactions", points(diff, "virtualMs")),
    growthOf("real time of a SNAP, against znodes", points(snap, "realMs")),
    growthOf("virtual time of a SNAP, against znodes", points(snap, "virtualMs")),
    growthOf("recovery from the log alone, against history", points(recovery.log, "realMs")),
    growthOf("recovery with snapshots, against znodes", points(recovery.growing, "realMs")),
    growthOf(
      "recovery with snapshots, same znodes, against history",
      points(recovery.snapshots, "realMs"),
      FLAT,
    ),
  ];
}

console.log(machineFacts());
const throughput = await measureThroughput();
show("Writes per second, and messages for a write", "servers", throughput);
const { diff, snap } = await measureCatchUp();
show("A follower catches up by transactions (DIFF): ms until it serves", "transactions", diff);
show("A follower catches up by a picture (SNAP): ms until it serves", "znodes", snap);
const recovery = await measureRecovery();
show("Recovery from the log alone: ms until it serves", "transactions", recovery.log);
show("Recovery with snapshots of the same znodes: ms until it serves", "transactions", recovery.snapshots);
show(
  "Recovery with snapshots, a znode for each transaction: ms until it serves",
  "transactions",
  recovery.growing,
);

const measured = { throughput, diff, snap, recovery };
console.log("\nTwice the size costs 2^x times as much:");
const isWithin = growths(measured).map(judge);
if (process.argv.includes("--write")) for (const file of writeFigures(measured)) console.log(`wrote ${file}`);
process.exitCode = isWithin.every(Boolean) ? 0 : 1;
