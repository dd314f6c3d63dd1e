import type { Random } from "#lab/host";
import { bytes, text } from "#lab/testing/bytes";
import { ANY_VERSION, type SessionId, type SingleRequest } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { SessionStore } from "#sessions/session-store";

const NAMES = ["a", "b", "c"];
/** So many paths that there is always something to do, so few that znodes come and go again and again. */
const PATHS = NAMES.flatMap((x) => [
  `/${x}`,
  ...NAMES.flatMap((y) => [`/${x}/${y}`, ...NAMES.map((z) => `/${x}/${y}/${z}`)]),
]);

/** Decides requests and carries them out at once, on a database that somebody else looks at. */
export class Keeper {
  readonly database: Database;
  readonly transactions: Transaction[] = [];
  readonly #store: SessionStore;
  #sessions = 0;

  constructor(database = new Database()) {
    this.database = database;
    this.#store = new SessionStore(database);
  }

  open(id: SessionId): void {
    this.#store.open({ id, timeout: 10_000, password: Uint8Array.of(1, 2, Number(id % 256n)) }, this.#now);
    this.#commit();
  }

  close(id: SessionId): void {
    this.#store.close(id, this.#now);
    this.#commit();
  }

  /** @throws KeeperError for what is refused */
  write(session: SessionId, ...requests: SingleRequest[]): void {
    const [only, ...others] = requests;
    this.#store.write(session, others.length === 0 ? only! : { type: "multi", requests }, this.#now);
    this.#commit();
  }

  create(path: string, data = ""): void {
    if (this.database.sessions().length === 0) this.open(1n);
    this.write(this.database.sessions()[0]!.id, { type: "create", path, data: bytes(data) });
  }

  delete(path: string): void {
    this.write(this.database.sessions()[0]!.id, { type: "delete", path, version: ANY_VERSION });
  }

  setData(path: string, data: string): void {
    this.write(this.database.sessions()[0]!.id, {
      type: "setData",
      path,
      data: bytes(data),
      version: ANY_VERSION,
    });
  }

  /** Something happens. What is refused has not happened. */
  anything(random: Random): void {
    const sessions = this.database.sessions();
    const dice = random.below(20);
    if (sessions.length === 0 || dice === 0) return this.open(BigInt(++this.#sessions));
    const { id } = random.pick(sessions);
    if (dice === 1) return this.close(id);
    try {
      if (dice < 4) this.write(id, anyRequest(random, id), anyRequest(random, id));
      else this.write(id, anyRequest(random, id));
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
    }
  }

  /** A database that has applied what was decided, up to a zxid. */
  at(zxid: bigint): Database {
    const database = new Database();
    for (const transaction of this.transactions) if (transaction.zxid <= zxid) database.apply(transaction);
    return database;
  }

  get #now(): number {
    return 1_000 + this.transactions.length;
  }

  #commit(): void {
    this.transactions.push(this.#store.commit()!);
  }
}

function anyRequest(random: Random, session: SessionId): SingleRequest {
  const path = random.pick(PATHS);
  const data = bytes(random.pick(["", "bread", "rolls", "a long list of things to buy"]));
  const dice = random.below(10);
  if (dice < 4) return { type: "create", path, data };
  if (dice < 5) return { type: "create", path, data, ephemeralOwner: session };
  if (dice < 6) return { type: "create", path: `/${random.pick(NAMES)}`, data, sequential: true };
  if (dice < 8) return { type: "delete", path, version: ANY_VERSION };
  return { type: "setData", path, data, version: ANY_VERSION };
}

/** All that a database holds, as plain data that can be compared. */
export function contentOf(database: Database): Record<string, unknown> {
  const znodes: Record<string, unknown> = {};
  const waiting = ["/"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { acl } = database.tree.access(path);
    znodes[path] = { ...database.tree.exists(path)!, data: text(database.tree.getData(path)), acl };
    for (const name of database.tree.getChildren(path))
      waiting.push(path === "/" ? `/${name}` : `${path}/${name}`);
  }
  const sessions = [...database.sessions()].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    lastZxid: database.lastZxid,
    sessions: sessions.map((session) => ({
      ...session,
      ephemerals: database.ephemerals.of(session.id).sort(),
    })),
    znodes,
  };
}
