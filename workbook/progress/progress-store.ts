import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pause, writeAtomically } from "./atomic-write";
import { emptyProgress, mergeProgress, parseProgress, ProgressUnreadable } from "./progress";
import type { Progress } from "./progress";

/** A lock of a runner that died is taken over after this long. A write takes a few milliseconds. */
const STALE_LOCK_MS = 3_000;
const LOCK_PAUSE_MS = 5;
const LOCK_GIVE_UP_MS = 10_000;

/**
 * The learner's progress on disk, `.kata/progress.json`. Several runners may use it at once: each write takes what the
 * others wrote meanwhile into account.
 */
export class ProgressStore {
  readonly path: string;
  /** Takes a sentence for the learner, when a broken file had to be moved aside. */
  say: (message: string) => void;
  #known: Progress = emptyProgress();

  constructor(root: string, say: (message: string) => void) {
    this.path = join(root, ".kata", "progress.json");
    this.say = say;
  }

  /**
   * The progress as it is now.
   * @throws ProgressTooNew where a newer workbook wrote the file
   */
  read(): Progress {
    // The file first: of fields that we don't know it has the newer values.
    this.#known = mergeProgress(this.#readFile(), this.#known);
    return this.#known;
  }

  /**
   * Changes the progress and writes it. The change is made to what is on disk by then, so it must be a function.
   * @throws ProgressTooNew where a newer workbook wrote the file
   */
  update(change: (progress: Progress) => Progress): Progress {
    return this.#locked(() => {
      const before = this.read();
      const after = change(before);
      if (after !== before || !existsSync(this.path)) {
        writeAtomically(this.path, `${JSON.stringify(after, null, 2)}\n`);
      }
      this.#known = after;
      return after;
    });
  }

  #readFile(): Progress {
    if (!existsSync(this.path)) return emptyProgress();
    const text = readFileSync(this.path, "utf8");
    try {
      return parseProgress(text);
    } catch (error) {
      if (!(error instanceof ProgressUnreadable)) throw error;
      this.#moveAside(error.message);
      return emptyProgress();
    }
  }

  #moveAside(reason: string): void {
    const stamp = new Date().toISOString().replace(/[:.]/g, "-");
    const aside = join(dirname(this.path), `progress.broken-${stamp}.json`);
    renameSync(this.path, aside);
    this.say(
      `.kata/progress.json could not be read (${reason}). It was kept as .kata/${basename(aside)}; ` +
        `a new one begins. Your code is untouched.`,
    );
  }

  #locked<T>(work: () => T): T {
    const lock = `${this.path}.lock`;
    mkdirSync(dirname(lock), { recursive: true });
    const giveUpAt = performance.now() + LOCK_GIVE_UP_MS;
    while (!takeLock(lock)) {
      if (performance.now() > giveUpAt) throw new Error(`${lock} can't be taken: delete it and try again.`);
      if (ageOf(lock) > STALE_LOCK_MS) rmSync(lock, { force: true });
      else pause(LOCK_PAUSE_MS);
    }
    try {
      return work();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says EPERM for a file that is being removed at this moment.
    if (code === "EEXIST" || code === "EPERM") return false;
    throw error;
  }
}

/** In milliseconds; 0 once it is gone. A clock that was turned back makes a lock look young: `abs` sees to that. */
function ageOf(lock: string): number {
  const stat = statSync(lock, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Math.abs(Date.now() - stat.mtimeMs);
}
