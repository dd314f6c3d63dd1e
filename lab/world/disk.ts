import { type Disk, DiskError, type Flushed } from "../host";
import type { Span } from "./network";
import type { SeededRandom } from "./random";
import { SimFile } from "./sim-file";
import type { SimHost } from "./sim-host";
import type { World } from "./world";

/** How a disk behaves when nothing special is done to it. */
export interface DiskOptions {
  /** How long a flush takes, in ms. */
  flush: Span;
}

/** The faults that a disk may have until they are taken back. A world starts without any. */
export interface DiskFaults {
  /** Chance of a flush to fail. */
  flushErrors: number;
  /** Flushes call back and keep nothing, as drives with a volatile cache do. */
  lies: boolean;
  /** No more bytes fit on the disk. */
  full: boolean;
}

/** What became of some names in one step: the file that each now stands for, or none. */
type NameChange = readonly { name: string; file: SimFile | undefined }[];

/**
 * The disk of one machine. It outlives the machine's incarnations. Files are things of their own and names point to
 * them, so that a rename whose file was never flushed can do its harm.
 */
export class SimDisk {
  readonly faults: DiskFaults = { flushErrors: 0, lies: false, full: false };
  /** How long a flush takes, in ms. */
  flushTime: Span;
  private names = new Map<string, SimFile>();
  private durableNames = new Map<string, SimFile>();
  /** Changes of names that are not durable, in their order. */
  private changes: NameChange[] = [];
  /** For each file and folder that is being flushed, who waits for the flush after that. */
  private readonly flushing = new Map<SimFile | string, Flushed[]>();
  private host: SimHost | undefined;
  private readonly random: SeededRandom;

  constructor(
    private readonly world: World,
    private readonly machine: string,
    options: Partial<DiskOptions> = {},
  ) {
    this.flushTime = options.flush ?? { min: 0.5, max: 4 };
    this.random = world.random.fork(`disk of ${machine}`);
  }

  /** The files, by name, sorted. */
  files(): string[] {
    return [...this.names.keys()].sort();
  }

  /** What a read of the whole file gives. @throws DiskError `NotFound` */
  content(name: string): Uint8Array {
    return this.file(name).read(0, Infinity);
  }

  /**
   * Turns one bit of a file, as worn media do. Without a position it picks one. Returns where.
   * @throws DiskError `NotFound`; `Failed` if the file is empty
   */
  flipBit(name: string, bit?: number): number {
    const file = this.file(name);
    if (file.size === 0) throw new DiskError("Failed", `${name} is empty: it has no bit to flip`);
    const position = bit ?? this.random.below(file.size * 8);
    file.flipBit(position);
    this.world.record("fault", this.machine, `bit ${position} of ${name} flips`);
    return position;
  }

  beginLife(host: SimHost): void {
    this.host = host;
    for (const file of this.names.values()) file.error = undefined;
  }

  endLife(): void {
    this.host = undefined;
    this.flushing.clear();
  }

  /** Goes back to what is durable, plus whatever part of the rest had reached the medium by chance. */
  losePower(): void {
    const kept = this.random.below(this.changes.length + 1);
    const files = new Set([...this.names.values(), ...this.durableNames.values()]);
    for (const change of this.changes.slice(0, kept)) apply(change, this.durableNames);
    for (const { file } of this.changes.flat()) if (file) files.add(file);
    this.changes = [];
    this.names = new Map(this.durableNames);
    for (const file of files) file.losePower(this.random);
  }

  wipe(): void {
    this.names.clear();
    this.durableNames.clear();
    this.changes = [];
  }

  /** The disk as one incarnation may use it. */
  asSeenBy(host: SimHost): Disk {
    const use = <A extends unknown[], R>(what: string, act: (...args: A) => R) => {
      return (...args: A): R => {
        host.use(`disk.${what}`);
        return act(...args);
      };
    };
    return {
      list: use("list", (folder) => this.list(folder)),
      exists: use("exists", (name) => this.names.has(name)),
      size: use("size", (name) => this.file(name).size),
      read: use("read", (name, offset, length) => this.file(name).read(offset, length)),
      append: use("append", (name, bytes) => this.append(name, bytes)),
      truncate: use("truncate", (name, size) => this.truncate(name, size)),
      rename: use("rename", (from, to) => this.rename(from, to)),
      remove: use("remove", (name) => this.remove(name)),
      flush: use("flush", (name, done) => this.flush(this.file(name), done)),
      flushFolder: use("flushFolder", (folder, done) => this.flush(prefix(folder), done)),
    };
  }

  private list(folder: string): string[] {
    const start = prefix(folder);
    const inside = [...this.names.keys()].filter((name) => name.startsWith(start));
    return inside
      .map((name) => name.slice(start.length))
      .filter((name) => !name.includes("/"))
      .sort();
  }

  private append(name: string, bytes: Uint8Array): void {
    let file = this.names.get(name);
    if (!file) {
      file = new SimFile();
      this.change([{ name: checkName(name), file }]);
    }
    if (this.faults.full) file.error ??= new DiskError("Failed", `${name}: no space left on the disk`);
    if (!file.error) file.append(bytes);
  }

  private truncate(name: string, size: number): void {
    const file = this.file(name);
    if (size > file.size) throw new DiskError("Failed", `${name} has ${file.size} bytes, not ${size}`);
    file.truncate(size);
  }

  private rename(from: string, to: string): void {
    const file = this.file(from);
    if (from === to) return;
    this.change([
      { name: from, file: undefined },
      { name: checkName(to), file },
    ]);
  }

  private remove(name: string): void {
    this.file(name);
    this.change([{ name, file: undefined }]);
  }

  private file(name: string): SimFile {
    const file = this.names.get(name);
    if (!file) throw new DiskError("NotFound", `there is no file ${name}`);
    return file;
  }

  private change(change: NameChange): void {
    this.changes.push(change);
    apply(change, this.names);
  }

  private flush(target: SimFile | string, done: Flushed): void {
    const waiting = this.flushing.get(target);
    if (waiting) waiting.push(done);
    else this.startFlush(target, [done]);
  }

  private startFlush(target: SimFile | string, callbacks: Flushed[]): void {
    this.flushing.set(target, []);
    const keep = typeof target === "string" ? this.keepNames(target) : target.keep();
    const run = (): void => {
      const error = this.endFlush(target, keep);
      for (const done of callbacks) done(error);
      const next = this.flushing.get(target)!;
      this.flushing.delete(target);
      if (next.length > 0) this.startFlush(target, next);
    };
    this.world.schedule(this.random.between(this.flushTime.min, this.flushTime.max), {
      owner: this.host!.incarnation,
      run,
    });
  }

  private endFlush(target: SimFile | string, keep: () => void): DiskError | undefined {
    const broken = typeof target === "string" ? undefined : target.error;
    const fails = this.random.chance(this.faults.flushErrors);
    const error = broken ?? (fails ? new DiskError("Failed", "the flush failed") : undefined);
    if (error && typeof target !== "string") target.error = error;
    if (!error && !this.faults.lies) keep();
    this.world.record("flush", this.machine, error ? `flush fails: ${error.message}` : "flushed");
    return error;
  }

  /** Returns what makes the names in a folder, as they are now, durable. */
  private keepNames(folder: string): () => void {
    const covered = new Set(
      this.changes.filter((change) => change.some(({ name }) => folderOf(name) === folder)),
    );
    return () => {
      for (const change of covered) apply(change, this.durableNames);
      this.changes = this.changes.filter((change) => !covered.has(change));
    };
  }
}

function apply(change: NameChange, names: Map<string, SimFile>): void {
  for (const { name, file } of change) {
    if (file) names.set(name, file);
    else names.delete(name);
  }
}

/** `"orders"` as the start of the names in it; the top has the empty one. */
function prefix(folder: string): string {
  return folder === "" ? "" : `${folder}/`;
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

/** @throws DiskError `Failed` if the name could not be a file's on a real disk */
export function checkName(name: string): string {
  const parts = name.split("/");
  if (parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.@=+-]*$/.test(part))) return name;
  throw new DiskError(
    "Failed",
    `"${name}" is no name for a file: use letters, digits and _ . - @ = +, and / for folders`,
  );
}
