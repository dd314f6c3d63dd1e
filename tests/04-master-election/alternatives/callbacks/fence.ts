import type { Zxid } from "#znode-tree/changes";

/** Keeps the tokens that it has let in, newest last. */
export class Fence {
  private readonly seen: Zxid[] = [];

  admit(token: Zxid): boolean {
    const newest = this.seen.at(-1);
    if (newest === token) return true;
    if (newest !== undefined && newest > token) return false;
    this.seen.push(token);
    return true;
  }
}
