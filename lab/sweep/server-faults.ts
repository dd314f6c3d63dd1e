import type { Machine } from "../world/machine";
import type { World } from "../world/world";
import type { ServerFault } from "./action";

/** A server that stopped by itself is started again within this many ms, as a supervisor would do it. */
export const SUPERVISED_EVERY = 250;

export type StopOrPause = Exclude<ServerFault, { kind: "isolate" }>;

/** Stops and pauses the servers of one run, and sees to it that they run again. */
export class ServerFaults {
  /** Servers that are down because of a fault that has not ended, with the number of the fault. */
  private readonly stopped = new Map<string, number>();
  private stops = 0;

  /** @param supervised the servers that are started again if they stop by themselves; asked each time */
  constructor(
    private readonly world: World,
    private readonly supervised: () => readonly string[],
  ) {
    world.after(SUPERVISED_EVERY, () => this.supervise());
  }

  /** @returns false if the server is in no state for it */
  do(fault: StopOrPause): boolean {
    const machine = this.world.machine(fault.on);
    if (fault.kind === "pause") return this.pause(machine, fault.ms);
    const hasEffect = fault.kind === "power-cut" ? machine.power : machine.up;
    if (!hasEffect) return false;
    if (fault.kind === "power-cut") machine.powerCut();
    else machine.kill();
    if (fault.kind === "wipe") machine.wipe();
    this.startAfter(machine, fault.ms);
    return true;
  }

  /** Forgets all faults that have not ended. */
  end(): void {
    this.stopped.clear();
  }

  private pause(machine: Machine, ms: number): boolean {
    const { incarnation } = machine;
    if (incarnation === undefined || incarnation.paused) return false;
    machine.pause();
    this.world.after(ms, () => {
      if (machine.incarnation === incarnation) machine.resume();
    });
    return true;
  }

  private startAfter(machine: Machine, ms: number): void {
    const stop = ++this.stops;
    this.stopped.set(machine.name, stop);
    this.world.after(ms, () => {
      if (this.stopped.get(machine.name) !== stop) return;
      this.stopped.delete(machine.name);
      if (!machine.up) machine.start();
    });
  }

  private supervise(): void {
    for (const name of this.supervised()) {
      const machine = this.world.machine(name);
      if (!machine.up && !this.stopped.has(name)) machine.start();
    }
    this.world.after(SUPERVISED_EVERY, () => this.supervise());
  }
}
