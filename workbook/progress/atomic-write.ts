import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Windows refuses to replace a file that an editor or a virus scanner has open just then: milliseconds, as a rule. */
const RENAME_ATTEMPTS = 20;
const RENAME_PAUSE_MS = 15;

let writes = 0;

/** Replaces a file by another content, so that a reader, or a crash, sees the old one or the new one, never a part. */
export function writeAtomically(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${++writes}.tmp`;
  try {
    writeFileSync(temporary, content, { flush: true });
    renamePatiently(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function renamePatiently(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const busy = code === "EPERM" || code === "EACCES" || code === "EBUSY";
      if (!busy || attempt === RENAME_ATTEMPTS) throw error;
      pause(RENAME_PAUSE_MS);
    }
  }
}

/** Blocks this thread for some milliseconds. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
