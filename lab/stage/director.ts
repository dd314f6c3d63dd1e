import type { Machine } from "../world/machine";
import type { World } from "../world/world";

/** How a server is at the moment, as whoever makes things go wrong sees it. */
export interface Condition {
  up: boolean;
  paused: boolean;
  /** Cut off from everybody. */
  apart: boolean;
}

/** Makes things befall the servers of a world, and makes up for them. Each act undoes itself when it is done again. */
export class Director {
  readonly #world: World;
  readonly #servers: readonly string[];
  readonly #apart = new Set<string>();

  constructor(world: World, servers: readonly string[]) {
    this.#world = world;
    this.#servers = servers;
  }

  condition(server: string): Condition {
    const { up, paused } = this.#machine(server);
    return { up, paused, apart: this.#apart.has(server) };
  }

  /** Its process dies, and what it wrote is kept; or, if it is down, it starts. */
  kill(server: string): void {
    const machine = this.#machine(server);
    if (machine.up) machine.kill();
    else machine.start();
  }

  /** Its machine loses power, and what wasn't flushed may be lost; or, if it is down, it starts. */
  cutPower(server: string): void {
    const machine = this.#machine(server);
    if (machine.up) machine.powerCut();
    else machine.start();
  }

  /** It stands still and doesn't know; or it goes on. A server that is down does neither. */
  pause(server: string): void {
    const machine = this.#machine(server);
    if (machine.paused) machine.resume();
    else machine.pause();
  }

  /** Nothing gets to it or from it; or everything does again. */
  cutOff(server: string): void {
    const others = this.#world.names().filter((name) => name !== server && !this.#apart.has(name));
    if (this.#apart.delete(server)) {
      for (const other of others) {
        this.#world.faults.mend(server, other);
        this.#world.faults.mend(other, server);
      }
    } else {
      this.#apart.add(server);
      this.#world.faults.isolate(server);
    }
  }

  /** Its connections break; it may dial again at once. */
  breakConnections(server: string): void {
    for (const other of this.#world.names()) {
      if (other !== server) this.#world.faults.breakConnections(server, other);
    }
  }

  /** It dies, its disk is emptied, and it stays down. */
  wipe(server: string): void {
    const machine = this.#machine(server);
    machine.kill();
    machine.wipe();
  }

  /** All servers are up and go on, and reach each other. */
  heal(): void {
    this.#apart.clear();
    this.#world.faults.heal();
    for (const server of this.#servers) {
      const machine = this.#machine(server);
      if (!machine.up) machine.start();
      machine.resume();
    }
  }

  #machine(server: string): Machine {
    return this.#world.machine(server);
  }
}
