import { VirtualClock } from "#lab/world/clock";
import { SeededRandom } from "#lab/world/random";
import { FollowerDesk } from "#ensemble/follower-desk";
import type { Answer, Forward, Heard } from "#ensemble/messages";
import { RemoteLeader } from "#ensemble/remote-leader";
import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import { KeeperError } from "#znode-tree/errors";
import type { Request, SessionId } from "#znode-tree/changes";

export const TICK = 500;
export const REPORTS = 250;
const TIMEOUT = 3_000;

type ToFollower = { commit: Transaction } | { answer: Answer };

/** What came of something that was asked: `undefined` as long as nobody has been told. */
export type Fate = { zxid: bigint } | { refused: string } | "told" | undefined;

/**
 * A leader and its followers, with two ways between each two of them that keep the order. Nothing moves unless the test
 * lets it: `ask` leaves a question under way, `carry` takes what is under way to where it goes, and `commit` is the
 * majority's word.
 */
export class Court {
  readonly clock = new VirtualClock(1_000);
  readonly leader: SessionLeader;
  readonly desk: FollowerDesk;
  readonly followers = new Map<ServerId, CourtFollower>();

  constructor(...ids: ServerId[]) {
    this.leader = new SessionLeader(new Database(), this.clock, TICK, () => {});
    this.leader.join({
      apply: (commit) => {
        for (const follower of this.followers.values()) follower.inbox.push({ commit });
      },
    });
    this.desk = new FollowerDesk(this.leader, (to, answer) => this.followers.get(to)!.inbox.push({ answer }));
    for (const id of ids) this.begin(id);
  }

  /** A server begins to follow; if it did already, it begins a new life, and what was under way to it still comes. */
  begin(id: ServerId): CourtFollower {
    const before = this.followers.get(id);
    const follower = new CourtFollower(this, id, before?.inbox ?? []);
    if (before !== undefined) follower.database = before.database;
    this.followers.set(id, follower);
    return follower;
  }

  /** Takes what followers have said to the leader. */
  carryUp(): void {
    for (const [id, { outbox }] of this.followers) {
      for (const message of outbox.splice(0)) this.desk.receive(id, structuredClone(message));
    }
  }

  /** Takes what the leader has said to a follower, or to all. */
  carryDown(...ids: ServerId[]): void {
    for (const [id, follower] of this.followers) if (ids.length === 0 || ids.includes(id)) follower.hear();
  }

  /** A majority has all that was decided. */
  commit(): void {
    while (this.leader.commit() !== undefined);
  }

  /** All the way: up, committed, and down again. */
  settle(): void {
    this.carryUp();
    this.commit();
    this.carryDown();
  }

  /** A session, known everywhere. */
  session(id: SessionId, through: ServerId): SessionId {
    this.followers.get(through)!.open(id);
    this.settle();
    return id;
  }
}

export class CourtFollower {
  readonly outbox: (Forward | Heard)[] = [];
  readonly remote: RemoteLeader;
  readonly server = { apply: (): void => {} };
  database = new Database();

  constructor(
    readonly court: Court,
    readonly id: ServerId,
    readonly inbox: ToFollower[],
  ) {
    const random = new SeededRandom(Number(court.clock.now()) + id, "follower");
    this.remote = new RemoteLeader({ clock: court.clock, random }, REPORTS, (message) =>
      this.outbox.push(message),
    );
  }

  hear(): void {
    for (const message of this.inbox.splice(0)) {
      if ("answer" in message) {
        this.remote.answered(structuredClone(message.answer));
        continue;
      }
      this.database.apply(message.commit);
      this.remote.delivered(message.commit);
    }
  }

  open(id: SessionId): { fate: Fate } {
    const session = { id, timeout: TIMEOUT, password: Uint8Array.of(Number(id)) };
    return this.#ask((done) => this.remote.open(session, done));
  }

  write(id: SessionId, request: Request): { fate: Fate } {
    return this.#ask((done) => this.remote.write(id, request, this.server, done));
  }

  create(id: SessionId, path: string): { fate: Fate } {
    return this.write(id, { type: "create", path, data: new Uint8Array(0) });
  }

  close(id: SessionId): { fate: Fate } {
    return this.#ask((done) => this.remote.close(id, this.server, done));
  }

  attach(id: SessionId, password = Uint8Array.of(Number(id))): { session: SessionId | "none" | undefined } {
    const asked: { session: SessionId | "none" | undefined } = { session: undefined };
    this.remote.attach(id, password, this.server, (session) => (asked.session = session?.id ?? "none"));
    return asked;
  }

  #ask(ask: (done: (outcome: Transaction | KeeperError) => void) => void): { fate: Fate } {
    const asked: { fate: Fate } = { fate: undefined };
    ask((outcome) => {
      asked.fate = outcome instanceof KeeperError ? { refused: outcome.reason } : { zxid: outcome.zxid };
    });
    return asked;
  }
}
