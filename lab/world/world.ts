import type { Host } from "../host";
import type { HappeningKind, Recorder } from "../trace/recorder";
import { delay } from "./clock";
import { SimDisk } from "./disk";
import { breathe, drain } from "./drain";
import { beginGuard, endGuard } from "./escapes";
import { EventQueue, type QueuedEvent } from "./event-queue";
import { Halted, RunFailure } from "./failure";
import { type Boot, type Incarnation, Machine, type Task } from "./machine";
import { SimNetwork } from "./network";
import { NetworkFaults } from "./network-faults";
import type { Check, WorldOptions } from "./options";
import { SeededRandom } from "./random";

export type { Check, WorldOptions } from "./options";

/** After this many drains in a row the event loop may turn. */
const DRAINS_PER_TURN = 4096;

/**
 * A simulated world: servers, clients, a network and disks, in virtual time, on one thread. The same seed gives the
 * same run, event by event.
 *
 * ```ts
 * const world = new World({ seed: 7 });
 * const a = world.server("A", (host) => new Echo(host));
 * world.always("the echo never answers twice", () => (a.instance!.answers > 1 ? "it did" : undefined));
 * world.advance(10_000);
 * ```
 */
export class World {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly network: SimNetwork;
  /** What can be done to the network. What befalls a server is done to its {@link Machine}. */
  readonly faults = new NetworkFaults(this);
  readonly recorder: Recorder | undefined;
  /** Events run so far. */
  events = 0;
  /** On whose behalf an event is running. */
  current: Incarnation | undefined;
  private time = 0;
  private readonly queue = new EventQueue<Task>();
  private readonly machines = new Map<string, Machine>();
  private readonly checks: { property: string; check: Check }[] = [];
  private failure: RunFailure | undefined;
  /** Whether an event is running. */
  private stepping = false;
  /** Whether promises of a client may have something to do. */
  private restless = false;

  constructor(private readonly options: WorldOptions) {
    this.seed = options.seed;
    this.random = new SeededRandom(options.seed);
    this.recorder = options.recorder;
    this.network = new SimNetwork(this, options.network);
  }

  /** Virtual time in ms since the world began. */
  get now(): number {
    return this.time;
  }

  /** Adds a server and starts it. @param boot makes the server from its Host, at every start */
  server<T>(name: string, boot: Boot<T>): Machine<T> {
    const machine = this.add(name, boot, false);
    machine.start();
    return machine;
  }

  /** Adds a client whose program may await what comes from its Host. It begins with the next event. */
  client(name: string, program: (host: Host) => Promise<void>): Machine<void> {
    const boot = (host: Host): void => {
      const incarnation = machine.incarnation!;
      const begin = (): void => void program(host).catch((error: unknown) => this.thrown(incarnation, error));
      this.schedule(0, { owner: incarnation, run: begin });
    };
    const machine = this.add(name, boot, true);
    machine.start();
    return machine;
  }

  /** @throws Error if there is no such server or client */
  machine(name: string): Machine {
    const machine = this.machines.get(name);
    if (!machine) throw new Error(`there is no ${name} in this world`);
    return machine;
  }

  find(name: string): Machine | undefined {
    return this.machines.get(name);
  }

  /** The names of all servers and clients, in the order in which they were added. */
  names(): string[] {
    return [...this.machines.keys()];
  }

  /** Checks a property after every event, from now on. The run fails at the first event that breaks it. */
  always(property: string, check: Check): void {
    this.checks.push({ property, check });
  }

  /** Does something to the world `ms` from now: a fault, or its end. */
  after(ms: number, act: () => void): void {
    this.schedule(delay(ms), { owner: undefined, run: act });
  }

  /**
   * Lets `ms` milliseconds pass. For worlds without async clients.
   * @throws RunFailure if the run fails
   */
  advance(ms: number): void {
    const end = this.time + delay(ms);
    while (this.step(end)) {
      if (this.restless) throw new Error("this world has async clients: use `await world.run(ms)`");
    }
    this.time = end;
  }

  /**
   * Lets `ms` milliseconds pass.
   * @throws RunFailure if the run fails
   */
  async run(ms: number): Promise<void> {
    const end = this.time + delay(ms);
    let drains = 0;
    while (this.step(end)) {
      if (!this.restless) continue;
      await this.settle();
      drains += 1;
      if (drains % DRAINS_PER_TURN === 0) await breathe();
    }
    this.time = end;
  }

  /**
   * Lets time pass until something holds, at most `ms`.
   * @throws RunFailure if it does not hold by then, or if the run fails
   */
  async until(property: string, holds: () => boolean, ms: number): Promise<void> {
    const end = this.time + delay(ms);
    while (!holds()) {
      if (!this.step(end)) {
        this.time = end;
        return this.fail(property, [`it does not hold ${ms} ms after it was awaited`]);
      }
      if (this.restless) await this.settle();
    }
  }

  /** Fails the run: it goes no further. @throws RunFailure */
  fail(property: string, facts: readonly string[], cause?: unknown): never {
    this.failure ??= new RunFailure(property, facts, this.time, this.seed, cause);
    throw this.failure;
  }

  schedule(ms: number, task: Task): QueuedEvent<Task> {
    return this.queue.add(this.time + ms, task);
  }

  scheduleAt(time: number, task: Task): QueuedEvent<Task> {
    return this.queue.add(time, task);
  }

  cancel(event: QueuedEvent<Task>): void {
    this.queue.cancel(event);
  }

  /** Runs code of one incarnation: under guard, and with what it throws failing the run. */
  enter(incarnation: Incarnation, act: () => void): void {
    this.runAs(incarnation, { run: act });
  }

  private runAs(incarnation: Incarnation, task: { run(): void }): void {
    const before = this.current;
    this.current = incarnation;
    beginGuard();
    try {
      task.run();
    } catch (error) {
      this.thrown(incarnation, error);
    } finally {
      endGuard();
      // The promises of a client go on after its code has returned: until they have, it is still its turn.
      if (incarnation.async && this.stepping) this.restless = true;
      else this.current = before;
    }
    if (this.failure) throw this.failure;
  }

  /** Something was done through the Host of an incarnation that is dead, or by another server. */
  misuse(incarnation: Incarnation, what: string): never {
    const by = this.current ? `${this.current.toString()} did it` : "it was done outside of any event";
    const facts = [
      `${incarnation.toString()} called ${what}; ${by}`,
      incarnation.alive ? "a Host is for one server only" : `${incarnation.toString()} is dead`,
    ];
    return this.fail("nothing is done in the name of a dead or other server", facts);
  }

  record(kind: HappeningKind, server: string, text: string): void {
    this.recorder?.happened(this.time, kind, server, text);
  }

  private add<T>(name: string, boot: Boot<T>, async: boolean): Machine<T> {
    if (this.machines.has(name)) throw new Error(`${name} is in this world already`);
    const machine = new Machine(this, name, new SimDisk(this, name, this.options.disk), boot, async);
    this.machines.set(name, machine);
    return machine;
  }

  /** Runs the next event that is due by `end`. */
  private step(end: number): boolean {
    if (this.failure) throw this.failure;
    const event = this.queue.takeUntil(end);
    if (event === undefined) return false;
    this.time = event.time;
    const task = event.value;
    const owner = task.owner;
    if (owner?.paused) {
      owner.held.push(task);
      return true;
    }
    this.stepping = true;
    try {
      if (owner === undefined) task.run();
      else if (owner.alive) this.runAs(owner, task);
    } finally {
      this.stepping = false;
    }
    this.events += 1;
    if (!this.restless) this.check();
    return true;
  }

  /** Lets the promises of the client that has just run go on, in its name. */
  private async settle(): Promise<void> {
    beginGuard();
    try {
      await drain();
    } finally {
      endGuard();
      this.restless = false;
      this.current = undefined;
    }
    if (this.failure) throw this.failure;
    this.check();
  }

  private thrown(incarnation: Incarnation, error: unknown): void {
    if (error instanceof Halted && !incarnation.alive) return;
    if (this.failure) return;
    const facts = [`${incarnation.toString()} threw ${String(error)}`];
    this.failure = new RunFailure("no server or client throws", facts, this.time, this.seed, error);
  }

  private check(): void {
    for (const { property, check } of this.checks) {
      const found = check();
      if (found === undefined) continue;
      this.fail(property, typeof found === "string" ? [found] : found.facts);
    }
  }
}
