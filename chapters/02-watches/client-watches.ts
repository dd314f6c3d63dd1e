import type { Zxid } from "#znode-tree/changes";
import type { WatchedEvent } from "./events";
import type { ClientRequest, Refusal, Reply, Result, SetWatchesRequest } from "./messages";

// Yours (step reconnect): Room for helpers of your own.

/**
 * The client's own list of its watches, so that it can ask for them again on a new connection: the server that had
 * them may be gone.
 */
export class ClientWatches {
  // Yours (step reconnect): Your fields.

  /** The highest zxid of all replies: of everything up to it the client has been told. */
  get lastZxid(): Zxid {
    // Write here (step reconnect): Which messages may raise it?
    throw new Error("Not written yet (step reconnect)");
  }

  /** A request has been answered: the watch that it left on the server, if it left one, is noted. */
  answered(request: ClientRequest, reply: Reply): void {
    // Write here (step reconnect): Which request with which outcome leaves which watch?
    throw new Error("Not written yet (step reconnect)");
  }

  /** An event has come: the one-shot watches that it came from are used up. */
  told(event: WatchedEvent): void {
    // Write here (step reconnect): From which lists may such an event have come?
    throw new Error("Not written yet (step reconnect)");
  }

  /** What to send first on a new connection; undefined where there is no watch to ask for. */
  request(): SetWatchesRequest | undefined {
    // Write here (step reconnect): All the lists, and since when.
    throw new Error("Not written yet (step reconnect)");
  }
}
