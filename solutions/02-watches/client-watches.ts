import type { Zxid } from "#znode-tree/changes";
import type { WatchedEvent } from "./events";
import type { ClientRequest, Refusal, Reply, Result, SetWatchesRequest } from "./messages";

// #region own reconnect: Room for helpers of your own.
type List = "data" | "exists" | "children" | "persistent" | "recursive";

/** The list that a watch belongs to, if the request with this outcome has left one on the server. */
function listOf(request: ClientRequest, outcome: Result | Refusal): List | undefined {
  const done = outcome.type !== "refused";
  if (request.type === "addWatch") return done ? request.mode : undefined;

  const watching = "watch" in request && request.watch === true;
  if (!watching) return undefined;
  if (done) return request.type === "getChildren" ? "children" : "data";
  return request.type === "exists" && outcome.reason === "NoNode" ? "exists" : undefined;
}
// #endregion

/**
 * The client's own list of its watches, so that it can ask for them again on a new connection: the server that had
 * them may be gone.
 */
export class ClientWatches {
  // #region own reconnect: Your fields.
  readonly #lists: Record<List, Set<string>> = {
    data: new Set(),
    exists: new Set(),
    children: new Set(),
    persistent: new Set(),
    recursive: new Set(),
  };
  #lastZxid: Zxid = 0n;
  // #endregion

  /** The highest zxid of all replies: of everything up to it the client has been told. */
  get lastZxid(): Zxid {
    // #region write reconnect: Which messages may raise it?
    return this.#lastZxid;
    // #endregion
  }

  /** A request has been answered: the watch that it left on the server, if it left one, is noted. */
  answered(request: ClientRequest, reply: Reply): void {
    // #region write reconnect: Which request with which outcome leaves which watch?
    if (reply.zxid > this.#lastZxid) this.#lastZxid = reply.zxid;
    const list = listOf(request, reply.outcome);
    if (list !== undefined && "path" in request) this.#lists[list].add(request.path);
    // #endregion
  }

  /** An event has come: the one-shot watches that it came from are used up. */
  told(event: WatchedEvent): void {
    // #region write reconnect: From which lists may such an event have come?
    const { type, path } = event;
    if (type !== "NodeChildrenChanged") {
      this.#lists.data.delete(path);
      this.#lists.exists.delete(path);
    }
    if (type === "NodeChildrenChanged" || type === "NodeDeleted") this.#lists.children.delete(path);
    // #endregion
  }

  /** What to send first on a new connection; undefined where there is no watch to ask for. */
  request(): SetWatchesRequest | undefined {
    // #region write reconnect: All the lists, and since when.
    const { data, exists, children, persistent, recursive } = this.#lists;
    if ([data, exists, children, persistent, recursive].every(({ size }) => size === 0)) return undefined;
    return {
      type: "setWatches",
      relativeZxid: this.#lastZxid,
      data: [...data],
      exists: [...exists],
      children: [...children],
      persistent: [...persistent],
      recursive: [...recursive],
    };
    // #endregion
  }
}
