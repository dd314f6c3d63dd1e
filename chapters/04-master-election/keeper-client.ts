import type { Host } from "#lab/host";
import { ClientWatches } from "#watches/client-watches";
import type {
  ClientRequest,
  Refusal,
  Reply,
  Result,
  ServerMessage,
  SingleWriteResult,
} from "#watches/messages";
import { ANY_VERSION, type SessionId, type SingleRequest, type Stat, type Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Created, CreateOptions, Informed, Keeper, KeeperState, Watcher } from "./keeper";
import { type LinkUser, SessionLink } from "./session-link";
import { Watchers } from "./watchers";

/** ms. The server rounds it to what it allows. */
export const SESSION_TIMEOUT = 3_000;

/** A request, until it is answered. */
interface Asked {
  /** Made when it is sent: only then is it known which session it is of. */
  make: () => ClientRequest;
  watcher: Watcher | undefined;
  answer: (reply: Reply) => void;
  fail: (error: KeeperError) => void;
}

/**
 * A client of ZooKeeper on a Host. While it isn't connected, requests wait. Those that were sent on a connection that
 * broke are rejected with ConnectionLoss; watches live on, on the next connection. Nothing to write here.
 */
export class KeeperClient implements Keeper, Informed {
  readonly #link: SessionLink;
  readonly #known = new ClientWatches();
  readonly #watchers = new Watchers();
  readonly #waiting: Asked[] = [];
  /** Sent, by the number under which they were sent. */
  readonly #sent = new Map<number, Asked & { request: ClientRequest }>();
  #xid = 0;
  readonly #onOver: (() => void)[] = [];

  /**
   * @param servers to be tried in turn
   * @param timeout of the session, in ms
   */
  constructor(host: Host, servers: readonly string[], timeout = SESSION_TIMEOUT) {
    const known = this.#known;
    const user: LinkUser = {
      get lastZxid() {
        return known.lastZxid;
      },
      connected: () => this.#connected(),
      disconnected: () => this.#loseSent("ConnectionLoss"),
      over: () => this.#over(),
      told: (message) => this.#told(message),
    };
    this.#link = new SessionLink(host, servers, timeout, user);
  }

  get session(): SessionId {
    return this.#link.id;
  }

  get state(): KeeperState {
    return this.#link.state;
  }

  get lastZxid(): Zxid {
    return this.#known.lastZxid;
  }

  async create(path: string, data: Uint8Array, options: CreateOptions = {}): Promise<Created> {
    const { ephemeral = false, sequential = false } = options;
    const result = await this.#ask("create", () => ({
      type: "create",
      path,
      data,
      sequential,
      ...(ephemeral && { ephemeralOwner: this.session }),
    }));
    return { path: result.path, stat: result.stat! };
  }

  async getData(path: string, watcher?: Watcher): Promise<{ data: Uint8Array; stat: Stat }> {
    const watch = watcher !== undefined;
    const { data, stat } = await this.#ask("getData", () => ({ type: "getData", path, watch }), watcher);
    return { data, stat };
  }

  async exists(path: string, watcher?: Watcher): Promise<Stat | undefined> {
    const watch = watcher !== undefined;
    try {
      return (await this.#ask("exists", () => ({ type: "exists", path, watch }), watcher)).stat;
    } catch (error) {
      if (error instanceof KeeperError && error.reason === "NoNode") return undefined;
      throw error;
    }
  }

  async getChildren(path: string, watcher?: Watcher): Promise<readonly string[]> {
    const watch = watcher !== undefined;
    return (await this.#ask("getChildren", () => ({ type: "getChildren", path, watch }), watcher)).children;
  }

  async setData(path: string, data: Uint8Array, version = ANY_VERSION): Promise<Stat> {
    return (await this.#ask("setData", () => ({ type: "setData", path, data, version }))).stat!;
  }

  async delete(path: string, version = ANY_VERSION): Promise<void> {
    await this.#ask("delete", () => ({ type: "delete", path, version }));
  }

  async multi(requests: readonly SingleRequest[]): Promise<SingleWriteResult[]> {
    const own = (request: SingleRequest): SingleRequest =>
      request.type === "create" && request.ephemeralOwner
        ? { ...request, ephemeralOwner: this.session }
        : request;
    return (await this.#ask("multi", () => ({ type: "multi", requests: requests.map(own) }))).results;
  }

  /** Until all that was written before is known to the server that this client is connected to: chapter 9. */
  async sync(path: string): Promise<void> {
    await this.#ask("sync", () => ({ type: "sync", path }));
  }

  close(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#link.close();
    return new Promise((resolve) => this.#onOver.push(resolve));
  }

  get #isOver(): boolean {
    return this.state === "expired" || this.state === "closed";
  }

  #ask<T extends Result["type"]>(
    _type: T,
    make: () => ClientRequest,
    watcher?: Watcher,
  ): Promise<Extract<Result, { type: T }>> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) {
        reject(this.#error("SessionExpired"));
        return;
      }
      const answer = ({ outcome }: Reply): void => {
        if (outcome.type === "refused") reject(refusal(outcome));
        else resolve(outcome as Extract<Result, { type: T }>);
      };
      const asked: Asked = { make, watcher, answer, fail: reject };
      if (this.state === "connected") this.#send(asked);
      else this.#waiting.push(asked);
    });
  }

  #send(asked: Asked): void {
    const request = asked.make();
    const xid = ++this.#xid;
    this.#sent.set(xid, { ...asked, request });
    this.#link.send({ xid, request });
  }

  #connected(): void {
    // First what was missed: no reply may overtake it.
    const watches = this.#known.request();
    if (watches !== undefined) {
      this.#send({ make: () => watches, watcher: undefined, answer: () => {}, fail: () => {} });
    }
    for (const asked of this.#waiting.splice(0)) this.#send(asked);
  }

  #told(message: ServerMessage): void {
    if (message.type === "event") {
      this.#known.told(message.event);
      this.#watchers.told(message.event);
      return;
    }
    const asked = this.#sent.get(message.xid);
    if (asked === undefined) return;
    this.#sent.delete(message.xid);
    this.#known.answered(asked.request, message);
    if (asked.watcher !== undefined) this.#watchers.answered(asked.request, message, asked.watcher);
    asked.answer(message);
  }

  #over(): void {
    this.#loseSent("SessionExpired");
    for (const asked of this.#waiting.splice(0)) asked.fail(this.#error("SessionExpired"));
    this.#watchers.over();
    for (const tell of this.#onOver.splice(0)) tell();
  }

  #loseSent(reason: "ConnectionLoss" | "SessionExpired"): void {
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    for (const asked of lost) asked.fail(this.#error(reason));
  }

  #error(reason: "ConnectionLoss" | "SessionExpired"): KeeperError {
    return new KeeperError(reason, `session 0x${this.session.toString(16)}`);
  }
}

function refusal({ reason, detail, failedIndex }: Refusal): KeeperError {
  return new KeeperError(reason, detail, failedIndex);
}
