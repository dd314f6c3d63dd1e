import type { WatchedEvent } from "#watches/events";
import type { ClientRequest, Reply } from "#watches/messages";
import type { Watcher } from "./keeper";

type List = "data" | "children";

/** The functions of a client that wait for events. What the server knows are the paths. Nothing to write here. */
export class Watchers {
  readonly #lists: Record<List, Map<string, Set<Watcher>>> = { data: new Map(), children: new Map() };

  /** A request with a watcher has been answered: the watcher waits from now on, if the request has left a watch. */
  answered(request: ClientRequest, { outcome }: Reply, watcher: Watcher): void {
    if (!("path" in request)) return;
    const isAwaited = request.type === "exists" && outcome.type === "refused" && outcome.reason === "NoNode";
    if (outcome.type === "refused" && !isAwaited) return;
    const list = this.#lists[request.type === "getChildren" ? "children" : "data"];
    list.set(request.path, (list.get(request.path) ?? new Set()).add(watcher));
  }

  /** An event has come: its watchers are told, each once. */
  told(event: WatchedEvent): void {
    const { type, path } = event;
    const watchers = new Set<Watcher>();
    if (type !== "NodeChildrenChanged") this.#take("data", path, watchers);
    if (type === "NodeChildrenChanged" || type === "NodeDeleted") this.#take("children", path, watchers);
    for (const watcher of watchers) watcher(event);
  }

  /** The session is over: all are told. */
  over(): void {
    const watchers = new Set<Watcher>();
    for (const list of ["data", "children"] as const) {
      for (const path of [...this.#lists[list].keys()]) this.#take(list, path, watchers);
    }
    for (const watcher of watchers) watcher({ type: "SessionOver" });
  }

  #take(list: List, path: string, into: Set<Watcher>): void {
    for (const watcher of this.#lists[list].get(path) ?? []) into.add(watcher);
    this.#lists[list].delete(path);
  }
}
