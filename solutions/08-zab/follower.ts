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
  // #region own follower: Your fields. What is there between two messages, and what while the disk is at work?
  /** Gathered until `newLeader`. */
  #incoming: IncomingHistory | undefined = new IncomingHistory();
  /** While the disk is at work on the epoch or the history, what comes waits. */
  #busy = false;
  readonly #held: ToFollower<M>[] = [];
  /** Told when the disk is no longer at work. */
  #whenIdle: (() => void) | undefined;
  /** Logged here and not committed, in order. */
  #uncommitted: Transaction[] = [];
  // #endregion

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
    // #region write follower: Is the disk at work? What is logged and not committed counts when a leader is looked for.
    const settle = (): void => {
      for (const each of this.#uncommitted) this.#context.storage.database.apply(each);
      this.#uncommitted = [];
      this.#context.storage.log.sync(done);
    };
    if (this.#busy) this.#whenIdle = settle;
    else settle();
    // #endregion
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
    // #region write follower: While the disk is at work, it waits. Otherwise: which of the steps below is it?
    if (this.#busy) {
      this.#held.push(message);
      return;
    }
    switch (message.type) {
      case "leaderInfo":
        this.#promise(message.epoch);
        return;
      case "truncate":
        this.#incoming?.truncate(message.zxid);
        return;
      case "snapshot":
        this.#incoming?.piece(message.piece);
        return;
      case "newLeader":
        this.#store(message.epoch);
        return;
      case "upToDate":
        this.#upToDate = true;
        this.#context.service.follows(this);
        return;
      case "propose":
        if (this.#incoming === undefined) this.#log(message.transaction);
        else this.#incoming.propose(message.transaction);
        return;
      case "commit":
        if (this.#incoming === undefined) this.#commit(message.zxid);
        else this.#incoming.commit(message.zxid);
        return;
      case "program":
        this.#context.service.receive(this.leader, message.message);
        return;
      case "ping":
        return;
    }
    // #endregion
  }

  /** The leader has told its epoch: from now on this server listens to no earlier one. */
  #promise(epoch: number): void {
    // #region write follower: An epoch that has been promised to another leader is no new promise. Keep it, then answer.
    const { acceptedEpoch, currentEpoch, log } = this.#context.storage;
    if (epoch < acceptedEpoch.epoch) {
      this.#giveUp(`epoch ${epoch} is over: ${acceptedEpoch.epoch} was promised`);
      return;
    }
    this.#epoch = epoch;
    const isNew = epoch > acceptedEpoch.epoch;
    const answer = (): void =>
      this.#tell({
        type: "ackEpoch",
        promised: isNew,
        currentEpoch: currentEpoch.epoch,
        lastZxid: log.lastZxid,
        ...(this.#context.needsPicture && { needsPicture: true }),
      });
    if (isNew) this.#work((done) => acceptedEpoch.set(epoch, done), answer);
    else answer();
    // #endregion
  }

  /** The leader's history is here. */
  #store(epoch: number): void {
    // #region write follower: First the history, then the epoch, each durable; and only then say so.
    const incoming = this.#incoming;
    if (incoming === undefined || epoch !== this.#epoch) {
      this.#giveUp("a history out of turn");
      return;
    }
    const { storage, service } = this.#context;
    let stored = true;
    this.#work(
      (done) =>
        incoming.store(
          storage,
          (transaction) => service.proposed(transaction),
          (uncommitted) => {
            stored = uncommitted !== undefined;
            this.#uncommitted = uncommitted ?? [];
            if (stored) storage.currentEpoch.set(epoch, done);
            else done();
          },
        ),
      () => {
        // What has come is of no use: whoever leads next had better send everything.
        this.#context.needsPicture = !stored;
        if (!stored) {
          this.#giveUp("the leader's history can't be taken over");
          return;
        }
        this.#incoming = undefined;
        this.#tell({ type: "ackNewLeader" });
        this.#tell({ type: "ack", zxid: storage.log.lastZxid });
      },
    );
    // #endregion
  }

  // #region own follower: Room for helpers of your own.
  /** Does something with the disk, and lets messages wait meanwhile. */
  #work(act: (done: () => void) => void, then: () => void): void {
    this.#busy = true;
    act(() => {
      this.#busy = false;
      if (this.#stopped) {
        this.#whenIdle?.();
        return;
      }
      then();
      while (this.#held.length > 0 && !this.#busy && !this.#stopped) this.#take(this.#held.shift()!);
    });
  }
  // #endregion

  /** The leader proposes a transaction. */
  #log(transaction: Transaction): void {
    // #region write broadcast: Log it. When may it be acknowledged?
    const { storage, service } = this.#context;
    if (transaction.zxid <= storage.log.lastZxid) {
      this.#giveUp("a proposal out of order");
      return;
    }
    service.proposed(transaction);
    this.#uncommitted.push(transaction);
    storage.append(transaction, () => {
      if (!this.#stopped) this.#tell({ type: "ack", zxid: transaction.zxid });
    });
    // #endregion
  }

  /** Everything up to a zxid is committed. */
  #commit(zxid: Zxid): void {
    // #region write broadcast: The oldest first. Before the server is up to date there is no program to deliver to.
    for (
      let next = this.#uncommitted[0];
      next !== undefined && next.zxid <= zxid;
      next = this.#uncommitted[0]
    ) {
      this.#uncommitted.shift();
      if (this.#upToDate) this.#context.service.deliver(next);
      else this.#context.storage.database.apply(next);
    }
    // #endregion
  }
}
