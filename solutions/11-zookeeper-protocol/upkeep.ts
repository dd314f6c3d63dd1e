import type { Clock } from "#lab/host";
import type { Database } from "#sessions/database";
import type { Request, Stat, Zxid } from "#znode-tree/changes";
import { CONTAINER, ttlOf } from "#znode-tree/owners";

/** So many znodes are asked to go in one round, at most: whoever waits for an answer meanwhile needn't wait long. */
const AT_ONCE = 1_000;

/** Who can have something decided: see `EnsembleProgram.administer`. Where nobody leads it does nothing. */
export interface Decider {
  administer(request: (zxid: Zxid) => Request, done: () => void): void;
}

/**
 * Whether nobody needs a znode any more: a container when the last of its children has gone, a znode with a time to
 * live when nobody has set its data for longer than that, and it has no children. Any other is needed.
 *
 * @param now in ms since 1970
 * @see ZooKeeper source, `ContainerManager.getCandidates`
 */
export function isDue(
  {
    ephemeralOwner,
    numChildren,
    cversion,
    mtime,
  }: Pick<Stat, "ephemeralOwner" | "numChildren" | "cversion" | "mtime">,
  now: number,
): boolean {
  // #region write upkeep: An owner says of which kind it is: see owners.ts. How do you know that there were children?
  if (numChildren > 0) return false;
  if (ephemeralOwner === CONTAINER) return cversion > 0;
  const ttl = ttlOf(ephemeralOwner);
  return ttl !== undefined && now - mtime > ttl;
  // #endregion
}

/** Has the znodes deleted that nobody needs any more, again and again, as long as its server leads. */
export class Upkeep {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #decider: Decider;
  readonly #database: () => Database;
  readonly #leads: () => boolean;

  /**
   * @param interval between two rounds, in ms. Source: ZooKeeper's `znode.container.checkIntervalMs`
   * @param database what this server holds
   * @param leads whether this server leads
   */
  constructor(
    clock: Clock,
    interval: number,
    decider: Decider,
    database: () => Database,
    leads: () => boolean = () => true,
  ) {
    this.#clock = clock;
    this.#interval = interval;
    this.#decider = decider;
    this.#database = database;
    this.#leads = leads;
    this.#goRound();
  }

  #goRound(): void {
    this.#clock.after(this.#interval, () => {
      if (this.#leads()) this.#tidy();
      this.#goRound();
    });
  }

  /** One round. A znode that was set or got a child since its Stat was read stays. */
  #tidy(): void {
    // #region write upkeep: The paths are in the database's `passing`. Ask for each that is due, as it is in the tree now.
    const { passing, tree } = this.#database();
    const now = this.#clock.now();
    let asked = 0;
    for (const path of [...passing]) {
      const stat = tree.exists(path);
      if (stat === undefined || !isDue(stat, now)) continue;
      this.#decider.administer(
        () => ({ type: "delete", path, version: stat.version }),
        () => {},
      );
      asked += 1;
      if (asked === AT_ONCE) return;
    }
    // #endregion
  }
}
