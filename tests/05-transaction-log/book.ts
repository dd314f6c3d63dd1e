import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import type { Storage } from "#transaction-log/storage";
import { contentOf } from "./keeper";
import type { Witness } from "./server";

/**
 * What a server has decided, told and relied on in all its lives, kept where no power is lost. From it can be said
 * what the server must have when it starts again.
 */
export class Book implements Witness {
  /** Why the run is wrong, once it is. */
  violation: string | undefined;
  /** Answers that customers have got. */
  answers = 0;
  /** Whether a bit of the disk has turned. */
  damaged = false;
  /** What was decided in the last life, in order. Some of it may be lost. */
  #decided: Transaction[] = [];
  /** What the server has had when it last began: from then on it is relied on, so no later life has less. */
  readonly #had = new Database();
  /** The highest zxid that somebody relies on. */
  #promised: Zxid = 0n;
  #epoch = 0;

  decided(transaction: Transaction): void {
    this.#decided.push(transaction);
  }

  told(zxid: Zxid): void {
    if (zxid > this.#promised) this.#promised = zxid;
  }

  /** A customer has been told. */
  heard(zxid: Zxid): void {
    this.answers += 1;
    this.told(zxid);
  }

  epoch(epoch: number): void {
    if (epoch < this.#epoch)
      this.violation ??= `it was in epoch ${this.#epoch}, and is in epoch ${epoch} now`;
    this.#epoch = epoch;
  }

  ready({ database, log }: Storage): void {
    const last = database.lastZxid;
    if (last < this.#promised) {
      this.violation ??= `transaction ${this.#promised} was acknowledged, and the server starts with ${last}`;
    }
    if (log.lastZxid !== last) {
      this.violation ??= `the database is at ${last}, and the log at ${log.lastZxid}`;
    }
    for (const each of this.#decided) if (each.zxid <= last) this.#had.apply(each);
    this.#decided = [];
    if (show(this.#had) !== show(database)) {
      this.violation ??= `at ${last} the server has ${show(database)}, and it decided ${show(this.#had)}`;
    }
    // From now on it answers reads with all of this.
    this.told(last);
  }
}

function show(database: Database): string {
  const content = contentOf(database);
  const znodes = Object.entries(content["znodes"] as object).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify({ ...content, znodes }, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}
