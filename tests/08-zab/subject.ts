import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { type Member, Members } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import type { Context } from "#zab/context";
import { Follower } from "#zab/follower";
import { Leader } from "#zab/leader";
import { type FollowerInfo, type ToFollower, type ToLeader, type Wire, ZAB_SERVICE } from "#zab/messages";
import type { Service } from "#zab/service";
import { TIMING } from "#zab/timing";
import { showZxid } from "#zab/zxids";

export const TICK = TIMING.tick;
const NAMES = ["A", "B", "C", "D", "E"];
/** Messages of the program on top, in these tests. */
export type Said = string;

export function membersOf(participants: number, observers = 0): Members {
  return new Members(
    NAMES.slice(0, participants + observers).map((name, index): Member => ({
      id: index + 1,
      name,
      role: index < participants ? "participant" : "observer",
    })),
  );
}

/** What is on a server's disk before the test begins. */
export interface Past {
  history?: readonly Transaction[];
  /** Default: that of the last transaction; 1 for a server that has none. */
  acceptedEpoch?: number;
  currentEpoch?: number;
  /** Its disk was wiped: it has no epochs, and remembers nothing. */
  isLost?: boolean;
  members?: Members;
  storage?: StorageOptions;
}

/** Writes down what the broadcast says, and carries out what is delivered. */
export class Diary implements Service<Said> {
  readonly entries: string[] = [];
  leader: Leader<Said> | undefined;
  follower: Follower<Said> | undefined;
  /** What the program does when something is delivered, besides carrying it out. */
  onDeliver: () => void = () => {};

  constructor(readonly storage: Storage) {}

  leads(leader: Leader<Said>): void {
    this.leader = leader;
    this.entries.push(`leads ${leader.epoch}`);
  }
  follows(follower: Follower<Said>): void {
    this.follower = follower;
    this.entries.push(`follows ${follower.leader}`);
  }
  looks(): void {
    this.entries.push("looks");
  }
  proposed(): void {}
  deliver(transaction: Transaction): void {
    this.entries.push(`delivers ${showZxid(transaction.zxid)}`);
    this.storage.database.apply(transaction);
    this.onDeliver();
  }
  receive(from: number, message: Said): void {
    this.entries.push(`${from} says ${message}`);
  }

  delivered(): string[] {
    return this.entries
      .filter((entry) => entry.startsWith("delivers "))
      .map((entry) => entry.slice("delivers ".length));
  }
}

/** One life of the server under test: its storage with its past, and then what the test is about. */
export class Subject<R extends Leader<Said> | Follower<Said>> implements ConnectionHandler<Wire<Said>> {
  readonly storage: Storage;
  readonly diary: Diary;
  role: R | undefined;
  /** Why it can't go on, once it can't. */
  lost: string[] = [];
  readonly context: Context<Said>;

  constructor(
    readonly host: Host,
    self: number,
    past: Past,
    isFirst: boolean,
    make: (context: Context<Said>) => R,
  ) {
    this.storage = new Storage(host, past.storage);
    this.diary = new Diary(this.storage);
    const context: Context<Said> = {
      host,
      self,
      membership: past.members ?? membersOf(3),
      storage: this.storage,
      service: this.diary,
      timing: TIMING,
      needsPicture: false,
      remembers: () => past.isLost !== true || host.disk.exists("currentEpoch"),
      lost: (why) => this.lost.push(why),
    };
    this.context = context;
    host.network.listen(ZAB_SERVICE, this);
    this.storage.open(() => {
      const begin = (): void => void (this.role = make(context));
      if (isFirst) this.#live(past, begin);
      else begin();
    });
  }

  onOpen(connection: Connection<Wire<Said>>): void {
    if (this.role instanceof Leader) this.role.onOpen(connection);
  }
  onMessage(connection: Connection<Wire<Said>>, message: Wire<Said>): void {
    if (this.role instanceof Leader) this.role.onMessage(connection, message);
  }
  onClose(connection: Connection<Wire<Said>>): void {
    if (this.role instanceof Leader) this.role.onClose(connection);
  }

  /** Brings the disk to where it shall be at the beginning. */
  #live({ history = [], acceptedEpoch, currentEpoch, isLost = false }: Past, begin: () => void): void {
    const { storage } = this;
    for (const each of history) {
      storage.append(each, () => {});
      storage.database.apply(each);
    }
    storage.log.sync(() => {
      if (isLost) return begin();
      const last = Number((history.at(-1)?.zxid ?? 1n << 32n) >> 32n);
      const current = currentEpoch ?? last;
      storage.acceptedEpoch.set(acceptedEpoch ?? current, () => storage.currentEpoch.set(current, begin));
    });
  }
}

/** A server that the test plays, message by message. It dials the leader, or is dialled by a follower. */
export class Puppet implements ConnectionHandler<Wire<Said>> {
  /** What it was told, in order, with heartbeats left out. */
  readonly told: Wire<Said>[] = [];
  pings = 0;
  connection: Connection<Wire<Said>> | undefined;
  closed = 0;
  /** Whether it answers a ping. */
  answersPings = true;

  constructor(readonly host: Host) {
    host.network.listen(ZAB_SERVICE, this);
  }

  dial(server: string): void {
    this.connection = this.host.network.connect<Wire<Said>>(server, ZAB_SERVICE, this);
  }

  onOpen(connection: Connection<Wire<Said>>): void {
    this.connection = connection;
  }
  onMessage(connection: Connection<Wire<Said>>, message: Wire<Said>): void {
    if (message.type === "ping") {
      this.pings += 1;
      if (this.answersPings) connection.send({ type: "pong" });
    } else if (message.type !== "pong") {
      this.told.push(message);
    }
  }
  onClose(connection: Connection<Wire<Said>>): void {
    if (connection === this.connection) this.connection = undefined;
    this.closed += 1;
  }

  /** What it was told since it was asked last. */
  heard(): Wire<Said>[] {
    return this.told.splice(0);
  }

  /** The same in words: "propose (1, 2)", "newLeader 3". */
  words(): string[] {
    return this.heard().map(inWords);
  }
}

export function inWords(message: Wire<Said>): string {
  switch (message.type) {
    case "propose":
      return `propose ${showZxid(message.transaction.zxid)}`;
    case "commit":
    case "ack":
    case "truncate":
      return `${message.type} ${showZxid(message.zxid)}`;
    case "leaderInfo":
    case "newLeader":
      return `${message.type} ${message.epoch}`;
    case "program":
      return `says ${message.message}`;
    case "ackEpoch":
    case "ackNewLeader":
    case "followerInfo":
    case "ping":
    case "pong":
    case "snapshot":
    case "upToDate":
      return message.type;
  }
}

/** A world with one server under test and others that the test plays. */
export class Stage<R extends Leader<Said> | Follower<Said>> {
  readonly world: World;
  readonly machine: Machine<Subject<R>>;
  readonly puppets = new Map<string, Machine<Puppet>>();

  constructor(
    readonly name: string,
    self: number,
    past: Past,
    make: (context: Context<Said>) => R,
    { seed = 1, others = ["A", "B", "C"].filter((other) => other !== name) } = {},
  ) {
    this.world = new World({ seed, network: { delay: { min: 1, max: 1 } } });
    for (const other of others) {
      this.puppets.set(
        other,
        this.world.server(other, (host) => new Puppet(host)),
      );
    }
    let isFirst = true;
    this.machine = this.world.server(name, (host) => {
      const subject = new Subject(host, self, past, isFirst, make);
      isFirst = false;
      return subject;
    });
  }

  get subject(): Subject<R> {
    return this.machine.instance!;
  }
  get storage(): Storage {
    return this.subject.storage;
  }
  get diary(): Diary {
    return this.subject.diary;
  }
  get role(): R {
    return this.subject.role!;
  }
  get context(): Context<Said> {
    return this.subject.context;
  }

  puppet(name: string): Puppet {
    return this.puppets.get(name)!.instance!;
  }

  pass(ms = 200): void {
    this.world.advance(ms);
  }

  /** Does something as the server under test. */
  run<T>(act: () => T): T {
    let result: T;
    this.world.enter(this.machine.incarnation!, () => (result = act()));
    return result!;
  }

  /** Lets a puppet say some things, one after the other, and lets them arrive. */
  say(name: string, ...messages: Wire<Said>[]): void {
    const machine = this.puppets.get(name)!;
    this.world.enter(machine.incarnation!, () => {
      for (const message of messages) machine.instance!.connection?.send(message);
    });
    this.pass();
  }

  /** The power of the server under test is lost, and it starts again. */
  losePower(): void {
    this.machine.powerCut();
    this.machine.start();
    this.pass();
  }
}

/** B follows A, whom the test plays. */
export function followerOf(past: Past = {}, seed = 1): Stage<Follower<Said>> {
  const stage = new Stage("B", 2, past, (context) => new Follower(context, 1, "A"), { seed });
  stage.pass();
  return stage;
}

/** A leads; the test plays all others. */
export function leaderOf(past: Past = {}, others = ["B", "C"]): Stage<Leader<Said>> {
  const stage = new Stage("A", 1, past, (context) => new Leader(context), { others });
  stage.pass();
  return stage;
}

/** A puppet dials the leader and says who it is. */
export function greet(
  stage: Stage<Leader<Said>>,
  name: string,
  { acceptedEpoch = 1, remembers = true }: Partial<FollowerInfo> = {},
): void {
  const machine = stage.puppets.get(name)!;
  stage.world.enter(machine.incarnation!, () => machine.instance!.dial("A"));
  stage.pass(20);
  const id = NAMES.indexOf(name) + 1;
  stage.say(name, { type: "followerInfo", id, acceptedEpoch, remembers });
}

/** What a follower says of its history. */
export function ackEpoch(currentEpoch: number, lastZxid: bigint, promised = true): ToLeader<Said> {
  return { type: "ackEpoch", promised, currentEpoch, lastZxid };
}

/** Applies what a leader has sent to a log, as a follower would: its zxids, and up to which they are committed. */
export function receive(
  log: readonly bigint[],
  messages: readonly ToFollower<Said>[],
): { log: bigint[]; committed: bigint } {
  let received = [...log];
  let committed = 0n;
  for (const message of messages) {
    if (message.type === "truncate") received = received.filter((zxid) => zxid <= message.zxid);
    if (message.type === "propose") received.push(message.transaction.zxid);
    if (message.type === "commit") committed = message.zxid;
  }
  return { log: received, committed };
}
