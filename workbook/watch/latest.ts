/**
 * Does a piece of work for the latest request only. A request that comes while work is on ends that work early and
 * is done next; of several that wait, only the last one counts.
 */
export class Latest<Request> {
  readonly #work: (request: Request) => Promise<void>;
  readonly #interrupt: () => void;
  #waiting: { request: Request } | undefined;
  #closed = false;
  #busy: Promise<void> | undefined;

  /**
   * @param work does one request; it asks `superseded` after each wait and returns early when it is
   * @param interrupt ends what `work` waits for
   */
  constructor(work: (request: Request) => Promise<void>, interrupt: () => void) {
    this.#work = work;
    this.#interrupt = interrupt;
  }

  /** Whether the work that is on should end: something newer waits, or all is over. */
  get superseded(): boolean {
    return this.#closed || this.#waiting !== undefined;
  }

  ask(request: Request): void {
    if (this.#closed) return;
    this.#waiting = { request };
    if (this.#busy === undefined) this.#busy = this.#drain();
    else this.#interrupt();
  }

  /** Resolves when nothing is being done and nothing waits. */
  async idle(): Promise<void> {
    await this.#busy;
  }

  /** Ends the work that is on; nothing is done any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting = undefined;
    if (this.#busy !== undefined) this.#interrupt();
    await this.#busy;
  }

  async #drain(): Promise<void> {
    // Not in the caller's turn: `ask` returns before any work begins.
    await Promise.resolve();
    while (this.#waiting !== undefined) {
      const { request } = this.#waiting;
      this.#waiting = undefined;
      await this.#work(request);
    }
    this.#busy = undefined;
  }
}
