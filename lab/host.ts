/**
 * The Host: everything of the outside world that a server may touch.
 *
 * A server is a class that gets a Host and reacts to what the Host calls: a message, a timer, a finished flush, a
 * closed connection. It keeps its state in plain fields and never waits. That is why the same file runs in the
 * simulated world of the tests, in a browser page, and in a real process on sockets and files.
 *
 * ```ts
 * class Echo implements ConnectionHandler<string> {
 *   constructor(host: Host) {
 *     host.network.listen("echo", this);
 *   }
 *   onMessage(connection: Connection<string>, message: string): void {
 *     connection.send(message);
 *   }
 *   onClose(): void {}
 * }
 * ```
 */
export interface Host {
  /** The name of this server, by which its peers dial it. */
  readonly name: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly disk: Disk;
  readonly random: Random;

  /** Says something for the picture of the run ("leader of epoch 3"). It has no other effect. */
  note(text: string): void;

  /**
   * Stops this server at once, as a crash of its process would: for a broken disk or a state that must not be served.
   * It never returns, and nothing of this server runs afterwards.
   */
  halt(reason: string): never;
}

/** What time it is, and what shall happen later. */
export interface Clock {
  /** Milliseconds since an origin. It never goes back while a server runs; two servers' clocks may disagree. */
  now(): number;

  /**
   * Calls back once, `ms` milliseconds from now or a little later, never within this call. Callbacks that are due at
   * the same time run in the order in which they were asked for.
   */
  after(ms: number, callback: () => void): Timer;
}

/** A callback that waits. */
export interface Timer {
  /** The callback will not run. Harmless if it has run or was cancelled before. */
  cancel(): void;
}

/** Ways to other servers. A server offers services by name; others reach one by the server's name and the service's. */
export interface Network {
  /** Offers a service. Every connection that a peer dials to it is handed to `handler`, `onOpen` first. */
  listen<M>(service: string, handler: ConnectionHandler<M>): void;

  /**
   * Dials a service of a server. Messages may be sent at once; they wait until the connection is open. If the dial
   * fails, `onClose` is called and `onOpen` never was.
   */
  connect<M>(server: string, service: string, handler: ConnectionHandler<M>): Connection<M>;

  /** Offers a service that speaks bytes, as the protocols of real clients do. */
  listenBytes(service: string, handler: ByteHandler): void;

  /** Dials a service that speaks bytes. */
  connectBytes(server: string, service: string, handler: ByteHandler): ByteConnection;

  /** Receives datagrams that are posted to this server under `service`. */
  receive<M>(service: string, handler: DatagramHandler<M>): void;

  /**
   * Posts one message without a connection. It may be lost, arrive twice, or overtake another: whoever uses it must
   * retry and tell duplicates apart. At most {@link MAX_DATAGRAM} bytes.
   *
   * @param from the sender's own service, to which an answer can be posted
   */
  post<M>(server: string, service: string, from: string, message: M): void;
}

/**
 * One end of a connection between two servers. What is sent arrives once and in order, or the connection breaks; then
 * a suffix of what was sent is lost, both ends are told, and nothing arrives any more.
 *
 * Messages are plain data: null, booleans, numbers, bigints, strings, `Uint8Array`s, and arrays and objects of these.
 * The receiver gets a copy. A field that is undefined is left out.
 */
export interface Connection<M = unknown> {
  /** The server at the other end. */
  readonly peer: string;
  /** Whether this end dialled. */
  readonly dialled: boolean;
  /** Whether it can still carry messages. A connection that is being dialled counts as open. */
  readonly open: boolean;
  /** Messages sent that the network has not taken yet. Above {@link MAX_BACKLOG} the connection breaks. */
  readonly backlog: number;

  /** Sends a message after those sent before. On a closed connection it does nothing: a peer may be gone any time. */
  send(message: M): void;

  /** Closes this end; what was sent before still arrives. `onClose` is called at the other end, not at this one. */
  close(): void;
}

/** What a server does with its connections. One object may serve many. */
export interface ConnectionHandler<M = unknown> {
  /** The connection is established. */
  onOpen?(connection: Connection<M>): void;
  onMessage(connection: Connection<M>, message: M): void;
  /** The peer closed, the connection broke, or it could not be dialled. Called once, and nothing comes after it. */
  onClose(connection: Connection<M>): void;
  /** The backlog has gone back to zero after it was above zero. */
  onDrain?(connection: Connection<M>): void;
}

/** One end of a stream of bytes. Promises as {@link Connection}, but it keeps no boundaries between what is sent. */
export interface ByteConnection {
  /** The server at the other end; if it was accepted from a program that is no server, where it comes from. */
  readonly peer: string;
  readonly dialled: boolean;
  readonly open: boolean;
  /** Bytes sent that the network has not taken yet. Above {@link MAX_BACKLOG_BYTES} the connection breaks. */
  readonly backlog: number;
  send(bytes: Uint8Array): void;
  close(): void;
  /** Takes no more bytes until `resume`: the sender's backlog grows instead of this server's memory. */
  pause(): void;
  resume(): void;
}

/** What a server does with its streams of bytes. */
export interface ByteHandler {
  onOpen?(connection: ByteConnection): void;
  /** The next bytes, cut anywhere: a frame may come in pieces, and two frames in one. The receiver owns the array. */
  onBytes(connection: ByteConnection, bytes: Uint8Array): void;
  onClose(connection: ByteConnection): void;
  onDrain?(connection: ByteConnection): void;
}

/** What a server does with datagrams. */
export interface DatagramHandler<M = unknown> {
  /** @param service where an answer to the sender can be posted */
  onDatagram(server: string, service: string, message: M): void;
}

/** Most messages that may wait in a connection. */
export const MAX_BACKLOG = 100_000;
/** Most bytes that may wait in a connection. */
export const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;
/** Most bytes of one message, as it is encoded on a real network. */
export const MAX_MESSAGE = 32 * 1024 * 1024;
/** Most bytes of one datagram, as it is encoded on a real network. */
export const MAX_DATAGRAM = 8 * 1024;

/**
 * Files. Names may have folders in them (`"orders-0/00000000.log"`); folders come and go with their files.
 *
 * A change is seen by reads at once, but it survives a loss of power only after a flush that was asked for later has
 * called back. Until then it may survive whole, in part, or not at all. The content of a file and its name are two
 * things: `flush` keeps the content, `flushFolder` keeps the names, that is what was created, renamed and removed.
 * If only the process dies, everything written before it last sent something survives.
 */
export interface Disk {
  /** The files in a folder (`""` is the top), by their names within it, sorted. Empty if there is no such folder. */
  list(folder: string): string[];
  exists(file: string): boolean;
  /** Bytes in the file. @throws DiskError `NotFound` */
  size(file: string): number;
  /**
   * Up to `length` bytes from `offset`: fewer where the file ends, none beyond.
   * @throws DiskError `NotFound`, `Failed`
   */
  read(file: string, offset: number, length: number): Uint8Array;
  /** Adds bytes at the end; creates the file if there is none. The bytes are copied. An error comes with the flush. */
  append(file: string, bytes: Uint8Array): void;
  /** Cuts the file to its first `size` bytes. @throws DiskError `NotFound`, `Failed` if it has fewer */
  truncate(file: string, size: number): void;
  /** Gives the file a new name in one step, in place of a file that has it already. @throws DiskError `NotFound` */
  rename(from: string, to: string): void;
  /** @throws DiskError `NotFound` */
  remove(file: string): void;
  /**
   * Makes the file's content as of now durable, then calls back, never within this call. Flushes that are asked for
   * while one is under way are done together as the next one; callbacks come in the order of the calls. After an error
   * nothing more of this file is sure to be kept: a server should halt.
   */
  flush(file: string, done: Flushed): void;
  /** Makes the names in the folder, and the folder itself, durable as of now. Otherwise as `flush`. */
  flushFolder(folder: string, done: Flushed): void;
}

/** Called when a flush has ended: without an error, all that it covers is durable. */
export type Flushed = (error?: DiskError) => void;

export type DiskErrorCode = "NotFound" | "Failed";

/** A disk operation that could not be done. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  constructor(
    readonly code: DiskErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Chance. In a simulated run it comes from the seed, so that a run can be repeated. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** One of the values. @throws RangeError if there is none */
  pick<T>(values: readonly T[]): T;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

/** For clients and recipes, which may await; servers use `clock.after`. Resolves `ms` milliseconds from now. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
