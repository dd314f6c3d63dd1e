import type { DatagramHandler, Host, Timer } from "#lab/host";
import type { Member, Membership, ServerId } from "#quorum/members";
import { Ballots } from "./ballots";
import { Established } from "./established";
import { ELECTION_SERVICE, type Notification, type PeerState } from "./notification";
import { pauseAfter } from "./repeats";
import { type Standing, supersedes, type Vote } from "./vote";

// #region show wait
/** So long, in ms, a server whose vote is backed by a quorum waits for a better one. ZooKeeper's `finalizeWait`. */
export const FINALIZE_WAIT = 200;
// #endregion

/**
 * Finds out who shall lead: ZooKeeper's fast leader election. A server has one of these for as long as it lives.
 *
 * Whoever is elected had the longest history among a quorum. It may not know yet that it leads, and it may be dead by
 * now: whoever gets no answer from it calls {@link look} again.
 */
export class Election implements DatagramHandler<Notification> {
  readonly #host: Host;
  readonly #self: ServerId;
  readonly #membership: Membership;
  // #region own rounds: Your fields.
  #standing: Standing | undefined;
  #round = 0;
  #vote: Vote | undefined;
  /** Undefined while it looks. */
  #leader: ServerId | undefined;
  /** Undefined until it looks for the first time. */
  #onElected: ((leader: ServerId) => void) | undefined;
  readonly #ballots = new Ballots();
  #deciding: Timer | undefined;
  // #endregion
  // #region own joining: Your fields.
  readonly #established = new Established();
  // #endregion
  // #region own repeats: Your fields.
  #repeating: Timer | undefined;
  // #endregion

  /** @param membership may change: what it says now is what counts */
  constructor(host: Host, self: ServerId, membership: Membership) {
    this.#host = host;
    this.#self = self;
    this.#membership = membership;
    host.network.receive(ELECTION_SERVICE, this);
  }

  /** What this server does. LOOKING from a call of {@link look} to its end; OBSERVING if it follows as no participant. */
  get state(): PeerState {
    // #region write rounds: Has the election ended, and with whom? Nobody is OBSERVING before step no-vote.
    if (this.#leader === undefined) return "LOOKING";
    if (this.#leader === this.#self) return "LEADING";
    // #region own no-vote: Who only observes doesn't say that it follows.
    if (!this.#isParticipant(this.#self)) return "OBSERVING";
    // #endregion
    return "FOLLOWING";
    // #endregion
  }

  /** The round that this server takes part in, or that its leader was elected in. 0 before it has looked. */
  get round(): number {
    // #region write rounds: The number that it puts into its notifications.
    return this.#round;
    // #endregion
  }

  /** Whom this server votes for, leads as or follows. Undefined while it looks and has no vote. */
  get vote(): Vote | undefined {
    // #region write rounds: The vote that it puts into its notifications.
    return this.#vote;
    // #endregion
  }

  /**
   * No leader is known, or the one that was known is lost. An election that is under way is given up for a new one.
   *
   * @param standing what this server would bring with it. Undefined if it has no vote, because its disk is lost or
   *   because it isn't a member yet; an observer has none, whatever it is given. It then learns who leads from those
   *   who lead and follow
   * @param onElected called once, never within this call, with the number of the leader: whom to follow, or its own
   */
  look(standing: Standing | undefined, onElected: (leader: ServerId) => void): void {
    // #region write rounds: A round that nobody has voted in, and a vote to begin with. Who is told?
    this.#standing = standing;
    this.#leader = undefined;
    this.#onElected = onElected;
    // #region own joining: What those said who followed when it last looked is old.
    this.#established.clear();
    // #endregion
    this.#enterRound(this.#round + 1, this.#ownVote());
    // #region own repeats: Now it has said it once.
    this.#repeatLater(1);
    // #endregion
    // #endregion
  }

  onDatagram(server: string, service: string, message: Notification): void {
    // #region write rounds: A vote has come. Of an earlier round, of a later one, or of this one?
    const { from, state, vote, round } = message;
    if (this.#onElected === undefined) return;
    if (this.#leader !== undefined) {
      // #region own joining: The election is over, and somebody still looks.
      if (state === "LOOKING") this.#tell(server, service);
      // #endregion
      return;
    }
    // #region own no-vote: Whose word counts? Answering everybody who looks, too, could go back and forth for ever.
    if (!this.#isParticipant(from)) return;
    // #endregion
    // #region own joining: Its last word counts.
    this.#established.heard(from, state, vote?.leader);
    // #endregion
    // #region own no-vote: And who may be voted for?
    if (vote !== undefined && !this.#isParticipant(vote.leader)) return;
    // #endregion
    if (vote === undefined) return;
    if (state === "LOOKING") this.#hearVoter(server, service, from, round, vote);
    // #region own joining: Somebody follows or leads already.
    else if (state !== "OBSERVING") this.#hearLoyal(from, round, vote);
    // #endregion
    // #endregion
  }

  // #region own rounds: Room for helpers of your own.
  /** A server that looks as well has a vote. */
  #hearVoter(server: string, service: string, from: ServerId, round: number, vote: Vote): void {
    const own = this.#ownVote();
    if (own === undefined || this.#vote === undefined) return;
    if (round < this.#round) return this.#tell(server, service);
    if (round > this.#round) this.#enterRound(round, supersedes(vote, own) ? vote : own);
    else if (supersedes(vote, this.#vote)) this.#adopt(vote);
    else if (supersedes(this.#vote, vote)) this.#tell(server, service);
    this.#ballots.cast(from, vote);
    this.#count();
  }

  #enterRound(round: number, vote: Vote | undefined): void {
    this.#round = round;
    this.#ballots.clear();
    this.#adopt(vote);
  }

  #adopt(vote: Vote | undefined): void {
    this.#vote = vote;
    this.#decideLater();
    if (vote !== undefined) this.#ballots.cast(this.#self, vote);
    this.#tellParticipants();
    this.#count();
  }

  /** Is the own vote backed by a quorum? Then those who know better have a moment left to say so. */
  #count(): void {
    if (!this.#isBacked()) return this.#decideLater();
    this.#deciding ??= this.#host.clock.after(FINALIZE_WAIT, () => {
      this.#deciding = undefined;
      if (this.#vote !== undefined && this.#isBacked()) this.#settle(this.#vote.leader);
    });
  }

  #decideLater(): void {
    this.#deciding?.cancel();
    this.#deciding = undefined;
  }

  #isBacked(): boolean {
    if (this.#vote === undefined || !this.#isParticipant(this.#vote.leader)) return false;
    return this.#ballots.isBacked(this.#vote, this.#membership.quorum);
  }

  /** The election is over. */
  #settle(leader: ServerId): void {
    this.#leader = leader;
    this.#decideLater();
    // #region own repeats: There is nothing more to repeat.
    this.#repeating?.cancel();
    // #endregion
    // #region own joining: Those who still look learn of it at once.
    this.#tellAll(this.#membership.members.list);
    // #endregion
    this.#onElected?.(leader);
  }

  /** What this server would vote for if it were alone. */
  #ownVote(): Vote | undefined {
    // #region own no-vote: Who may not vote has no vote.
    if (!this.#isParticipant(this.#self)) return undefined;
    // #endregion
    if (this.#standing === undefined) return undefined;
    const { epoch, zxid } = this.#standing;
    return { leader: this.#self, epoch, zxid };
  }

  #tellParticipants(): void {
    this.#tellAll(this.#membership.members.participants);
  }

  #tellAll(members: readonly Member[]): void {
    for (const { id, name } of members) if (id !== this.#self) this.#tell(name, ELECTION_SERVICE);
  }

  #tell(server: string, service: string): void {
    const notification: Notification = { from: this.#self, state: this.state, round: this.#round };
    if (this.#vote !== undefined) notification.vote = this.#vote;
    this.#host.network.post(server, service, ELECTION_SERVICE, notification);
  }

  #isParticipant(id: ServerId): boolean {
    return this.#membership.members.isParticipant(id);
  }
  // #endregion

  // #region own joining: Room for helpers of your own.
  /** A server that leads or follows says with whom. It doesn't vote any more, except for the one whom it follows. */
  #hearLoyal(from: ServerId, round: number, vote: Vote): void {
    if (vote.leader === this.#self) {
      if (round === this.#round) this.#ballots.cast(from, vote);
      return this.#count();
    }
    // Whoever has voted for it in the same round goes with it too: it may be the one that is missing.
    const isOwnVote = round === this.#round && this.#vote?.leader === vote.leader;
    if (this.#established.isLedBy(vote.leader, this.#membership.quorum, isOwnVote ? this.#self : undefined)) {
      this.#round = round;
      this.#vote = vote;
      return this.#settle(vote.leader);
    }
    this.#ballots.withdraw(from);
    this.#count();
  }
  // #endregion

  // #region own repeats: Room for helpers of your own.
  /** Says again what it has said so often, as long as it looks. */
  #repeatLater(times: number): void {
    this.#repeating?.cancel();
    this.#repeating = this.#host.clock.after(pauseAfter(times), () => {
      // #region own no-vote: May the server that it votes for still be voted for? And has it a vote by now?
      const own = this.#ownVote();
      if (this.#vote === undefined ? own !== undefined : !this.#isParticipant(this.#vote.leader)) {
        this.#enterRound(this.#round + 1, own);
        return this.#repeatLater(1);
      }
      // #endregion
      this.#tellParticipants();
      this.#repeatLater(times + 1);
    });
  }
  // #endregion
}
