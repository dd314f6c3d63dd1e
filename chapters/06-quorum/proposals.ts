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
  // Yours (step commit): Your fields.

  /** What was proposed and isn't committed, the oldest first. */
  get outstanding(): readonly P[] {
    // Write here (step commit): In the order in which they were added.
    throw new Error("Not written yet (step commit)");
  }

  /**
   * Something has been proposed.
   * @param quorum who must have it before it is committed
   * @throws RangeError if its zxid isn't higher than that of the last one outstanding
   */
  add(proposal: P, quorum: Quorum): void {
    // Write here (step commit): Behind those that are there.
    throw new Error("Not written yet (step commit)");
  }

  /**
   * A server has everything up to a zxid on its disk. An acknowledgement that says less than an earlier one of the
   * same server says nothing new; but who must agree may be others by now (chapter 10), so it is asked each time.
   *
   * @returns what is committed by that, the oldest first: each proposal once
   */
  ack(server: ServerId, zxid: Zxid): P[] {
    // Write here (step commit): Remember it. Then from the oldest on: who has it, and are they enough?
    throw new Error("Not written yet (step commit)");
  }

  // Yours (step commit): Room for helpers of your own.
}
