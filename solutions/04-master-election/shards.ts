import { ZnodeCache } from "#watches/cache";
import { NO_ZXID } from "#watches/events";
import { refusalFrom } from "#watches/messages";
import { ANY_VERSION, type SingleRequest } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Keeper } from "./keeper";
import type { Ticket } from "./ticket";

/** Where the map is: a znode for each shard, with the name of its server as data. */
export const SHARDS = "/shards";

/** Which server has which shard. */
export type Assignment = ReadonlyMap<string, string>;

/**
 * Gives every shard a server that is there. A shard whose server is still there stays: moving data is expensive. The
 * others go, one by one, to whoever has the fewest.
 *
 * @param before who has had which; "" for a shard that nobody has had
 * @param servers those that are there
 * @throws RangeError if none is
 */
export function assignShards(before: Assignment, servers: readonly string[]): Assignment {
  // #region write shards: First count who keeps how many. Then the homeless.
  if (servers.length === 0) throw new RangeError("no server is there");
  const load = new Map(servers.map((name) => [name, 0]));
  for (const owner of before.values()) if (load.has(owner)) load.set(owner, load.get(owner)! + 1);
  const after = new Map<string, string>();
  for (const [shard, owner] of before) {
    const next = load.has(owner) ? owner : servers.reduce((a, b) => (load.get(b)! < load.get(a)! ? b : a));
    if (next !== owner) load.set(next, load.get(next)! + 1);
    after.set(shard, next);
  }
  return after;
  // #endregion
}

/**
 * Writes what is new in the map, as the master that has this ticket: in one step, and only if the ticket is still in
 * its line. The shards' znodes are there.
 *
 * @throws KeeperError NoNode if it isn't: somebody else may be the master by now. Nothing has been written then
 */
export async function publishShards(
  keeper: Keeper,
  master: Ticket,
  before: Assignment,
  after: Assignment,
): Promise<void> {
  // #region write shards: A multi can hold a request that changes nothing.
  const requests: SingleRequest[] = [{ type: "check", path: master.path, version: ANY_VERSION }];
  for (const [shard, server] of after) {
    if (before.get(shard) === server) continue;
    const data = new TextEncoder().encode(server);
    requests.push({ type: "setData", path: `${SHARDS}/${shard}`, data, version: ANY_VERSION });
  }
  await keeper.multi(requests);
  // #endregion
}

/** Answers which server has a shard, from memory. Only the first question, and the first after a change, are asked. */
export class ShardFinder {
  // #region own shards: Your fields. Chapter 2 has a memory that can be trusted.
  readonly #cache: ZnodeCache;
  // #endregion

  constructor(keeper: Keeper) {
    // #region own shards: Let it ask the keeper, and be told what the keeper is told.
    this.#cache = new ZnodeCache(({ path }, answered) => {
      let isOld = false;
      const told = (): void => {
        isOld = true;
        this.#cache.told({ type: "NodeDataChanged", path, zxid: NO_ZXID });
      };
      keeper.getData(path, told).then(
        ({ data, stat }) => {
          answered({ type: "getData", data, stat });
          // A promise goes on a little later than its reply comes, and the event may have come between.
          if (isOld) told();
        },
        (error: unknown) => answered(refusalFrom(asKeeperError(error))),
      );
    });
    // #endregion
  }

  /**
   * @param shard its name
   * @returns the name of its server; undefined where nobody knows
   */
  find(shard: string): Promise<string | undefined> {
    // #region write shards: A path, and bytes that are text.
    return new Promise((resolve) =>
      this.#cache.get(`${SHARDS}/${shard}`, (data) =>
        resolve(data === undefined ? undefined : new TextDecoder().decode(data)),
      ),
    );
    // #endregion
  }
}

// #region own shards: Room for helpers of your own.
function asKeeperError(error: unknown): KeeperError {
  if (error instanceof KeeperError) return error;
  throw error;
}
// #endregion
