import type { Host } from "#lab/host";

/**
 * Makes the content of a file durable as of now. An error stops the server: from then on nobody knows what the disk
 * holds, and a second try may succeed and keep nothing.
 *
 * @param done called once the content is durable, and only then; never within this call
 */
export function flushFile(host: Host, file: string, done: () => void): void {
  // #region write flush: When may `done` be called? And what if the disk reports an error?
  host.disk.flush(file, (error) => {
    if (error !== undefined) host.halt(`${file} can't be kept: ${error.message}`);
    done();
  });
  // #endregion
}

/** The same for the names in a folder: what was created, renamed and removed there. */
export function flushFolder(host: Host, folder: string, done: () => void): void {
  // #region write flush: As above.
  host.disk.flushFolder(folder, (error) => {
    if (error !== undefined) host.halt(`the names in ${folder} can't be kept: ${error.message}`);
    done();
  });
  // #endregion
}
