import type { Host } from "#lab/host";
import type { Recorder } from "#lab/trace/recorder";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { Election } from "#leader-election/election";
import { ELECTION_SERVICE, type Notification } from "#leader-election/notification";
import type { Standing } from "#leader-election/vote";
import { type Member, Members, type Membership, type ServerId } from "#quorum/members";
import { zxid } from "./zxid";

export interface StageOptions {
  /** Participants, numbered from 1. Default: 3. */
  servers?: number;
  /** Observers, numbered after the participants. Default: none. */
  observers?: number;
  /** Who stands in the membership of everybody. Default: all of these. */
  membership?: Membership;
  seed?: number;
  /** Travelling time in ms. Default: 1. */
  delay?: { min: number; max: number };
  recorder?: Recorder;
}

/** A server with an election, and what came of it. */
export class Elector {
  readonly election: Election;
  /** What `onElected` was called with, over all calls of `look`. */
  readonly elected: ServerId[] = [];

  constructor(
    readonly host: Host,
    self: ServerId,
    membership: Membership,
  ) {
    this.election = new Election(host, self, membership);
  }

  /** @param standing as (epoch, counter); undefined for a server that has no vote */
  look(standing: readonly [epoch: number, counter: number] | undefined): void {
    this.lookWith(standing && { epoch: standing[0], zxid: zxid(...standing) });
  }

  lookWith(standing: Standing | undefined): void {
    this.election.look(standing, (leader) => {
      this.elected.push(leader);
      const { state, round } = this.election;
      this.host.note(`${state}, round ${round}`);
    });
  }

  /** What it does, and with whom: "FOLLOWING 3". */
  get says(): string {
    const { state, vote } = this.election;
    return `${state} ${vote?.leader ?? "nobody"}`;
  }
}

/** A server that the test plays: it says what the test lets it say, and writes down what it is told. */
export class Player {
  readonly heard: Notification[] = [];

  constructor(
    private readonly host: Host,
    private readonly self: ServerId,
  ) {
    host.network.receive<Notification>(ELECTION_SERVICE, {
      onDatagram: (_server, _service, message) => void this.heard.push(message),
    });
  }

  says(to: string, what: Omit<Notification, "from">, from = this.self): void {
    this.host.network.post(to, ELECTION_SERVICE, ELECTION_SERVICE, { from, ...what });
  }

  /** What it was told last. */
  get last(): Notification | undefined {
    return this.heard.at(-1);
  }
}

/** A few servers, some of which look for a leader and others of which are played by the test. */
export class Stage {
  readonly world: World;
  readonly membership: Membership;
  readonly electors = new Map<ServerId, Machine<Elector>>();

  constructor(options: StageOptions = {}) {
    const { servers = 3, observers = 0, seed = 1, delay = { min: 1, max: 1 }, recorder } = options;
    this.world = new World({ seed, network: { delay }, ...(recorder && { recorder }) });
    this.membership = options.membership ?? new Members(membersOf(servers, observers));
  }

  /** Adds a server that runs an election. It doesn't look yet. */
  runs(id: ServerId, membership = this.membership): Elector {
    const machine = this.world.server(nameOf(id), (host) => new Elector(host, id, membership));
    this.electors.set(id, machine);
    return machine.instance!;
  }

  /** Adds servers that look at once, each with its (epoch, counter). */
  looking(standings: Readonly<Record<number, readonly [number, number] | undefined>>): Elector[] {
    const electors = Object.entries(standings).map(([id, standing]) => ({
      elector: this.runs(Number(id)),
      standing,
    }));
    for (const { elector, standing } of electors) elector.look(standing);
    return electors.map(({ elector }) => elector);
  }

  /** Adds a server that is played by the test. */
  plays(id: ServerId): Player {
    return this.world.server(nameOf(id), (host) => new Player(host, id)).instance!;
  }

  elector(id: ServerId): Elector {
    return this.electors.get(id)!.instance!;
  }

  /** What those who are up say, in the order of their numbers: "A: LEADING 1". */
  get says(): string[] {
    return [...this.electors]
      .filter(([, { up }]) => up)
      .sort(([a], [b]) => a - b)
      .map(([id, { instance }]) => `${nameOf(id)}: ${instance!.says}`);
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }
}

/** A, B, C for 1, 2, 3. */
export function nameOf(id: ServerId): string {
  return String.fromCharCode(64 + id);
}

export function membersOf(servers: number, observers = 0): Member[] {
  return Array.from({ length: servers + observers }, (_, i) => ({
    id: i + 1,
    name: nameOf(i + 1),
    role: i < servers ? "participant" : "observer",
  }));
}

/** Who belongs to an ensemble, as it can be changed between two moments. */
export class ChangingMembership implements Membership {
  constructor(public members: Members) {}

  get quorum(): Membership["quorum"] {
    return this.members.quorum;
  }
}

/** The whole numbers from `from` to `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
