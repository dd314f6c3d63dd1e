import { CommitLog, type CommitLogOptions } from "#commit-log/commit-log";
import { range, Site } from "../05-transaction-log/site";
import { contentOf, order } from "./records";

/** So small that a segment is full after three orders. */
export const SMALL: CommitLogOptions = { segmentBytes: 250, indexBytes: 60, keepTombstonesMs: 0 };

/** A log on a site, opened and ready. */
export function open(site: Site, options = SMALL): CommitLog {
  let log: CommitLog | undefined;
  let ready = false;
  site.run((host) => {
    log = new CommitLog(host, options);
    log.open(() => (ready = true));
  });
  site.pass();
  if (site.up && !ready) throw new Error("the log was opened, and never said that it is ready");
  return log!;
}

/** What an order of {@link filled} has as key and time. */
export interface Making {
  seed?: number;
  options?: CommitLogOptions;
  key?: (n: number) => string | null;
  time?: (n: number) => number;
}

/** A log of so many orders, one a batch. */
export function filled(count: number, making: Making = {}): { site: Site; log: CommitLog } {
  const { seed = 1, options = SMALL, key = () => null, time = (n) => 1_000 + n } = making;
  const site = new Site(seed);
  const log = open(site, options);
  site.run(() => {
    for (const n of range(0, count - 1)) log.append(order(n, key(n), time(n)), 1);
  });
  return { site, log };
}

/** The same, and all of it is durable. */
export function flushed(count: number, making: Making = {}): { site: Site; log: CommitLog } {
  const { site, log } = filled(count, making);
  flush(site, log);
  return { site, log };
}

export function flush(site: Site, log: CommitLog): void {
  let done = false;
  site.run(() => log.flush(() => (done = true)));
  site.pass();
  if (site.up && !done) throw new Error("a flush was asked for, and never called back");
}

/** Does something that calls back, and lets it come to its end. */
export function does(site: Site, work: (done: () => void) => void): void {
  let done = false;
  site.run(() => work(() => (done = true)));
  site.pass();
  if (site.up && !done) throw new Error("it was asked for, and never called back");
}

/** Orders by number, as `contentOf` tells them. */
export function orders(from: number, to: number): string[] {
  return range(from, to).map((n) => `${n} order ${n}`);
}

/** All that can be read, or the reason why the server isn't up. */
export function content(site: Site, log: CommitLog): string[] {
  return site.up ? contentOf(log) : [`down: ${site.halts.at(-1) ?? ""}`];
}
