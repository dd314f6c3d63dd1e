import type { Offset } from "#commit-log/record-batch";

/** A moment at which the leader's log ended somewhere: whoever has that much, had everything then. */
interface Mark {
  at: number;
  logEnd: Offset;
}

interface Known {
  end: Offset;
  caughtUpAt: number;
  /** The moments at which it asked, and didn't have everything. */
  marks: Mark[];
}

/** Most moments kept of a follower. If the oldest is forgotten, it only counts as further behind than it is. */
const MOST_MARKS = 16;

/** Remembers several questions of each follower, and not only the last. */
export class Progress {
  readonly #followers = new Map<string, Known>();
  readonly #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  asked(follower: string, offset: Offset, now: number, logEnd: Offset): void {
    const known = this.#followers.get(follower) ?? { end: offset, caughtUpAt: this.#since, marks: [] };
    this.#followers.set(follower, known);
    known.end = offset;
    known.marks.push({ at: now, logEnd });
    const met = known.marks.filter((mark) => mark.logEnd <= offset);
    known.caughtUpAt = Math.max(known.caughtUpAt, ...met.map(({ at }) => at));
    known.marks = known.marks.filter((mark) => mark.logEnd > offset).slice(-MOST_MARKS);
  }

  endOf(follower: string): Offset | undefined {
    return this.#followers.get(follower)?.end;
  }

  caughtUpAt(follower: string): number {
    const known = this.#followers.get(follower);
    return known === undefined ? this.#since : known.caughtUpAt;
  }
}

/** Sorts them: the first decides. */
export function highWatermark(before: Offset, ends: readonly (Offset | undefined)[]): Offset {
  const known = ends.filter((end) => end !== undefined);
  if (known.length < ends.length) return before;
  const [least = before] = known.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return least > before ? least : before;
}
