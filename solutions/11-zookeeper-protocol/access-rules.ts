import type { AclEntry, Identity } from "#znode-tree/access";
import { isInNetwork, isNetwork } from "./networks";

// #region show permissions
/** What an entry of an access list may permit, as bits. Source: ZooKeeper's `ZooDefs.Perms`. */
export const Permission = { read: 1, write: 2, create: 4, delete: 8, admin: 16 } as const;
// #endregion

/** What a server does about access lists. */
export interface Access {
  /** Whoever is known by this in the scheme `digest` may do everything. Source: ZooKeeper's `superDigest`. */
  superDigest?: string;
  /** Everybody may do everything. Lists are kept all the same. Source: ZooKeeper's `skipACL`. */
  skipAcl?: boolean;
}

/** No list binds whoever is known as this one. */
export const SUPER: Identity = { scheme: "super", id: "" };

/**
 * As whom a client is known.
 * @param address where it is
 * @param proved whom it has proved to be
 */
export function knownAs(address: string, proved: readonly Identity[], access: Access): readonly Identity[] {
  // #region write acls: Its address in the scheme `ip`, all that it has proved, and SUPER if no list binds it.
  const known = [{ scheme: "ip", id: address }, ...proved];
  const { superDigest, skipAcl = false } = access;
  if (skipAcl || proved.some(({ id }) => id === superDigest)) known.push(SUPER);
  return known;
  // #endregion
}

/**
 * Whether somebody may do something.
 * @param wanted a bit of {@link Permission}, or several of which one is enough
 * @param by as whom they are known
 * @see ZooKeeper source, `ZooKeeperServer.checkACL`
 */
export function permits(acl: readonly AclEntry[], wanted: number, by: readonly Identity[]): boolean {
  // #region write acls: One entry is enough, if it gives what is wanted, and to them. Whom does no list bind?
  if (by.some(({ scheme }) => scheme === SUPER.scheme)) return true;
  return acl.some((entry) => (entry.permissions & wanted) !== 0 && means(entry, by));
  // #endregion
}

/**
 * The list that a znode is given if this one is asked for. Entries of the scheme `auth` stand for all that the client
 * has proved to be; whoever comes later and proves another thing isn't meant.
 *
 *     auth      whoever the client is by its proofs now; the entry's id means nothing
 *     world     anyone
 *     digest    a name, a colon and a digest
 *     ip        an address or a network: see networks.ts
 *
 * @param by as whom the client is known
 * @returns undefined if it is no list: it has no entry, or one that no client could ever fit
 * @see ZooKeeper source, `PrepRequestProcessor.fixupACL`
 */
export function resolveAcl(
  entries: readonly AclEntry[],
  by: readonly Identity[],
): readonly AclEntry[] | undefined {
  // #region write acls: Each entry stands for itself, but `auth`. What has been said once needn't be said twice.
  const proved = by.filter(({ scheme }) => scheme === "digest");
  const resolved: AclEntry[] = [];
  for (const entry of entries) {
    const meant = entry.scheme === "auth" ? proved.map((identity) => ({ ...entry, ...identity })) : [entry];
    if (meant.length === 0 || !meant.every(isEntry)) return undefined;
    resolved.push(...meant.filter((each) => !resolved.some((other) => isSame(each, other))));
  }
  return resolved.length === 0 ? undefined : resolved;
  // #endregion
}

/**
 * A list as it is shown to somebody who may see it: the digests only to those who could change it anyway. To others an
 * entry of the scheme `digest` is `name:x`.
 * @see ZooKeeper source, `FinalRequestProcessor`, the case `getACL`
 */
export function shownTo(acl: readonly AclEntry[], by: readonly Identity[]): readonly AclEntry[] {
  // #region write acls: Who may change it? For all others, cut off what is behind the name.
  if (permits(acl, Permission.admin, by)) return acl;
  return acl.map((entry) =>
    entry.scheme === "digest" ? { ...entry, id: entry.id.replace(/:.*/, ":x") } : entry,
  );
  // #endregion
}

// #region own acls: Room for helpers of your own.
function means(entry: AclEntry, by: readonly Identity[]): boolean {
  if (entry.scheme === "world") return true;
  const known = by.filter(({ scheme }) => scheme === entry.scheme);
  return known.some(({ id }) => (entry.scheme === "ip" ? isInNetwork(id, entry.id) : id === entry.id));
}

function isEntry({ scheme, id }: AclEntry): boolean {
  if (scheme === "world") return id === "anyone";
  if (scheme === "digest") return /^[^:]*:[^:]+$/.test(id);
  return scheme === "ip" && isNetwork(id);
}

function isSame(some: AclEntry, other: AclEntry): boolean {
  return some.permissions === other.permissions && some.scheme === other.scheme && some.id === other.id;
}
// #endregion
