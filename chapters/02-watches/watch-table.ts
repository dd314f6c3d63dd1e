import type { SingleChange, Transaction, Zxid } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";
import type { EventType, WatchedEvent, WatchKind } from "./events";

/** An event, and everybody who is to be told: each of them once. */
export interface Firing<W> {
  event: WatchedEvent;
  watchers: W[];
}

// Yours (step one-shot): What finds the watchers of a path, at the same cost with a million watches on other paths?

/**
 * Who watches what. It keeps books and sends nothing: `fire` says who must be told, and its caller tells them.
 *
 * Firing costs as much as there is to tell, whatever else is watched; recursive watches add the depth of the path.
 * Dropping a watcher costs its own watches.
 *
 * @typeParam W a watcher, known by its identity: on a server the connection of a client
 */
export class WatchTable<W> {
  // Yours (step one-shot): Your fields.
  // Yours (step children): Your fields.
  // Yours (step lasting): Your fields.

  /** Leaves a watch. A watcher that asks for the same watch again still has one. */
  add(watcher: W, kind: WatchKind, path: string): void {
    switch (kind) {
      case "data": {
        // Write here (step one-shot): Remember who watches which path.
        throw new Error("Not written yet (step one-shot)");
      }
      case "children": {
        // Write here (step children): Remember it apart from the data watches. Then let `fire` know of it.
        throw new Error("Not written yet (step children)");
      }
      case "persistent":
      case "recursive": {
        // Write here (step lasting): Remember them apart from those that firing takes out. Then let `fire` know of them.
        throw new Error("Not written yet (step lasting)");
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
    // Write here (step one-shot): Which event is it, on which path? Whoever watches it is told, and watches no longer.
    throw new Error("Not written yet (step one-shot)");
  }

  // Yours (step one-shot): Room for helpers of your own.

  // Yours (step children): Room for helpers of your own.

  /** Removes one watch, before it has fired. @returns whether there was one */
  remove(watcher: W, kind: WatchKind, path: string): boolean {
    // Write here (step lasting): Of this kind alone: the others on the same path stay.
    throw new Error("Not written yet (step lasting)");
  }

  /** Removes all watches of a watcher that is gone. */
  drop(watcher: W): void {
    // Write here (step lasting): Look only at what this watcher watches.
    throw new Error("Not written yet (step lasting)");
  }

  /** How many watches there are. */
  get size(): number {
    // Write here (step lasting): All kinds together.
    throw new Error("Not written yet (step lasting)");
  }

  // Yours (step lasting): Room for helpers of your own.
}
