import type { World } from "../world/world";
import type { DatagramFault, Fault, GroupFault, LinkFault, ServerFault } from "./action";
import type { Watcher } from "./watcher";

export type NetworkFault = LinkFault | GroupFault | DatagramFault | Extract<ServerFault, { kind: "isolate" }>;

type Way = readonly [from: string, to: string];

/**
 * Does faults to the network of one run. Faults may overlap: a way is open again when the last fault that shut it has
 * ended.
 */
export class NetworkActs {
  /** How many faults shut each way now, for each kind of shutting. */
  private readonly holds = { cut: new Map<string, number>(), clog: new Map<string, number>() };
  private datagramFaults = 0;
  private over = false;

  constructor(
    private readonly world: World,
    private readonly watcher: Watcher,
  ) {}

  /** @returns false if nothing ever went that way */
  do(fault: NetworkFault): boolean {
    switch (fault.kind) {
      case "cut":
      case "clog":
        return this.shut(fault.kind, [[fault.from, fault.to]], fault.ms);
      case "isolate":
        return this.shut("cut", this.waysOf(fault.on, fault.direction), fault.ms);
      case "split":
        return this.shut("cut", waysBetween(fault.groups), fault.ms);
      case "slow":
        return this.slow(fault);
      case "break":
        return this.breakConnections(fault.from, fault.to);
      case "datagrams":
        return this.disturbDatagrams(fault);
    }
  }

  /** Takes back everything. */
  end(): void {
    this.over = true;
    this.watcher.onLoss = undefined;
    this.world.faults.heal();
  }

  private shut(how: "cut" | "clog", ways: readonly Way[], ms: number): boolean {
    const used = this.usedWays();
    const holds = this.holds[how];
    for (const [from, to] of ways) {
      const way = `${from}>${to}`;
      holds.set(way, (holds.get(way) ?? 0) + 1);
      this.world.faults[how](from, to);
    }
    this.world.after(ms, () => {
      if (this.over) return;
      for (const [from, to] of ways) {
        const way = `${from}>${to}`;
        const left = holds.get(way)! - 1;
        holds.set(way, left);
        if (left > 0) continue;
        if (how === "cut") this.world.faults.mend(from, to);
        else this.world.faults.unclog(from, to);
      }
    });
    return ways.some(([from, to]) => used.has(`${from}>${to}`));
  }

  private slow({ from, to, delay, ms }: Extract<Fault, { kind: "slow" }>): boolean {
    const used = this.usedWays().has(`${from}>${to}`);
    const link = this.world.network.link(from, to);
    const { min, max } = delay;
    this.world.faults.slow(from, to, { min, max });
    const mine = link.delay;
    this.world.after(ms, () => {
      if (link.delay === mine) link.delay = undefined;
    });
    return used;
  }

  private breakConnections(a: string, b: string): boolean {
    const has = (name: string, peer: string): boolean =>
      [...(this.world.find(name)?.incarnation?.ends ?? [])].some((end) => end.peer === peer);
    if (!has(a, b) && !has(b, a)) return false;
    this.world.faults.breakConnections(a, b);
    return true;
  }

  /** Counts as done when a message is lost. */
  private disturbDatagrams({ loss, duplication, ms }: DatagramFault): boolean {
    this.datagramFaults += 1;
    this.world.faults.datagrams({ loss, duplication });
    this.world.after(ms, () => {
      if (this.over) return;
      this.datagramFaults -= 1;
      if (this.datagramFaults === 0) this.world.faults.datagrams({ loss: 0, duplication: 0 });
    });
    return true;
  }

  private waysOf(name: string, direction: "both" | "in" | "out"): Way[] {
    const others = this.world.names().filter((other) => other !== name);
    const out = others.map((other): Way => [name, other]);
    const back = others.map((other): Way => [other, name]);
    if (direction === "both") return [...out, ...back];
    return direction === "out" ? out : back;
  }

  private usedWays(): Set<string> {
    return new Set(this.world.network.allLinks().map(({ from, to }) => `${from}>${to}`));
  }
}

function waysBetween(groups: readonly (readonly string[])[]): Way[] {
  return groups.flatMap((group) =>
    groups.flatMap((other) =>
      other === group ? [] : group.flatMap((from) => other.map((to): Way => [from, to])),
    ),
  );
}
