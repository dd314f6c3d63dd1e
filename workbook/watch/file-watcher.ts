import { join, relative } from "node:path";
import { watch } from "chokidar";
import { messageOf } from "./message-of";

/** Editors that write in two goes, or by a rename, are one save. In milliseconds. */
const DEBOUNCE_MS = 40;

export interface FileWatcher {
  close(): Promise<void>;
}

/**
 * Watches the TypeScript files of all chapters. Resolves when a save can no longer be missed.
 *
 * This module loads an ES module only package: import it lazily, never from a test under Jest.
 *
 * @param changed gets the files that were written, added or removed: relative to the root, with forward slashes
 * @param failed gets what went wrong when watching fails, for instance where the system allows too few watches
 */
export async function watchChapters(
  root: string,
  changed: (files: string[]) => void,
  failed: (reason: string) => void,
): Promise<FileWatcher> {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    const files = [...waiting];
    waiting.clear();
    changed(files);
  };

  const watcher = watch(join(root, "chapters"), {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !path.endsWith(".ts"),
  });
  watcher.on("all", (_event, path) => {
    if (!path.endsWith(".ts")) return;
    waiting.add(relative(root, path).replaceAll("\\", "/"));
    clearTimeout(timer);
    timer = setTimeout(tell, DEBOUNCE_MS);
  });
  watcher.on("error", (error) => failed(messageOf(error)));
  await new Promise<void>((resolve) => {
    watcher.once("ready", resolve);
    watcher.once("error", () => resolve());
  });
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
