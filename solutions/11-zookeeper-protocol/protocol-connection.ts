import type { ByteConnection } from "#lab/host";
import { hasSeenMore } from "#ensemble/client-desk";
import type { ToClient } from "#sessions/messages";
import type { ClientEnd, SessionServer } from "#sessions/server";
import type { SessionConnection } from "#sessions/session-connection";
import type { ClientConnection } from "#watches/connection";
import { type ClientRequest, isLocal, type LocalRequest, type Result } from "#watches/messages";
import type { Identity } from "#znode-tree/access";
import { ErrorCode } from "#znode-tree/errors";
import { refuseReadWithoutPermission } from "./access-guard";
import { type Access, knownAs } from "./access-rules";
import { type About, answerWord, type ClientFacts, type ServerFacts, wordIn } from "./four-letter-words";
import { FrameReader } from "./frame-reader";
import { readHello, writeWelcome } from "./handshake";
import { identify, MOST_IDENTITIES } from "./identity";
import { JuteReader } from "./jute-reader";
import type { JuteWriter } from "./jute-writer";
import { addressOf, type Limits } from "./limits";
import { readLocally } from "./local-reads";
import { Malformed } from "./malformed";
import { OpCode, Xid } from "./opcodes";
import { Outgoing, type Told } from "./outgoing";
import { type Asked, readRequest } from "./read-request";
import { writeEvent, writeHeader, writeReply } from "./write-reply";

/** What a connection needs of the desk that it came to. */
export interface Surroundings {
  /** What a client may cost; undefined: as much as it likes. */
  readonly limits: Limits | undefined;
  /** What words of four letters are answered with; undefined: there are none. */
  readonly about: About | undefined;
  /** What is done about access lists; undefined: nobody looks at them. */
  readonly access: Access | undefined;
  /** The server that serves clients now, if any does. */
  readonly server: SessionServer | undefined;
  /** Something waits to be written: `flush` is to be called soon. */
  writeSoon(connection: ProtocolConnection): void;
  /** Writes now what waits. */
  writeNow(connection: ProtocolConnection): void;
  /** Calls back after so many ms. */
  later(ms: number, callback: () => void): void;
  /** What is known while clients are served. */
  facts(): ServerFacts | undefined;
  /** It is over. */
  forget(wire: ByteConnection): void;
}

/**
 * One client's connection: frames come in and become messages as chapter 3 knows them; what the client is to be told
 * becomes frames.
 */
export class ProtocolConnection implements ClientEnd {
  readonly #wire: ByteConnection;
  readonly #around: Surroundings;
  readonly #frames = new FrameReader();
  /** What waits to be written. */
  readonly #outgoing: Outgoing;
  /** Who serves it, once the client has said something. */
  #server: SessionServer | undefined;
  /** The server's end of it, from then on. */
  #session: SessionConnection | undefined;
  // #region own handshake: Your fields.
  #knowsReadOnly = false;
  /** The number of the request to close the session. */
  #closeXid = 0;
  // #endregion
  // #region own requests: Your fields. Answers come in the order of the requests.
  readonly #asked: Asked[] = [];
  // #endregion
  // #region own limits: Your fields.
  /** Nothing is read from the client at the moment. */
  #isPaused = false;
  /** It is hung up on when it has read what waits. */
  #isLeaving = false;
  // #endregion

  // #region own words: Your fields.
  /** The first bytes, while there are less than four of them; undefined from then on. */
  #opening: Uint8Array | undefined = new Uint8Array(0);
  // #endregion

  /** Who has proved who they are, over this connection. */
  readonly #identities: Identity[] = [];
  /** As whom it is known by them, and how many of them there were when that was put together. */
  #known: { count: number; by: readonly Identity[] } | undefined;
  /** Frames that have come. */
  #received = 0;

  constructor(wire: ByteConnection, around: Surroundings) {
    this.#wire = wire;
    this.#around = around;
    this.#outgoing = new Outgoing(wire, (writer, message) => this.#write(writer, message));
  }

  /** Whether it has asked for a session. */
  get hasGreeted(): boolean {
    return this.#session !== undefined;
  }

  /** Bytes have come. Whoever sends what is no frame, or nothing that anybody would say, is hung up on. */
  receive(bytes: Uint8Array): void {
    const { about } = this.#around;
    const frames = about === undefined ? bytes : this.#behindWord(bytes, about);
    if (frames === undefined) return;
    this.#frames.push(frames);
    this.#takeFrames();
  }

  /** What the desk has to do with this client. */
  facts(): ClientFacts {
    const { sent, answers } = this.#outgoing;
    const received = this.#received;
    return { peer: this.#wire.peer, received, sent, outstanding: received - answers };
  }

  /**
   * The first four bytes may be a word. It is answered by a text that is no frame, and then it's over.
   * @returns what belongs to the frames; undefined if there is nothing
   */
  #behindWord(bytes: Uint8Array, about: About): Uint8Array | undefined {
    // #region write words: Four bytes may come in four pieces. Once they are no word, nothing is one any more.
    if (this.#opening === undefined) return bytes;
    const all = Uint8Array.from([...this.#opening, ...bytes]);
    this.#opening = all.length < 4 ? all : undefined;
    if (all.length < 4) return undefined;
    const word = wordIn(all);
    if (word === undefined) return all;
    const answer = answerWord(word, about, () => this.#around.facts());
    this.#wire.send(new TextEncoder().encode(answer));
    this.#leave();
    return undefined;
    // #endregion
  }

  #takeFrames(): void {
    const { limits } = this.#around;
    try {
      while (this.#wire.open) {
        if (limits !== undefined && this.#holdBack(limits)) return;
        const frame = this.#frames.next();
        if (frame === undefined) return;
        this.#received += 1;
        if (this.#session === undefined) this.#greet(frame);
        else this.#request(frame);
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#end();
    }
  }

  /** The client is to be told something. It is written a little later, with all that comes until then. */
  send(message: ToClient): void {
    this.#tell(message);
  }

  /** Ends the connection, behind what was sent. */
  hangUp(): void {
    const { limits } = this.#around;
    if (limits !== undefined) {
      this.#bidFarewell(limits);
      return;
    }
    this.#around.writeNow(this);
    this.#leave();
  }

  read(connection: ClientConnection, request: LocalRequest): Result | undefined {
    const { database, znodes } = this.#server!;
    const by = this.#by;
    if (by !== undefined) refuseReadWithoutPermission(request, database.tree, by);
    return readLocally(request, {
      connection,
      session: this.#session!.id,
      database,
      watches: znodes.watches,
      peer: this.#wire.peer,
      identities: this.#identities,
      by,
      read: (part) => this.read(connection, part) ?? znodes.read(connection, part),
    });
  }

  /** The connection is gone, or this server serves nobody any more. */
  dropped(): void {
    this.#session?.dropped();
  }

  /** Writes what waits, in batches: as few writes to the network as can be. */
  flush(writer: JuteWriter): void {
    const { limits } = this.#around;
    while (!this.#outgoing.isEmpty) {
      if (limits !== undefined && this.#isDeaf(limits)) return;
      this.#outgoing.sendBatch(writer);
    }
    if (limits !== undefined) this.#goOn(limits);
  }

  /** The client has read everything that was sent. */
  drained(): void {
    this.#around.writeNow(this);
  }

  /** The first frame: a session is asked for. */
  #greet(frame: Uint8Array): void {
    // #region write handshake: Is anybody there to serve it, and may this server? Then it is for the server's end.
    const { server } = this.#around;
    const { connect, knowsReadOnly } = readHello(frame);
    if (server === undefined || hasSeenMore(connect, server.database.lastZxid)) {
      this.#end();
      return;
    }
    this.#server = server;
    this.#knowsReadOnly = knowsReadOnly;
    this.#session = server.connect(this);
    this.#session.receive(connect);
    // #endregion
  }

  /** Any other frame: an xid, an opcode, and a body. */
  #request(frame: Uint8Array): void {
    // #region write handshake: A ping and a close have no body. For anything else ask `#ask`.
    const body = new JuteReader(frame);
    const xid = body.int();
    const opcode = body.int();
    if (opcode === OpCode.ping) {
      this.#session!.receive({ type: "ping" });
    } else if (opcode === OpCode.close) {
      this.#closeXid = xid;
      this.#session!.receive({ type: "close" });
    } else {
      this.#ask(xid, opcode, body);
    }
    // #endregion
  }

  /** A request of the server. What can't be read, or that nobody knows, is answered by an error; then it's over. */
  #ask(xid: number, opcode: number, body: JuteReader): void {
    if (opcode === OpCode.auth) {
      this.#authenticate(xid, body);
      return;
    }
    // #region write requests: Keep what its answer must look like. The numbers of the errors are in `ErrorCode`.
    let asked: Asked | undefined;
    try {
      asked = readRequest(opcode, body, this.#session!.id, this.#by);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#refuse(xid, ErrorCode.MarshallingError);
      return;
    }
    if (asked === undefined) {
      this.#refuse(xid, ErrorCode.Unimplemented);
      return;
    }
    this.#asked.push(asked);
    this.#session!.receive({ xid, request: this.#signed(asked.request) });
    // #endregion
  }

  /** A request as it goes on its way: whoever wants to change something says who they are. */
  #signed(request: ClientRequest): ClientRequest {
    const by = this.#by;
    if (by === undefined) return request;
    // #region write acls: Who needs to know? Reads are answered here, and a sync changes nothing.
    return isLocal(request) || request.type === "sync" ? request : { ...request, by };
    // #endregion
  }

  /** As whom the client is known; undefined where nobody looks at access lists. */
  get #by(): readonly Identity[] | undefined {
    const { access } = this.#around;
    if (access === undefined) return undefined;
    const count = this.#identities.length;
    if (this.#known?.count !== count) {
      this.#known = { count, by: knownAs(addressOf(this.#wire.peer), [...this.#identities], access) };
    }
    return this.#known.by;
  }

  /**
   * Somebody proves who they are: a number of no use, a scheme, a proof. It is no request of the session's, and is
   * answered at once, by a header.
   */
  #authenticate(xid: number, body: JuteReader): void {
    // #region write words: One and the same isn't kept twice. Whom nobody knows is refused, and then it's over.
    body.int();
    const identity = identify(body.string(), body.buffer());
    if (identity === undefined || this.#identities.length >= MOST_IDENTITIES) {
      this.#refuse(xid, ErrorCode.AuthFailed);
      return;
    }
    if (!this.#identities.some(({ id }) => id === identity.id)) this.#identities.push(identity);
    this.#tell({ type: "bare", xid, error: 0 });
    // #endregion
  }

  /** Writes one message. */
  #write(writer: JuteWriter, message: Told): void {
    switch (message.type) {
      case "connected": {
        // #region write handshake: See `writeWelcome`.
        writeWelcome(writer, message, this.#knowsReadOnly);
        return;
        // #endregion
      }
      case "pong": {
        // #region write handshake: A header with the number of pings. The zxid is that of the server.
        writeHeader(writer, Xid.ping, this.#lastZxid, 0);
        return;
        // #endregion
      }
      case "closed": {
        // #region write handshake: A header. Which number has the client given to its request?
        writeHeader(writer, this.#closeXid, this.#lastZxid, 0);
        return;
        // #endregion
      }
      case "reply": {
        // #region write requests: What was asked by the request that it answers?
        writeReply(writer, message, this.#asked.shift()!);
        return;
        // #endregion
      }
      case "event": {
        // #region write watches: See `writeEvent`.
        writeEvent(writer, message.event);
        return;
        // #endregion
      }
      case "bare":
        writeHeader(writer, message.xid, -1n, message.error);
        return;
    }
  }

  get #lastZxid(): bigint {
    return this.#server!.database.lastZxid;
  }

  /** Whether more bytes wait than may, because the client doesn't read. `drained` is called when all have been read. */
  #isDeaf({ unread }: Limits): boolean {
    // #region write limits: The connection knows how many wait.
    return this.#wire.backlog > unread;
    // #endregion
  }

  /** Asked before each frame is taken. @returns whether it must stay where it is for now */
  #holdBack(limits: Limits): boolean {
    // #region write limits: Of whoever is hung up on, for good. Of whoever has asked for too much: read no more, either.
    if (this.#isLeaving) return true;
    this.#isPaused = this.#asked.length >= limits.unanswered || this.#isDeaf(limits);
    if (this.#isPaused) this.#wire.pause();
    return this.#isPaused;
    // #endregion
  }

  /** All that waited has been written. */
  #goOn(limits: Limits): void {
    // #region write limits: It may be time to leave. Or to take more: what has come is one thing, what will come another.
    if (this.#isLeaving) {
      this.#leave();
    } else if (this.#isPaused && !this.#holdBack(limits)) {
      this.#wire.resume();
      this.#takeFrames();
    }
    // #endregion
  }

  /** It is to be hung up on, but what waits is for it. */
  #bidFarewell({ patience }: Limits): void {
    // #region write limits: Take nothing more, write what can be written. If it hasn't read all, it has a while to do so.
    this.#isLeaving = true;
    this.#around.writeNow(this);
    if (this.#outgoing.isEmpty || !this.#wire.open) {
      this.#leave();
    } else {
      this.#wire.pause();
      this.#around.later(patience, () => this.#leave());
    }
    // #endregion
  }

  #leave(): void {
    this.#wire.close();
    this.#around.forget(this.#wire);
  }

  #refuse(xid: number, error: number): void {
    this.#tell({ type: "bare", xid, error });
    this.#end();
  }

  #end(): void {
    this.dropped();
    this.hangUp();
  }

  #tell(message: Told): void {
    if (this.#outgoing.isEmpty) this.#around.writeSoon(this);
    this.#outgoing.push(message);
  }
}
