import type { Clock, Connection } from "#lab/host";
import type { Standing } from "#leader-election/vote";
import type { ServerId } from "#quorum/members";
import type { ToFollower, Wire } from "./messages";

/** Most messages that are kept for a learner that is still getting a picture. With more of them, it begins again. */
export const MOST_HELD = 50_000;

/**
 * A server that follows, as the leader sees it. Nothing to write here.
 *
 * - `greeted`: it has said who it is
 * - `promised`: it has promised itself to the leader's epoch, or had before, and said how far its history goes
 * - `syncing`: it is being sent the leader's history, and everything that is proposed from now on
 * - `synced`: it has that history on its disk
 */
export class Learner<M> {
  stage: "greeted" | "promised" | "syncing" | "synced" = "greeted";
  standing: Standing = { epoch: 0, zxid: 0n };
  /** It can't go back in its own history. */
  needsPicture = false;
  /** When it was heard of for the last time, in ms. */
  heard: number;
  #held: ToFollower<M>[] | undefined;

  constructor(
    readonly connection: Connection<Wire<M>>,
    readonly id: ServerId,
    readonly remembers: boolean,
    clock: Clock,
  ) {
    this.heard = clock.now();
  }

  /** Whether it is to be told what is proposed and committed. */
  get isListening(): boolean {
    return this.stage === "syncing" || this.stage === "synced";
  }

  send(message: ToFollower<M>): void {
    if (this.#held === undefined) this.connection.send(message);
    else if (this.#held.length < MOST_HELD) this.#held.push(message);
    else this.connection.close();
  }

  /** From now on only pieces of a picture are sent; everything else waits for `release`. */
  hold(): void {
    this.#held = [];
  }

  /** What has waited is sent now. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.connection.send(message);
  }
}
