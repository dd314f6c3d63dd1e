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
  // Write here (step shards): First count who keeps how many. Then the homeless.
  throw new Error("Not written yet (step shards)");
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
  // Write here (step shards): A multi can hold a request that changes nothing.
  throw new Error("Not written yet (step shards)");
}

/** Answers which server has a shard, from memory. Only the first question, and the first after a change, are asked. */
export class ShardFinder {
  // Yours (step shards): Your fields. Chapter 2 has a memory that can be trusted.

  constructor(keeper: Keeper) {
    // Yours (step shards): Let it ask the keeper, and be told what the keeper is told.
  }

  /**
   * @param shard its name
   * @returns the name of its server; undefined where nobody knows
   */
  find(shard: string): Promise<string | undefined> {
    // Write here (step shards): A path, and bytes that are text.
    throw new Error("Not written yet (step shards)");
  }
}

// Yours (step shards): Room for helpers of your own.
