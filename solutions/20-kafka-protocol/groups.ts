import type { Host } from "#lab/host";
import { MAX_GROUP_NAME, MAX_GROUPS } from "#consumer-groups/coordinator";
import { Group, type GroupOptions } from "#consumer-groups/group";
import { drawNames } from "#consumer-groups/names";
import type { ErrorName } from "./error-codes";

/** How far a group has come in a partition, and a word of its own about it. */
export interface Committed {
  topic: string;
  partition: number;
  offset: bigint;
  metadata: string;
}

/** Where the groups meet, and what they have committed. Nothing to write here. */
export interface Groups {
  /** The name of the broker at which all groups meet; undefined if there is none now. */
  readonly coordinator: string | undefined;
  /** The groups that have met at this broker. */
  readonly book: GroupBook;
  /** Keeps offsets, all of them or none. @param done called when it is certain; never within this call */
  commit(group: string, offsets: readonly Committed[], done: (error: ErrorName) => void): void;
  /** What a group has committed. @param done called when it is certain; never within this call */
  committed(group: string, done: (error: ErrorName, offsets: readonly Committed[]) => void): void;
  /** All groups that have met here or have committed something. @param done called when it is certain; never within this call */
  all(done: (error: ErrorName, names: ReadonlySet<string>) => void): void;
  /** Forgets a group, which has no members, and what it has committed. @param done as for `all` */
  remove(group: string, done: (error: ErrorName) => void): void;
}

/** Groups by their names. Nothing to write here: each is chapter 17's. */
export class GroupBook {
  readonly #groups = new Map<string, Group>();
  readonly #host: Pick<Host, "clock" | "random">;
  readonly #options: GroupOptions;

  constructor(host: Pick<Host, "clock" | "random">, options: GroupOptions = {}) {
    this.#host = host;
    this.#options = options;
  }

  find(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  /** A group, which is made if there is none. @returns an error if there are too many, or it may not be called so */
  open(name: string): Group | ErrorName {
    if (name === "" || name.length > MAX_GROUP_NAME) return "INVALID_GROUP_ID";
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    if (this.#groups.size >= MAX_GROUPS) {
      for (const [other, { isIdle }] of this.#groups) if (isIdle) this.#groups.delete(other);
      if (this.#groups.size >= MAX_GROUPS) return "COORDINATOR_NOT_AVAILABLE";
    }
    const { clock, random } = this.#host;
    const group = new Group(clock, drawNames(random), this.#options);
    this.#groups.set(name, group);
    return group;
  }

  get names(): string[] {
    return [...this.#groups.keys()];
  }

  remove(name: string): void {
    this.#groups.get(name)?.stop();
    this.#groups.delete(name);
  }
}
