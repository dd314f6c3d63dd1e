import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

interface Waiting<P> {
  proposal: P;
  quorum: Quorum;
  /** Who has it. */
  ackers: Set<ServerId>;
}

/** Keeps with each proposal the servers that have it, as ZooKeeper's leader does. */
export class Proposals<P extends { zxid: Zxid }> {
  #waiting: Waiting<P>[] = [];

  get outstanding(): readonly P[] {
    return this.#waiting.map(({ proposal }) => proposal);
  }

  add(proposal: P, quorum: Quorum): void {
    const before = this.#waiting[this.#waiting.length - 1];
    if (before !== undefined && before.proposal.zxid >= proposal.zxid) {
      throw new RangeError(`${proposal.zxid} isn't higher than ${before.proposal.zxid}`);
    }
    this.#waiting.push({ proposal, quorum, ackers: new Set() });
  }

  ack(server: ServerId, zxid: Zxid): P[] {
    for (const { proposal, ackers } of this.#waiting) if (proposal.zxid <= zxid) ackers.add(server);
    const stops = this.#waiting.findIndex(({ quorum, ackers }) => !quorum.isReachedBy(ackers));
    const committed = this.#waiting.slice(0, stops === -1 ? this.#waiting.length : stops);
    this.#waiting = this.#waiting.slice(committed.length);
    return committed.map(({ proposal }) => proposal);
  }
}
