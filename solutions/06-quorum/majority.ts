import type { ServerId } from "./members";
import type { Quorum } from "./quorum";

/** More than half of the voters. */
export class Majority implements Quorum {
  readonly voters: ReadonlySet<ServerId>;

  constructor(voters: ReadonlySet<ServerId>) {
    this.voters = voters;
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // #region write majority: More than half, and only those who may vote are counted.
    let agreed = 0;
    for (const id of this.voters) if (servers.has(id)) agreed += 1;
    return agreed > this.voters.size / 2;
    // #endregion
  }
}
