import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

/** Looks for those who are missing: more must have agreed than are missing. */
export class Majority implements Quorum {
  readonly voters: ReadonlySet<ServerId>;

  constructor(voters: ReadonlySet<ServerId>) {
    this.voters = new Set(voters);
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    const missing = [...this.voters].filter((id) => !servers.has(id)).length;
    return missing < this.voters.size - missing;
  }
}
