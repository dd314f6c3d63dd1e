import type { Host } from "#lab/host";
import { World } from "#lab/world/world";
import { hostConforms, type Site } from "./suite";

/** Long enough for anything, in ms of virtual time. */
const LONG = 60_000;

class WorldSite implements Site {
  private readonly boots = new Map<string, (host: Host) => unknown>();

  constructor(private readonly world: World) {}

  start<T>(name: string, boot: (host: Host) => T): Promise<T> {
    this.boots.set(name, boot);
    const machine = this.world.find(name);
    if (machine) machine.start();
    else this.world.server(name, (host) => this.boots.get(name)!(host));
    return Promise.resolve(this.world.machine(name).instance as T);
  }

  kill(name: string): Promise<void> {
    this.world.machine(name).kill();
    return Promise.resolve();
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return this.world.until(what, holds, LONG);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

describe.each([1, 2, 3])("the simulated Host, seed %d", (seed) => {
  hostConforms(() => Promise.resolve(new WorldSite(new World({ seed }))));
});
