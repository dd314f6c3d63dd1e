import type { Host } from "#lab/host";
import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import { type Done, type Leadership, SessionLeader } from "#sessions/leader";
import { SessionServer } from "#sessions/server";
import type { Storage } from "#transaction-log/storage";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import type { Service } from "#zab/service";
import type { Request, Transaction as TreeTransaction, ZnodeView, Zxid } from "#znode-tree/changes";
import { ClientDesk, type Desk } from "./client-desk";
import { FollowerDesk } from "./follower-desk";
import type { EnsembleMessage } from "./messages";
import { RemoteLeader } from "./remote-leader";

/**
 * ZooKeeper, as a program on top of the broadcast: sessions, znodes and watches for the clients of this server.
 *
 * A write takes this way: a client's connection, the leader's decision, the log and the majority (chapter 8), and then,
 * on every server, the database and the watches; at last its client is told.
 */
export class EnsembleProgram implements Service<EnsembleMessage> {
  readonly clients: Desk;
  readonly #host: Host;
  readonly #self: ServerId;
  readonly #storage: Storage;
  readonly #tick: number;
  readonly #guard: (request: Request, view: ZnodeView) => void;
  // #region own serving: Your fields. What does a server need only while it leads, what only while it follows?
  /** While it leads or follows. */
  #server: SessionServer | undefined;
  /** While it leads. */
  #leading: { leader: SessionLeader; followers: FollowerDesk } | undefined;
  /** While it follows. */
  #following: RemoteLeader<SessionServer> | undefined;
  // #endregion

  /**
   * @param tick in ms, the same for all servers
   * @param guard refuses, by throwing a KeeperError, what no client may ask for: chapter 10
   * @param clients where clients are met: by default those of this workbook
   */
  constructor(
    host: Host,
    self: ServerId,
    storage: Storage,
    tick: number,
    guard: (request: Request, view: ZnodeView) => void = () => {},
    clients: Desk = new ClientDesk(host),
  ) {
    this.#host = host;
    this.#self = self;
    this.#storage = storage;
    this.#tick = tick;
    this.#guard = guard;
    this.clients = clients;
  }

  /** Whether it serves clients. */
  get isServing(): boolean {
    // #region write serving: It does while it leads or follows.
    return this.#server !== undefined;
    // #endregion
  }

  leads(leader: Leader<EnsembleMessage>): void {
    // #region write serving: Decisions pass the guard and are proposed, with zxids of the epoch. Then serve all.
    const { clock } = this.#host;
    const sessions = new SessionLeader(
      this.#storage.database,
      clock,
      this.#tick,
      (transaction) => leader.propose(transaction),
      leader.lastZxid,
    );
    sessions.guard = this.#guard;
    const followers = new FollowerDesk(sessions, (to, answer) => leader.send(to, answer));
    this.#leading = { leader: sessions, followers };
    this.#serve(sessions);
    // #endregion
  }

  follows(follower: Follower<EnsembleMessage>): void {
    // #region write serving: The leader is elsewhere. It is told twice a tick who has been heard of.
    this.#following = new RemoteLeader(this.#host, this.#tick / 2, (message) => follower.send(message));
    this.#serve(this.#following);
    // #endregion
  }

  looks(): void {
    // #region write serving: Nobody is served, nothing expires, nothing is reported, nothing of this time comes back.
    this.clients.close();
    this.#leading?.leader.stop();
    this.#following?.stop();
    this.#leading = undefined;
    this.#following = undefined;
    this.#server = undefined;
    // #endregion
  }

  proposed(): void {}

  deliver(transaction: Transaction): void {
    // #region write serving: A leader has decided it itself. A follower carries it out; and then it may be answered.
    if (this.#leading !== undefined) {
      this.#leading.leader.commit();
      return;
    }
    this.#server?.apply(transaction);
    this.#following?.delivered(transaction);
    // #endregion
  }

  receive(from: ServerId, message: EnsembleMessage): void {
    // #region write serving: An answer, or a question.
    if (message.type === "answer") this.#following?.answered(message);
    else this.#leading?.followers.receive(from, message);
    // #endregion
  }

  /**
   * Decides something that the servers themselves ask for, in turn with what clients ask for. Only while this server
   * leads: chapter 10.
   *
   * @param request called at once, with the zxid that the transaction will have. What it throws refuses the request
   * @param done called with the transaction once it is carried out, or with the refusal. Never, if this server leads no
   *   longer by then
   */
  administer(request: (zxid: Zxid) => Request, done: Done<TreeTransaction>): void {
    // #region write serving: Only a leader decides, and it knows how since chapter 3.
    this.#leading?.leader.administer(request, done);
    // #endregion
  }

  // #region own serving: Room for helpers of your own.
  #serve(leader: Leadership<SessionServer>): void {
    const { clock, random } = this.#host;
    const { database } = this.#storage;
    this.#server = new SessionServer(this.#self, leader, clock, random, this.#tick, database);
    this.clients.open(this.#server);
  }
  // #endregion
}
