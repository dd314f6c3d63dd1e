import type { End } from "./connection";
import type { Link } from "./link";
import type { Span } from "./network";
import type { World } from "./world";

/**
 * What can be done to the network of a world. Every act is one-way unless it says otherwise, and lasts until it is
 * taken back by its opposite or by {@link heal}.
 *
 * A cut lets nothing through and breaks the connections over it if it lasts; a clog holds everything back and breaks
 * none. So a clog is for "late", a cut for "unreachable".
 */
export class NetworkFaults {
  constructor(private readonly world: World) {}

  /** Nothing gets from one server to the other; the way back stays as it is. */
  cut(from: string, to: string): void {
    const link = this.world.network.link(from, to);
    if (link.cut) return;
    link.cut = true;
    link.cuts += 1;
    this.record(from, `cut off from ${to}`);
    const cuts = link.cuts;
    const hasHealed = (): boolean => !link.cut || link.cuts !== cuts;
    for (const end of this.endsBetween(from, to)) {
      end.breakAfter(this.world.network.drawBreakAfter(), "times out", hasHealed);
    }
  }

  /** Ends a cut. */
  mend(from: string, to: string): void {
    this.reopen(from, to, (link) => (link.cut = false), `reaches ${to} again`);
  }

  /** Cuts both ways between every two servers of different groups. Who is in no group is left alone. */
  split(...groups: (readonly string[])[]): void {
    for (const group of groups) {
      const others = groups.filter((other) => other !== group).flat();
      for (const from of group) for (const to of others) if (from !== to) this.cut(from, to);
    }
  }

  /** Cuts one server off from all others, both ways or in one direction. */
  isolate(name: string, direction: "both" | "in" | "out" = "both"): void {
    for (const other of this.world.names()) {
      if (other === name) continue;
      if (direction !== "in") this.cut(name, other);
      if (direction !== "out") this.cut(other, name);
    }
  }

  /** Holds back all that goes from one server to the other. */
  clog(from: string, to: string): void {
    const link = this.world.network.link(from, to);
    if (link.clogged) return;
    link.clogged = true;
    this.record(from, `clogged towards ${to}`);
  }

  unclog(from: string, to: string): void {
    this.reopen(from, to, (link) => (link.clogged = false), `no longer clogged towards ${to}`);
  }

  /** Gives one way a travelling time of its own, in ms. */
  slow(from: string, to: string, delay: Span): void {
    this.world.network.link(from, to).delay = delay;
    this.record(from, `takes ${delay.min} to ${delay.max} ms to ${to}`);
  }

  /** Breaks the connections between two servers now: what is under way is lost, both ends are told. */
  breakConnections(a: string, b: string): void {
    for (const end of this.endsBetween(a, b)) end.breakAfter(0, "breaks");
  }

  /** Chances of a datagram to be lost, and to arrive twice. */
  datagrams(chances: { loss: number; duplication: number }): void {
    this.world.network.datagramLoss = chances.loss;
    this.world.network.datagramDuplication = chances.duplication;
  }

  /** Takes back all of the above. */
  heal(): void {
    const { network } = this.world;
    this.datagrams({ loss: 0, duplication: 0 });
    for (const link of network.allLinks()) {
      link.delay = undefined;
      this.mend(link.from, link.to);
      this.unclog(link.from, link.to);
    }
  }

  private reopen(from: string, to: string, act: (link: Link) => void, text: string): void {
    const link = this.world.network.link(from, to);
    const wasShut = link.shut;
    act(link);
    if (!wasShut) return;
    this.record(from, text);
    link.opened();
  }

  private record(server: string, text: string): void {
    this.world.record("fault", server, text);
  }

  private endsBetween(a: string, b: string): End<never>[] {
    const of = (name: string, peer: string): End<never>[] =>
      [...(this.world.find(name)?.incarnation?.ends ?? [])].filter((end) => end.peer === peer);
    return [...of(a, b), ...(a === b ? [] : of(b, a))];
  }
}
