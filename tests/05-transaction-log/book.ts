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
  /** What the log may hold, in order: of the last life all that was decided, of those before it what was found. */
  #decided: Transaction[] = [];
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
    this.#decided = this.#decided.filter(({ zxid }) => zxid <= last);
    const expected = new Database();
    for (const each of this.#decided) expected.apply(each);
    if (expected.lastZxid !== last || show(expected) !== show(database)) {
      this.violation ??= `at ${last} the server has ${show(database)}, and it decided ${show(expected)}`;
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
