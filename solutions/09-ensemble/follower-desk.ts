import type { ServerId } from "#quorum/members";
import type { Replica, SessionLeader } from "#sessions/leader";
import { refusalFrom } from "#watches/messages";
import { KeeperError } from "#znode-tree/errors";
import type { Answer, Forward, Heard, Outcome } from "./messages";

/**
 * Where a leader serves its followers: what they ask for their clients is decided as for its own, and answered in the
 * order of the decisions, behind the commit.
 */
export class FollowerDesk {
  readonly #leader: SessionLeader;
  readonly #send: (to: ServerId, answer: Answer) => void;
  // #region own forwarding: Your fields. The leader knows servers as Replicas; which one is a follower?
  readonly #standIns = new Map<ServerId, Replica>();
  // #endregion

  /** @param send takes an answer, and keeps the order, also with the commits */
  constructor(leader: SessionLeader, send: (to: ServerId, answer: Answer) => void) {
    this.#leader = leader;
    this.#send = send;
  }

  /** A follower has asked for something. */
  receive(from: ServerId, message: Forward | Heard): void {
    if (message.type === "heard") {
      // #region write reports: Each of them has been heard of.
      for (const id of message.sessions) this.#leader.touch(id);
      // #endregion
      return;
    }
    const { life, request, ask } = message;
    const answer = this.#answerer(from, life, request);
    switch (ask.type) {
      case "open":
      case "attach":
      case "write":
      case "close": {
        // #region write forwarding: Let the leader decide, in the name of that follower, and answer when it calls back.
        const server = this.#standIn(from);
        const decided = whenDecided(answer);
        if (ask.type === "open") this.#leader.open(ask.session, decided);
        else if (ask.type === "write") this.#leader.write(ask.id, ask.request, server, decided);
        else if (ask.type === "close") this.#leader.close(ask.id, server, decided);
        else {
          this.#leader.attach(ask.id, ask.password, server, (session) =>
            answer({ type: "attached", ...(session !== undefined && { session }) }),
          );
        }
        return;
        // #endregion
      }
      case "sync": {
        // #region write sync: When has the follower got all that is decided up to now?
        this.#leader.sync(() => answer({ type: "done" }));
        return;
        // #endregion
      }
    }
  }

  #answerer(to: ServerId, life: number, request: number): (outcome: Outcome) => void {
    return (outcome) => this.#send(to, { type: "answer", life, request, outcome });
  }

  // #region own forwarding: Room for helpers of your own.
  /** The same for all that a follower asks: a session that it asks for is at that follower. */
  #standIn(server: ServerId): Replica {
    let standIn = this.#standIns.get(server);
    if (standIn === undefined) this.#standIns.set(server, (standIn = { apply: () => {} }));
    return standIn;
  }
  // #endregion
}

// #region own forwarding: Room for helpers of your own.
function whenDecided(answer: (outcome: Outcome) => void): (outcome: unknown) => void {
  return (outcome) => answer(outcome instanceof KeeperError ? refusalFrom(outcome) : { type: "done" });
}
// #endregion
