import type { WatchedEvent } from "./events";
import type { GetDataRequest, Refusal, Result } from "./messages";

/** Sends a request to the server, and calls back with the answer. */
export type Ask = (request: GetDataRequest, answered: (outcome: Result | Refusal) => void) => void;

/**
 * A client's memory of znodes. What it was told once it answers by itself, until the server says that it has changed.
 *
 * It relies on one promise of the connection: events and replies come in the order in which things happened.
 */
export class ZnodeCache {
  readonly #ask: Ask;
  // #region own remember: Your fields.
  readonly #known = new Map<string, Uint8Array>();
  /** Whoever waits for a path that has been asked for. */
  readonly #waiting = new Map<string, ((data: Uint8Array | undefined) => void)[]>();
  // #endregion

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The data of a znode, or undefined where there is none. It calls back during this call for what it remembers, and
   * otherwise when the server has answered. However often a path is asked for, one request is on its way.
   */
  get(path: string, answer: (data: Uint8Array | undefined) => void): void {
    // #region write remember: From memory; or together with whoever waits for the same; or ask, and be told of changes.
    const known = this.#known.get(path);
    if (known !== undefined) {
      answer(known);
      return;
    }
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) {
      waiting.push(answer);
      return;
    }
    this.#waiting.set(path, [answer]);
    this.#ask({ type: "getData", path, watch: true }, (outcome) => this.#answered(path, outcome));
    // #endregion
  }

  /** An event has come from the server. */
  told(event: WatchedEvent): void {
    // #region write remember: What was remembered of the path may be wrong by now.
    this.#known.delete(event.path);
    // #endregion
  }

  // #region own remember: Room for helpers of your own.
  #answered(path: string, outcome: Result | Refusal): void {
    const data = outcome.type === "getData" ? outcome.data : undefined;
    // Only what is there leaves a watch: nobody would tell us when what isn't there is created.
    if (data !== undefined) this.#known.set(path, data);
    const waiting = this.#waiting.get(path) ?? [];
    this.#waiting.delete(path);
    for (const answer of waiting) answer(data);
  }
  // #endregion
}
