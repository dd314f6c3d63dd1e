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
  // Yours (step race): Your fields.

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
    // Write here (step fencing): Which number of the znode is new with every leader, and only grows?
    throw new Error("Not written yet (step fencing)");
  }

  /**
   * Takes part until the session is over. It is LOOKING then, as it was at the beginning. Lost connections don't end
   * it; a lost reply leaves open whether the create was done.
   */
  async run(): Promise<void> {
    // Write here (step race): Try to create MASTER. Then see whose it is, lead or follow, wait until that changes; again.
    throw new Error("Not written yet (step race)");
  }

  // Yours (step race): Room for helpers of your own.
}
