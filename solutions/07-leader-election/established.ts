import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { PeerState } from "./notification";

/** Who says that it leads, or whom it follows: what a server that looks learns about a leader that is there already. */
export class Established {
  // #region own joining: Your fields.
  readonly #words = new Map<ServerId, { state: PeerState; leader: ServerId }>();
  // #endregion

  /**
   * A participant has said what it does. Its last word counts.
   * @param leader whom it votes for, follows or leads as; undefined if it names nobody
   */
  heard(server: ServerId, state: PeerState, leader: ServerId | undefined): void {
    // #region write joining: Whose word counts, and whose did count and doesn't any more?
    const isLoyal = state === "FOLLOWING" || state === "LEADING";
    if (isLoyal && leader !== undefined) this.#words.set(server, { state, leader });
    else this.#words.delete(server);
    // #endregion
  }

  /** Nobody has said anything yet. */
  clear(): void {
    // #region write joining: What was said before this server looked is old.
    this.#words.clear();
    // #endregion
  }

  /**
   * Whether a server says itself that it leads, and enough servers, that one among them, say that they go with it.
   *
   * @param also a server that goes with it too, without having said so: this one, if it has voted for the leader
   */
  isLedBy(leader: ServerId, quorum: Quorum, also?: ServerId): boolean {
    // #region write joining: Two conditions. Neither is enough.
    if (this.#words.get(leader)?.state !== "LEADING") return false;
    const loyal = new Set<ServerId>(also === undefined ? [] : [also]);
    for (const [server, word] of this.#words) if (word.leader === leader) loyal.add(server);
    return quorum.isReachedBy(loyal);
    // #endregion
  }
}
