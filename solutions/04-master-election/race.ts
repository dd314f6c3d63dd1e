import type { Stat, Zxid } from "#znode-tree/changes";
import type { Keeper } from "./keeper";
import type { Role } from "./role";
import { failedBy, watchZnode } from "./watching";

/** The znode of the one who leads. It has the leader's name as its data. */
export const MASTER = "/master";

/**
 * Takes part in the race for {@link MASTER}: whoever creates it leads, and the others follow and watch it.
 *
 * A role is what this server believes. It is told of changes, and until it is told it is wrong.
 */
export class MasterRace {
  #role: Role = "LOOKING";
  // #region own race: Your fields.
  /** The znode that made this server the leader. */
  #won: Stat | undefined;
  // #endregion

  /**
   * @param name of this server, for people: another life of it has the same
   * @param onRole called with every new role
   */
  constructor(
    private readonly keeper: Keeper,
    private readonly name: string,
    private readonly onRole: (role: Role) => void = () => {},
  ) {}

  get role(): Role {
    return this.#role;
  }

  /**
   * A number by which this leader can be told from those before it: each leader's is higher than all before. Undefined
   * unless this server leads.
   */
  get token(): Zxid | undefined {
    // #region write fencing: Which number of the znode is new with every leader, and only grows?
    return this.#won?.czxid;
    // #endregion
  }

  /**
   * Takes part until the session is over. It is LOOKING then, as it was at the beginning. Lost connections don't end
   * it; a lost reply leaves open whether the create was done.
   */
  async run(): Promise<void> {
    // #region write race: Try to create MASTER. Then see whose it is, lead or follow, wait until that changes; again.
    while (this.keeper.state !== "expired" && this.keeper.state !== "closed") {
      try {
        await this.#once();
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionExpired")) throw error;
      } finally {
        this.#become("LOOKING", undefined);
      }
    }
    // #endregion
  }

  // #region own race: Room for helpers of your own.
  /** One race, until its outcome is no longer true. */
  async #once(): Promise<void> {
    await this.#apply();
    // Whatever came of it: the tree knows who leads, and whether it was this session that created the znode.
    const { stat, changed } = await watchZnode(this.keeper, MASTER);
    if (stat === undefined) return;
    if (stat.ephemeralOwner === this.keeper.session) this.#become("LEADER", stat);
    else this.#become("FOLLOWER", undefined);
    await changed;
  }

  async #apply(): Promise<void> {
    try {
      await this.keeper.create(MASTER, new TextEncoder().encode(this.name), { ephemeral: true });
    } catch (error) {
      if (!failedBy(error, "NodeExists")) throw error;
    }
  }

  #become(role: Role, won: Stat | undefined): void {
    this.#won = won;
    if (this.#role === role) return;
    this.#role = role;
    this.onRole(role);
  }
  // #endregion
}
