import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { Vote } from "./vote";

/** All that was heard in this round, in its order. What counts is worked out each time that somebody asks. */
export class Ballots {
  #heard: { server: ServerId; vote: Vote | undefined }[] = [];

  cast(server: ServerId, vote: Vote): void {
    this.#hear(server, vote);
  }

  withdraw(server: ServerId): void {
    this.#hear(server, undefined);
  }

  clear(): void {
    this.#heard = [];
  }

  isBacked(vote: Vote, quorum: Quorum): boolean {
    const backers = this.#heard.filter(
      (each) =>
        each.vote &&
        `${each.vote.leader}/${each.vote.epoch}/${each.vote.zxid}` ===
          `${vote.leader}/${vote.epoch}/${vote.zxid}`,
    );
    return quorum.isReachedBy(new Set(backers.map(({ server }) => server)));
  }

  #hear(server: ServerId, vote: Vote | undefined): void {
    this.#heard = [...this.#heard.filter((each) => each.server !== server), { server, vote }];
  }
}
