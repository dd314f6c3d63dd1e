import type { Host } from "#lab/host";
import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import { type Done, type Leadership, SessionLeader } from "#sessions/leader";
import { SessionServer } from "#sessions/server";
import type { Storage } from "#transaction-log/storage";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import type { Service } from "#zab/service";
import type { Request, Transaction as TreeTransaction, Zxid } from "#znode-tree/changes";
import { ClientDesk } from "#ensemble/client-desk";
import { FollowerDesk } from "#ensemble/follower-desk";
import type { EnsembleMessage } from "#ensemble/messages";
import { RemoteLeader } from "#ensemble/remote-leader";

/** What a server does differently when it leads, and when it follows. */
interface Role {
  deliver(transaction: Transaction): void;
  receive(from: ServerId, message: EnsembleMessage): void;
  administer(request: (zxid: Zxid) => Request, done: Done<TreeTransaction>): void;
  stop(): void;
}

/** The program as one role at a time, each with all that is needed for it. */
export class EnsembleProgram implements Service<EnsembleMessage> {
  readonly clients: ClientDesk;
  #role: Role | undefined;

  constructor(
    private readonly host: Host,
    private readonly self: ServerId,
    private readonly storage: Storage,
    private readonly tick: number,
    private readonly guard: (request: Request) => void = () => {},
  ) {
    this.clients = new ClientDesk(host);
  }

  get isServing(): boolean {
    return this.#role !== undefined;
  }

  leads(leader: Leader<EnsembleMessage>): void {
    const { database } = this.storage;
    const propose = leader.propose.bind(leader);
    const sessions = new SessionLeader(database, this.host.clock, this.tick, propose, leader.lastZxid);
    sessions.guard = this.guard;
    const followers = new FollowerDesk(sessions, (to, answer) => leader.send(to, answer));
    this.#serve(sessions);
    this.#role = {
      deliver: () => void sessions.commit(),
      receive: (from, message) => {
        if (message.type !== "answer") followers.receive(from, message);
      },
      administer: (request, done) => sessions.administer(request, done),
      stop: () => sessions.stop(),
    };
  }

  follows(follower: Follower<EnsembleMessage>): void {
    const remote = new RemoteLeader<SessionServer>(this.host, this.tick / 2, (asked) => follower.send(asked));
    const server = this.#serve(remote);
    this.#role = {
      deliver: (transaction) => {
        server.apply(transaction);
        remote.delivered(transaction);
      },
      receive: (_, message) => {
        if (message.type === "answer") remote.answered(message);
      },
      administer: () => {},
      stop: () => remote.stop(),
    };
  }

  looks(): void {
    const role = this.#role;
    this.#role = undefined;
    role?.stop();
    this.clients.close();
  }

  proposed(): void {}

  deliver(transaction: Transaction): void {
    this.#role?.deliver(transaction);
  }

  receive(from: ServerId, message: EnsembleMessage): void {
    this.#role?.receive(from, message);
  }

  administer(request: (zxid: Zxid) => Request, done: Done<TreeTransaction>): void {
    this.#role?.administer(request, done);
  }

  #serve(leader: Leadership<SessionServer>): SessionServer {
    const { host, self, tick, storage } = this;
    const server = new SessionServer(self, leader, host.clock, host.random, tick, storage.database);
    this.clients.open(server);
    return server;
  }
}
