import { Majority } from "./majority";
import type { Quorum } from "./quorum";

/** Who belongs to an ensemble. Nothing to write here. */

// #region show member
/** The number of a server, from 1 to 254: what ZooKeeper calls its `myid`. */
export type ServerId = number;

export interface Member {
  id: ServerId;
  /** By which the others dial it. */
  name: string;
  /** A participant votes and is counted. An observer is told everything and is never counted. */
  role: "participant" | "observer";
}
// #endregion

/** What a server knows of its ensemble at the moment. In chapter 10 it changes; until then it is a {@link Members}. */
export interface Membership {
  readonly members: Members;
  /** Who must agree before anything counts. */
  readonly quorum: Quorum;
}

/** The members of an ensemble, as they stand in its configuration. It never changes. */
export class Members implements Membership {
  readonly list: readonly Member[];
  readonly quorum: Quorum;
  readonly #byId: ReadonlyMap<ServerId, Member>;

  /**
   * @param quorum who must agree; by default a majority of the participants
   * @throws RangeError if two have the same number or name
   */
  constructor(list: readonly Member[], quorum?: Quorum) {
    this.list = list;
    this.#byId = new Map(list.map((member) => [member.id, member]));
    if (this.#byId.size < list.length || new Set(list.map(({ name }) => name)).size < list.length) {
      throw new RangeError("two members have the same number or name");
    }
    this.quorum = quorum ?? new Majority(new Set(this.participants.map(({ id }) => id)));
  }

  get members(): Members {
    return this;
  }

  get participants(): readonly Member[] {
    return this.list.filter(({ role }) => role === "participant");
  }

  /** @returns undefined for a number that no member has */
  find(id: ServerId): Member | undefined {
    return this.#byId.get(id);
  }

  isParticipant(id: ServerId): boolean {
    return this.#byId.get(id)?.role === "participant";
  }

  /** @returns undefined for a name that no member has */
  named(name: string): Member | undefined {
    return this.list.find((member) => member.name === name);
  }
}
