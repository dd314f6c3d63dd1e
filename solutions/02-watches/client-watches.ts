import type { Zxid } from "#znode-tree/changes";
import type { WatchedEvent } from "./events";
import type { ClientRequest, Reply, SetWatchesRequest } from "./messages";

/**
 * The client's own list of its watches, so that it can ask for them again on a new connection: the server that had
 * them may be gone.
 */
export class ClientWatches {
  // #region own reconnect: Your fields.
  readonly #data = new Set<string>();
  readonly #exists = new Set<string>();
  readonly #children = new Set<string>();
  readonly #persistent = new Set<string>();
  readonly #recursive = new Set<string>();
  #lastZxid: Zxid = 0n;
  // #endregion

  /** The highest zxid of all replies. All that happened up to it, this client has been told of. */
  get lastZxid(): Zxid {
    // #region write reconnect: Replies raise it, events don't.
    return this.#lastZxid;
    // #endregion
  }

  /** A request has been answered: note the watch that it left on the server, if it left one. */
  answered(request: ClientRequest, reply: Reply): void {
    // #region write reconnect: Which reply leaves which watch? Not every refusal leaves none.
    if (reply.zxid > this.#lastZxid) this.#lastZxid = reply.zxid;
    const { outcome } = reply;
    const done = outcome.type !== "refused";
    switch (request.type) {
      case "getData":
        if (request.watch === true && done) this.#data.add(request.path);
        return;
      case "exists":
        if (request.watch !== true) return;
        if (done) this.#data.add(request.path);
        else if (outcome.reason === "NoNode") this.#exists.add(request.path);
        return;
      case "getChildren":
        if (request.watch === true && done) this.#children.add(request.path);
        return;
      case "addWatch":
        if (done) (request.mode === "persistent" ? this.#persistent : this.#recursive).add(request.path);
        return;
    }
    // #endregion
  }

  /** An event has come: the one-shot watches that it came from are used up. */
  told(event: WatchedEvent): void {
    // #region write reconnect: Which of the lists may the event have come from?
    const { type, path } = event;
    if (type !== "NodeChildrenChanged") {
      this.#data.delete(path);
      this.#exists.delete(path);
    }
    if (type === "NodeChildrenChanged" || type === "NodeDeleted") this.#children.delete(path);
    // #endregion
  }

  /** What to send first on a new connection; undefined if there is no watch to set. */
  request(): SetWatchesRequest | undefined {
    // #region write reconnect: All the lists, and since when.
    const request: SetWatchesRequest = {
      type: "setWatches",
      relativeZxid: this.#lastZxid,
      data: [...this.#data],
      exists: [...this.#exists],
      children: [...this.#children],
      persistent: [...this.#persistent],
      recursive: [...this.#recursive],
    };
    const { data, exists, children, persistent, recursive } = request;
    const none = [data, exists, children, persistent, recursive].every((paths) => paths.length === 0);
    return none ? undefined : request;
    // #endregion
  }
}
