import type { DatagramHandler, Host, Timer } from "#lab/host";
import type { Membership, ServerId } from "#quorum/members";
import { ELECTION_SERVICE, type Notification, type PeerState } from "#leader-election/notification";
import { pauseAfter } from "#leader-election/repeats";
import { type Standing, supersedes, type Vote } from "#leader-election/vote";

export const FINALIZE_WAIT = 200;

interface Search {
  standing: Standing | undefined;
  onElected: (leader: ServerId) => void;
  /** The last notification of each server, whatever it says. */
  heard: Map<ServerId, Notification>;
  times: number;
  /** Since when the vote has been backed, and not changed. */
  backedSince: number | undefined;
  clock: Timer | undefined;
}

/**
 * Another way to keep the books: the last notification of each server is all that there is, and whatever has to be
 * known is worked out from them whenever something has happened.
 */
export class Election implements DatagramHandler<Notification> {
  #round = 0;
  #vote: Vote | undefined;
  #leader: ServerId | undefined;
  #search: Search | undefined;
  #repeatAt = 0;

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
    return this.#mayDecide(this.self) ? "FOLLOWING" : "OBSERVING";
  }

  get round(): number {
    return this.#round;
  }

  get vote(): Vote | undefined {
    return this.#vote;
  }

  look(standing: Standing | undefined, onElected: (leader: ServerId) => void): void {
    this.#search?.clock?.cancel();
    this.#leader = undefined;
    this.#round += 1;
    this.#search = {
      standing,
      onElected,
      heard: new Map(),
      times: 1,
      backedSince: undefined,
      clock: undefined,
    };
    this.#vote = this.#own();
    this.#say();
    this.#repeatAt = this.host.clock.now() + pauseAfter(1);
    this.#work();
  }

  onDatagram(server: string, service: string, message: Notification): void {
    const search = this.#search;
    if (search === undefined) {
      if (this.#leader !== undefined && message.state === "LOOKING") this.#post(server, service);
      return;
    }
    if (!this.#mayDecide(message.from)) return;
    if (message.vote !== undefined && !this.#mayDecide(message.vote.leader)) return;
    search.heard.set(message.from, message);
    if (message.state === "LOOKING" && message.vote !== undefined && this.#vote !== undefined) {
      if (this.#isBehind(message.round, message.vote)) this.#post(server, service);
      else this.#catchUp(message.round, message.vote);
    }
    this.#work();
  }

  #isBehind(round: number, vote: Vote): boolean {
    return round < this.#round || (round === this.#round && supersedes(this.#vote!, vote));
  }

  #catchUp(round: number, vote: Vote): void {
    const own = this.#own();
    if (own === undefined) return;
    const before = round > this.#round ? own : this.#vote!;
    const isNews = round > this.#round || supersedes(vote, before);
    this.#round = round;
    if (!isNews) return;
    this.#vote = supersedes(vote, before) ? vote : before;
    this.#search!.backedSince = undefined;
    this.#say();
  }

  /** Something has happened, or time has passed: what follows from all that is known? */
  #work(): void {
    const search = this.#search!;
    search.clock?.cancel();
    const now = this.host.clock.now();
    const leader = this.#established();
    if (leader !== undefined) return this.#end(leader.vote!, leader.round);

    if (!this.#isBacked()) search.backedSince = undefined;
    else search.backedSince ??= now;
    const endsAt = search.backedSince === undefined ? Infinity : search.backedSince + FINALIZE_WAIT;
    // Never at the moment of the call: time must have passed.
    if (now >= endsAt) return this.#end(this.#vote!, this.#round);

    if (now >= this.#repeatAt) {
      search.times += 1;
      this.#repeatAt = now + pauseAfter(search.times);
      this.#refresh();
      this.#say();
    }
    search.clock = this.host.clock.after(Math.max(0, Math.min(endsAt, this.#repeatAt) - now), () =>
      this.#work(),
    );
  }

  /** The membership may have changed. */
  #refresh(): void {
    const own = this.#own();
    if (this.#vote === undefined ? own === undefined : this.#mayDecide(this.#vote.leader)) return;
    this.#round += 1;
    this.#vote = own;
  }

  #established(): Notification | undefined {
    const heard = [...this.#search!.heard.values()].filter(
      ({ state }) => state === "FOLLOWING" || state === "LEADING",
    );
    return heard.find(({ from, state, vote, round }) => {
      if (state !== "LEADING" || from === this.self || vote?.leader !== from) return false;
      const loyal = heard.filter((each) => each.vote?.leader === from).map((each) => each.from);
      if (round === this.#round && this.#vote?.leader === from) loyal.push(this.self);
      return this.membership.quorum.isReachedBy(new Set(loyal));
    });
  }

  #isBacked(): boolean {
    const mine = this.#vote;
    if (mine === undefined || !this.#mayDecide(mine.leader)) return false;
    const backers = [...this.#search!.heard.values()].filter(({ state, vote, round }) => {
      if (round !== this.#round || vote === undefined) return false;
      const isSame = vote.leader === mine.leader && vote.epoch === mine.epoch && vote.zxid === mine.zxid;
      return isSame && (state === "LOOKING" || mine.leader === this.self);
    });
    return this.membership.quorum.isReachedBy(new Set([this.self, ...backers.map(({ from }) => from)]));
  }

  #end(vote: Vote, round: number): void {
    const { onElected } = this.#search!;
    this.#search = undefined;
    this.#round = round;
    this.#vote = vote;
    this.#leader = vote.leader;
    this.#say(this.membership.members.list.map(({ name }) => name));
    onElected(vote.leader);
  }

  #own(): Vote | undefined {
    const standing = this.#search?.standing;
    if (standing === undefined || !this.#mayDecide(this.self)) return undefined;
    return { leader: this.self, epoch: standing.epoch, zxid: standing.zxid };
  }

  #say(to = this.membership.members.participants.map(({ name }) => name)): void {
    for (const name of to) if (name !== this.host.name) this.#post(name, ELECTION_SERVICE);
  }

  #post(server: string, service: string): void {
    const { state } = this;
    const message: Notification = { from: this.self, state, round: this.#round };
    this.host.network.post(
      server,
      service,
      ELECTION_SERVICE,
      this.#vote ? { ...message, vote: this.#vote } : message,
    );
  }

  #mayDecide(id: ServerId): boolean {
    return this.membership.members.isParticipant(id);
  }
}
