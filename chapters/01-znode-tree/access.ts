import type { Change, SingleChange } from "./changes";

/**
 * Who may do what with a znode. This is kept beside the tree, because most znodes have no list of their own: anybody
 * may do anything with them. It comes into play in chapter 11. Nothing to write here.
 */

/** An entry of an access list: permissions as bits, and to whom they are given. */
export interface AclEntry {
  permissions: number;
  scheme: string;
  id: string;
}

/** As whom a client is known: by a password, by its address. */
export interface Identity {
  scheme: string;
  id: string;
}

/** A znode's access list, and how often it was set. */
export interface Access {
  acl: readonly AclEntry[];
  version: number;
}

/** Reading, writing, creating, deleting, and changing the list itself. Source: ZooKeeper's `ZooDefs.Perms`. */
export const ALL_PERMISSIONS = 31;

/** Anybody may do anything. Source: ZooKeeper's `Ids.OPEN_ACL_UNSAFE`. */
export const OPEN_ACL: readonly AclEntry[] = [
  { permissions: ALL_PERMISSIONS, scheme: "world", id: "anyone" },
];

/** What holds for a znode that never was given a list. */
const OPEN: Access = { acl: OPEN_ACL, version: 0 };

/** The access lists of a tree. Applying the same changes once more leaves them as they were. */
export class AccessLists {
  /** Of those znodes only that have a list of their own. */
  readonly #lists = new Map<string, Access>();

  /** Of a znode that is there. */
  of(path: string): Access {
    return this.#lists.get(path) ?? OPEN;
  }

  apply(change: Change): void {
    for (const single of change.type === "multi" ? change.changes : [change]) {
      const { path } = single;
      const access = accessAfter(single);
      // A creation that is applied again must not bring back a list that was changed since.
      if (access === OPEN) this.#lists.delete(path);
      else if (access && !(single.type === "create" && this.#lists.has(path))) this.#lists.set(path, access);
    }
  }
}

/** The access lists as they will be once the changes that are on their way have arrived. */
export class PendingAccess {
  readonly #below: (path: string) => Access;
  readonly #expected = new Map<string, { access: Access; writers: number }>();
  /** Per change in order, the paths whose list it wrote. */
  readonly #written: string[][] = [];

  constructor(below: (path: string) => Access) {
    this.#below = below;
  }

  of(path: string): Access {
    return this.#expected.get(path)?.access ?? this.#below(path);
  }

  add(change: Change): void {
    const written: string[] = [];
    for (const single of change.type === "multi" ? change.changes : [change]) {
      const { path } = single;
      const access = accessAfter(single);
      if (access === undefined || (access === OPEN && this.of(path) === OPEN)) continue;
      this.#expected.set(path, { access, writers: (this.#expected.get(path)?.writers ?? 0) + 1 });
      written.push(path);
    }
    this.#written.push(written);
  }

  /** The oldest change has arrived below. */
  arrived(): void {
    for (const path of this.#written.shift() ?? []) {
      const expected = this.#expected.get(path)!;
      expected.writers -= 1;
      if (expected.writers === 0) this.#expected.delete(path);
    }
  }
}

/** What a change makes of its znode's list; undefined if it leaves it alone. A new znode has none to begin with. */
function accessAfter(change: SingleChange): Access | undefined {
  if (change.type === "delete") return OPEN;
  if (change.type === "setAcl") return { acl: change.acl, version: change.version };
  return change.type === "create" && change.acl ? { acl: change.acl, version: 0 } : undefined;
}
