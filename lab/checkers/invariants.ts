import { describe, keyOf } from "../describe";
import type { Violation } from "../world/failure";

/** Checks that at most one of them holds something: mastership, a lock, a partition of a generation. */
export function checkAtMostOne(holders: readonly string[], what: string): Violation | undefined {
  const [first, second] = holders;
  if (second === undefined) return undefined;
  return { facts: [`${first} ${what}`, `${second} ${what}`] };
}

/** Checks that a number never goes down, from call to call: an epoch, a high watermark, a committed zxid. */
export class NeverBack {
  private readonly highest = new Map<string, number | bigint>();

  constructor(private readonly what: string) {}

  /** @param whose what is compared with what; forget it with {@link forget} where going back is legal */
  check(whose: string, value: number | bigint): Violation | undefined {
    const before = this.highest.get(whose);
    if (before !== undefined && value < before) {
      return { facts: [`${whose}: ${this.what} was ${before}`, `${whose}: ${this.what} is ${value} now`] };
    }
    this.highest.set(whose, value);
    return undefined;
  }

  forget(whose: string): void {
    this.highest.delete(whose);
  }
}

/**
 * Checks that what was decided once stays decided: the entry at a place of a log, the leader of an epoch. The first one
 * to tell decides; everybody else must agree, for ever.
 */
export class Agreement {
  private readonly decided = new Map<string, { value: string; by: string; shown: string }>();

  check(place: string | number | bigint, value: unknown, by: string): Violation | undefined {
    const key = keyOf(value);
    const before = this.decided.get(String(place));
    if (before === undefined) {
      this.decided.set(String(place), { value: key, by, shown: describe(value) });
      return undefined;
    }
    if (before.value === key) return undefined;
    return {
      facts: [`${before.by} has ${before.shown} at ${place}`, `${by} has ${describe(value)} at ${place}`],
    };
  }
}

/** Checks that of any two logs one is the beginning of the other. */
export function checkPrefixes(logs: ReadonlyMap<string, readonly unknown[]>): Violation | undefined {
  let longest: { name: string; keys: string[]; log: readonly unknown[] } | undefined;
  for (const [name, log] of [...logs].sort(([, a], [, b]) => b.length - a.length)) {
    const keys = log.map(keyOf);
    if (longest === undefined) {
      longest = { name, keys, log };
      continue;
    }
    const { name: other, keys: otherKeys, log: otherLog } = longest;
    const at = keys.findIndex((key, i) => key !== otherKeys[i]);
    if (at >= 0) {
      return {
        facts: [
          `${other} has ${describe(otherLog[at])} at ${at}`,
          `${name} has ${describe(log[at])} at ${at}`,
        ],
      };
    }
  }
  return undefined;
}
