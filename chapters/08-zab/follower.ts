import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import type { Zxid } from "#znode-tree/changes";
import type { Context } from "./context";
import { IncomingHistory } from "./incoming-history";
import { type ToFollower, type ToLeader, type Wire, ZAB_SERVICE } from "./messages";

/**
 * Follows one leader, as long as both can hear each other: it promises itself to the leader's epoch, takes over the
 * leader's history, and then logs what is proposed and delivers what is committed.
 *
 * @typeParam M the messages of the program on top
 */
export class Follower<M> implements ConnectionHandler<Wire<M>> {
  readonly leader: ServerId;
  readonly #context: Context<M>;
  readonly #host: Host;
  readonly #leaderName: string;
  #connection: Connection<Wire<M>> | undefined;
  #stopped = false;
  #timer: Timer | undefined;
  /** When the leader was heard of for the last time; first, when it was looked for. ms. */
  #heard: number;
  #upToDate = false;
  /** The epoch of the leader, once it has said it. */
  #epoch: number | undefined;
  // Yours (step follower): Your fields. What is there between two messages, and what while the disk is at work?

  constructor(context: Context<M>, leader: ServerId, leaderName: string) {
    this.#context = context;
    this.#host = context.host;
    this.leader = leader;
    this.#leaderName = leaderName;
    this.#heard = this.#host.clock.now();
    this.#dial();
    this.#watch();
  }

  /** Sends the leader a message of the program on top. */
  send(message: M): void {
    this.#tell({ type: "program", message });
  }

  /**
   * Follows no longer.
   * @param done called when its work on the disk is over: then all that is in the log is in the database too. Perhaps
   *   during this call
   */
  stop(done: () => void): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#connection?.close();
    // Write here (step follower): Is the disk at work? What is logged and not committed counts when a leader is looked for.
    throw new Error("Not written yet (step follower)");
  }

  onOpen(connection: Connection<Wire<M>>): void {
    const { self, storage } = this.#context;
    connection.send({
      type: "followerInfo",
      id: self,
      acceptedEpoch: storage.acceptedEpoch.epoch,
      remembers: this.#context.remembers(),
    });
  }

  onMessage(connection: Connection<Wire<M>>, message: Wire<M>): void {
    if (this.#stopped || connection !== this.#connection) return;
    this.#heard = this.#host.clock.now();
    const told = message as ToFollower<M>;
    if (told.type === "ping") this.#tell({ type: "pong" });
    else this.#take(told);
  }

  onClose(connection: Connection<Wire<M>>): void {
    if (this.#stopped || connection !== this.#connection) return;
    this.#connection = undefined;
    // It may not know yet that it was elected. Later, a connection that is lost is a leader that is lost.
    if (this.#epoch !== undefined) this.#giveUp("the connection is lost");
    else this.#host.clock.after(this.#context.timing.tick / 5, () => this.#redial());
  }

  #dial(): void {
    this.#connection = this.#host.network.connect<Wire<M>>(this.#leaderName, ZAB_SERVICE, this);
  }

  #redial(): void {
    if (!this.#stopped && this.#connection === undefined) this.#dial();
  }

  #tell(message: ToLeader<M>): void {
    this.#connection?.send(message);
  }

  /** Gives the leader up if it has been silent for too long. */
  #watch(): void {
    const { tick, initLimit, syncLimit } = this.#context.timing;
    this.#timer = this.#host.clock.after(tick, () => {
      const patience = tick * (this.#upToDate ? syncLimit : initLimit);
      if (this.#host.clock.now() - this.#heard > patience) this.#giveUp("the leader is silent");
      else this.#watch();
    });
  }

  #giveUp(why: string): void {
    if (!this.#stopped) this.#context.lost(why);
  }

  #take(message: ToFollower<M>): void {
    // Write here (step follower): While the disk is at work, it waits. Otherwise: which of the steps below is it?
    throw new Error("Not written yet (step follower)");
  }

  /** The leader has told its epoch: from now on this server listens to no earlier one. */
  #promise(epoch: number): void {
    // Write here (step follower): An epoch that has been promised to another leader is no new promise. Keep it, then answer.
    throw new Error("Not written yet (step follower)");
  }

  /** The leader's history is here. */
  #store(epoch: number): void {
    // Write here (step follower): First the history, then the epoch, each durable; and only then say so.
    throw new Error("Not written yet (step follower)");
  }

  // Yours (step follower): Room for helpers of your own.

  /** The leader proposes a transaction. */
  #log(transaction: Transaction): void {
    // Write here (step broadcast): Log it. When may it be acknowledged?
    throw new Error("Not written yet (step broadcast)");
  }

  /** Everything up to a zxid is committed. */
  #commit(zxid: Zxid): void {
    // Write here (step broadcast): The oldest first. Before the server is up to date there is no program to deliver to.
    throw new Error("Not written yet (step broadcast)");
  }
}
