import type { Transaction } from "#sessions/changes";
import type { ServerId } from "#quorum/members";
import type { Follower } from "./follower";
import type { Leader } from "./leader";

/**
 * What is replicated: the program on top of the broadcast. It decides nothing about order, and keeps nothing on the
 * disk. Nothing to write here.
 *
 * @typeParam M its own messages between followers and leader. They come in order, also with the commits: what a leader
 *   sends after a commit arrives after it
 */
export interface Service<M> {
  /** This server leads, and a quorum has its history: from now on it may propose. */
  leads(leader: Leader<M>): void;

  /** This server follows, and has what a quorum has: from now on it may serve. */
  follows(follower: Follower<M>): void;

  /** It neither leads nor follows any more. It must serve nobody: what it knows may be old. */
  looks(): void;

  /** A transaction is about to be logged here. It may be committed or not. */
  proposed(transaction: Transaction): void;

  /** A transaction is committed: it is to be carried out on the storage's database, now. */
  deliver(transaction: Transaction): void;

  /** From a follower, where this server leads; from the leader, where it follows. */
  receive(from: ServerId, message: M): void;
}
