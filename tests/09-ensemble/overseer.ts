import { Agreement } from "#lab/checkers/invariants";
import { History } from "#lab/checkers/history";
import { checkWitnessOrder } from "#lab/checkers/witness-order";
import { text } from "#lab/testing/bytes";
import type { Violation } from "#lab/world/failure";
import type { Database } from "#sessions/database";
import { showZxid } from "#zab/zxids";
import type { SessionId, Stat, Zxid } from "#znode-tree/changes";
import type { Nodes } from "./nodes";

/** The znodes that customers write. */
export const PATHS = ["/a", "/b", "/c"];
/** The parent of the customers' ephemerals. */
export const PRESENT = "/present";

export interface Input {
  write: string;
  value: string;
}

/** Looks on at an ensemble and its customers, and knows what can't be. */
export class Overseer {
  readonly history: History<Input, null>;
  /** Why the run is wrong, once it is. */
  violation: Violation | undefined;
  writes = 0;
  readonly #nodes: Nodes;
  readonly #contents = new Agreement();
  readonly #values = new Agreement();
  /** What each server was at when it was last looked at. */
  readonly #lookedAt = new Map<string, { database: Database; zxid: Zxid }>();
  readonly #open = new Set<SessionId>();
  /** For a session that has been closed, a zxid at which it was gone already. */
  readonly #goneAt = new Map<SessionId, Zxid>();
  /** For each znode, the writes that customers were told of, by the reply to a write or to a read. */
  readonly #told = new Map<string, Zxid[]>(PATHS.map((path) => [path, []]));
  #orphan: string | undefined;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
    this.history = new History(() => nodes.world.now);
  }

  /** Compares what the servers that serve hold, whenever one of them has gone on. */
  disagreement(): Violation | undefined {
    for (const name of this.#nodes.names) {
      const server = this.#nodes.machine(name).instance;
      if (server?.isServing !== true) continue;
      const { database } = server;
      const before = this.#lookedAt.get(name);
      if (before?.database === database && before.zxid === database.lastZxid) continue;
      if (before?.database === database && database.lastZxid < before.zxid) {
        return {
          facts: [`${name} was at ${showZxid(before.zxid)}`, `it is at ${showZxid(database.lastZxid)} now`],
        };
      }
      this.#lookedAt.set(name, { database, zxid: database.lastZxid });
      this.#sessionsOf(database);
      this.#orphan ??= orphanIn(database, name);
      const found = this.#contents.check(showZxid(database.lastZxid), contentOf(database), name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  orphan(): string | undefined {
    return this.#orphan;
  }

  /** A customer was told that its write is done. */
  wrote(path: string, value: string, { mzxid }: Stat, session: SessionId): void {
    this.writes += 1;
    this.#told.get(path)!.push(mzxid);
    this.violation ??= this.#values.check(showZxid(mzxid), value, "the writer");
    const gone = this.#goneAt.get(session);
    if (gone === undefined || mzxid <= gone) return;
    this.violation ??= {
      facts: [
        `session ${session} was gone at ${showZxid(gone)}`,
        `it has written ${value} at ${showZxid(mzxid)}`,
      ],
    };
  }

  /**
   * A customer has read.
   * @param seen the highest zxid that it has been told by then: what was written up to it must be there
   */
  read(customer: string, path: string, data: Uint8Array, { mzxid, version }: Stat, seen: Zxid): void {
    const value = text(data);
    if (version > 0) this.violation ??= this.#values.check(showZxid(mzxid), value, customer);
    const told = this.#told.get(path)!;
    const newer = told.find((zxid) => zxid > mzxid && zxid <= seen);
    // What one client has read no other may miss later on, nor any server.
    if (version > 0 && !told.includes(mzxid)) told.push(mzxid);
    if (newer === undefined) return;
    this.violation ??= {
      facts: [
        `${customer} has been told of transactions up to ${showZxid(seen)}, and ${path} was written at ${showZxid(newer)}`,
        `it reads ${value}, which was written at ${showZxid(mzxid)}`,
      ],
    };
  }

  lost(): Violation | undefined {
    for (const name of this.#nodes.serving) {
      const { tree, lastZxid } = this.#nodes.server(name).database;
      for (const [path, zxids] of this.#told) {
        const told = zxids.reduce((a, b) => (a > b ? a : b), 0n);
        const mzxid = tree.exists(path)?.mzxid ?? 0n;
        if (mzxid >= told || lastZxid < told) continue;
        return {
          facts: [
            `${path} was written at ${showZxid(told)}`,
            `${name}, at ${showZxid(lastZxid)}, has it as of ${showZxid(mzxid)}`,
          ],
        };
      }
    }
    return undefined;
  }

  againstRealTime(): Violation | undefined {
    return checkWitnessOrder(this.history.operations, { isWrite: () => true });
  }

  #sessionsOf(database: Database): void {
    const now = new Set(database.sessions().map(({ id }) => id));
    for (const id of now) this.#open.add(id);
    for (const id of this.#open) {
      if (now.has(id) || this.#goneAt.has(id)) continue;
      // A server that is behind doesn't know it yet: only one that is ahead of its opening says that it is gone.
      if (this.#knewOf(id, database)) this.#goneAt.set(id, database.lastZxid);
    }
  }

  /** Whether a server that has the session is behind this one. */
  #knewOf(id: SessionId, { lastZxid }: Database): boolean {
    return this.#nodes.serving.some((name) => {
      const { database } = this.#nodes.server(name);
      return database.session(id) !== undefined && database.lastZxid < lastZxid;
    });
  }
}

function orphanIn(database: Database, name: string): string | undefined {
  const { tree } = database;
  if (tree.exists(PRESENT) === undefined) return undefined;
  for (const child of tree.getChildren(PRESENT)) {
    const owner = tree.exists(`${PRESENT}/${child}`)!.ephemeralOwner;
    if (database.session(owner) === undefined) return `${name} has ${child}, and session ${owner} is over`;
  }
  return undefined;
}

/** All that a database holds, in a few words. */
function contentOf(database: Database): string {
  const { tree } = database;
  const znodes = PATHS.map((path) => {
    const stat = tree.exists(path);
    return stat === undefined
      ? ""
      : `${path} ${text(tree.getData(path))} of ${showZxid(stat.mzxid)}, version ${stat.version}`;
  });
  const present = tree.exists(PRESENT) === undefined ? [] : [...tree.getChildren(PRESENT)].sort();
  const sessions = database
    .sessions()
    .map(({ id }) => String(id))
    .sort();
  return [...znodes, present.join(" "), sessions.join(" ")].join("; ");
}
