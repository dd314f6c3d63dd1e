import type { Clock, Connection } from "#lab/host";
import type { ServerId } from "#quorum/members";
import { Learner } from "./learner";
import type { FollowerInfo, ToFollower, Wire } from "./messages";

/** The servers that follow a leader at the moment, by their connections and numbers. Nothing to write here. */
export class Learners<M> {
  readonly #clock: Clock;
  /** A connection that hasn't said yet whose it is stands here without a learner. */
  readonly #on = new Map<Connection<Wire<M>>, Learner<M> | undefined>();
  readonly #byId = new Map<ServerId, Learner<M>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): Learner<M>[] {
    return [...this.#byId.values()];
  }

  get(id: ServerId): Learner<M> | undefined {
    return this.#byId.get(id);
  }

  /** @returns undefined for a connection that hasn't said yet whose it is */
  on(connection: Connection<Wire<M>>): Learner<M> | undefined {
    return this.#on.get(connection);
  }

  opened(connection: Connection<Wire<M>>): void {
    this.#on.set(connection, undefined);
  }

  /**
   * A connection has said whose it is. If the same server had another, that one is over.
   * @returns undefined if it isn't known here, or has said it before
   */
  greet(connection: Connection<Wire<M>>, info: FollowerInfo): Learner<M> | undefined {
    if (!this.#on.has(connection) || this.#on.get(connection) !== undefined) return undefined;
    const before = this.#byId.get(info.id);
    if (before !== undefined) this.drop(before);
    const learner = new Learner(connection, info.id, info.remembers, this.#clock);
    this.#on.set(connection, learner);
    this.#byId.set(info.id, learner);
    return learner;
  }

  closed(connection: Connection<Wire<M>>): void {
    const learner = this.#on.get(connection);
    this.#on.delete(connection);
    if (learner !== undefined && this.#byId.get(learner.id) === learner) this.#byId.delete(learner.id);
  }

  drop(learner: Learner<M>): void {
    learner.connection.close();
    this.closed(learner.connection);
  }

  /** Tells all that are to hear what is proposed and committed. */
  tell(message: ToFollower<M>): void {
    for (const learner of this.#byId.values()) if (learner.isListening) learner.send(message);
  }

  closeAll(): void {
    for (const connection of this.#on.keys()) connection.close();
    this.#on.clear();
    this.#byId.clear();
  }
}
