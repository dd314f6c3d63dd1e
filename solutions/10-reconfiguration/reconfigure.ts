import { type Member, Members, type ServerId } from "#quorum/members";
import { MAX_SERVER_NUMBER } from "#sessions/opening";
import type { Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Configuration } from "./config";

// #region show request
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
// #endregion

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
  // #region write decide: Four questions in their order.
  if (inProgress) throw new KeeperError("ReconfigInProgress", "another configuration is on its way");
  if (request.expected !== ANY_CONFIGURATION && request.expected !== committed.version) {
    const [is, asked] = [committed.version, request.expected].map((each) => each.toString(16));
    throw new KeeperError("BadVersion", `the configuration has version ${is}, not ${asked}`);
  }
  const members = membersOf(committed.members, request);
  if (!members.quorum.isReachedBy(synced)) {
    throw new KeeperError("NewConfigNoQuorum", "no quorum of it has the leader's history");
  }
  return { version, members, previous: { version: committed.version, members: committed.members } };
  // #endregion
}

// #region own decide: Room for helpers of your own.
/** The new list, if it is one. */
function membersOf(before: Members, request: ReconfigRequest): Members {
  const list = "members" in request ? request.members : changed(before, request);
  for (const { id, name } of list) {
    if (!Number.isInteger(id) || id < 1 || id > MAX_SERVER_NUMBER) refuse(`${id} is no server's number`);
    if (!/^[^\s:=]+$/.test(name)) refuse(`${JSON.stringify(name)} is no server's name`);
    // Acknowledgements are counted by number: it must be the same machine before and after.
    const [sameId, sameName] = [before.find(id), before.named(name)];
    if (sameId !== undefined && sameId.name !== name) refuse(`${id} is the number of ${sameId.name}`);
    if (sameName !== undefined && sameName.id !== id) refuse(`${name} has the number ${sameName.id}`);
  }
  if (!list.some(({ role }) => role === "participant")) refuse("nobody is left who votes");
  try {
    return new Members(list);
  } catch (error) {
    if (error instanceof RangeError) refuse(error.message);
    throw error;
  }
}

function changed(
  before: Members,
  { joining, leaving }: { joining: readonly Member[]; leaving: readonly ServerId[] },
): Member[] {
  for (const id of leaving) {
    if (before.find(id) === undefined) refuse(`${id} can't leave: it isn't there`);
    if (joining.some((member) => member.id === id)) refuse(`${id} can't join and leave`);
  }
  const replaced = new Set([...leaving, ...joining.map(({ id }) => id)]);
  return [...before.list.filter(({ id }) => !replaced.has(id)), ...joining];
}

function refuse(why: string): never {
  throw new KeeperError("BadArguments", why);
}
// #endregion
