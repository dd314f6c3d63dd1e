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
  // Yours (step leader): Your fields.
  // Yours (step broadcast): Your fields.

  constructor(context: Context<M>) {
    const { storage, membership, host, self } = context;
    this.#context = context;
    this.#learners = new Learners(host.clock);
    this.#began = host.clock.now();
    // Yours (step leader): What does it begin with?
    this.#watch();
    this.#accepted(self, storage.acceptedEpoch.epoch);
  }

  /** Its number, which no other leader has; 0 until it is known. */
  get epoch(): number {
    // Write here (step leader): Known from the discovery.
    throw new Error("Not written yet (step leader)");
  }

  /** The zxid of the last proposal; (epoch, 0) before the first. */
  get lastZxid(): Zxid {
    // Write here (step broadcast): It counts up from the beginning of its epoch.
    throw new Error("Not written yet (step broadcast)");
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
    // Write here (step leader): Nothing of this time may come back. When is the disk at rest?
    throw new Error("Not written yet (step leader)");
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
    // Write here (step leader): Does it count? If it knows of a later epoch, keep that number and give up. And if there is an epoch, tell it.
    throw new Error("Not written yet (step leader)");
  }

  #accepted(server: ServerId, acceptedEpoch: number): void {
    // Write here (step leader): Once the number is known: promise it yourself, durably, and then announce it.
    throw new Error("Not written yet (step leader)");
  }

  /** A server has promised itself to this epoch, and has said how far its history goes. */
  #promised(learner: Learner<M>, { promised, currentEpoch, lastZxid, needsPicture }: AckEpoch): void {
    // Write here (step leader): Until a quorum has promised, nobody may know more than this server. Afterwards: sync.
    throw new Error("Not written yet (step leader)");
  }

  /** From now on it is certain that no earlier leader commits anything, and that this history has all that was committed. */
  #beginSync(): void {
    // Write here (step leader): Its own disk is one of those that must have history and epoch.
    throw new Error("Not written yet (step leader)");
  }

  /** Sends a server what it lacks. From now on it hears of everything. */
  #sync(learner: Learner<M>): void {
    // Write here (step leader): The plan, and what it asks for; in step broadcast what is under way; then NEWLEADER.
    throw new Error("Not written yet (step leader)");
  }

  /** A server has this leader's history, and that it belongs to this epoch, on its disk. */
  #hasHistory(server: ServerId): void {
    // Write here (step leader): With a quorum of them the history is decided, and the leader established. Tell all.
    throw new Error("Not written yet (step leader)");
  }

  // Yours (step leader): Room for helpers of your own.

  /**
   * Proposes a transaction. Once a quorum has it, and all before it, it is committed and delivered.
   * @throws RangeError if its zxid isn't the next one. After the last one of an epoch the leader resigns
   */
  propose(transaction: Transaction): void {
    if (this.#stopped) return;
    // Write here (step broadcast): Is it the one behind `this.lastZxid`? Whom must it reach, and when does this server itself count?
    throw new Error("Not written yet (step broadcast)");
  }

  /** A server has everything up to a zxid on its disk. */
  #hasLogged(server: ServerId, zxid: Zxid): void {
    // Write here (step broadcast): What is committed by that? First the followers are told, then the program.
    throw new Error("Not written yet (step broadcast)");
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
