import type { ServerId } from "./members";
import type { Quorum } from "./quorum";

/** More than half of the voters. */
export class Majority implements Quorum {
  readonly voters: ReadonlySet<ServerId>;

  constructor(voters: ReadonlySet<ServerId>) {
    this.voters = voters;
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // Write here (step majority): More than half, and only those who may vote are counted.
    throw new Error("Not written yet (step majority)");
  }
}
