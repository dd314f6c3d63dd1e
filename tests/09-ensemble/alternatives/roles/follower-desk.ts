import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import type { Replica, SessionLeader } from "#sessions/leader";
import { refusalFrom } from "#watches/messages";
import { KeeperError } from "#znode-tree/errors";
import type { Answer, Ask, Forward, Heard, Outcome } from "#ensemble/messages";

type Answering = (outcome: Outcome) => void;

/** For each follower a clerk, whom the leader takes for the server itself. */
export class FollowerDesk {
  readonly #clerks: Clerk[] = [];

  constructor(
    private readonly leader: SessionLeader,
    private readonly send: (to: ServerId, answer: Answer) => void,
  ) {}

  receive(from: ServerId, message: Forward | Heard): void {
    if (message.type === "heard") {
      message.sessions.forEach((id) => this.leader.touch(id));
      return;
    }
    const { life, request } = message;
    this.#clerkOf(from).take(message.ask, (outcome) =>
      this.send(from, { type: "answer", life, request, outcome }),
    );
  }

  #clerkOf(server: ServerId): Clerk {
    const clerk = this.#clerks[server] ?? new Clerk(this.leader);
    this.#clerks[server] = clerk;
    return clerk;
  }
}

class Clerk implements Replica {
  constructor(private readonly leader: SessionLeader) {}

  apply(): void {}

  take(ask: Ask, answer: Answering): void {
    const decided = (outcome: Transaction | KeeperError): void =>
      answer(outcome instanceof KeeperError ? refusalFrom(outcome) : { type: "done" });
    switch (ask.type) {
      case "open":
        return this.leader.open(ask.session, decided);
      case "write":
        return this.leader.write(ask.id, ask.request, this, decided);
      case "close":
        return this.leader.close(ask.id, this, decided);
      case "sync":
        return this.leader.sync(() => answer({ type: "done" }));
      case "attach":
        return this.leader.attach(ask.id, ask.password, this, (session) =>
          answer(session === undefined ? { type: "attached" } : { type: "attached", session }),
        );
    }
  }
}
