import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import { SessionServer } from "#sessions/server";
import { refuseWithoutPermission } from "#zookeeper-protocol/access-guard";
import type { Access } from "#zookeeper-protocol/access-rules";
import type { About } from "#zookeeper-protocol/four-letter-words";
import { type Limits, LIMITS } from "#zookeeper-protocol/limits";
import { PROTOCOL_SERVICE, ProtocolServer } from "#zookeeper-protocol/protocol-server";
import { Upkeep } from "#zookeeper-protocol/upkeep";
import { hello, type HelloOptions, In } from "./wire";

/** ms. Sessions last from 2 to 20 of them. */
export const TICK = 500;
/** Long enough, in ms, for anything that a client has sent to be answered. */
const A_MOMENT = 50;

export interface ShopOptions {
  /** What is different from the usual limits. Without it there are none: they are step 5's. */
  limits?: Partial<Limits>;
  /** The words of four letters that are answered. Without it there are none: they are step 6's. */
  words?: readonly string[];
  /** What is done about access lists. Without it, nothing: they are step 7's. */
  access?: Access;
  /** How often it is tidied up, in ms. Without it, never: that is step 8's. */
  upkeep?: number;
  /** A majority, say, that takes its time: nothing is decided until `release`. */
  slow?: boolean;
}

/** One server that decides by itself and keeps everything in memory, with the desk that is tested. */
class Server {
  readonly database = new Database();
  readonly desk: ProtocolServer;
  readonly sessions: SessionServer;
  readonly #leader: SessionLeader<SessionServer>;
  /** Decisions that wait. */
  proposed = 0;

  constructor(host: Host, { limits, words, access, upkeep, slow = false }: ShopOptions) {
    const onProposed = slow ? () => void (this.proposed += 1) : undefined;
    this.#leader = new SessionLeader<SessionServer>(this.database, host.clock, TICK, onProposed);
    this.sessions = new SessionServer(1, this.#leader, host.clock, host.random, TICK, this.database);
    const [limited, about] = [limits && { ...LIMITS, ...limits }, words && aboutOf(words)];
    this.desk = new ProtocolServer(host, limited, about, access);
    if (access !== undefined) this.#leader.guard = refuseWithoutPermission;
    this.desk.open(this.sessions);
    if (upkeep !== undefined) new Upkeep(host.clock, upkeep, this.#leader, () => this.database);
  }

  /** What waits is decided. @returns how much that was */
  release(): number {
    const count = this.proposed;
    for (; this.proposed > 0; this.proposed -= 1) this.#leader.commit();
    return count;
  }
}

function aboutOf(words: readonly string[]): About {
  const settings = { clientPort: 2181, serverId: 1 };
  return { words: new Set(words), mode: () => "standalone", settings };
}

/** A world with one server in it, and clients that speak bytes. */
export class Shop {
  readonly world = new World({ seed: 11 });
  readonly machine: Machine<Server>;
  #clients = 0;

  constructor(options: ShopOptions = {}) {
    this.machine = this.world.server("A", (host) => new Server(host, options));
  }

  get server(): Server {
    return this.machine.instance!;
  }

  /** Something happens at the server, of itself. */
  at<T>(act: (server: Server) => T): T {
    let result: T;
    this.world.enter(this.machine.incarnation!, () => (result = act(this.server)));
    this.pass();
    return result!;
  }

  pass(ms = A_MOMENT): void {
    this.world.advance(ms);
  }

  /** A client that is connected and has said nothing. */
  dial(): Client {
    const name = `client ${++this.#clients}`;
    return this.dialFrom(this.world.server(name, (host) => host));
  }

  /** Another client at the address of one that is there. */
  dialBeside({ machine }: Client): Client {
    return this.dialFrom(machine);
  }

  private dialFrom(machine: Machine<Host>): Client {
    const client = new Client(this, machine);
    this.pass();
    return client;
  }

  /** A client with a session. */
  client(options: HelloOptions = {}): Client {
    const client = this.dial();
    client.say(hello(options));
    client.welcome();
    return client;
  }
}

/** A client's end: it sends any bytes, and keeps the frames that come. */
export class Client implements ByteHandler {
  /** How often bytes came, however many. */
  pieces = 0;
  closed = false;
  /** Its session, once `welcome` has read the answer. */
  session: Welcome | undefined;
  readonly machine: Machine<Host>;
  readonly #shop: Shop;
  #wire: ByteConnection | undefined;
  #bytes = new Uint8Array(0);
  /** What wasn't read: from here to there. */
  #from = 0;
  #end = 0;

  constructor(shop: Shop, machine: Machine<Host>) {
    this.#shop = shop;
    this.machine = machine;
    this.#enter(({ network }) => (this.#wire = network.connectBytes("A", PROTOCOL_SERVICE, this)));
  }

  /** Sends bytes in one piece, and lets a moment pass. */
  say(...frames: Uint8Array[]): this {
    const all = Uint8Array.from(frames.flatMap((frame) => [...frame]));
    this.#enter(() => this.#wire!.send(all));
    this.#shop.pass();
    return this;
  }

  hangUp(): void {
    this.#enter(() => this.#wire!.close());
    this.#shop.pass();
  }

  /** Reads nothing from now on. */
  stopReading(): void {
    this.#enter(() => this.#wire!.pause());
  }

  /** Reads again. */
  read(): void {
    this.#enter(() => this.#wire!.resume());
    this.#shop.pass();
  }

  /** Bytes that it has sent and the server doesn't take. */
  get backlog(): number {
    return this.#wire!.backlog;
  }

  #enter(act: (host: Host) => void): void {
    this.#shop.world.enter(this.machine.incarnation!, () => act(this.machine.instance!));
  }

  /** Bytes that came and weren't read. */
  get waiting(): number {
    return this.#end - this.#from;
  }

  /** The next frame that came. A test that expects one and has none fails here. */
  next(): In {
    if (this.waiting < 4)
      throw new Error(`no answer came${this.closed ? ": the connection was closed" : ""}`);
    const from = this.#from + 4;
    const length = new In(this.#bytes.subarray(this.#from, from)).int();
    if (length < 0 || this.waiting < 4 + length) {
      throw new Error(`an answer says that it has ${length} bytes; ${this.waiting - 4} came`);
    }
    this.#from = from + length;
    return new In(this.#bytes.slice(from, this.#from));
  }

  /** All that came and wasn't read, as text. */
  text(): string {
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#from, this.#end));
    this.#from = this.#end;
    return text;
  }

  /** Reads the answer to a hello. */
  welcome(): Welcome {
    const frame = this.next();
    const length = frame.left;
    const version = frame.int();
    this.session = {
      length,
      version,
      timeout: frame.int(),
      id: frame.long(),
      password: frame.buffer(),
      readOnly: frame.left > 0 ? frame.bool() : undefined,
    };
    return this.session;
  }

  onBytes(_connection: ByteConnection, bytes: Uint8Array): void {
    this.pieces += 1;
    const end = this.#end + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(2 * (end - this.#from));
      larger.set(this.#bytes.subarray(this.#from, this.#end));
      this.#bytes = larger;
      this.#end -= this.#from;
      this.#from = 0;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  onClose(): void {
    this.closed = true;
  }
}

export interface Welcome {
  /** Bytes of the answer. */
  length: number;
  version: number;
  timeout: number;
  id: bigint;
  password: Uint8Array;
  readOnly: boolean | undefined;
}
