import type { Host } from "#lab/host";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { CommitLog, type CommitLogOptions } from "#commit-log/commit-log";
import { decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { record } from "./records";

/** So small that a run has segments, deletions and compactions by the dozen. */
const OPTIONS: CommitLogOptions = {
  segmentBytes: 400,
  indexBytes: 100,
  keepTombstonesMs: 100,
  retentionBytes: 1_600,
  maxKeys: 3,
};
const KEYS = ["a", "b", "c", "d", "e"];
/** Between two appends, in ms. */
const PACE = 12;

/** What was promised: offsets with their values, and how far they were said to be durable. */
class Promises {
  readonly values = new Map<bigint, string>();
  durable = 0n;
  start = 0n;
  kept = 0;
  violation: string | undefined;
  isWriting = true;
}

type Care = "delete" | "compact";

/** Appends one batch after the other, flushes now and then, and takes care of what is old. */
class Writer {
  readonly log: CommitLog;
  isReady = false;
  #next = 0;

  constructor(
    private readonly host: Host,
    private readonly promises: Promises,
    private readonly care: Care,
  ) {
    const { retentionBytes, ...others } = OPTIONS;
    this.log = new CommitLog(
      host,
      care === "delete" ? { ...others, retentionBytes: retentionBytes! } : others,
    );
    this.log.open(() => {
      this.isReady = true;
      this.#inspect();
      this.#write();
    });
  }

  /** What is there now, by its offsets. */
  content(): Map<bigint, string> {
    const batches = this.log.read(this.log.startOffset, Infinity);
    const records = batches.flatMap((batch) => decodeRecords(batch));
    return new Map(
      records.map(({ offset, key, value }) => [offset, `${text(key!)}=${value ? text(value) : "-"}`]),
    );
  }

  /** After a start: is what was promised there? What wasn't promised may be gone; then its offsets are free. */
  #inspect(): void {
    const { promises, log } = this;
    if (log.endOffset < promises.durable) {
      promises.violation = `offset ${promises.durable - 1n} was durable, and the log ends at ${log.endOffset}`;
      return;
    }
    for (const [offset, value] of [...promises.values]) {
      if (offset >= log.endOffset) promises.values.delete(offset);
      else if (offset < log.startOffset && this.care === "compact")
        promises.violation = `offset ${offset} is gone: ${value}`;
    }
    const content = this.content();
    for (const [offset, value] of content) {
      const expected = promises.values.get(offset);
      if (expected !== value)
        promises.violation = `offset ${offset} has ${value} and was given to ${String(expected)}`;
    }
    if (this.care === "delete") {
      for (const [offset, value] of promises.values) {
        if (offset >= log.startOffset && !content.has(offset))
          promises.violation = `there is a hole at ${offset}: ${value}`;
      }
    } else if (!sameState(content, promises.values)) {
      promises.violation = "a reader of what is left knows something else than a reader of all of it";
    }
  }

  #write(): void {
    const { promises, log } = this;
    this.host.clock.after(PACE, () => this.#write());
    if (!promises.isWriting) return;
    const { random } = this.host;
    const key = random.pick(KEYS);
    const value = random.below(8) === 0 ? null : `${++this.#next} of ${Math.round(this.host.clock.now())}`;
    const offset = log.append(encodeBatch([record(0, value, key, Math.round(this.host.clock.now()))]), 1);
    if (promises.values.has(offset)) promises.violation ??= `offset ${offset} was given before`;
    promises.values.set(offset, `${key}=${value ?? "-"}`);
    if (random.below(4) === 0) {
      const end = log.endOffset;
      log.flush(() => {
        if (end <= promises.durable) return;
        promises.durable = end;
        promises.kept += 1;
      });
    }
    if (random.below(12) > 0) return;
    if (this.care === "delete") log.deleteOld(this.host.clock.now(), promises.durable);
    else log.compact(this.host.clock.now(), promises.durable);
  }
}

/** The last value of every key, whatever has been left out in between. */
function sameState(some: ReadonlyMap<bigint, string>, others: ReadonlyMap<bigint, string>): boolean {
  const stateOf = (values: ReadonlyMap<bigint, string>): string => {
    const state = new Map<string, string>();
    for (const [, pair] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [key, value] = pair.split("=") as [string, string];
      if (value === "-") state.delete(key);
      else state.set(key, value);
    }
    return JSON.stringify([...state].sort());
  };
  return stateOf(some) === stateOf(others);
}

function open(world: World, care: Care): Trial {
  const promises = new Promises();
  const machine: Machine<Writer> = world.server("A", (host) => new Writer(host, promises, care));
  world.always(
    "what was durable is there, at its offset, and no offset is given twice",
    () => promises.violation,
  );
  let settling = 0;
  return {
    writes: () => promises.kept,
    heal: () => (settling = promises.kept),
    unsettled: () => {
      if (promises.kept <= settling + 3) return "nothing is written any more";
      if (promises.isWriting) promises.isWriting = false;
      return machine.instance?.isReady === true ? undefined : "the log isn't open";
    },
  };
}

const ms = { min: 1, max: 300 };

function scenario(name: string, step: string, care: Care): Scenario {
  return {
    name,
    step: `commit-log/${step}`,
    servers: ["A"],
    faults: {
      "power-cut": { ms },
      kill: { ms },
      pause: { ms },
      "flush-error": { ms, most: 3 },
      "full-disk": { ms, most: 3 },
    },
    faultsFor: 2_000,
    mostFaults: 14,
    settlesWithin: 5_000,
    setup: (world) => open(world, care),
  };
}

/** Old segments are deleted while it goes on. */
export const deleting = scenario("deleting", "retention", "delete");

/** Old records are left out while it goes on. */
export const compacting = scenario("compacting", "compaction", "compact");

export const scenarios: readonly Scenario[] = [deleting, compacting];
