import type { Connection, ConnectionHandler, Timer } from "#lab/host";
import type { Standing } from "#leader-election/vote";
import type { ServerId } from "#quorum/members";
import { Proposals } from "#quorum/proposals";
import type { Transaction } from "#sessions/changes";
import type { EpochFile } from "#transaction-log/epoch-file";
import type { Zxid } from "#znode-tree/changes";
import type { Context } from "./context";
import { Discovery, isAhead } from "./discovery";
import { History } from "./history";
import type { Learner } from "./learner";
import { Learners } from "./learners";
import type { AckEpoch, ToLeader, Wire } from "./messages";
import { sendPicture } from "./picture-sender";
import { planSync } from "./sync-plan";
import { epochOf, makeZxid, showZxid } from "./zxids";

/**
 * Leads one epoch: it finds the epoch's number, gives every follower its own history, and then proposes. It leads only
 * as long as it hears of a quorum.
 *
 * @typeParam M the messages of the program on top
 */
export class Leader<M> implements ConnectionHandler<Wire<M>> {
  readonly #context: Context<M>;
  readonly #learners: Learners<M>;
  readonly #began: number;
  #timer: Timer | undefined;
  #stopped = false;
  /** A quorum has its history. */
  #established = false;
  // #region own leader: Your fields.
  /** How far this server had come when it was elected. */
  readonly #standing: Standing;
  readonly #discovery: Discovery;
  readonly #history: History;
  /** Its own promise for the new epoch is on its disk: only then may others hear of it. */
  #announced = false;
  /** The servers that have this leader's history on their disks. */
  readonly #haveHistory = new Set<ServerId>();
  /** An epoch later than its own that a follower has accepted: once it is kept here, this leader resigns. */
  #outbid = 0;
  /** Epochs on their way to the disk, and who waits until there is none. */
  #writing = 0;
  #whenWritten: (() => void) | undefined;
  // #endregion
  // #region own broadcast: Your fields.
  readonly #proposals = new Proposals<Transaction>();
  #lastZxid: Zxid = 0n;
  // #endregion

  constructor(context: Context<M>) {
    const { storage, membership, host, self } = context;
    this.#context = context;
    this.#learners = new Learners(host.clock);
    this.#began = host.clock.now();
    // #region own leader: What does it begin with?
    this.#standing = { epoch: storage.currentEpoch.epoch, zxid: storage.log.lastZxid };
    this.#discovery = new Discovery(membership);
    this.#history = new History(host.disk, storage.log.lastZxid);
    // #endregion
    this.#watch();
    this.#accepted(self, storage.acceptedEpoch.epoch);
  }

  /** Its number, which no other leader has; 0 until it is known. */
  get epoch(): number {
    // #region write leader: Known from the discovery.
    return this.#discovery.epoch ?? 0;
    // #endregion
  }

  /** The zxid of the last proposal; (epoch, 0) before the first. */
  get lastZxid(): Zxid {
    // #region write broadcast: It counts up from the beginning of its epoch.
    return this.#lastZxid === 0n ? makeZxid(this.epoch, 0) : this.#lastZxid;
    // #endregion
  }

  /** The servers that are connected and have its history on their disks; itself included. */
  get synced(): ReadonlySet<ServerId> {
    const synced = this.#learners.all.filter(({ stage }) => stage === "synced");
    return new Set([this.#context.self, ...synced.map(({ id }) => id)]);
  }

  /** Sends a follower a message of the program on top, behind all commits so far. One that is gone gets nothing. */
  send(to: ServerId, message: M): void {
    this.#learners.get(to)?.send({ type: "program", message });
  }

  /** It can lead no longer, or doesn't want to. */
  resign(why: string): void {
    if (!this.#stopped) this.#context.lost(why);
  }

  /**
   * Leads no longer.
   * @param done called when all that is in the log is in the database too, and on the disk
   */
  stop(done: () => void): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#learners.closeAll();
    // #region write leader: Nothing of this time may come back. When is the disk at rest?
    // #region own broadcast: What is logged and not committed counts when a leader is looked for.
    for (const each of this.#proposals.outstanding) this.#context.storage.database.apply(each);
    // #endregion
    const settle = (): void => this.#context.storage.log.sync(done);
    if (this.#writing === 0) settle();
    else this.#whenWritten = settle;
    // #endregion
  }

  onOpen(connection: Connection<Wire<M>>): void {
    this.#learners.opened(connection);
  }

  onMessage(connection: Connection<Wire<M>>, message: Wire<M>): void {
    if (this.#stopped) return;
    const told = message as ToLeader<M>;
    if (told.type !== "followerInfo") {
      const learner = this.#learners.on(connection);
      if (learner !== undefined) this.#take(learner, told);
      return;
    }
    const learner = this.#learners.greet(connection, told);
    if (learner !== undefined) this.#greeted(learner, told.acceptedEpoch);
  }

  onClose(connection: Connection<Wire<M>>): void {
    this.#learners.closed(connection);
  }

  #take(learner: Learner<M>, message: ToLeader<M>): void {
    learner.heard = this.#context.host.clock.now();
    switch (message.type) {
      case "ackEpoch":
        this.#promised(learner, message);
        return;
      case "ackNewLeader":
        // Only of a history that it was sent.
        if (learner.stage !== "syncing") return;
        learner.stage = "synced";
        if (this.#established) learner.send({ type: "upToDate" });
        this.#hasHistory(learner.id);
        return;
      case "ack":
        this.#hasLogged(learner.id, message.zxid);
        return;
      case "program":
        this.#context.service.receive(learner.id, message.message);
        return;
      case "followerInfo":
      case "pong":
        return;
    }
  }

  /** A server wants to follow. It has promised to listen to nobody before an epoch. */
  #greeted(learner: Learner<M>, acceptedEpoch: number): void {
    // #region write leader: Does it count? If it knows of a later epoch, keep that number and give up. And if there is an epoch, tell it.
    if (this.#announced && acceptedEpoch > this.epoch) {
      // It would never follow this leader. The next one shall begin above what it has promised.
      if (acceptedEpoch <= this.#outbid) return;
      this.#outbid = acceptedEpoch;
      this.#keep(this.#context.storage.acceptedEpoch, acceptedEpoch, () =>
        this.resign(`server ${learner.id} has promised itself to epoch ${acceptedEpoch}`),
      );
      return;
    }
    if (learner.remembers) this.#accepted(learner.id, acceptedEpoch);
    if (this.#announced) learner.send({ type: "leaderInfo", epoch: this.epoch });
    // #endregion
  }

  #accepted(server: ServerId, acceptedEpoch: number): void {
    // #region write leader: Once the number is known: promise it yourself, durably, and then announce it.
    if (!this.#discovery.told(server, acceptedEpoch)) return;
    this.#keep(this.#context.storage.acceptedEpoch, this.epoch, () => {
      this.#announced = true;
      this.#discovery.promised(this.#context.self);
      for (const learner of this.#learners.all) learner.send({ type: "leaderInfo", epoch: this.epoch });
      if (this.#discovery.done) this.#beginSync();
    });
    // #endregion
  }

  /** A server has promised itself to this epoch, and has said how far its history goes. */
  #promised(learner: Learner<M>, { promised, currentEpoch, lastZxid, needsPicture }: AckEpoch): void {
    // #region write leader: Until a quorum has promised, nobody may know more than this server. Afterwards: sync.
    learner.stage = "promised";
    learner.standing = { epoch: currentEpoch, zxid: lastZxid };
    learner.needsPicture = needsPicture === true;
    if (this.#discovery.done) {
      this.#sync(learner);
      return;
    }
    // What an observer has beyond a quorum was never committed: it will be cut off.
    const counts = this.#context.membership.quorum.voters.has(learner.id);
    if (!promised || !learner.remembers || !counts) return;
    if (isAhead(learner.standing, this.#standing)) {
      this.resign(`server ${learner.id} is ahead: ${showZxid(lastZxid)} in epoch ${currentEpoch}`);
      return;
    }
    this.#discovery.promised(learner.id);
    if (this.#discovery.done) this.#beginSync();
    // #endregion
  }

  /** From now on it is certain that no earlier leader commits anything, and that this history has all that was committed. */
  #beginSync(): void {
    // #region write leader: Its own disk is one of those that must have history and epoch.
    const { storage, self } = this.#context;
    this.#keep(storage.currentEpoch, this.epoch, () => this.#hasHistory(self));
    for (const learner of this.#learners.all) if (learner.stage === "promised") this.#sync(learner);
    // #endregion
  }

  /** Sends a server what it lacks. From now on it hears of everything. */
  #sync(learner: Learner<M>): void {
    // #region write leader: The plan, and what it asks for; in step broadcast what is under way; then NEWLEADER.
    const { zxid } = learner.standing;
    const behind = learner.needsPicture ? undefined : this.#history.behind(zxid);
    const plan = planSync(zxid, this.#history.last, behind);
    learner.stage = "syncing";
    if (plan.kind === "snapshot") {
      const { storage, host } = this.#context;
      learner.hold();
      sendPicture(learner, storage.database, host.clock, () => learner.release());
    } else {
      if (plan.kind === "truncate") learner.send({ type: "truncate", zxid: plan.to });
      for (const { transaction } of behind!) {
        learner.send({ type: "propose", transaction });
        learner.send({ type: "commit", zxid: transaction.zxid });
      }
    }
    // #region own broadcast: What has been proposed and isn't committed: it must not miss that.
    for (const transaction of this.#proposals.outstanding) learner.send({ type: "propose", transaction });
    // #endregion
    learner.send({ type: "newLeader", epoch: this.epoch });
    // #endregion
  }

  /** A server has this leader's history, and that it belongs to this epoch, on its disk. */
  #hasHistory(server: ServerId): void {
    // #region write leader: With a quorum of them the history is decided, and the leader established. Tell all.
    this.#haveHistory.add(server);
    if (this.#stopped || this.#established) return;
    if (!this.#context.membership.quorum.isReachedBy(this.#haveHistory)) return;
    this.#established = true;
    this.#context.service.leads(this);
    for (const learner of this.#learners.all) {
      if (learner.stage === "synced") learner.send({ type: "upToDate" });
    }
    // #endregion
  }

  // #region own leader: Room for helpers of your own.
  /** Keeps an epoch, and goes on if it still leads by then. */
  #keep(file: EpochFile, epoch: number, then: () => void): void {
    this.#writing += 1;
    file.set(epoch, () => {
      this.#writing -= 1;
      if (!this.#stopped) then();
      else if (this.#writing === 0) this.#whenWritten?.();
    });
  }
  // #endregion

  /**
   * Proposes a transaction. Once a quorum has it, and all before it, it is committed and delivered.
   * @throws RangeError if its zxid isn't the next one. After the last one of an epoch the leader resigns
   */
  propose(transaction: Transaction): void {
    if (this.#stopped) return;
    // #region write broadcast: Is it the one behind `this.lastZxid`? Whom must it reach, and when does this server itself count?
    const { storage, service, membership, self } = this.#context;
    const { zxid } = transaction;
    if (zxid !== this.lastZxid + 1n) throw new RangeError(`${showZxid(zxid)} isn't the next`);
    if (epochOf(zxid) !== this.epoch) {
      this.resign("the counter of its epoch is used up");
      return;
    }
    this.#lastZxid = zxid;
    service.proposed(transaction);
    this.#proposals.add(transaction, membership.quorum);
    this.#learners.tell({ type: "propose", transaction });
    storage.append(transaction, () => this.#hasLogged(self, zxid));
    // #endregion
  }

  /** A server has everything up to a zxid on its disk. */
  #hasLogged(server: ServerId, zxid: Zxid): void {
    // #region write broadcast: What is committed by that? First the followers are told, then the program.
    if (this.#stopped) return;
    const committed = this.#proposals.ack(server, zxid);
    for (const transaction of committed) {
      this.#history.add(transaction);
      this.#learners.tell({ type: "commit", zxid: transaction.zxid });
      this.#context.service.deliver(transaction);
    }
    // What was delivered may have changed who must agree (chapter 10): then more may be committed by now.
    if (committed.length > 0) this.#hasLogged(server, zxid);
    // #endregion
  }

  /** Twice a tick it lets itself be heard, and gives up whoever has been silent for too long, or itself. */
  #watch(): void {
    const { timing, host, membership } = this.#context;
    this.#timer = host.clock.after(timing.tick / 2, () => {
      this.#watch();
      const now = host.clock.now();
      for (const learner of this.#learners.all) {
        const patience = timing.tick * (learner.stage === "synced" ? timing.syncLimit : timing.initLimit);
        if (!learner.connection.open || now - learner.heard > patience) this.#learners.drop(learner);
        else learner.connection.send({ type: "ping" });
      }
      if (this.#established) {
        if (!membership.quorum.isReachedBy(this.synced)) this.resign("it hears of no quorum");
      } else if (now - this.#began > timing.tick * timing.initLimit) {
        this.resign("no quorum has its history in time");
      }
    });
  }
}
