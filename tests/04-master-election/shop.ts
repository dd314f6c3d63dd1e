import { type Host, sleep } from "#lab/host";
import type { Recorder } from "#lab/trace/recorder";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import type { Keeper } from "#master-election/keeper";
import { KeeperClient } from "#master-election/keeper-client";
import { KeeperServer } from "#master-election/keeper-server";
import { failedBy } from "#master-election/watching";
import { KeeperError } from "#znode-tree/errors";

/** The name of the one ZooKeeper server. */
export const KEEPER = "keeper";
export const DATABASES = ["DB1", "DB2", "DB3"];

/** A world with a ZooKeeper server in it. */
export class Shop {
  readonly world: World;
  readonly server: Machine<KeeperServer>;

  constructor(recorder?: Recorder, seed = 1) {
    this.world = new World({ seed, ...(recorder && { recorder }) });
    this.server = this.world.server(KEEPER, (host) => new KeeperServer(host));
  }

  get keeper(): KeeperServer {
    return this.server.instance!;
  }

  /** A program with a session. What it throws fails the run. */
  program(name: string, act: (keeper: KeeperClient, host: Host) => Promise<void>): Machine<void> {
    return this.world.client(name, (host) => act(new KeeperClient(host, [KEEPER]), host));
  }

  /** Runs a program to its end, and returns what it returns. */
  async ask<T>(name: string, act: (keeper: KeeperClient, host: Host) => Promise<T>): Promise<T> {
    const answers: T[] = [];
    this.program(name, async (keeper, host) => void answers.push(await act(keeper, host)));
    await this.world.until(`${name} comes to its end`, () => answers.length > 0, 30_000);
    return answers[0]!;
  }

  /** Names of the children of a znode, sorted; none where there is no such znode. */
  children(path: string): string[] {
    return this.keeper.tree.exists(path) ? [...this.keeper.tree.getChildren(path)].sort() : [];
  }
}

/** Creates a persistent znode unless it is there. */
export async function ensure(keeper: Keeper, path: string): Promise<void> {
  for (;;) {
    try {
      await keeper.create(path, new Uint8Array(0));
      return;
    } catch (error) {
      if (failedBy(error, "NodeExists")) return;
      if (!failedBy(error, "ConnectionLoss")) throw error;
    }
  }
}

type Operation = "create" | "getData" | "exists" | "getChildren" | "setData" | "delete" | "multi";
const OPERATIONS = new Set<string>([
  "create",
  "getData",
  "exists",
  "getChildren",
  "setData",
  "delete",
  "multi",
]);

export interface Meddling {
  /** Done before the request is sent. */
  before?: (operation: Operation, path: string) => Promise<void> | void;
  /** Done when the reply is there, before the recipe gets it. */
  after?: (operation: Operation, path: string) => Promise<void> | void;
}

/** A keeper in whose requests something comes between. */
export function meddle(keeper: Keeper, { before, after }: Meddling): Keeper {
  return new Proxy(keeper, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (!OPERATIONS.has(String(name))) return value.bind(target) as unknown;
      return async (...given: unknown[]) => {
        const [path] = given;
        const where = typeof path === "string" ? path : "";
        await before?.(name as Operation, where);
        const result = await (value as (...all: unknown[]) => Promise<unknown>).apply(target, given);
        await after?.(name as Operation, where);
        return result;
      };
    },
  });
}

/** The first of these requests is done, and its reply is lost. */
export function losesReplyOf(operation: Operation): Meddling {
  let lost = false;
  return {
    after: (done) => {
      if (done !== operation || lost) return;
      lost = true;
      throw new KeeperError("ConnectionLoss", "the reply is lost");
    },
  };
}

/** What came of a request: "accepted", or the name of the error. What is no KeeperError goes on to the test. */
export async function outcomeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return "accepted";
  } catch (error) {
    if (error instanceof KeeperError) return error.reason;
    throw error;
  }
}

/** Never comes to its end; for a program that only has to be there. */
export async function stay(host: Host): Promise<never> {
  for (;;) await sleep(host.clock, 60_000);
}

/** Counts the events that the server sends, by the kind of event and its path. */
export class EventCount implements Recorder {
  readonly seen: string[] = [];

  sent(_time: number, _from: string, _to: string, message: unknown): number {
    const { type, event } = message as { type?: string; event?: { type: string; path: string } };
    if (type === "event" && event) this.seen.push(`${event.type} ${event.path}`);
    return 0;
  }
  arrived(): void {}
  lost(): void {}
  happened(): void {}
}
