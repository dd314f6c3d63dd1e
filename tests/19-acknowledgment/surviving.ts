import type { Cell, OffsetStore, Source } from "#acknowledgment/reading";

/** What a process dies of. */
export class Crash extends Error {}

/** Counts what is done to the world, and dies just before or after the n-th of it. */
export class Fate {
  #left: number;

  constructor(
    at: number,
    private readonly when: "before" | "after" = "before",
  ) {
    this.#left = at;
  }

  act(what: () => void): void {
    const isNow = this.#left-- === 0;
    if (isNow && this.when === "before") throw new Crash();
    what();
    if (isNow) throw new Crash();
  }
}

/** Letters of a partition: offsets 0, 1, 2 and so on, but for those that were compacted away. */
export function sourceOf(values: string, without: readonly number[] = []): Source<string> {
  const all = [...values]
    .map((value, offset) => ({ offset: BigInt(offset), value }))
    .filter(({ offset }) => !without.includes(Number(offset)));
  return { read: (from, max) => all.filter(({ offset }) => offset >= from).slice(0, max) };
}

/** Survives: it belongs to no process. */
export class Store implements OffsetStore {
  committed = 0n;
  commits = 0;

  constructor(private readonly fate = new Fate(-1)) {}

  commit(next: bigint): void {
    this.fate.act(() => {
      this.committed = next;
      this.commits += 1;
    });
  }
}

/** Survives too. */
export class Safe<T> implements Cell<T> {
  value: T | undefined;
  saves = 0;

  constructor(private readonly fate = new Fate(-1)) {}

  load(): T | undefined {
    return this.value;
  }

  save(value: T): void {
    this.fate.act(() => {
      this.value = value;
      this.saves += 1;
    });
  }
}

/** Runs it, and starts it again if it dies. @returns how many times it died */
export function untilDone(run: () => void): number {
  for (let deaths = 0; deaths < 50; deaths++) {
    try {
      run();
      return deaths;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
  throw new Error("it dies and dies");
}
