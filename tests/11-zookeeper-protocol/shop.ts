import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import { SessionServer } from "#sessions/server";
import { PROTOCOL_SERVICE, ProtocolServer } from "#zookeeper-protocol/protocol-server";
import { hello, type HelloOptions, In } from "./wire";

/** ms. Sessions last from 2 to 20 of them. */
export const TICK = 500;
/** Long enough, in ms, for anything that a client has sent to be answered. */
const A_MOMENT = 50;

/** One server that decides by itself and keeps everything in memory, with the desk that is tested. */
class Server {
  readonly database = new Database();
  readonly desk: ProtocolServer;
  readonly sessions: SessionServer;

  constructor(host: Host) {
    const leader = new SessionLeader<SessionServer>(this.database, host.clock, TICK);
    this.sessions = new SessionServer(1, leader, host.clock, host.random, TICK, this.database);
    this.desk = new ProtocolServer(host);
    this.desk.open(this.sessions);
  }
}

/** A world with one server in it, and clients that speak bytes. */
export class Shop {
  readonly world = new World({ seed: 11 });
  readonly machine: Machine<Server> = this.world.server("A", (host) => new Server(host));
  #clients = 0;

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
    const client = new Client(this, `client ${++this.#clients}`);
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
  readonly #shop: Shop;
  readonly #machine: Machine<ByteConnection>;
  #bytes = new Uint8Array(0);

  constructor(shop: Shop, name: string) {
    this.#shop = shop;
    this.#machine = shop.world.server(name, (host) => host.network.connectBytes("A", PROTOCOL_SERVICE, this));
  }

  /** Sends bytes in one piece, and lets a moment pass. */
  say(...frames: Uint8Array[]): this {
    const all = Uint8Array.from(frames.flatMap((frame) => [...frame]));
    this.#shop.world.enter(this.#machine.incarnation!, () => this.#machine.instance!.send(all));
    this.#shop.pass();
    return this;
  }

  hangUp(): void {
    this.#shop.world.enter(this.#machine.incarnation!, () => this.#machine.instance!.close());
    this.#shop.pass();
  }

  /** Bytes that came and weren't read. */
  get waiting(): number {
    return this.#bytes.length;
  }

  /** The next frame that came. A test that expects one and has none fails here. */
  next(): In {
    if (this.#bytes.length < 4)
      throw new Error(`no answer came${this.closed ? ": the connection was closed" : ""}`);
    const length = new In(this.#bytes).int();
    if (length < 0 || this.#bytes.length < 4 + length) {
      throw new Error(`an answer says that it has ${length} bytes; ${this.#bytes.length - 4} came`);
    }
    const frame = this.#bytes.slice(4, 4 + length);
    this.#bytes = this.#bytes.slice(4 + length);
    return new In(frame);
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
    this.#bytes = Uint8Array.from([...this.#bytes, ...bytes]);
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
