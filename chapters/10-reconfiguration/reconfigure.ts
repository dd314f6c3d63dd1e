import { type Member, Members, type ServerId } from "#quorum/members";
import { MAX_SERVER_NUMBER } from "#sessions/opening";
import type { Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Configuration } from "./config";

/** What an operator asks for: some who join and some who leave, or a whole new list. */
export type ReconfigRequest = {
  /** The version that the configuration must have, or {@link ANY_CONFIGURATION}. */
  expected: Zxid;
} & (
  | {
      /** Servers that come, and members whose role changes. */
      joining: readonly Member[];
      leaving: readonly ServerId[];
    }
  | { members: readonly Member[] }
);

/** The version in a request that matches every configuration. */
export const ANY_CONFIGURATION = -1n;

/** What a leader knows when it decides. */
export interface Situation {
  /** The configuration that is committed. */
  committed: Configuration;
  /** Whether another is proposed and isn't committed yet. */
  inProgress: boolean;
  /** The servers that are connected to the leader and have its history on their disks; itself included. */
  synced: ReadonlySet<ServerId>;
}

/**
 * Decides what comes of a request: the next configuration, or a refusal. It asks nobody and changes nothing.
 *
 * @param version the zxid of the transaction that will write it
 * @throws KeeperError, the first of these that applies:
 *   ReconfigInProgress while another is on its way; BadVersion if another was committed meanwhile; BadArguments for a
 *   list that isn't one (see {@link ReconfigRequest}: a server that leaves must be there and can't join as well, nobody
 *   gets another's name or number, a participant must be left, numbers are from 1 to 254, and names are such that a
 *   line of the configuration can hold them: not empty, no blanks, no line breaks, no ":" or "="); NewConfigNoQuorum
 *   unless a quorum of the new configuration is synced
 * @see ZooKeeper source, `PrepRequestProcessor`, the case `reconfig`
 */
export function reconfigure(
  { committed, inProgress, synced }: Situation,
  request: ReconfigRequest,
  version: Zxid,
): Configuration {
  // Write here (step decide): Four questions in their order.
  throw new Error("Not written yet (step decide)");
}

// Yours (step decide): Room for helpers of your own.
