/** So many bytes, and no more. Who takes some gives them back. */
export class Memory {
  readonly #limit: number;
  // Yours (step quotas): Your fields.

  /** @param limit bytes that may be in use at a time */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes in use. Never more than the limit. */
  get used(): number {
    // Write here (step quotas): How many?
    throw new Error("Not written yet (step quotas)");
  }

  /** Bytes that can be taken. */
  get free(): number {
    // Write here (step quotas): And how many are left?
    throw new Error("Not written yet (step quotas)");
  }

  /** Takes some bytes. @returns whether there was room for them; if not, none are taken */
  take(owner: object, bytes: number): boolean {
    // Write here (step quotas): Is there room? Remember whose they are.
    throw new Error("Not written yet (step quotas)");
  }

  /** Gives back all that somebody has taken. Harmless if that is nothing. */
  giveAll(owner: object): void {
    // Write here (step quotas): How much was it?
    throw new Error("Not written yet (step quotas)");
  }
}
