import fc from "fast-check";
import { bytes } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { SessionStore } from "#sessions/session-store";
import { ANY_VERSION, type CreateRequest, type Request, type SessionId } from "#znode-tree/changes";
import { session } from "./history";

/** Carries out all that is on its way. */
export function commitAll(store: SessionStore): Transaction[] {
  const committed = [];
  for (let next = store.commit(); next !== undefined; next = store.commit()) committed.push(next);
  return committed;
}

/** A store with these sessions, and nothing on its way. */
export function storeWith(...ids: SessionId[]): SessionStore {
  const store = new SessionStore(new Database());
  for (const id of ids) store.open(session(id), 0);
  commitAll(store);
  return store;
}

/** A request of a session, carried out with all that was on its way. */
export function run(store: SessionStore, id: SessionId, request: Request): void {
  store.write(id, request, 0);
  commitAll(store);
}

/** A request for a znode without data; with an owner, for an ephemeral one. */
export function create(path: string, ephemeralOwner?: SessionId): CreateRequest {
  const owner = ephemeralOwner === undefined ? {} : { ephemeralOwner };
  return { type: "create", path, data: bytes(""), ...owner };
}

/** The children of the root, and of each of them that has any; sorted. */
export function children({ tree }: Database): Record<string, string[]> {
  const paths = ["/", ...tree.getChildren("/").map((name) => `/${name}`)];
  const found = paths.map((path) => [path, [...tree.getChildren(path)].sort()] as const);
  return Object.fromEntries(found.filter(([path, names]) => path === "/" || names.length > 0));
}

/** Znodes below the root whose session is over, or doesn't know of them. */
export function orphansOf(database: Database): string[] {
  return database.tree
    .getChildren("/")
    .map((name) => `/${name}`)
    .filter((path) => {
      const { ephemeralOwner } = database.tree.exists(path)!;
      const known = database.session(ephemeralOwner) !== undefined;
      return !known || !database.ephemerals.of(ephemeralOwner).includes(path);
    });
}

const client = fc.nat(2);
const path = fc.constantFrom("/a", "/b", "/c");

/** What the three clients do, and the store. */
export const arbitraryEvents = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant("come or go" as const), client }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("create" as const), client, path }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), client, path }) },
    { weight: 3, arbitrary: fc.constant({ do: "commit" as const }) },
  ),
  { maxLength: 60 },
);

type Event = typeof arbitraryEvents extends fc.Arbitrary<(infer E)[]> ? E : never;

/** Three clients of one store. Each has one session after another, and writes even when its session is over. */
export class Clients {
  readonly store = new SessionStore(new Database());
  readonly #ids = [1n, 2n, 3n];

  run(event: Event): void {
    if (event.do === "commit") {
      this.store.commit();
      return;
    }
    const id = this.#ids[event.client]!;
    if (event.do === "come or go") this.#comeOrGo(event.client);
    else if (event.do === "create") refusalOf(() => this.store.write(id, create(event.path, id), 0));
    else refusalOf(() => this.store.write(id, { type: "delete", path: event.path, version: ANY_VERSION }, 0));
  }

  #comeOrGo(client: number): void {
    const id = this.#ids[client]!;
    if (this.store.isOpen(id)) {
      this.store.close(id, 0);
      return;
    }
    this.#ids[client] = id + 10n;
    this.store.open(session(id + 10n), 0);
  }
}
