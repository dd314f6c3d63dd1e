import type { Host } from "#lab/host";
import { World } from "#lab/world/world";
import type { Configuration } from "#reconfiguration/config";
import { ConfigFile } from "#reconfiguration/config-file";
import { DynamicMembership } from "#reconfiguration/dynamic-membership";
import { type Hearsay, HEARSAY_SERVICE, HearsayExchange } from "#reconfiguration/hearsay";
import { Storage } from "#transaction-log/storage";
import { letters, members, show, smallest } from "./members";
import { writes } from "./seat";

export const INTERVAL = 500;

/** A server that asks and is asked. The test says what it knows, and whether it has found a leader. */
class Neighbour {
  readonly membership: DynamicMembership;
  readonly #storage: Storage;
  /** Undefined while it finds no leader. */
  epoch: number | undefined;

  constructor(host: Host, started: string, seeds: readonly string[]) {
    this.#storage = new Storage(host);
    this.membership = new DynamicMembership(this.#storage, new ConfigFile(host), members(started));
    this.#storage.open(() => {});
    new HearsayExchange(host, this.membership, seeds, INTERVAL, () => this.epoch);
  }

  logs(configuration: Configuration, isCommitted: boolean): void {
    const transaction = writes(configuration);
    this.membership.onProposed(transaction);
    this.#storage.append(transaction, () => {});
    if (isCommitted) this.membership.onCommitted(transaction);
    this.#storage.database.apply(transaction);
    if (!isCommitted) this.membership.onLooks();
  }
}

/** A few servers that talk about who belongs to the ensemble. */
export class Neighbours {
  readonly world: World;
  /** What was posted, as "A asks B". */
  readonly posted: string[] = [];

  constructor(seed = 1) {
    const { posted } = this;
    const recorder = {
      sent: (_: number, from: string, to: string, message: unknown) =>
        posted.push(`${from} ${(message as Hearsay).type === "ask" ? "asks" : "tells"} ${to}`),
      arrived: () => {},
      lost: () => {},
      happened: () => {},
    };
    this.world = new World({ seed, recorder });
  }

  /** @param started the letters of those that it is started with */
  add(name: string, started: string): this {
    this.world.server(name, (host) => new Neighbour(host, started, [...started.toUpperCase()]));
    this.world.advance(20);
    return this;
  }

  /** A server that the test plays. */
  addPlayed(name: string, hears: (message: Hearsay, from: string) => void = () => {}): this {
    this.world.server(name, (host) => {
      host.network.receive<Hearsay>(HEARSAY_SERVICE, {
        onDatagram: (from, _, message) => hears(message, from),
      });
      return host;
    });
    return this;
  }

  /** The played server posts something. */
  posts(name: string, to: string, message: Hearsay): this {
    const machine = this.world.machine(name);
    const host = machine.instance as Host;
    this.world.enter(machine.incarnation!, () =>
      host.network.post(to, HEARSAY_SERVICE, HEARSAY_SERVICE, message),
    );
    return this;
  }

  commits(name: string, ...configurations: Configuration[]): this {
    return this.#log(name, configurations, true);
  }

  proposes(name: string, ...configurations: Configuration[]): this {
    return this.#log(name, configurations, false);
  }

  /** It has found a leader, and is up to date; or, with undefined, it has lost it. */
  finds(name: string, epoch: number | undefined): this {
    const neighbour = this.#neighbour(name);
    this.world.enter(this.world.machine(name).incarnation!, () => {
      if (epoch !== undefined) neighbour.membership.onUpToDate();
      else if (neighbour.epoch !== undefined) neighbour.membership.onLooks();
      neighbour.epoch = epoch;
    });
    return this;
  }

  pass(ms = INTERVAL + 100): this {
    this.world.advance(ms);
    return this;
  }

  /** "ABC 0, then ABD 5": what a server takes for committed and on its way. */
  says(name: string): string {
    const { committed, proposed } = this.#neighbour(name).membership;
    return proposed === undefined ? show(committed) : `${show(committed)}, then ${show(proposed)}`;
  }

  enough(name: string): string {
    return smallest(this.#neighbour(name).membership.quorum, "ABCDEFG");
  }

  members(name: string): string {
    return letters(this.#neighbour(name).membership.members);
  }

  restarts(name: string): this {
    const machine = this.world.machine(name);
    machine.powerCut();
    machine.start();
    return this.pass(20);
  }

  #log(name: string, configurations: Configuration[], isCommitted: boolean): this {
    this.world.enter(this.world.machine(name).incarnation!, () => {
      for (const each of configurations) this.#neighbour(name).logs(each, isCommitted);
    });
    return this;
  }

  #neighbour(name: string): Neighbour {
    return this.world.machine(name).instance as Neighbour;
  }
}
