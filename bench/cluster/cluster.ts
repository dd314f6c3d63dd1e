/**
 * `npm run bench:cluster`: what copies cost a publisher, how long a group takes to divide anew, and how long partitions
 * can't be written whose leader has died. Each figure is the median of several rounds in this one run, so that only
 * ratios need to be believed. It exits with 1 where a cost grows faster than it may.
 *
 * Messages a second are those of real sockets and disks, with all brokers and the publisher on one thread. The other
 * times are virtual: travelling times, flushes, heartbeats and sessions of a simulated world, whose processors are never
 * busy; beside them stands the real time of the one thread that does everything in it.
 *
 * With `-- --write` the drawings of chapters 16 and 17 are made anew.
 */
import { type Growth, growthOf, judge } from "../growth";
import { machineFacts } from "../machine";
import { type Failover, measureFailover, SESSION } from "./failover";
import { points, type Row, writeFigures } from "./figures";
import { measureRebalance, type Rebalances } from "./rebalance";
import { ACKS, FACTORS, measureThroughput, type Throughputs } from "./throughput";

/** What hardly depends on the size. */
const FLAT = 0.3;
/** Each of the members is told of all of them, and the partitions are shared out among all. */
const MEMBERS_LIMIT = 1.5;

/** With each change the controller asks for the list of all partitions: short, but as often as they are many. */
const LISTED_LIMIT = 1.3;
/** In a large group some miss a round, for they hear too late that there is one: then there is one more. */
const MESSAGES_LIMIT = 1.3;

function show(title: string, sizes: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  const round = (value: number): number => (value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
  console.table(
    rows.map(({ size, ...figures }) => ({
      [sizes]: size,
      ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)])),
    })),
  );
}

function showThroughput(throughput: Throughputs): void {
  console.log("\nMessages of 100 bytes a second, in batches of 64 KB, against the number of copies");
  console.table(
    FACTORS.map((size, index) => ({
      copies: size,
      ...Object.fromEntries(
        throughput.map(({ acks, rows }) => [`acks ${acks}`, Math.round(rows[index]!.perSecond)]),
      ),
    })),
  );
  const first = throughput[ACKS.indexOf(1)]!.rows[0]!.perSecond;
  for (const { acks, rows } of throughput) {
    const ratios = rows.map(({ perSecond }) => (perSecond / first).toFixed(2)).join(", ");
    console.log(`acks ${acks}: ${ratios} of one copy with acks 1`);
  }
}

function growthsOfRebalance(rebalances: Rebalances): Growth[] {
  return Object.entries(rebalances).flatMap(([way, { members, partitions }]) => [
    growthOf(`${way}: virtual time against members`, points(members, "virtualMs"), FLAT),
    growthOf(`${way}: real time against members`, points(members, "realMs"), MEMBERS_LIMIT),
    growthOf(`${way}: messages against members`, points(members, "messages"), MESSAGES_LIMIT),
    growthOf(`${way}: virtual time against partitions`, points(partitions, "virtualMs"), FLAT),
    growthOf(`${way}: real time against partitions`, points(partitions, "realMs")),
    growthOf(`${way}: messages against partitions`, points(partitions, "messages"), FLAT),
  ]);
}

function growthsOfFailover(rows: readonly (Failover & { size: number })[]): Growth[] {
  return [
    growthOf("failover: virtual time against partitions", points(rows, "virtualMs"), FLAT),
    growthOf("failover: real time against partitions", points(rows, "realMs"), LISTED_LIMIT),
  ];
}

console.log(machineFacts());
const throughput = await measureThroughput();
showThroughput(throughput);
const rebalances = await measureRebalance();
for (const [way, { members, partitions }] of Object.entries(rebalances)) {
  show(`One member more, ${way}: 1,000 partitions`, "members", members);
  show(`One member more, ${way}: 100 members`, "partitions", partitions);
}
const failovers = await measureFailover();
show(`A broker dies that is the controller; sessions of ${SESSION} ms`, "partitions", failovers);

console.log("\nTwice the size costs 2^x times as much:");
const isWithin = [...growthsOfRebalance(rebalances), ...growthsOfFailover(failovers)].map(judge);
if (process.argv.includes("--write")) {
  for (const file of writeFigures({ throughput, rebalances, failovers })) console.log(`wrote ${file}`);
}
process.exit(isWithin.every(Boolean) ? 0 : 1);
