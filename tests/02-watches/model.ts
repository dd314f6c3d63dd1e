import fc from "fast-check";
import { bytes } from "#lab/testing/bytes";
import type { SingleChange, Transaction } from "#znode-tree/changes";
import { parentOf } from "#znode-tree/paths";
import type { EventType, WatchKind } from "#watches/events";
import type { Told } from "./desk";

interface Watch {
  watcher: string;
  kind: WatchKind;
  path: string;
}

/** The slowest table of watches there is: a list that is searched from one end to the other for every event. */
export class ModelTable {
  #watches: Watch[] = [];

  get size(): number {
    return this.#watches.length;
  }

  add(watcher: string, kind: WatchKind, path: string): void {
    this.remove(watcher, kind, path);
    this.#watches.push({ watcher, kind, path });
  }

  remove(watcher: string, kind: WatchKind, path: string): void {
    this.#watches = this.#watches.filter(
      (watch) => watch.watcher !== watcher || watch.kind !== kind || watch.path !== path,
    );
  }

  drop(watcher: string): void {
    this.#watches = this.#watches.filter((watch) => watch.watcher !== watcher);
  }

  fire({ change }: Transaction): Told {
    const told: Told = {};
    for (const single of change.type === "multi" ? change.changes : [change]) {
      for (const [type, path] of eventsOf(single)) {
        const met = this.#watches.filter((watch) => meets(watch, type, path));
        for (const watcher of new Set(met.map((watch) => watch.watcher))) {
          (told[watcher] ??= []).push(`${type} ${path}`);
        }
        this.#watches = this.#watches.filter(
          (watch) => !met.includes(watch) || watch.kind === "persistent" || watch.kind === "recursive",
        );
      }
    }
    return told;
  }
}

function eventsOf({ type, path }: SingleChange): [EventType, string][] {
  switch (type) {
    case "create":
      return [
        ["NodeCreated", path],
        ["NodeChildrenChanged", parentOf(path)],
      ];
    case "setData":
      return [["NodeDataChanged", path]];
    case "delete":
      return [
        ["NodeDeleted", path],
        ["NodeChildrenChanged", parentOf(path)],
      ];
    case "check":
    case "setAcl":
      return [];
  }
}

function meets(watch: Watch, type: EventType, path: string): boolean {
  const ofChildren = type === "NodeChildrenChanged";
  switch (watch.kind) {
    case "data":
      return watch.path === path && !ofChildren;
    case "children":
      return watch.path === path && (ofChildren || type === "NodeDeleted");
    case "persistent":
      return watch.path === path;
    case "recursive":
      return !ofChildren && `${path}/`.startsWith(watch.path === "/" ? "/" : `${watch.path}/`);
  }
}

/** Few names, so that watches and changes meet often. No tree stands behind it: firing doesn't ask for one. */
const path = fc.constantFrom("/", "/a", "/a/x", "/a/x/deep", "/ab");
const below = fc.constantFrom("/a", "/a/x", "/a/x/deep", "/ab");
const watcher = fc.constantFrom("ann", "bob", "cho");
const kind = fc.constantFrom<WatchKind>("data", "children", "persistent", "recursive");
const data = bytes("");

const single: fc.Arbitrary<SingleChange> = fc.oneof(
  fc.record({
    type: fc.constant("create" as const),
    path: below,
    data: fc.constant(data),
    ephemeralOwner: fc.constant(0n),
    parentCreates: fc.constant(1),
  }),
  fc.record({
    type: fc.constant("setData" as const),
    path,
    data: fc.constant(data),
    version: fc.constant(1),
  }),
  fc.record({ type: fc.constant("delete" as const), path: below }),
  fc.record({ type: fc.constant("check" as const), path }),
);

const transaction: fc.Arbitrary<Transaction> = fc.record({
  zxid: fc.constant(1n),
  time: fc.constant(1_000),
  change: fc.oneof(
    { weight: 3, arbitrary: single },
    fc.record({ type: fc.constant("multi" as const), changes: fc.array(single, { maxLength: 4 }) }),
  ),
});

/** Something that happens to a table. */
export const arbitraryAct = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant("add" as const), watcher, kind, path }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant("fire" as const), transaction }) },
  fc.record({ act: fc.constant("remove" as const), watcher, kind, path }),
  fc.record({ act: fc.constant("drop" as const), watcher }),
);
