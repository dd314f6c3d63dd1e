import type { Host } from "#lab/host";

/**
 * Makes the content of a file durable as of now. An error stops the server: from then on nobody knows what the disk
 * holds, and a second try may succeed and keep nothing.
 *
 * @param done called once the content is durable, and only then; never within this call
 */
export function flushFile(host: Host, file: string, done: () => void): void {
  // Write here (step flush): When may `done` be called? And what if the disk reports an error?
  throw new Error("Not written yet (step flush)");
}

/** The same for the names in a folder: what was created, renamed and removed there. */
export function flushFolder(host: Host, folder: string, done: () => void): void {
  // Write here (step flush): As above.
  throw new Error("Not written yet (step flush)");
}
