import type { World } from "../world/world";
import type { Fault } from "./action";
import { DiskActs } from "./disk-acts";
import { NetworkActs } from "./network-acts";
import type { Scenario, Trial } from "./scenario";
import { ServerFaults } from "./server-faults";
import type { Watcher } from "./watcher";

/** How the servers that are not healed stay out of the way: nothing is promised if they come and go. */
export type Outside = "down" | "cut off";

/** Does faults to the world of one run, ends them in time, and keeps to the scenario's caps. */
export class Injector<T extends Trial = Trial> {
  /** The kinds of faults that had an effect so far; a scenario's own by their names. */
  readonly fired = new Set<string>();
  private readonly servers: ServerFaults;
  private readonly network: NetworkActs;
  private readonly disks: DiskActs;
  private readonly damaged = new Set<string>();
  private supervised: readonly string[];
  private over = false;

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario<T>,
    private readonly trial: T,
    watcher: Watcher,
  ) {
    this.supervised = scenario.servers;
    this.servers = new ServerFaults(world, () => this.supervised);
    this.network = new NetworkActs(world, watcher);
    this.disks = new DiskActs(world, watcher, (kind) => this.fired.add(kind));
    if (scenario.faults.datagrams) watcher.onLoss = () => this.countLoss();
  }

  /**
   * Does a fault now. One that would exceed a cap, or that finds nothing to befall, is left out.
   * @returns whether it was done
   */
  do(fault: Fault): boolean {
    if (this.over || this.exceedsCaps(fault)) return false;
    const done = this.attempt(fault);
    if (done && !waitsForItsChance(fault)) this.fired.add(fault.kind === "own" ? fault.name : fault.kind);
    return done;
  }

  /** Ends all faults and brings the core up. The other servers are out of the way from now on. */
  heal(core: readonly string[], outside: Outside): void {
    this.over = true;
    this.supervised = core;
    this.servers.end();
    this.network.end();
    this.disks.end();
    const left = this.scenario.servers.filter((name) => !core.includes(name));
    for (const name of this.world.names()) {
      const machine = this.world.machine(name);
      if (left.includes(name) && outside === "down") machine.kill();
      else if (!left.includes(name) && !machine.up) machine.start();
      machine.resume();
    }
    if (outside === "cut off") for (const name of left) this.world.faults.isolate(name);
  }

  private countLoss(): void {
    if (this.world.network.datagramLoss > 0) this.fired.add("datagrams");
  }

  private attempt(fault: Fault): boolean {
    switch (fault.kind) {
      case "kill":
      case "power-cut":
      case "wipe":
      case "pause":
        return this.servers.do(fault);
      case "flush-error":
      case "full-disk":
      case "lying-flush":
      case "bit-flip":
        return this.disks.do(fault);
      case "own":
        return this.own(fault.name).act(this.trial, this, fault.with);
      case "isolate":
      case "cut":
      case "clog":
      case "slow":
      case "break":
      case "split":
      case "datagrams":
        return this.network.do(fault);
    }
  }

  private own(name: string): NonNullable<Scenario<T>["own"]>[string] {
    const act = this.scenario.own?.[name];
    if (act === undefined) throw new Error(`scenario ${this.scenario.name} has no act "${name}" of its own`);
    return act;
  }

  private exceedsCaps(fault: Fault): boolean {
    if (!("on" in fault)) return false;
    const { servers, caps = {} } = this.scenario;
    if (!servers.includes(fault.on)) return false;
    if (STOPPING.has(fault.kind)) {
      const others = servers.filter((name) => name !== fault.on && this.isImpaired(name)).length;
      if (others >= (caps.down ?? servers.length)) return true;
    }
    if (!DAMAGING.has(fault.kind) || this.damaged.has(fault.on)) return false;
    if (this.damaged.size >= (caps.damaged ?? (servers.length - 1) >> 1)) return true;
    this.damaged.add(fault.on);
    return false;
  }

  private isImpaired(name: string): boolean {
    const { up, paused } = this.world.machine(name);
    return !up || paused || this.disks.mayHalt(name);
  }
}

/** Faults that stop a server, or may make it halt. */
const STOPPING: ReadonlySet<string> = new Set([
  "kill",
  "power-cut",
  "wipe",
  "pause",
  "flush-error",
  "full-disk",
]);
/** Faults that make a disk lose what it had promised to keep. */
const DAMAGING: ReadonlySet<string> = new Set(["wipe", "lying-flush", "bit-flip"]);

/** Whether a fault has its effect only when something is flushed or sent. */
function waitsForItsChance({ kind }: Fault): boolean {
  return kind === "flush-error" || kind === "full-disk" || kind === "lying-flush" || kind === "datagrams";
}
