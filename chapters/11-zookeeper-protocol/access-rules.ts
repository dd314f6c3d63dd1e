import type { AclEntry, Identity } from "#znode-tree/access";
import { isInNetwork, isNetwork } from "./networks";

/** What an entry of an access list may permit, as bits. Source: ZooKeeper's `ZooDefs.Perms`. */
export const Permission = { read: 1, write: 2, create: 4, delete: 8, admin: 16 } as const;

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
  // Write here (step acls): Its address in the scheme `ip`, all that it has proved, and SUPER if no list binds it.
  throw new Error("Not written yet (step acls)");
}

/**
 * Whether somebody may do something.
 * @param wanted a bit of {@link Permission}, or several of which one is enough
 * @param by as whom they are known
 * @see ZooKeeper source, `ZooKeeperServer.checkACL`
 */
export function permits(acl: readonly AclEntry[], wanted: number, by: readonly Identity[]): boolean {
  // Write here (step acls): One entry is enough, if it gives what is wanted, and to them. Whom does no list bind?
  throw new Error("Not written yet (step acls)");
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
  // Write here (step acls): Each entry stands for itself, but `auth`. What has been said once needn't be said twice.
  throw new Error("Not written yet (step acls)");
}

/**
 * A list as it is shown to somebody who may see it: the digests only to those who could change it anyway. To others an
 * entry of the scheme `digest` is `name:x`.
 * @see ZooKeeper source, `FinalRequestProcessor`, the case `getACL`
 */
export function shownTo(acl: readonly AclEntry[], by: readonly Identity[]): readonly AclEntry[] {
  // Write here (step acls): Who may change it? For all others, cut off what is behind the name.
  throw new Error("Not written yet (step acls)");
}

// Yours (step acls): Room for helpers of your own.
