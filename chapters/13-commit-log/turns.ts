/** Work that takes its time and must not overlap: each begins when the one before it has called back. Nothing to write here. */
export class Turns {
  readonly #waiting: ((done: () => void) => void)[] = [];
  #isBusy = false;

  /** @param work begins at once if nothing else is under way */
  take(work: (done: () => void) => void): void {
    this.#waiting.push(work);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const work = this.#waiting.shift();
    this.#isBusy = work !== undefined;
    work?.(() => this.#next());
  }
}
