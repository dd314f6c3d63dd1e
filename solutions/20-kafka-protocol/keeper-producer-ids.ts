import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { KeeperError } from "#znode-tree/errors";
import type { ErrorName } from "./error-codes";
import type { ProducerIds } from "./producer-handlers";

/** Its data is the first number that nobody has. */
const NEXT_BLOCK = "/producer-ids";
/** A broker takes so many at a time. What it hasn't given out when it ends, nobody gets. */
const BLOCK = 1_000n;

/** Numbers from the ensemble's tree, in blocks. Nothing to write here. */
export class KeeperProducerIds implements ProducerIds {
  readonly #keeper: () => Keeper;
  #next = 0n;
  #end = 0n;
  /** Those who wait for the next block. */
  #waiting: ((error: ErrorName, id: bigint) => void)[] = [];

  constructor(keeper: () => Keeper) {
    this.#keeper = keeper;
  }

  next(done: (error: ErrorName, id: bigint) => void): void {
    this.#waiting.push(done);
    if (this.#waiting.length === 1) void this.#serve();
  }

  async #serve(): Promise<void> {
    let error: ErrorName = "NONE";
    try {
      if (this.#next === this.#end) await this.#takeBlock();
    } catch (problem) {
      if (!(problem instanceof KeeperError)) throw problem;
      error = "COORDINATOR_NOT_AVAILABLE";
    }
    // Those who come while these are told begin anew.
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const done of waiting) {
      if (error !== "NONE") done(error, -1n);
      else if (this.#next < this.#end) done("NONE", this.#next++);
      else this.next(done);
    }
  }

  /** The write fails if another broker has taken the same block meanwhile. */
  async #takeBlock(): Promise<void> {
    const keeper = this.#keeper();
    try {
      await keeper.create(NEXT_BLOCK, encode(0n));
    } catch (error) {
      if (!failedBy(error, "NodeExists")) throw error;
    }
    const { data, stat } = await keeper.getData(NEXT_BLOCK);
    const first = BigInt(new TextDecoder().decode(data));
    await keeper.setData(NEXT_BLOCK, encode(first + BLOCK), stat.version);
    this.#next = first;
    this.#end = first + BLOCK;
  }
}

function encode(id: bigint): Uint8Array {
  return new TextEncoder().encode(String(id));
}
