import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION, type Request, type SingleRequest } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import type { WatchedEvent } from "#watches/events";
import { WatchTable, type Firing } from "#watches/watch-table";

/** Who was told what, each in order: `{ ann: ["NodeDeleted /shop"] }`. */
export type Told = Record<string, string[]>;

/**
 * A store with `/shop` in it, and a table in which names watch. `ask` does what it is asked, as one transaction, and
 * says who was told.
 */
export function desk() {
  const store = new ZnodeStore();
  const table = new WatchTable<string>();
  const fire = (request: Request): Firing<string>[] => table.fire(store.submit(request, 1_000));
  const ask = (...requests: SingleRequest[]): Told =>
    toldBy(fire(requests.length === 1 ? requests[0]! : { type: "multi", requests }));
  store.submit(create("/shop"), 1_000);
  return { store, table, fire, ask };
}

export function toldBy(firings: readonly Firing<string>[]): Told {
  const told: Told = {};
  for (const { event, watchers } of firings) {
    for (const watcher of watchers) (told[watcher] ??= []).push(line(event));
  }
  return told;
}

export const line = ({ type, path }: WatchedEvent): string => `${type} ${path}`;

export const create = (path: string, data = ""): SingleRequest => ({
  type: "create",
  path,
  data: bytes(data),
});
export const setData = (path: string, data = "", version = ANY_VERSION): SingleRequest => ({
  type: "setData",
  path,
  data: bytes(data),
  version,
});
export const remove = (path: string): SingleRequest => ({ type: "delete", path, version: ANY_VERSION });
export const check = (path: string, version = ANY_VERSION): SingleRequest => ({
  type: "check",
  path,
  version,
});
