import type { SingleChange, Transaction, Zxid } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";
import type { EventType, WatchedEvent, WatchKind } from "./events";

/** An event, and everybody who is to be told: each of them once. */
export interface Firing<W> {
  event: WatchedEvent;
  watchers: W[];
}

// #region own one-shot: What finds the watchers of a path, at the same cost with a million watches on other paths?
const EVENT_OF: Record<SingleChange["type"], EventType | undefined> = {
  create: "NodeCreated",
  setData: "NodeDataChanged",
  delete: "NodeDeleted",
  check: undefined,
  setAcl: undefined,
};

/**
 * The watches of one kind. They are found by path, to fire; and by watcher, to be dropped.
 *
 * Paths are keys of plain dictionaries and not of Maps: a Map keeps the place of a deleted key for a while, and a path
 * that is watched and fired again and again would grow slower with the number of all other paths.
 */
class Watches<W> {
  readonly #watchersAt = dictionary<Set<W>>();
  /** A watcher stays here until it is dropped: who has watched once will watch again. */
  readonly #pathsOf = new Map<W, Record<string, true>>();
  size = 0;

  at(path: string): Iterable<W> {
    return (this.size > 0 && this.#watchersAt[path]) || [];
  }

  add(watcher: W, path: string): void {
    const watchers = (this.#watchersAt[path] ??= new Set());
    if (watchers.has(watcher)) return;
    watchers.add(watcher);
    let paths = this.#pathsOf.get(watcher);
    if (paths === undefined) this.#pathsOf.set(watcher, (paths = dictionary()));
    paths[path] = true;
    this.size++;
  }

  remove(watcher: W, path: string): boolean {
    const watchers = this.#watchersAt[path];
    if (watchers?.delete(watcher) !== true) return false;
    if (watchers.size === 0) delete this.#watchersAt[path];
    delete this.#pathsOf.get(watcher)![path];
    this.size--;
    return true;
  }

  /** Removes the watches on a path. @returns whose they were; the set is the caller's */
  take(path: string): Set<W> {
    // Mostly nobody watches anything: then a path needn't be looked up.
    const watchers = this.size > 0 ? this.#watchersAt[path] : undefined;
    if (watchers === undefined) return new Set();
    delete this.#watchersAt[path];
    for (const watcher of watchers) delete this.#pathsOf.get(watcher)![path];
    this.size -= watchers.size;
    return watchers;
  }

  /** Removes the watches of a watcher. */
  drop(watcher: W): void {
    for (const path of Object.keys(this.#pathsOf.get(watcher) ?? {})) this.remove(watcher, path);
    this.#pathsOf.delete(watcher);
  }
}

function dictionary<V>(): Record<string, V> {
  return Object.create(null) as Record<string, V>;
}

function addAll<W>(watchers: Set<W>, more: Iterable<W>): void {
  for (const watcher of more) watchers.add(watcher);
}
// #endregion

/**
 * Who watches what. It keeps books and sends nothing: `fire` says who must be told, and its caller tells them.
 *
 * Firing costs as much as there is to tell, whatever else is watched; recursive watches add the depth of the path.
 * Dropping a watcher costs its own watches.
 *
 * @typeParam W a watcher, known by its identity: on a server the connection of a client
 */
export class WatchTable<W> {
  // #region own one-shot: Your fields.
  readonly #data = new Watches<W>();
  // #endregion
  // #region own children: Your fields.
  readonly #children = new Watches<W>();
  // #endregion
  // #region own lasting: Your fields.
  readonly #persistent = new Watches<W>();
  readonly #recursive = new Watches<W>();
  // #endregion

  /** Leaves a watch. A watcher that asks for the same watch again still has one. */
  add(watcher: W, kind: WatchKind, path: string): void {
    switch (kind) {
      case "data": {
        // #region write one-shot: Remember who watches which path.
        this.#data.add(watcher, path);
        return;
        // #endregion
      }
      case "children": {
        // #region write children: Remember it apart from the data watches. Then let `fire` know of it.
        this.#children.add(watcher, path);
        return;
        // #endregion
      }
      case "persistent":
      case "recursive": {
        // #region write lasting: Remember them apart from those that firing takes out. Then let `fire` know of them.
        this.#lasting(kind).add(watcher, path);
        return;
        // #endregion
      }
    }
  }

  /**
   * Takes out the one-shot watches that a transaction fires. To be called once for each transaction that is applied.
   *
   * @returns what to tell to whom, in the order of the changes: per change first what happened to the znode itself,
   * then that its parent's children changed. An event that nobody watches is left out.
   */
  fire(transaction: Transaction): Firing<W>[] {
    // #region write one-shot: Which event is it, on which path? Whoever watches it is told, and watches no longer.
    const { zxid, change } = transaction;
    const changes = change.type === "multi" ? change.changes : [change];
    return changes
      .flatMap((single) => this.#fireOne(single, zxid))
      .filter(({ watchers }) => watchers.length > 0);
    // #endregion
  }

  // #region own one-shot: Room for helpers of your own.
  #fireOne(change: SingleChange, zxid: Zxid): Firing<W>[] {
    const type = EVENT_OF[change.type];
    if (type === undefined) return [];

    const { path } = change;
    const watchers = this.#data.take(path);
    // #region own children: Who else must know of a delete?
    if (change.type === "delete") addAll(watchers, this.#children.take(path));
    // #endregion
    // #region own lasting: And who watches for good, here or above?
    addAll(watchers, this.#persistent.at(path));
    this.#addRecursive(watchers, path);
    // #endregion
    const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];

    // #region own children: What does the change mean for the parent?
    if (change.type !== "setData") firings.push(this.#fireParent(parentOf(path), zxid));
    // #endregion
    return firings;
  }
  // #endregion

  // #region own children: Room for helpers of your own.
  #fireParent(path: string, zxid: Zxid): Firing<W> {
    const watchers = this.#children.take(path);
    // #region own lasting: Whoever watches the parent for good. Recursive watches hear of the child itself.
    addAll(watchers, this.#persistent.at(path));
    // #endregion
    return { event: { type: "NodeChildrenChanged", path, zxid }, watchers: [...watchers] };
  }
  // #endregion

  /** Removes one watch, before it has fired. @returns whether there was one */
  remove(watcher: W, kind: WatchKind, path: string): boolean {
    // #region write lasting: Of this kind alone: the others on the same path stay.
    return this.#kinds()[kind].remove(watcher, path);
    // #endregion
  }

  /** Removes all watches of a watcher that is gone. */
  drop(watcher: W): void {
    // #region write lasting: Look only at what this watcher watches.
    for (const watches of Object.values(this.#kinds())) watches.drop(watcher);
    // #endregion
  }

  /** How many watches there are. */
  get size(): number {
    // #region write lasting: All kinds together.
    return Object.values(this.#kinds()).reduce((sum, watches) => sum + watches.size, 0);
    // #endregion
  }

  // #region own lasting: Room for helpers of your own.
  #lasting(kind: "persistent" | "recursive"): Watches<W> {
    return kind === "persistent" ? this.#persistent : this.#recursive;
  }

  #kinds(): Record<WatchKind, Watches<W>> {
    return {
      data: this.#data,
      children: this.#children,
      persistent: this.#persistent,
      recursive: this.#recursive,
    };
  }

  /** Adds who watches the path, or a path above it, with everything below. */
  #addRecursive(watchers: Set<W>, path: string): void {
    if (this.#recursive.size === 0) return;
    for (let above = path; ; above = parentOf(above)) {
      addAll(watchers, this.#recursive.at(above));
      if (above === "/") return;
    }
  }
  // #endregion
}
