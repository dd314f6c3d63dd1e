import type { ByteConnection } from "#lab/host";
import { FrameReader } from "#zookeeper-protocol/frame-reader";
import { Malformed } from "#zookeeper-protocol/malformed";
import { dialectOf, route, type Route } from "./api";
import { announce } from "./api-versions";
import { API_VERSIONS } from "./apis-versions";
import { API_VERSIONS_KEY, readHeader, type RequestHeader, skipRestOfHeader, writeAnswer } from "./headers";
import { WireReader } from "./wire-reader";

/** Most bytes of a request: `socket.request.max.bytes`, which is 100 MiB in Kafka. A batch must fit into it. */
export const MAX_REQUEST = 16 * 1024 * 1024;

/** One client's connection: requests come in, one at a time, and answers go out in the same order. */
export class KafkaConnection {
  readonly #wire: ByteConnection;
  readonly #routes: ReadonlyMap<number, Route>;
  readonly #frames: FrameReader;
  // #region own conversation: Your fields.
  /** A request hasn't been answered. */
  #isBusy = false;
  /** Frames are being taken, further up. */
  #isTaking = false;
  // #endregion

  constructor(wire: ByteConnection, routes: ReadonlyMap<number, Route>, maxRequest = MAX_REQUEST) {
    this.#wire = wire;
    this.#routes = routes;
    this.#frames = new FrameReader(maxRequest);
  }

  /** Bytes have come. Whoever sends what is no request is hung up on. */
  receive(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    // #region write conversation: If a request waits for its answer, these must wait, and whatever comes behind them shouldn't come.
    if (this.#isBusy) return this.#wire.pause();
    // #endregion
    this.#takeFrames();
  }

  /** The client has read all that was sent. */
  drained(): void {
    this.#takeFrames();
  }

  /**
   * Takes requests as long as none waits for its answer, and the client reads what it is told. What comes meanwhile
   * stays where it is: with the client.
   */
  #takeFrames(): void {
    // #region write conversation: One at a time. A handler may answer at once: don't go deeper with each request.
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      while (this.#wire.open && !this.#isBusy && this.#wire.backlog === 0) {
        const frame = this.#frames.next();
        if (frame === undefined) break;
        this.#isBusy = true;
        this.#request(frame);
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#wire.close();
    }
    this.#isTaking = false;
    if (!this.#wire.open) return;
    if (this.#wire.backlog > 0) this.#wire.pause();
    else if (!this.#isBusy) this.#wire.resume();
    // #endregion
  }

  #request(frame: Uint8Array): void {
    const reader = new WireReader(frame);
    const header = readHeader(reader);
    const found = this.#routes.get(header.key);
    // #region write conversation: Whom can you answer? An unknown version of ApiVersions you can, in version 0; nobody else.
    if (found === undefined) throw new Malformed(`API ${header.key}`);
    const { api } = found;
    if (header.version < api.from || header.version > api.to) {
      if (api.key !== API_VERSIONS_KEY) throw new Malformed(`API ${header.key}, version ${header.version}`);
      const refusal = announce(this.#routes.values(), "UNSUPPORTED_VERSION");
      return this.#answer({ ...header, version: 0 }, found, refusal);
    }
    const dialect = dialectOf(api, header.version);
    skipRestOfHeader(reader, dialect.isFlexible);
    const request = api.request.read(reader, dialect);
    const { version, clientId } = header;
    const asker = { version, clientId, peer: this.#wire.peer };
    found.handle(request, (answer) => this.#answer(header, found, answer), asker);
    // #endregion
  }

  /** @param answer undefined: there is none, and the next request may come */
  #answer({ version, correlation }: RequestHeader, { api }: Route, answer: unknown): void {
    // #region write conversation: Write it, and go on.
    this.#isBusy = false;
    if (answer !== undefined) this.#wire.send(writeAnswer(api, version, correlation, answer));
    this.#takeFrames();
    // #endregion
  }
}

/** What every server answers. */
export function apiVersionsRoute(routes: ReadonlyMap<number, Route>): Route {
  return route(API_VERSIONS, (_, answer) => answer(announce(routes.values())));
}
