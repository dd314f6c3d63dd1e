import { type Member, Members } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import type { AclEntry } from "#znode-tree/access";
import type { Zxid } from "#znode-tree/changes";

/** The znodes of the ensemble itself are below this one. No client changes anything there. */
export const SYSTEM = "/zookeeper";
/** Its data is the configuration: the one that is committed, on every server. */
export const CONFIG = "/zookeeper/config";
/** Everybody may read it. Chapter 11 shows this to clients. */
export const CONFIG_ACL: readonly AclEntry[] = [{ permissions: 1, scheme: "world", id: "anyone" }];

/** Who belongs to the ensemble, as of a transaction. */
export interface Configuration {
  /** The zxid of the transaction that wrote it; 0n for the one that servers are started with. */
  version: Zxid;
  members: Members;
  /** The one in whose place it was proposed. Whoever proposes a configuration has seen the one before it committed. */
  previous?: Configuration;
}

/**
 * A configuration as the data of a znode: lines of UTF-8 text, the servers sorted by their numbers, the lowest first.
 *
 *     server.1=A:participant
 *     server.4=D:observer
 *     version=200000003
 *     previous.server.1=A:participant
 *     previous.version=100000001
 *
 * Versions are in hexadecimal digits. Of the previous one, its own previous one isn't told.
 */
export function formatConfiguration({ version, members, previous }: Configuration): Uint8Array {
  // Write here (step config): The lines of one configuration, and once more with a word before them.
  throw new Error("Not written yet (step config)");
}

/**
 * Reads what {@link formatConfiguration} wrote. The order of the lines means nothing.
 * @throws RangeError for anything else
 */
export function parseConfiguration(data: Uint8Array): Configuration {
  // Write here (step config): Which lines belong to which of the two? A line that says nothing is no configuration.
  throw new Error("Not written yet (step config)");
}

/** The configuration that a transaction writes, or undefined if it writes none. */
export function configurationIn({ change }: Transaction): Configuration | undefined {
  // Write here (step config): Created or set, by itself or in a multi.
  throw new Error("Not written yet (step config)");
}

// Yours (step config): Room for helpers of your own.
