import * as fs from "node:fs";
import * as path from "node:path";
import { type Disk, DiskError, type Flushed } from "../host";
import { checkName } from "../world/disk";
import { NodeFile } from "./file";
import type { Life } from "./life";

/** Files that are kept open at once, beyond those that have something to do. */
const MAX_OPEN = 256;

/**
 * A folder of the real file system as a Host's disk. Names are changed at once, contents off the event loop.
 *
 * What is on its way to the system would be lost if the process died. So that nobody can tell, the network holds back
 * what a server sends until the system has taken all that the server wrote before (see {@link whenTaken}).
 */
export class NodeDisk implements Disk {
  private readonly files = new Map<string, NodeFile>();
  private readonly folders = new Map<string, { waiting: Flushed[] }>();
  /** Changes that the system has not taken, oldest first. */
  private readonly outstanding = new Set<number>();
  private readonly closing = new Set<Promise<void>>();
  private issued = 0;
  private readonly barriers: { after: number; act: () => void }[] = [];

  constructor(
    private readonly root: string,
    private readonly life: Life,
  ) {
    fs.mkdirSync(root, { recursive: true });
    life.atEnd(() => this.files.forEach((_, name) => this.forget(name)));
  }

  /** Resolves when all files are closed, after the end of the server's life. */
  async closed(): Promise<void> {
    await Promise.all(this.closing);
  }

  list(folder: string): string[] {
    try {
      const entries = fs.readdirSync(path.join(this.root, folder), { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw failed(error);
    }
  }

  exists(name: string): boolean {
    return (
      this.files.has(name) || (fs.statSync(this.pathOf(name), { throwIfNoEntry: false })?.isFile() ?? false)
    );
  }

  size(name: string): number {
    return this.open(name).size;
  }

  read(name: string, offset: number, length: number): Uint8Array {
    return this.open(name).read(offset, length);
  }

  append(name: string, bytes: Uint8Array): void {
    this.open(name, true).append(bytes);
  }

  truncate(name: string, size: number): void {
    const file = this.open(name);
    if (size > file.size) throw new DiskError("Failed", `${name} has ${file.size} bytes, not ${size}`);
    file.truncate(size);
  }

  rename(from: string, to: string): void {
    const file = this.open(from);
    if (from === to) return;
    this.forget(to);
    try {
      fs.mkdirSync(path.dirname(this.pathOf(to)), { recursive: true });
      fs.renameSync(this.pathOf(from), this.pathOf(to));
    } catch (error) {
      throw failed(error);
    }
    this.files.delete(from);
    this.files.set(to, file);
  }

  remove(name: string): void {
    this.open(name);
    this.forget(name);
    try {
      fs.unlinkSync(this.pathOf(name));
    } catch (error) {
      throw failed(error);
    }
  }

  flush(name: string, done: Flushed): void {
    this.open(name).flush(done);
  }

  flushFolder(folder: string, done: Flushed): void {
    const underWay = this.folders.get(folder);
    if (underWay) underWay.waiting.push(done);
    else void this.syncFolder(folder, [done]);
  }

  /** How much has been written: what was written later has a higher mark. */
  get mark(): number {
    return this.issued;
  }

  /** Whether the system has taken all that was written up to a mark. */
  hasTaken(mark: number): boolean {
    if (this.outstanding.size === 0) return true;
    const [oldest] = this.outstanding;
    return mark < oldest!;
  }

  /**
   * Acts when the system has taken all that was written up to a mark: perhaps during this call. For one mark, and for
   * marks that go up, in the order of the calls.
   */
  whenTaken(mark: number, act: () => void): void {
    if (this.hasTaken(mark)) {
      act();
      return;
    }
    let at = this.barriers.length;
    while (at > 0 && this.barriers[at - 1]!.after > mark) at -= 1;
    this.barriers.splice(at, 0, { after: mark, act });
  }

  private open(name: string, create = false): NodeFile {
    const known = this.files.get(name);
    if (known) {
      // The files used last stand last, so that those at the front are the ones to close.
      this.files.delete(name);
      this.files.set(name, known);
      return known;
    }
    if (this.files.size >= MAX_OPEN) this.closeOne();
    const file = new NodeFile(this.owner, this.descriptor(name, create));
    this.files.set(name, file);
    return file;
  }

  private descriptor(name: string, create: boolean): number {
    const where = this.pathOf(name);
    try {
      return fs.openSync(where, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw failed(error);
      if (!create) throw new DiskError("NotFound", `there is no file ${name}`);
    }
    try {
      fs.mkdirSync(path.dirname(where), { recursive: true });
      return fs.openSync(where, "w+");
    } catch (error) {
      throw failed(error);
    }
  }

  private readonly owner = {
    outstanding: (): (() => void) => {
      const number = ++this.issued;
      this.outstanding.add(number);
      return () => {
        this.outstanding.delete(number);
        this.passBarriers();
      };
    },
    run: (act: () => void): void => this.life.run(act),
  };

  private passBarriers(): void {
    const [oldest = Infinity] = this.outstanding;
    while (this.barriers.length > 0 && this.barriers[0]!.after < oldest) this.barriers.shift()!.act();
  }

  private forget(name: string): void {
    const file = this.files.get(name);
    if (!file) return;
    this.files.delete(name);
    const closing = file.close().finally(() => this.closing.delete(closing));
    this.closing.add(closing);
  }

  private closeOne(): void {
    for (const [name, file] of this.files) {
      // A file that failed keeps its error until the server starts anew.
      if (file.idle && !file.error) return this.forget(name);
    }
  }

  private async syncFolder(folder: string, callbacks: Flushed[]): Promise<void> {
    const state = { waiting: [] as Flushed[] };
    this.folders.set(folder, state);
    let error: DiskError | undefined;
    try {
      await syncFolders(this.root, folder);
    } catch (cause) {
      error = failed(cause);
    }
    for (const done of callbacks) this.life.run(() => done(error));
    this.folders.delete(folder);
    if (state.waiting.length > 0) void this.syncFolder(folder, state.waiting);
  }

  private pathOf(name: string): string {
    return path.join(this.root, ...checkName(name).split("/"));
  }
}

/** Flushes a folder and those above it, up to the disk's own. */
async function syncFolders(root: string, folder: string): Promise<void> {
  // Windows keeps names by its journal and cannot flush a folder.
  if (process.platform === "win32") return;
  const parts = folder === "" ? [] : folder.split("/");
  for (let depth = parts.length; depth >= 0; depth--) {
    const where = path.join(root, ...parts.slice(0, depth));
    if (!fs.existsSync(where)) continue;
    const handle = await fs.promises.open(where, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

function failed(error: unknown): DiskError {
  return error instanceof DiskError ? error : new DiskError("Failed", (error as Error).message);
}
