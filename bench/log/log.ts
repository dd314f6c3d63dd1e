/**
 * `npm run bench:log`: the commit log of chapter 13 on a real disk, beside what that disk can do. Every figure is a
 * ratio of two things that were measured in this one run. It exits with 1 where a ratio misses its aim.
 *
 * It needs some 12 GB of disk for a while; `-- --gb 2` writes less.
 */
import { type FileHandle, open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { SeededRandom } from "#lab/world/random";
import type { CommitLog } from "#commit-log/commit-log";
import { machineFacts } from "../machine";
import { median } from "../quantile";
import { batchOf, fill, flushed, FOLDER, GB, MB, needs, openLog } from "./site";

const option = process.argv.indexOf("--gb");
const LARGE = (option < 0 ? 10 : Number(process.argv[option + 1])) * GB;
const ROUNDS = 7;

let missed = 0;

function judge(what: string, ratio: number, isGood: boolean, aim: string): void {
  console.log(`${isGood ? "ok  " : "MISS"} ${what.padEnd(80)} ${ratio.toFixed(2).padStart(6)} (${aim})`);
  if (!isGood) missed += 1;
}

/** Does something `count` times, with at most `depth` of them under way. @returns ms for all */
async function timed(count: number, depth: number, act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  const underWay: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) {
    underWay.push(act());
    if (underWay.length === depth) await underWay.shift();
  }
  await Promise.all(underWay);
  return performance.now() - begin;
}

/** Writes blocks and makes them durable, one after the other, as plainly as can be. @returns ms for all */
function timedRaw(file: FileHandle, block: Uint8Array, count: number): Promise<number> {
  return timed(count, 1, async () => {
    await file.writev([block]);
    await file.datasync();
  });
}

/**
 * The log beside the bare file, in turns. The file has one block under way, as writev and fdatasync have it. The log
 * has `depth` batches: with several, as under a broker, one is checked while others are written, and they share flushes.
 */
async function appendBesideRaw(size: number, total: number, depth: number): Promise<void> {
  const batch = batchOf(size);
  const count = Math.ceil(total / batch.length);
  const name = `${size}-${depth}`;
  const { log, stop } = await openLog(`append-${name}`);
  const raw = await openFile(join(FOLDER, `raw-${name}`), "w");
  const speeds: { log: number; raw: number }[] = [];
  const mb = (count * batch.length) / MB;
  for (let round = 0; round < ROUNDS; round++) {
    const rawMs = await timedRaw(raw, batch, count);
    const logMs = await timed(count, depth, () => {
      log.append(batch, 1);
      return flushed(log);
    });
    speeds.push({ log: (mb * 1000) / logMs, raw: (mb * 1000) / rawMs });
  }
  await raw.close();
  await stop();
  const ratio = median(speeds.map((speed) => speed.log / speed.raw));
  const logs = median(speeds.map((speed) => speed.log));
  const raws = median(speeds.map((speed) => speed.raw));
  const isAimed = size >= MB && depth > 1;
  judge(
    `append and flush of ${size / 1024} KB, ${depth} at a time: ${logs.toFixed(0)} MB/s, bare file ${raws.toFixed(0)} MB/s`,
    ratio,
    !isAimed || ratio >= 0.8,
    isAimed ? "at least 0.8" : "for scale",
  );
}

/** µs for a read of one batch at a random offset. */
function randomReads(log: CommitLog, random: SeededRandom, count: number): number {
  const begin = performance.now();
  for (let n = 0; n < count; n++) {
    const offset = BigInt(random.below(Number(log.endOffset)));
    if (log.read(offset, 1).length !== 1) throw new Error(`nothing was found at ${offset}`);
  }
  return ((performance.now() - begin) * 1000) / count;
}

console.log(machineFacts());
needs(1.3 * LARGE + 2 * GB);
for (const depth of [1, 4]) {
  await appendBesideRaw(4 * 1024, 2 * MB, depth);
  await appendBesideRaw(64 * 1024, 16 * MB, depth);
  await appendBesideRaw(MB, 128 * MB, depth);
}

const batch = batchOf(64 * 1024);
const small = await openLog("small");
await fill(small.log, LARGE / 10, batch);
const large = await openLog("large");
const memory: number[] = [];
let next = LARGE / 10;
await fill(large.log, LARGE, batch, (written) => {
  if (written < next) return;
  next += LARGE / 10;
  memory.push(process.memoryUsage().rss);
});
console.log(`     RSS in MB at each tenth of it: ${memory.map((rss) => (rss / MB).toFixed(0)).join(" ")}`);
// Medians: a sample may be taken just before garbage is collected.
const growth = median(memory.slice(5)) / median(memory.slice(0, 5));
judge(
  `memory in the second half of ${LARGE / GB} GB against the first`,
  growth,
  growth < 1.2,
  "flat: below 1.2",
);

const random = new SeededRandom(1);
const [few, many]: [number[], number[]] = [[], []];
for (let round = 0; round < ROUNDS; round++) {
  few.push(randomReads(small.log, random, 1_000));
  many.push(randomReads(large.log, random, 1_000));
}
const reads = median(many.map((time, round) => time / few[round]!));
judge(
  `a random read in ${LARGE / GB} GB (${median(many).toFixed(0)} µs) against ${LARGE / 10 / GB} GB (${median(few).toFixed(0)} µs)`,
  reads,
  reads <= 2,
  "at most 2",
);
await small.stop();
await large.stop();

/** ms until a log is open that nobody has closed and whose last segment isn't durable. */
async function recovery(name: string, bytes: number): Promise<number> {
  const options = { segmentBytes: 64 * MB };
  const first = await openLog(name, options);
  await fill(first.log, bytes, batch);
  first.log.append(batch, 1);
  await first.stop();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    const again = await openLog(name, options);
    times.push(performance.now() - begin);
    await again.stop();
  }
  return median(times);
}
const one = await recovery("one-segment", 60 * MB);
const sixteen = await recovery("sixteen-segments", 15 * 64 * MB + 60 * MB);
judge(
  `recovery of an unclean GB in 64 MB segments (${sixteen.toFixed(0)} ms) against its last segment (${one.toFixed(0)} ms)`,
  sixteen / one,
  sixteen / one < 2,
  "bounded: below 2",
);
process.exitCode = missed > 0 ? 1 : 0;
