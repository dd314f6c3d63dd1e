import { marked } from "#lab/testing/marked";
import { type Host, sleep } from "#lab/host";
import { text } from "#lab/testing/bytes";
import type { Recorder } from "#lab/trace/recorder";
import type { Machine } from "#lab/world/machine";
import { World, type WorldOptions } from "#lab/world/world";
import { EnsembleServer } from "#ensemble/ensemble-server";
import { NEW_MARK } from "#leader-election/origin";
import { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { type Member, Members } from "#quorum/members";
import type { StorageOptions } from "#transaction-log/storage";
import { TIMING } from "#zab/timing";
import { KeeperError } from "#znode-tree/errors";

export const TICK = TIMING.tick;
/** Of a client's session, in ms. */
export const TIMEOUT = 3_000;
const NAMES = ["A", "B", "C", "D", "E", "F", "G"];

export interface NodesOptions extends Partial<WorldOptions> {
  /** Participants. Default: 3. */
  servers?: number;
  /** Observers, whose names come behind the participants'. Default: none. */
  observers?: number;
  storage?: StorageOptions;
}

/** The names of an ensemble's servers. */
export function namesOf({ servers = 3, observers = 0 }: NodesOptions = {}): string[] {
  return NAMES.slice(0, servers + observers);
}

/** An ensemble in a world: A, B, C and so on. */
export class Nodes {
  readonly world: World;
  readonly names: readonly string[];
  readonly machines = new Map<string, Machine<EnsembleServer>>();
  #programs = 0;

  constructor(options: NodesOptions = {}, world?: World) {
    const { servers = 3, observers = 0, storage, seed = 1, ...rest } = options;
    this.world = world ?? new World({ seed, ...rest });
    this.names = namesOf({ servers, observers });
    const members = new Members(
      this.names.map((name, index): Member => ({
        id: index + 1,
        name,
        role: index < servers ? "participant" : "observer",
      })),
    );
    for (const [index, name] of this.names.entries()) {
      const boot = marked(NEW_MARK, (host) => {
        const self = index + 1;
        return new EnsembleServer(host, { self, membership: members, ...(storage && { storage }) });
      });
      this.machines.set(name, this.world.server(name, boot));
    }
  }

  /** A server that is up. */
  server(name: string): EnsembleServer {
    return this.machines.get(name)!.instance!;
  }

  machine(name: string): Machine<EnsembleServer> {
    return this.machines.get(name)!;
  }

  /** Those that serve. */
  get serving(): string[] {
    return this.names.filter((name) => this.machines.get(name)!.instance?.isServing === true);
  }

  /** Who leads and serves; undefined if nobody does. */
  get leader(): string | undefined {
    return this.serving.find((name) => this.server(name).state === "LEADING");
  }

  /** The others that serve. */
  get followers(): string[] {
    return this.serving.filter((name) => name !== this.leader);
  }

  /** Lets time pass until all of these servers serve. */
  async ready(names = this.names): Promise<void> {
    await this.world.until(
      `${names.join(", ")} serve`,
      () => names.every((name) => this.serving.includes(name)),
      20_000,
    );
  }

  /** A program with a session at these servers. What it throws fails the run. */
  program(
    name: string,
    act: (keeper: KeeperClient, host: Host) => Promise<void>,
    servers: readonly string[] = this.names,
  ): Machine<void> {
    return this.world.client(name, (host) => act(new KeeperClient(host, servers, TIMEOUT), host));
  }

  /** Runs a program at these servers to its end, and returns what it returns. */
  async ask<T>(
    servers: readonly string[],
    act: (keeper: KeeperClient, host: Host) => Promise<T>,
  ): Promise<T> {
    const answers: T[] = [];
    const name = `client ${++this.#programs}`;
    this.program(name, async (keeper, host) => void answers.push(await act(keeper, host)), servers);
    await this.world.until(`a client of ${servers.join(", ")} is answered`, () => answers.length > 0, 30_000);
    return answers[0]!;
  }

  /** A client that stays: what it is asked to do is done with its one session. */
  client(name: string, servers: readonly string[] = this.names): Client {
    return new Client(this, name, servers);
  }

  /** The data of a znode as one server has it; undefined where there is no such znode. */
  data(server: string, path: string): string | undefined {
    const { tree } = this.server(server).database;
    return tree.exists(path) === undefined ? undefined : text(tree.getData(path));
  }

  /** Cuts servers off from all others, clients included. */
  cutOff(...names: string[]): void {
    for (const name of names) this.world.faults.isolate(name);
  }

  heal(): void {
    this.world.faults.heal();
  }
}

/** A client with one session, for tests that ask it for one thing after another. */
export class Client {
  readonly machine: Machine<void>;
  keeper!: KeeperClient;
  readonly #wanted: (() => Promise<void>)[] = [];

  constructor(
    readonly nodes: Nodes,
    readonly name: string,
    servers: readonly string[],
  ) {
    this.machine = nodes.program(
      name,
      async (keeper, host) => {
        this.keeper = keeper;
        for (;;) {
          await sleep(host.clock, 5);
          await this.#wanted.shift()?.();
        }
      },
      servers,
    );
  }

  /** Has it do something; what comes of it is there when it is there. */
  begin<T>(act: (keeper: KeeperClient) => Promise<T>): { outcome: T | string | undefined; over: boolean } {
    const begun: { outcome: T | string | undefined; over: boolean } = { outcome: undefined, over: false };
    this.#wanted.push(async () => {
      const over = (outcome: T | string): void => {
        begun.outcome = outcome;
        begun.over = true;
      };
      await act(this.keeper).then(over, (error: unknown) => {
        if (!(error instanceof KeeperError)) throw error;
        over(error.reason);
      });
    });
    return begun;
  }

  /** Has it do something, and lets time pass until it is done. A refusal is its reason. */
  async does<T>(act: (keeper: KeeperClient) => Promise<T>, within = 20_000): Promise<T | string> {
    const begun = this.begin(act);
    await this.nodes.world.until(`${this.name} is answered`, () => begun.over, within);
    return begun.outcome!;
  }
}

/** Tries until it isn't a lost connection that comes of it. */
export async function persist<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!failedBy(error, "ConnectionLoss", "SessionMoved")) throw error;
    }
  }
}

/** Counts what passes between servers, by what it is. */
export class MessageCount implements Recorder {
  readonly seen: { from: string; to: string; type: string }[] = [];

  sent(_time: number, from: string, to: string, message: unknown): number {
    const {
      type,
      message: inner,
      request,
    } = message as { type?: string; message?: { type: string }; request?: { type: string } };
    this.seen.push({ from, to, type: inner?.type ?? type ?? request?.type ?? "?" });
    return 0;
  }
  arrived(): void {}
  lost(): void {}
  happened(): void {}
}
