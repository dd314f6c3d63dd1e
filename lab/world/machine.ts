import type { Host } from "../host";
import type { SimDisk } from "./disk";
import type { End } from "./connection";
import type { World } from "./world";
import { SimHost } from "./sim-host";

/** Something that the world does at a time. */
export interface Task {
  /** On whose behalf: nothing of a dead incarnation is run, and that of a paused one waits. */
  readonly owner: Incarnation | undefined;
  run(): void;
}

/** One life of a server: from a start to the next kill or power cut. */
export class Incarnation {
  alive = true;
  paused = false;
  /** What fell due while it was paused. */
  readonly held: Task[] = [];
  readonly ends = new Set<End<never>>();

  constructor(
    readonly machine: Machine,
    readonly number: number,
    /** Whether its code may await, so that promises must have run out before time goes on. */
    readonly async: boolean,
  ) {}

  toString(): string {
    return this.number === 1 ? this.machine.name : `${this.machine.name} (life ${this.number})`;
  }
}

/** What a machine runs: a server's constructor in a function, or the program of an async client. */
export type Boot<T> = (host: Host) => T;

/**
 * A server of the world, and what may befall it. Three acts that are often confused are kept apart here: a pause (it
 * stands still and knows nothing of it), a kill (the process is gone, its files are as it wrote them), and a power cut
 * (the machine is gone, and only what was flushed is sure to be there afterwards).
 */
export class Machine<T = unknown> {
  incarnation: Incarnation | undefined;
  power = true;
  private lives = 0;
  private running: T | undefined;

  constructor(
    private readonly world: World,
    readonly name: string,
    /** What its disk holds, and the faults that it can have. */
    readonly disk: SimDisk,
    private readonly boot: Boot<T>,
    private readonly async: boolean,
  ) {}

  /** The object that the boot function returned; undefined while the server is down. */
  get instance(): T | undefined {
    return this.running;
  }

  get up(): boolean {
    return this.incarnation !== undefined;
  }

  get paused(): boolean {
    return this.incarnation?.paused ?? false;
  }

  /** Starts the server from what is on its disk. @throws Error if it is up */
  start(): void {
    if (this.incarnation) throw new Error(`${this.name} is up already`);
    this.power = true;
    this.lives += 1;
    const incarnation = new Incarnation(this, this.lives, this.async);
    this.incarnation = incarnation;
    this.world.record("start", this.name, this.lives === 1 ? "starts" : "starts again");
    const host = new SimHost(this.world, incarnation);
    this.disk.beginLife(host);
    this.world.enter(incarnation, () => {
      const instance = this.boot(host);
      if (incarnation.alive) this.running = instance;
    });
  }

  /** Stands still: timers, messages and flushes wait until {@link resume}. Others see only silence. */
  pause(): void {
    const incarnation = this.incarnation;
    if (!incarnation || incarnation.paused) return;
    incarnation.paused = true;
    this.world.record("fault", this.name, "pauses");
  }

  /** Goes on; all that waited happens now, in its order. */
  resume(): void {
    const incarnation = this.incarnation;
    if (!incarnation?.paused) return;
    incarnation.paused = false;
    this.world.record("fault", this.name, "resumes");
    for (const task of incarnation.held.splice(0)) this.world.schedule(0, task);
  }

  /** The process dies. The system lives: it keeps the files, delivers some of what was sent, and closes connections. */
  kill(why = "is killed"): void {
    this.die(why, true);
  }

  /** The machine loses power: unflushed changes are dropped or torn, and its peers hear nothing at all. */
  powerCut(): void {
    if (!this.power) return;
    this.power = false;
    if (this.incarnation) this.die("loses power", false);
    else this.world.record("crash", this.name, "loses power");
    this.disk.losePower();
  }

  /** Erases the disk of a server that is down. @throws Error if it is up */
  wipe(): void {
    if (this.incarnation)
      throw new Error(`${this.name} is up: only the disk of a stopped server can be wiped`);
    this.disk.wipe();
    this.world.record("fault", this.name, "is wiped");
  }

  private die(why: string, systemLives: boolean): void {
    const incarnation = this.incarnation;
    if (!incarnation) return;
    this.world.record("crash", this.name, why);
    incarnation.alive = false;
    incarnation.held.length = 0;
    this.incarnation = undefined;
    this.running = undefined;
    this.disk.endLife();
    this.world.network.endLife(incarnation, systemLives);
  }
}
