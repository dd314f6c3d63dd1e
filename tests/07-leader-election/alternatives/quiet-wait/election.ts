import type { DatagramHandler, Host, Timer } from "#lab/host";
import type { Membership, ServerId } from "#quorum/members";
import { Ballots } from "#leader-election/ballots";
import { Established } from "#leader-election/established";
import { ELECTION_SERVICE, type Notification, type PeerState } from "#leader-election/notification";
import { pauseAfter } from "#leader-election/repeats";
import { type Standing, supersedes, type Vote } from "#leader-election/vote";

export const FINALIZE_WAIT = 200;

/**
 * As ZooKeeper does it: the wait begins anew with every vote that comes, and those who follow or lead in the same round
 * are counted in the round as well. It decides a little later, and it tells nobody when it has decided.
 */
export class Election implements DatagramHandler<Notification> {
  #round = 0;
  #standing: Standing | undefined;
  #vote: Vote | undefined;
  #leader: ServerId | undefined;
  #onElected: ((leader: ServerId) => void) | undefined;
  readonly #ballots = new Ballots();
  readonly #established = new Established();
  #deciding: Timer | undefined;
  #repeating: Timer | undefined;

  constructor(
    private readonly host: Host,
    private readonly self: ServerId,
    private readonly membership: Membership,
  ) {
    host.network.receive(ELECTION_SERVICE, this);
  }

  get state(): PeerState {
    if (this.#leader === undefined) return "LOOKING";
    if (this.#leader === this.self) return "LEADING";
    return this.#votes(this.self) ? "FOLLOWING" : "OBSERVING";
  }

  get round(): number {
    return this.#round;
  }

  get vote(): Vote | undefined {
    return this.#vote;
  }

  look(standing: Standing | undefined, onElected: (leader: ServerId) => void): void {
    this.#standing = standing;
    this.#onElected = onElected;
    this.#leader = undefined;
    this.#established.clear();
    this.#begin(this.#round + 1, this.#own());
    this.#repeat(1);
  }

  onDatagram(server: string, service: string, message: Notification): void {
    const { from, state, vote, round } = message;
    if (this.#onElected === undefined) return;
    if (this.#leader !== undefined) {
      if (state === "LOOKING") this.#tell(server, service);
      return;
    }
    if (!this.#votes(from)) return;
    this.#established.heard(from, state, vote?.leader);
    if (vote === undefined || !this.#votes(vote.leader)) return;
    if (state === "FOLLOWING" || state === "LEADING") return this.#hearOfLeader(from, state, vote, round);
    const own = this.#own();
    if (state !== "LOOKING" || own === undefined || this.#vote === undefined) return;
    if (round < this.#round || (round === this.#round && supersedes(this.#vote, vote)))
      this.#tell(server, service);
    if (round < this.#round) return;
    if (round > this.#round) this.#begin(round, supersedes(vote, own) ? vote : own);
    else if (supersedes(vote, this.#vote)) this.#take(vote);
    this.#ballots.cast(from, vote);
    this.#waitForSilence();
  }

  #hearOfLeader(from: ServerId, state: PeerState, vote: Vote, round: number): void {
    const { quorum } = this.membership;
    const isMine = vote.leader === this.self;
    if (!isMine && this.#established.isLedBy(vote.leader, quorum)) return this.#end(vote, round);
    if (round !== this.#round) {
      this.#ballots.withdraw(from);
      return this.#waitForSilence();
    }
    this.#ballots.cast(from, vote);
    if (isMine) return this.#waitForSilence();
    const hasSaidSo = state === "LEADING" && vote.leader === from;
    if (hasSaidSo && this.#ballots.isBacked(vote, quorum)) return this.#end(vote, round);
  }

  #begin(round: number, vote: Vote | undefined): void {
    this.#round = round;
    this.#ballots.clear();
    this.#take(vote);
    this.#waitForSilence();
  }

  #take(vote: Vote | undefined): void {
    this.#vote = vote;
    if (vote !== undefined) this.#ballots.cast(this.self, vote);
    this.#tellVoters();
  }

  #waitForSilence(): void {
    this.#deciding?.cancel();
    this.#deciding = undefined;
    if (!this.#isBacked()) return;
    this.#deciding = this.host.clock.after(FINALIZE_WAIT, () => {
      if (this.#isBacked()) this.#end(this.#vote!, this.#round);
    });
  }

  #isBacked(): boolean {
    const vote = this.#vote;
    return (
      this.#leader === undefined &&
      vote !== undefined &&
      this.#votes(vote.leader) &&
      this.#ballots.isBacked(vote, this.membership.quorum)
    );
  }

  #end(vote: Vote, round: number): void {
    this.#deciding?.cancel();
    this.#repeating?.cancel();
    this.#round = round;
    this.#vote = vote;
    this.#leader = vote.leader;
    this.#onElected!(vote.leader);
  }

  #own(): Vote | undefined {
    if (this.#standing === undefined || !this.#votes(this.self)) return undefined;
    return { leader: this.self, epoch: this.#standing.epoch, zxid: this.#standing.zxid };
  }

  #repeat(times: number): void {
    this.#repeating?.cancel();
    this.#repeating = this.host.clock.after(pauseAfter(times), () => {
      const own = this.#own();
      const isStale = this.#vote === undefined ? own !== undefined : !this.#votes(this.#vote.leader);
      if (isStale) this.#begin(this.#round + 1, own);
      else this.#tellVoters();
      this.#repeat(isStale ? 1 : times + 1);
    });
  }

  #tellVoters(): void {
    for (const { id, name } of this.membership.members.participants) {
      if (id !== this.self) this.#tell(name, ELECTION_SERVICE);
    }
  }

  #tell(server: string, service: string): void {
    const { state } = this;
    this.host.network.post(server, service, ELECTION_SERVICE, {
      from: this.self,
      state,
      round: this.#round,
      ...(this.#vote && { vote: this.#vote }),
    });
  }

  #votes(id: ServerId): boolean {
    return this.membership.members.isParticipant(id);
  }
}
