import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "./members";
import type { Quorum } from "./quorum";

/**
 * What a leader has proposed and what isn't committed yet, and who has it. It sends nothing and keeps nothing on a disk.
 *
 * An acknowledgement says: all up to this zxid is on my disk. So one number a server is enough. Proposals are committed
 * in their order, each when its own quorum has it.
 */
export class Proposals<P extends { zxid: Zxid }> {
  // #region own commit: Your fields.
  readonly #outstanding: { proposal: P; quorum: Quorum }[] = [];
  readonly #acked = new Map<ServerId, Zxid>();
  // #endregion

  /** What was proposed and isn't committed, the oldest first. */
  get outstanding(): readonly P[] {
    // #region write commit: In the order in which they were added.
    return this.#outstanding.map(({ proposal }) => proposal);
    // #endregion
  }

  /**
   * Something has been proposed.
   * @param quorum who must have it before it is committed
   * @throws RangeError if its zxid isn't higher than that of the last one outstanding
   */
  add(proposal: P, quorum: Quorum): void {
    // #region write commit: Behind those that are there.
    const last = this.#outstanding.at(-1)?.proposal.zxid;
    if (last !== undefined && proposal.zxid <= last) {
      throw new RangeError(`zxid ${proposal.zxid} can't be proposed behind ${last}`);
    }
    this.#outstanding.push({ proposal, quorum });
    // #endregion
  }

  /**
   * A server has everything up to a zxid on its disk. An acknowledgement that says less than an earlier one of the
   * same server says nothing new; but who must agree may be others by now (chapter 10), so it is asked each time.
   *
   * @returns what is committed by that, the oldest first: each proposal once
   */
  ack(server: ServerId, zxid: Zxid): P[] {
    // #region write commit: Remember it. Then from the oldest on: who has it, and are they enough?
    if (zxid > (this.#acked.get(server) ?? -1n)) this.#acked.set(server, zxid);
    const committed: P[] = [];
    for (let oldest = this.#outstanding[0]; oldest !== undefined; oldest = this.#outstanding[0]) {
      if (!oldest.quorum.isReachedBy(this.#having(oldest.proposal.zxid))) break;
      this.#outstanding.shift();
      committed.push(oldest.proposal);
    }
    return committed;
    // #endregion
  }

  // #region own commit: Room for helpers of your own.
  #having(zxid: Zxid): Set<ServerId> {
    const having = new Set<ServerId>();
    for (const [server, acked] of this.#acked) if (acked >= zxid) having.add(server);
    return having;
  }
  // #endregion
}
