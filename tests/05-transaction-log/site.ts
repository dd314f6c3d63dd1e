import type { Disk, Flushed, Host } from "#lab/host";
import type { Recorder } from "#lab/trace/recorder";
import { Halted } from "#lab/world/failure";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";

/** Long enough for everything that a test has begun to come to its end, in ms. */
const A_WHILE = 10_000;

/**
 * One machine with a disk, and somebody who cuts its power. The tests start on it what they test.
 *
 * Whatever changes the disk can be counted, and the power cut right after the nth such act: that is how a test goes
 * through every moment at which a server can die.
 */
export class Site {
  readonly world: World;
  readonly machine: Machine<Host>;
  /** Why the server has stopped by itself, each time. */
  readonly halts: string[] = [];
  /** How many flushes have failed. */
  failedFlushes = 0;
  /** What the disk was asked to do in this life: "append log/…", "flush log/…", "flushed log/…". */
  acts: string[] = [];
  #actsLeft = Infinity;

  constructor(seed = 1) {
    const recorder: Recorder = {
      sent: () => 0,
      arrived: () => {},
      lost: () => {},
      happened: (_time, kind, _server, text) => {
        if (kind === "flush" && text.startsWith("flush fails")) this.failedFlushes += 1;
        if (kind === "crash" && text.startsWith("halts: ")) this.halts.push(text.slice("halts: ".length));
      },
    };
    this.world = new World({ seed, recorder });
    this.machine = this.world.server("A", (host) => this.#watched(host));
  }

  /** The host of this life. */
  get host(): Host {
    return this.machine.instance!;
  }

  get disk(): Disk {
    return this.host.disk;
  }

  /** Whether the server still runs: it hasn't stopped by itself and nobody has stopped it. */
  get up(): boolean {
    return this.machine.up;
  }

  /** Does something as the server. It may stop the server; any other error goes on to the test. */
  run(act: (host: Host) => void): void {
    const { host } = this;
    this.world.enter(this.machine.incarnation!, () => act(host));
  }

  /** Lets everything that was begun come to its end. */
  pass(ms = A_WHILE): void {
    this.world.advance(ms);
  }

  /** Cuts the power right after so many more acts of the disk. */
  cutPowerAfter(acts: number): void {
    this.#actsLeft = acts;
  }

  /** For the server's own code: the power is lost right here, and nothing behind it runs. */
  die(): never {
    this.machine.powerCut();
    throw new Halted("the power is gone");
  }

  /** Loses the power, unless that has happened, and starts again. */
  losePower(): void {
    this.machine.powerCut();
    this.#start();
  }

  /** The process dies, and what it wrote is kept; then it starts again. */
  kill(): void {
    this.machine.kill();
    this.#start();
  }

  #start(): void {
    this.#actsLeft = Infinity;
    this.acts = [];
    this.machine.start();
  }

  /** The files of a folder, with it. */
  files(folder: string): string[] {
    return this.disk.list(folder).map((name) => `${folder}/${name}`);
  }

  /** Bytes in all files of a folder. */
  bytesIn(folder: string): number {
    return this.files(folder).reduce((sum, file) => sum + this.disk.size(file), 0);
  }

  /** What is in the files of a folder, one after another, with a character for every byte. */
  textIn(folder: string): string {
    const decoder = new TextDecoder("latin1");
    return this.files(folder)
      .map((file) => decoder.decode(this.disk.read(file, 0, Infinity)))
      .join("");
  }

  /** All files, to be put back: names and bytes, durable. */
  save(): Map<string, Uint8Array> {
    const { disk } = this.machine;
    return new Map(disk.files().map((file) => [file, disk.content(file)]));
  }

  /** Makes the disk hold these files and no others, durable, and starts again. */
  load(files: ReadonlyMap<string, Uint8Array>): void {
    this.machine.kill();
    this.machine.wipe();
    this.#start();
    for (const [file, content] of files) this.disk.append(file, content);
    for (const file of files.keys()) this.disk.flush(file, () => {});
    for (const folder of ["", "log", "snapshots"]) this.disk.flushFolder(folder, () => {});
    this.pass();
    this.acts = [];
  }

  #watched(host: Host): Host {
    const { disk } = host;
    const act = (what: string): void => {
      this.acts.push(what);
      this.#actsLeft -= 1;
      if (this.#actsLeft === 0) this.die();
    };
    const flush = (target: string, done: Flushed, flush: (done: Flushed) => void): void => {
      flush((error) => {
        act(`flushed ${target}`);
        done(error);
      });
      act(`flush ${target}`);
    };
    const watched: Disk = {
      list: (folder) => disk.list(folder),
      exists: (file) => disk.exists(file),
      size: (file) => disk.size(file),
      read: (file, offset, length) => disk.read(file, offset, length),
      append: (file, bytes) => {
        disk.append(file, bytes);
        act(`append ${file}`);
      },
      truncate: (file, size) => {
        disk.truncate(file, size);
        act(`truncate ${file}`);
      },
      rename: (from, to) => {
        disk.rename(from, to);
        act(`rename ${from} ${to}`);
      },
      remove: (file) => {
        disk.remove(file);
        act(`remove ${file}`);
      },
      flush: (file, done) => flush(file, done, (then) => disk.flush(file, then)),
      flushFolder: (folder, done) => flush(`${folder}/`, done, (then) => disk.flushFolder(folder, then)),
    };
    const { name, clock, network, random } = host;
    return {
      name,
      clock,
      network,
      random,
      disk: watched,
      note: (text) => host.note(text),
      halt: (reason) => host.halt(reason),
    };
  }
}

/** `from`, `from + 1`, … up to `to`, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
