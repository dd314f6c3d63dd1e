import { VirtualClock } from "#lab/world/clock";
import { SeededRandom } from "#lab/world/random";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import { type ConnectedMessage, NO_SESSION, type ToClient, type ToServer } from "#sessions/messages";
import { SessionServer } from "#sessions/server";
import type { SessionConnection } from "#sessions/session-connection";
import type { ClientRequest, Refusal, Result } from "#watches/messages";

export const TICK = 2_000;
export const TIMEOUT = 6_000;

/** Two servers and their leader, on a clock that stands in the middle of a tick. */
export class Ensemble {
  readonly clock: VirtualClock;
  leader: SessionLeader<SessionServer>;
  readonly one: SessionServer;
  readonly two: SessionServer;

  /** @param now when it begins, in ms */
  constructor(now = 1_000_700) {
    this.clock = new VirtualClock(now);
    this.leader = new SessionLeader(new Database(), this.clock, TICK);
    this.one = this.#server(1);
    this.two = this.#server(2);
  }

  /** The leader is replaced by another, who knows what was decided and nothing else. */
  changeLeader(): void {
    this.leader.stop();
    this.leader = new SessionLeader(this.leader.store.database, this.clock, TICK);
    for (const server of [this.one, this.two]) server.follow(this.leader);
  }

  #server(number: number): SessionServer {
    return new SessionServer(number, this.leader, this.clock, new SeededRandom(number), TICK);
  }
}

/** A client with a new session. */
export function clientOf(server: SessionServer, timeout = TIMEOUT): Client {
  const client = new Client(server);
  client.begin(timeout);
  return client;
}

/** A client that does nothing by itself: no heartbeat, no second try. */
export class Client {
  /** All that its servers have told it, on every connection. */
  readonly told: ToClient[] = [];
  /** Connections on which the server has hung up. */
  hungUp = 0;
  session: ConnectedMessage | undefined;
  #connection: SessionConnection | undefined;
  #xid = 0;

  constructor(public server: SessionServer) {}

  /** Asks for a new session. @returns what it gets */
  begin(timeout: number): ConnectedMessage {
    return this.#connect({ type: "connect", id: NO_SESSION, password: new Uint8Array(0), timeout });
  }

  /** Connects once more, here or at another server, and asks to go on with its session. */
  goOn(server = this.server, { id, password } = this.session!): ConnectedMessage {
    this.server = server;
    return this.#connect({ type: "connect", id, password, timeout: TIMEOUT });
  }

  /** The connection breaks; the server is told. */
  drop(): void {
    this.#connection?.dropped();
  }

  send(message: ToServer): void {
    this.#connection!.receive(message);
  }

  /** Asks, and takes the answer from what it has been told; undefined if there is none. */
  ask(request: ClientRequest): Result | Refusal | undefined {
    const xid = ++this.#xid;
    this.send({ xid, request });
    return this.answerTo(xid);
  }

  /** What it was answered; undefined if it wasn't. */
  answerTo(xid: number): Result | Refusal | undefined {
    const reply = this.told.find((message) => message.type === "reply" && message.xid === xid);
    return reply?.type === "reply" ? reply.outcome : undefined;
  }

  /** Its connection as it is now: it may be kept and used when the client has another. */
  get connection(): SessionConnection {
    return this.#connection!;
  }

  #connect(message: ToServer): ConnectedMessage {
    this.#connection = this.server.connect({
      send: (told) => this.told.push(told),
      hangUp: () => this.hungUp++,
    });
    this.#connection.receive(message);
    const answer = this.told.findLast((told) => told.type === "connected");
    if (answer === undefined) throw new Error("the server did not answer the connect message");
    if (answer.id !== NO_SESSION) this.session = answer;
    return answer;
  }
}
