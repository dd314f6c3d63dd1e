/**
 * `npm run bench:broker`: messages of a hundred bytes through the publisher, the broker and the log of chapters 13 and
 * 14, in one process, on a real disk. Each batch is flushed before it is acknowledged, and each message has somebody who
 * is told. It exits with 1 where less than a million messages a second come through, or where memory grows.
 *
 * It needs some 2 GB of disk for a while. With `-- --write` the drawing of chapter 14 is made anew.
 */
import type { Partitioner } from "#broker/partitioner";
import { BatchBuilder } from "#broker/batch-builder";
import { CommitLog } from "#commit-log/commit-log";
import { machineFacts } from "../machine";
import { median } from "../quantile";
import { fetchAll } from "./fetch";
import { type Speeds, writeFigure } from "./figures";
import { MESSAGE, produce } from "./produce";
import { KB, MB, needs, openBroker, OPTIONS, type RealBroker } from "./site";

const ROUNDS = 5;
const MILLION = 1_000_000;
/** Of the figures that are judged. */
const BATCH_KB = 256;
const PARTITIONS = 4;

let missed = 0;

function judge(what: string, figure: string, isGood: boolean, aim: string): void {
  console.log(`${isGood ? "ok  " : "MISS"} ${what.padEnd(72)} ${figure.padStart(10)} (${aim})`);
  if (!isGood) missed += 1;
}

/** One partition after the other, each for a while: batches get full, as with chapter 15's sticky partitioner. */
function inTurns(): Partitioner {
  let count = 0;
  return { choose: (_, __, partitions) => Math.floor(count++ / 2_000) % partitions };
}

/** Messages per second, the median of several rounds. */
async function speedOf(site: RealBroker, kb: number, count: number): Promise<number> {
  const producer = site.producer({ batchBytes: kb * KB, partitioner: inTurns() });
  const speeds: number[] = [];
  await produce(producer, count);
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    await produce(producer, count);
    speeds.push((count * 1_000) / (performance.now() - begin));
  }
  return median(speeds);
}

/** The same batches, made before, straight into a log each: what is left for publisher and broker to cost. */
async function speedOfLogs({ host }: RealBroker, count: number): Promise<number> {
  const builder = new BatchBuilder();
  while (builder.size < BATCH_KB * KB - MESSAGE.length) builder.add(0, null, MESSAGE);
  const batch = builder.build();
  const logs = Array.from({ length: PARTITIONS }, (_, index) => {
    return new CommitLog(host, { ...OPTIONS.log, folder: `bare-${index}` });
  });
  await Promise.all(logs.map((log) => new Promise<void>((resolve) => log.open(resolve))));
  const speeds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const begin = performance.now();
    await Promise.all(
      logs.map(async (log) => {
        for (let done = 0; done < count / PARTITIONS; done += builder.count) {
          log.append(batch, 0);
          await new Promise<void>((resolve) => log.flush(resolve));
        }
        log.deleteOld(0, log.recoveryPoint);
      }),
    );
    speeds.push((count * 1_000) / (performance.now() - begin));
  }
  return median(speeds.slice(1));
}

console.log(machineFacts());
needs(2_000 * MB);

const speeds: Speeds = [];
for (const kb of [1, 4, 16, 64, 256, 1_000]) {
  const count = Math.min(MILLION, kb * 4_000);
  const [one, four] = [await openBroker(`one-${kb}`, 1), await openBroker(`four-${kb}`, PARTITIONS)];
  speeds.push({ kb, one: await speedOf(one, kb, count), four: await speedOf(four, kb, count) });
  await one.stop();
  await four.stop();
}
console.log("\nMessages of 100 bytes a second, each acknowledged when it is durable");
console.table(
  speeds.map(({ kb, one, four }) => ({
    "KB in a batch": kb,
    "1 partition": Math.round(one),
    "4 partitions": Math.round(four),
  })),
);

const site = await openBroker("judged", PARTITIONS);
const before = process.cpuUsage();
const speed = await speedOf(site, BATCH_KB, MILLION);
const { user, system } = process.cpuUsage(before);
const bare = await speedOfLogs(site, MILLION);
judge(
  `messages a second, ${BATCH_KB} KB batches, ${PARTITIONS} partitions`,
  `${(speed / MILLION).toFixed(2)} M`,
  speed >= MILLION,
  "at least 1 M",
);
// On a machine that has other things to do, this says more than the speed.
const nsEach = ((user + system) * 1_000) / ((ROUNDS + 1) * MILLION);
judge("ns of processor time a message, on both cores together", nsEach.toFixed(0), true, "for scale");
judge(
  "of the speed of the logs alone, with batches made before",
  (speed / bare).toFixed(2),
  true,
  "for scale",
);

const begin = performance.now();
const bytes = await fetchAll(site.host, site.broker, 0);
judge(
  `MB a second read back, in fetches of 1 MB`,
  ((bytes / MB) * (1_000 / (performance.now() - begin))).toFixed(0),
  true,
  "for scale",
);

const TOTAL = 20 * MILLION;
const memory: number[] = [];
let next = TOTAL / 10;
await produce(site.producer({ batchBytes: BATCH_KB * KB, partitioner: inTurns() }), TOTAL, (sent) => {
  if (sent < next) return;
  next += TOTAL / 10;
  memory.push(process.memoryUsage().rss);
});
await site.stop();
console.log(`     RSS in MB at each tenth: ${memory.map((rss) => (rss / MB).toFixed(0)).join(" ")}`);
const growth = Math.max(...memory.slice(5)) / Math.max(...memory.slice(0, 5));
judge(
  `memory in the second half of ${TOTAL / MILLION} M messages against the first`,
  growth.toFixed(2),
  growth < 1.2,
  "flat: below 1.2",
);

if (process.argv.includes("--write")) console.log(`wrote ${writeFigure(speeds)}`);
process.exit(missed > 0 ? 1 : 0);
