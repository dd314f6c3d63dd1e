import { marked } from "#lab/testing/marked";
import type { Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { EnsembleServer } from "#ensemble/ensemble-server";
import { NEW_MARK } from "#leader-election/origin";
import { KeeperClient } from "#master-election/keeper-client";
import { Members } from "#quorum/members";
import type { StorageOptions } from "#transaction-log/storage";
import { Traffic } from "../traffic";

/** What a client writes: the nth write. */
export type Write = (keeper: KeeperClient, number: number) => Promise<unknown>;

/** How much virtual time anything may take, in ms. */
const PATIENCE = 1_000_000;
/** Bytes in each znode. */
const DATA = new Uint8Array(100);

/** A world with an ensemble in it. */
export class Cluster {
  readonly traffic = new Traffic();
  readonly world: World;
  readonly machines: Machine<EnsembleServer>[];
  readonly #members: Members;
  readonly #storage: StorageOptions;
  #clients = 0;

  /**
   * @param size how many servers are members
   * @param up how many of them are started now
   */
  constructor(seed: number, size: number, storage: StorageOptions = {}, up = size) {
    this.world = new World({ seed, recorder: this.traffic });
    this.#storage = storage;
    const names = Array.from({ length: size }, (_, index) => String.fromCharCode(65 + index));
    this.#members = new Members(names.map((name, index) => ({ id: index + 1, name, role: "participant" })));
    this.machines = names.slice(0, up).map((name, index) => this.#start(name, index + 1, true));
  }

  /** The servers that are up. */
  get servers(): string[] {
    return this.machines.map(({ name }) => name);
  }

  /** Whoever leads. */
  get leader(): Machine<EnsembleServer> {
    return this.machines.find(({ instance }) => instance?.state === "LEADING")!;
  }

  /** Until all that were started serve. */
  async untilServing(): Promise<void> {
    const serving = (): boolean => this.machines.every(({ instance }) => instance?.isServing === true);
    await this.world.until("all of them serve", serving, PATIENCE);
  }

  /** Starts the last member, whose disk is empty without anybody having said that it should be. */
  startEmpty(): Machine<EnsembleServer> {
    const id = this.machines.length + 1;
    const machine = this.#start(String.fromCharCode(64 + id), id, false);
    this.machines.push(machine);
    return machine;
  }

  /**
   * Lets some clients, spread over the servers, write until so many writes are done, each with some in flight.
   * @param width in flight, of each client
   */
  async write(writes: number, write: Write, clients = 1, width = 64): Promise<void> {
    let begun = 0;
    let done = 0;
    let left = 0;
    const program = async (host: Host, first: number): Promise<void> => {
      const servers = [...this.servers.slice(first), ...this.servers.slice(0, first)];
      const keeper = new KeeperClient(host, servers);
      const lane = async (): Promise<void> => {
        while (begun < writes) {
          await write(keeper, begun++);
          done += 1;
        }
      };
      await Promise.all(Array.from({ length: width }, lane));
      await keeper.close();
      left += 1;
    };
    for (let index = 0; index < clients; index++) {
      this.world.client(`client-${++this.#clients}`, (host) => program(host, index % this.servers.length));
    }
    await this.world.until("everything is written", () => done === writes && left === clients, PATIENCE);
  }

  #start(name: string, self: number, isNew: boolean): Machine<EnsembleServer> {
    const options = { self, membership: this.#members, storage: this.#storage };
    const boot = (host: Host): EnsembleServer => new EnsembleServer(host, options);
    return this.world.server(name, isNew ? marked(NEW_MARK, boot) : boot);
  }
}

/** Each write creates a znode. */
export const create: Write = (keeper, number) => keeper.create(`/node-${number}`, DATA);

/** The writes go to so many znodes in turn, which must be there. */
export function setOneOf(znodes: number): Write {
  return (keeper, number) => keeper.setData(`/node-${number % znodes}`, DATA);
}
