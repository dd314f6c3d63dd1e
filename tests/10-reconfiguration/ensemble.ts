import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import type { Host } from "#lab/host";
import { sleep } from "#lab/host";
import type { World } from "#lab/world/world";
import type { Members } from "#quorum/members";
import { askForConfiguration } from "#reconfiguration/operator";
import type { ReconfigRequest } from "#reconfiguration/reconfigure";
import type { DynamicMembership } from "#reconfiguration/dynamic-membership";
import { Participation } from "#reconfiguration/participation";
import type { Storage } from "#transaction-log/storage";
import type { Peer } from "#zab/peer";
import { KeeperError } from "#znode-tree/errors";
import { idOf, letters, members, show } from "./members";
import { Customer, Shop } from "./shop";
import { OverheardStorage, Witness } from "./witness";

/** A shop on a server's disk, in an ensemble whose members come and go. */
export class Server {
  readonly storage: Storage;
  readonly shop: Shop;
  readonly #participation: Participation<never>;

  constructor(host: Host, started: Members, witness: Witness) {
    this.storage = new OverheardStorage(host, { maxFileBytes: 3_000, snapshotEvery: 60 }, witness);
    this.shop = new Shop(host, this.storage, witness);
    const options = { self: idOf(host.name), members: started };
    this.#participation = new Participation(host, options, this.storage, this.shop);
  }

  get membership(): DynamicMembership {
    return this.#participation.membership;
  }

  get peer(): Peer<never> {
    return this.#participation.peer;
  }

  get epoch(): number | undefined {
    return this.#participation.epoch;
  }
}

/** What became of an operator's request. */
export interface Wish {
  request: ReconfigRequest;
  /** The configuration as `show` has it, or the reason of the refusal; undefined as long as nobody knows. */
  outcome?: string;
}

/** Servers, customers and an operator in a world, and a witness of it all. */
export class Ensemble {
  readonly witness: Witness;
  readonly #wishes: Wish[] = [];
  isBuying = true;

  /** @param founders with whom the ensemble begins */
  constructor(
    readonly world: World,
    readonly founders: string,
  ) {
    this.witness = new Witness(() => world.now);
    world.always(
      "whoever commits, commits the same in the same order, and a configuration with a quorum of the old and of the new",
      () => this.witness.violation,
    );
  }

  /** Adds servers. Founders are new by the word of their operator, the others join. */
  add(names: string, started = this.founders): this {
    for (const name of names) {
      const boot = (host: Host): Server => new Server(host, members(started), this.witness);
      const isFounder = this.founders.toUpperCase().includes(name);
      this.world.server(name, isFounder ? marked(NEW_MARK, boot) : boot);
    }
    return this;
  }

  addCustomers(...names: string[]): this {
    const servers = this.#serverNames();
    for (const name of names) {
      this.world.server(
        name,
        (host) =>
          new Customer(
            host,
            servers,
            (sale, zxid) => this.witness.sales.set(sale, zxid),
            () => this.isBuying,
          ),
      );
    }
    return this;
  }

  /** An operator who does what is {@link wish}ed, one after the other. */
  addOperator(name: string): this {
    const servers = this.#serverNames();
    this.world.client(name, async (host) => {
      for (;;) {
        await sleep(host.clock, 40);
        const wish = this.#wishes.shift();
        if (wish === undefined) continue;
        try {
          wish.outcome = show(await askForConfiguration(host, servers, wish.request)).split(" ")[0]!;
        } catch (error) {
          if (!(error instanceof KeeperError)) throw error;
          wish.outcome = error.reason;
        }
      }
    });
    return this;
  }

  wish(request: ReconfigRequest): Wish {
    const wish: Wish = { request };
    this.#wishes.push(wish);
    return wish;
  }

  server(name: string): Server | undefined {
    return this.world.machine(name).instance as Server | undefined;
  }

  shop(name: string): Shop | undefined {
    return this.server(name)?.shop;
  }

  /** The names of those who lead and are established. */
  leaders(names: readonly string[] = this.#serverNames()): string[] {
    return names.filter((name) => this.shop(name)?.leader !== undefined);
  }

  /** "ABC" as a server has it in force. */
  configurationOf(name: string): string {
    const server = this.server(name);
    return server === undefined ? "down" : letters(server.membership.committed.members);
  }

  /**
   * Whether a core of servers can go on: whoever remembers among them is a quorum of what is committed, and of what may
   * be, as far as one of them has it in its log.
   */
  canGoOn(core: readonly string[]): boolean {
    const servers = core.map((name) => ({ name, server: this.server(name) }));
    const able = new Set(
      servers
        .filter(({ name }) => this.world.machine(name).disk.files().includes("currentEpoch"))
        .map(({ name }) => idOf(name)),
    );
    const newest = this.witness.newest?.members ?? members(this.founders);
    const views = servers
      .map(({ server }) => server?.membership)
      .filter((each) => each?.proposed !== undefined);
    return newest.quorum.isReachedBy(able) && views.every((view) => view!.quorum.isReachedBy(able));
  }

  /** What hasn't come to rest, as a sentence. */
  unsettled(core: readonly string[]): string | undefined {
    const down = core.find((name) => this.server(name) === undefined);
    if (down !== undefined) return `${down} is down`;
    const leaders = this.leaders(core);
    if (leaders.length !== 1) return leaders.length === 0 ? "nobody leads" : `${leaders.join(" and ")} lead`;
    const lost = core.find((name) => this.server(name)!.epoch === undefined);
    if (lost !== undefined) return `${leaders[0]!} leads, and ${lost} isn't up to date with it`;
    const version = this.witness.newest?.version;
    const behind = core.find((name) => this.server(name)!.membership.committed.version !== version);
    if (behind !== undefined) return `${behind} has the configuration ${this.configurationOf(behind)}`;
    const leader = this.server(leaders[0]!)!;
    if (!leader.membership.committed.members.isParticipant(idOf(leaders[0]!)))
      return `${leaders[0]!} leads, and is no participant`;
    const last = leader.storage.database.lastZxid;
    const late = core.find((name) => this.server(name)!.storage.database.lastZxid !== last);
    return late === undefined ? undefined : `${late} hasn't carried out all that ${leaders[0]!} has`;
  }

  /** Sales that were acknowledged and that a server doesn't have. */
  lostSales(core: readonly string[]): string[] {
    return core.flatMap((name) => {
      const { tree } = this.server(name)!.storage.database;
      const gone = [...this.witness.sales.keys()].filter((sale) => tree.record(`/${sale}`) === undefined);
      return gone.map((sale) => `${sale} was acknowledged, and ${name} doesn't have it`);
    });
  }

  #serverNames(): string[] {
    return this.world.names().filter((name) => name.length === 1);
  }
}
