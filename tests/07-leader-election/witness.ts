import type { Host, Network } from "#lab/host";
import { Agreement } from "#lab/checkers/invariants";
import type { Violation } from "#lab/world/failure";
import { ELECTION_SERVICE, type Notification } from "#leader-election/notification";
import type { Standing, Vote } from "#leader-election/vote";
import type { Members, ServerId } from "#quorum/members";
import { nameOf } from "./stage";
import { showVote } from "./zxid";

/**
 * Sees every notification that is sent and every election that ends, and says what about it can't be right. It knows
 * nothing of how an election is done: only what was promised by whom, and when.
 */
export class Witness {
  violation: Violation | undefined;
  /** Elections that have ended, at any server. */
  elections = 0;
  /** Every (server, epoch, zxid) with which somebody has looked. */
  readonly #stood = new Set<string>();
  /** With what each server looks now; undefined for one that has no vote. */
  readonly #own = new Map<ServerId, Vote | undefined>();
  /** For each round and vote: who has said that it votes so, or that it follows by it. */
  readonly #backers = new Map<string, Set<ServerId>>();
  /** For each server: who has said that it leads, or that it follows it. */
  readonly #loyal = new Map<ServerId, Set<ServerId>>();
  readonly #leaders = new Set<ServerId>();
  readonly #epochs = new Agreement();

  constructor(private readonly members: Members) {}

  /** The same host, but what is sent through it about elections is seen here. */
  watched(host: Host, self: ServerId): Host {
    const network = Object.create(host.network) as Network;
    network.post = (server, service, from, message) => {
      if (service === ELECTION_SERVICE) this.#sees(self, message as Notification);
      host.network.post(server, service, from, message);
    };
    return Object.assign(Object.create(host) as Host, { network });
  }

  looks(self: ServerId, standing: Standing | undefined): void {
    const mayVote = standing !== undefined && this.members.isParticipant(self);
    const own = mayVote ? { leader: self, epoch: standing.epoch, zxid: standing.zxid } : undefined;
    this.#own.set(self, own);
    if (own !== undefined) this.#stood.add(showVote(own));
  }

  isElected(self: ServerId, leader: ServerId, vote: Vote | undefined, round: number): void {
    this.elections += 1;
    if (vote?.leader !== leader) {
      return this.#find(`${nameOf(self)} is told to go with ${leader}`, `its vote is for ${showVote(vote)}`);
    }
    if (!this.members.isParticipant(leader)) {
      return this.#find(`${nameOf(self)} elects ${leader}`, `${leader} is no participant`);
    }
    const backers = this.#backers.get(keyOf(round, vote)) ?? new Set();
    if (this.#isQuorum(backers) && (leader !== self || this.#own.get(self) !== undefined)) return;
    if (leader === self) {
      return this.#find(
        `${nameOf(self)} leads, elected in round ${round} as ${showVote(vote)}`,
        `only ${named(backers)} ever said so in that round`,
      );
    }
    const loyal = this.#loyal.get(leader) ?? new Set();
    if (this.#leaders.has(leader) && this.#isQuorum(loyal)) return;
    this.#find(
      `${nameOf(self)} follows ${leader}`,
      `${named(backers)} voted so in round ${round}; ${named(loyal)} ever followed it`,
      this.#leaders.has(leader) ? "it has said that it leads" : "it has never said that it leads",
    );
  }

  /** A leader has a quorum behind it in this epoch. */
  isEstablished(self: ServerId, epoch: number): void {
    this.violation ??= this.#epochs.check(epoch, self, nameOf(self));
  }

  #sees(self: ServerId, { from, state, vote, round }: Notification): void {
    if (from !== self) return this.#find(`${nameOf(self)} speaks as ${from}`);
    if (state === "LOOKING") this.#seesLooking(self, vote);
    if (vote === undefined) return;
    if (state === "LEADING" && vote.leader !== self) {
      return this.#find(`${nameOf(self)} says that it leads`, `it votes for ${showVote(vote)}`);
    }
    if (state === "LEADING") this.#leaders.add(self);
    if (state === "LEADING" || state === "FOLLOWING") add(this.#loyal, vote.leader, self);
    add(this.#backers, keyOf(round, vote), self);
  }

  #seesLooking(self: ServerId, vote: Vote | undefined): void {
    const own = this.#own.get(self);
    if (own === undefined) {
      if (vote !== undefined)
        this.#find(`${nameOf(self)} has no vote`, `it says that it votes for ${showVote(vote)}`);
      return;
    }
    if (vote === undefined) return;
    if (isBetter(own, vote)) {
      return this.#find(`${nameOf(self)} votes for ${showVote(vote)}`, `it is ${showVote(own)} itself`);
    }
    if (this.#stood.has(showVote(vote))) return;
    this.#find(`${nameOf(self)} votes for ${showVote(vote)}`, `${vote.leader} has never stood with that`);
  }

  #isQuorum(servers: ReadonlySet<ServerId>): boolean {
    const { participants } = this.members;
    return 2 * participants.filter(({ id }) => servers.has(id)).length > participants.length;
  }

  #find(...facts: string[]): void {
    this.violation ??= { facts };
  }
}

/** On its own, for the code that is tested may have it wrong. */
function isBetter(a: Vote, b: Vote): boolean {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  return a.zxid === b.zxid ? a.leader > b.leader : a.zxid > b.zxid;
}

function keyOf(round: number, vote: Vote): string {
  return `${round}: ${showVote(vote)}`;
}

function add<K>(map: Map<K, Set<ServerId>>, key: K, server: ServerId): void {
  const servers = map.get(key);
  if (servers === undefined) map.set(key, new Set([server]));
  else servers.add(server);
}

function named(servers: ReadonlySet<ServerId>): string {
  return servers.size === 0 ? "nobody" : [...servers].map(nameOf).join(" and ");
}
