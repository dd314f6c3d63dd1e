/** So many bytes, and no more. Who takes some gives them back. */
export class Memory {
  readonly #limit: number;
  // #region own quotas: Your fields.
  #used = 0;
  readonly #held = new Map<object, number>();
  // #endregion

  /** @param limit bytes that may be in use at a time */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes in use. Never more than the limit. */
  get used(): number {
    // #region write quotas: How many?
    return this.#used;
    // #endregion
  }

  /** Bytes that can be taken. */
  get free(): number {
    // #region write quotas: And how many are left?
    return this.#limit - this.#used;
    // #endregion
  }

  /** Takes some bytes. @returns whether there was room for them; if not, none are taken */
  take(owner: object, bytes: number): boolean {
    // #region write quotas: Is there room? Remember whose they are.
    if (bytes > this.free) return false;
    this.#used += bytes;
    this.#held.set(owner, (this.#held.get(owner) ?? 0) + bytes);
    return true;
    // #endregion
  }

  /** Gives back all that somebody has taken. Harmless if that is nothing. */
  giveAll(owner: object): void {
    // #region write quotas: How much was it?
    this.#used -= this.#held.get(owner) ?? 0;
    this.#held.delete(owner);
    // #endregion
  }
}
