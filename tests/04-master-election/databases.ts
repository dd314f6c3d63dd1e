import { type Host, sleep } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { KeeperClient } from "#master-election/keeper-client";
import type { Role } from "#master-election/role";
import { failedBy } from "#master-election/watching";
import { ensure, KEEPER } from "./shop";

/** What takes part in an election. */
export interface Taker {
  readonly role: Role;
  run(): Promise<void>;
}

/** A database with its session, as long as both live. */
export interface Life<T extends Taker> {
  keeper: KeeperClient;
  taker: T;
}

export interface DatabaseOptions<T extends Taker> {
  /** Znodes that must be there before it takes part. */
  needs?: readonly string[];
  taker: (keeper: KeeperClient, host: Host) => T;
  /** Done again and again while it believes that it leads. */
  work: (life: Life<T>, host: Host) => Promise<void>;
  /** ms between two times. */
  every?: number;
}

/** Databases that take part in an election, one session after another. */
export class Databases<T extends Taker> {
  readonly #lives = new Map<string, Life<T>>();
  readonly #machines = new Map<string, Machine<void>>();

  constructor(
    private readonly world: World,
    names: readonly string[],
    private readonly options: DatabaseOptions<T>,
  ) {
    for (const name of names)
      this.#machines.set(
        name,
        world.client(name, (host) => this.#program(host)),
      );
  }

  /** Those whose process is up and has begun, by name. */
  get lives(): [string, Life<T>][] {
    return [...this.#lives].filter(([name]) => this.#machines.get(name)!.up);
  }

  /** Names of those who believe that they have this role. */
  are(role: Role): string[] {
    return this.lives.filter(([, { taker }]) => taker.role === role).map(([name]) => name);
  }

  machine(name: string): Machine<void> {
    return this.#machines.get(name)!;
  }

  async #program(host: Host): Promise<void> {
    this.#lives.delete(host.name);
    const { needs = [], taker: make } = this.options;
    for (;;) {
      const keeper = new KeeperClient(host, [KEEPER]);
      try {
        for (const path of needs) await ensure(keeper, path);
        const taker = make(keeper, host);
        const life = { keeper, taker };
        this.#lives.set(host.name, life);
        await Promise.race([taker.run(), this.#work(life, host)]);
        if (keeper.state !== "expired" && keeper.state !== "closed") {
          throw new Error("run() has ended, and the session hasn't");
        }
      } catch (error) {
        if (!failedBy(error, "SessionExpired")) throw error;
      }
      // The session is over: a new one, and from the beginning.
      await sleep(host.clock, 20);
    }
  }

  async #work(life: Life<T>, host: Host): Promise<void> {
    for (;;) {
      await sleep(host.clock, this.options.every ?? 150);
      if (this.#lives.get(host.name) !== life) return;
      if (life.taker.role === "LEADER") await this.options.work(life, host);
    }
  }
}
