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
  // Yours (step forwarding): Your fields. The leader knows servers as Replicas; which one is a follower?

  /** @param send takes an answer, and keeps the order, also with the commits */
  constructor(leader: SessionLeader, send: (to: ServerId, answer: Answer) => void) {
    this.#leader = leader;
    this.#send = send;
  }

  /** A follower has asked for something. */
  receive(from: ServerId, message: Forward | Heard): void {
    if (message.type === "heard") {
      // Write here (step reports): Each of them has been heard of.
      throw new Error("Not written yet (step reports)");
      return;
    }
    const { life, request, ask } = message;
    const answer = this.#answerer(from, life, request);
    switch (ask.type) {
      case "open":
      case "attach":
      case "write":
      case "close": {
        // Write here (step forwarding): Let the leader decide, in the name of that follower, and answer when it calls back.
        throw new Error("Not written yet (step forwarding)");
      }
      case "sync": {
        // Write here (step sync): When has the follower got all that is decided up to now?
        throw new Error("Not written yet (step sync)");
      }
    }
  }

  #answerer(to: ServerId, life: number, request: number): (outcome: Outcome) => void {
    return (outcome) => this.#send(to, { type: "answer", life, request, outcome });
  }

  // Yours (step forwarding): Room for helpers of your own.
}

// Yours (step forwarding): Room for helpers of your own.
