import type { DatagramHandler, Disk, Host, Timer } from "#lab/host";
import { Election } from "#leader-election/election";
import type { Members, ServerId } from "#quorum/members";
import { nameOf } from "./stage";
import { type Place, StandingFile } from "./standing-file";
import type { Witness } from "./witness";
import { zxid } from "./zxid";

/** So many ms after its start a server reads its disk: what was installed is durable by then. */
export const INSTALLED = 20;
/** Between two signs of life, in ms. */
const BEAT = 60;
/** Without a sign of life for so many ms, leader and followers give each other up. */
const PATIENCE = 500;
const SERVICE = "replica";

/** A sign of life of a server that leads or follows. */
export type Sign =
  /** A follower's: where it is. */
  | { type: "here"; place: Place; counts: boolean }
  /** A leader's, until enough are there to begin an epoch. */
  | { type: "wait" }
  /** A leader's: where its followers shall be. */
  | { type: "reign"; place: Place; isEstablished: boolean };

export interface ReplicaOptions {
  self: ServerId;
  members: Members;
  witness: Witness;
  /** Whether a disk has forgotten what the server knew. */
  isLost: (disk: Disk) => boolean;
  /** Asked now and then: whether leaders resign. */
  resigns: () => boolean;
  /** Called when a quorum has followed it in one more transaction. */
  commits: () => void;
}

/**
 * A server that has an election, and a history that is nothing but two numbers. It leads or follows by signs of life,
 * until they stay away; then it looks again. It stands in for chapter 8, and does by far not all of it.
 */
export class Replica implements DatagramHandler<Sign> {
  readonly election: Election;
  readonly self: ServerId;
  readonly #host: Host;
  readonly #file: StandingFile;
  #place: Place = { epoch: 0, zxid: 0n, of: 0 };
  /** What is durable of it. */
  #kept = this.#place;
  /** Whether its word counts: it is no observer, and its disk has forgotten nothing. */
  #hasVote = false;
  #leader: ServerId | undefined;
  /** As a leader: whether its epoch has begun, and whether a quorum is in it. */
  #hasBegun = false;
  #isEstablished = false;
  #committed = 0n;
  #heardAt = 0;
  #resignsAt = Infinity;
  readonly #followers = new Map<ServerId, { place: Place; counts: boolean; at: number }>();
  #beating: Timer | undefined;

  constructor(
    host: Host,
    private readonly options: ReplicaOptions,
  ) {
    const { self, members, witness } = options;
    this.self = self;
    this.#host = witness.watched(host, self);
    this.#file = new StandingFile(this.#host);
    this.election = new Election(this.#host, self, members);
    host.network.receive<Sign>(SERVICE, this);
    host.clock.after(INSTALLED, () => {
      this.#place = this.#kept = this.#file.read();
      this.#look();
    });
  }

  /** Whom it leads or follows with success: the leader has a quorum, and the follower is where the leader wants it. */
  get worksWith(): ServerId | undefined {
    if (this.#leader === this.options.self) return this.#isEstablished ? this.#leader : undefined;
    return this.#kept.of === this.#leader ? this.#leader : undefined;
  }

  onDatagram(server: string, _service: string, sign: Sign): void {
    const from = this.options.members.named(server)!.id;
    if (sign.type === "here") return this.#isHere(from, sign);
    if (from !== this.#leader) return;
    if (sign.type === "wait") this.#heardAt = this.#host.clock.now();
    else this.#isReigned(sign);
  }

  #look(): void {
    const { self, members, witness, isLost } = this.options;
    this.#beating?.cancel();
    this.#leader = undefined;
    this.#hasBegun = false;
    this.#isEstablished = false;
    this.#committed = 0n;
    this.#followers.clear();
    this.#hasVote = members.isParticipant(self) && !isLost(this.#host.disk);
    const standing = this.#hasVote ? this.#place : undefined;
    witness.looks(self, standing);
    this.#host.note(standing === undefined ? "looks, and has no vote" : "looks");
    this.election.look(standing, (leader) => this.#isElected(leader));
  }

  #isElected(leader: ServerId): void {
    const { self, witness } = this.options;
    const { vote, round } = this.election;
    witness.isElected(self, leader, vote, round);
    this.#host.note(`${leader === self ? "leads" : `follows ${nameOf(leader)}`}, round ${round}`);
    this.#leader = leader;
    this.#heardAt = this.#host.clock.now();
    this.#resignsAt = this.#heardAt + 800 + this.#host.random.below(3_000);
    this.#beat();
  }

  #beat(): void {
    const now = this.#host.clock.now();
    if (now - this.#heardAt > PATIENCE) return this.#look();
    if (this.#leader !== this.options.self) this.#tellLeader();
    else if (now > this.#resignsAt && this.options.resigns()) return this.#look();
    else this.#lead();
    this.#beating = this.#host.clock.after(BEAT, () => this.#beat());
  }

  #move(place: Place): void {
    this.#place = place;
    this.#file.keep(place, () => {
      this.#kept = place;
      if (this.#leader === this.options.self) {
        this.#tellFollowers();
        this.#count();
      } else if (this.#leader !== undefined) this.#tellLeader();
    });
  }

  #tellLeader(): void {
    this.#post(this.#leader!, { type: "here", place: this.#kept, counts: this.#hasVote });
  }

  #lead(): void {
    const { self } = this.options;
    const { epoch } = this.#place;
    const now = this.#host.clock.now();
    const present = [...this.#followers].filter(([, { at }]) => now - at <= PATIENCE);
    if (this.#isQuorum(present)) this.#heardAt = now;
    if (this.#isEstablished) {
      if (this.#committed === this.#place.zxid) this.#move({ ...this.#place, zxid: this.#place.zxid + 1n });
    } else if (!this.#hasBegun && this.#isQuorum(present.filter(([, { counts }]) => counts))) {
      this.#move({ epoch: epoch + 1, zxid: zxid(epoch + 1, 0), of: self });
      this.#hasBegun = true;
    }
    this.#tellFollowers();
  }

  #tellFollowers(): void {
    const sign: Sign = this.#hasBegun
      ? { type: "reign", place: this.#kept, isEstablished: this.#isEstablished }
      : { type: "wait" };
    for (const [id] of this.#followers) this.#post(id, sign);
  }

  #isHere(from: ServerId, { place, counts }: Extract<Sign, { type: "here" }>): void {
    if (this.#leader !== this.options.self) return;
    // An election is no proof. What a follower has and its leader hasn't would be lost.
    if (counts && isFurther(place, this.#place)) return this.#look();
    this.#followers.set(from, { place, counts, at: this.#host.clock.now() });
    this.#count();
  }

  /** Who is where the leader is? */
  #count(): void {
    const { epoch, zxid, of } = this.#kept;
    if (!this.#hasBegun || of !== this.options.self || epoch !== this.#place.epoch) return;
    const there = [...this.#followers].filter(
      ([, { place, counts }]) =>
        place.of === of && place.epoch === epoch && place.zxid >= zxid && (counts || this.#isEstablished),
    );
    if (!this.#isQuorum(there)) return;
    if (!this.#isEstablished) this.options.witness.isEstablished(of, epoch);
    else if (zxid > this.#committed) this.options.commits();
    this.#isEstablished = true;
    this.#committed = zxid;
  }

  #isReigned({ place, isEstablished }: Extract<Sign, { type: "reign" }>): void {
    if (this.#hasVote && isFurther(this.#place, place)) return;
    // Of two that begin the same epoch, whoever has promised it to one doesn't help the other to a quorum.
    const isOther = place.epoch === this.#place.epoch && place.of !== this.#place.of;
    if (isOther && !isEstablished) return;
    this.#heardAt = this.#host.clock.now();
    if (isOther || place.zxid !== this.#place.zxid) this.#move(place);
    else this.#tellLeader();
  }

  #isQuorum(others: readonly (readonly [ServerId, unknown])[]): boolean {
    const { members, self } = this.options;
    return members.quorum.isReachedBy(new Set([self, ...others.map(([id]) => id)]));
  }

  #post(id: ServerId, sign: Sign): void {
    this.#host.network.post(this.options.members.find(id)!.name, SERVICE, SERVICE, sign);
  }
}

function isFurther(a: Place, b: Place): boolean {
  return a.epoch === b.epoch ? a.zxid > b.zxid : a.epoch > b.epoch;
}
