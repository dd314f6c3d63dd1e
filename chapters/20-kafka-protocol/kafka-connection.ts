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
  // Yours (step conversation): Your fields.

  constructor(wire: ByteConnection, routes: ReadonlyMap<number, Route>, maxRequest = MAX_REQUEST) {
    this.#wire = wire;
    this.#routes = routes;
    this.#frames = new FrameReader(maxRequest);
  }

  /** Bytes have come. Whoever sends what is no request is hung up on. */
  receive(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    // Write here (step conversation): If a request waits for its answer, these must wait, and whatever comes behind them shouldn't come.
    throw new Error("Not written yet (step conversation)");
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
    // Write here (step conversation): One at a time. A handler may answer at once: don't go deeper with each request.
    throw new Error("Not written yet (step conversation)");
  }

  #request(frame: Uint8Array): void {
    const reader = new WireReader(frame);
    const header = readHeader(reader);
    const found = this.#routes.get(header.key);
    // Write here (step conversation): Whom can you answer? An unknown version of ApiVersions you can, in version 0; nobody else.
    throw new Error("Not written yet (step conversation)");
  }

  /** @param answer undefined: there is none, and the next request may come */
  #answer({ version, correlation }: RequestHeader, { api }: Route, answer: unknown): void {
    // Write here (step conversation): Write it, and go on.
    throw new Error("Not written yet (step conversation)");
  }
}

/** What every server answers. */
export function apiVersionsRoute(routes: ReadonlyMap<number, Route>): Route {
  return route(API_VERSIONS, (_, answer) => answer(announce(routes.values())));
}
