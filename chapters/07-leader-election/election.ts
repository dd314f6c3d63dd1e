import type { DatagramHandler, Host, Timer } from "#lab/host";
import type { Member, Membership, ServerId } from "#quorum/members";
import { Ballots } from "./ballots";
import { Established } from "./established";
import { ELECTION_SERVICE, type Notification, type PeerState } from "./notification";
import { pauseAfter } from "./repeats";
import { type Standing, supersedes, type Vote } from "./vote";

/** So long, in ms, a server whose vote is backed by a quorum waits for a better one. ZooKeeper's `finalizeWait`. */
export const FINALIZE_WAIT = 200;

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
  // Yours (step rounds): Your fields.
  // Yours (step joining): Your fields.
  // Yours (step repeats): Your fields.

  /** @param membership may change: what it says now is what counts */
  constructor(host: Host, self: ServerId, membership: Membership) {
    this.#host = host;
    this.#self = self;
    this.#membership = membership;
    host.network.receive(ELECTION_SERVICE, this);
  }

  /** What this server does. LOOKING from a call of {@link look} to its end; OBSERVING if it follows as no participant. */
  get state(): PeerState {
    // Write here (step rounds): Has the election ended, and with whom? Nobody is OBSERVING before step no-vote.
    throw new Error("Not written yet (step rounds)");
  }

  /** The round that this server takes part in, or that its leader was elected in. 0 before it has looked. */
  get round(): number {
    // Write here (step rounds): The number that it puts into its notifications.
    throw new Error("Not written yet (step rounds)");
  }

  /** Whom this server votes for, leads as or follows. Undefined while it looks and has no vote. */
  get vote(): Vote | undefined {
    // Write here (step rounds): The vote that it puts into its notifications.
    throw new Error("Not written yet (step rounds)");
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
    // Write here (step rounds): A round that nobody has voted in, and a vote to begin with. Who is told?
    throw new Error("Not written yet (step rounds)");
  }

  onDatagram(server: string, service: string, message: Notification): void {
    // Write here (step rounds): A vote has come. Of an earlier round, of a later one, or of this one?
    throw new Error("Not written yet (step rounds)");
  }

  // Yours (step rounds): Room for helpers of your own.

  // Yours (step joining): Room for helpers of your own.

  // Yours (step repeats): Room for helpers of your own.
}
