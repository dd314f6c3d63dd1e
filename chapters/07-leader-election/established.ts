import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { PeerState } from "./notification";

/** Who says that it leads, or whom it follows: what a server that looks learns about a leader that is there already. */
export class Established {
  // Yours (step joining): Your fields.

  /**
   * A participant has said what it does. Its last word counts.
   * @param leader whom it votes for, follows or leads as; undefined if it names nobody
   */
  heard(server: ServerId, state: PeerState, leader: ServerId | undefined): void {
    // Write here (step joining): Whose word counts, and whose did count and doesn't any more?
    throw new Error("Not written yet (step joining)");
  }

  /** Nobody has said anything yet. */
  clear(): void {
    // Write here (step joining): What was said before this server looked is old.
    throw new Error("Not written yet (step joining)");
  }

  /**
   * Whether a server says itself that it leads, and enough servers, that one among them, say that they go with it.
   *
   * @param also a server that goes with it too, without having said so: this one, if it has voted for the leader
   */
  isLedBy(leader: ServerId, quorum: Quorum, also?: ServerId): boolean {
    // Write here (step joining): Two conditions. Neither is enough.
    throw new Error("Not written yet (step joining)");
  }
}
