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

// #region show configuration
/** Who belongs to the ensemble, as of a transaction. */
export interface Configuration {
  /** The zxid of the transaction that wrote it; 0n for the one that servers are started with. */
  version: Zxid;
  members: Members;
  /** The one in whose place it was proposed. Whoever proposes a configuration has seen the one before it committed. */
  previous?: Configuration;
}
// #endregion

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
  // #region write config: The lines of one configuration, and once more with a word before them.
  const lines = linesOf(version, members);
  if (previous !== undefined) {
    for (const line of linesOf(previous.version, previous.members)) lines.push(`${PREVIOUS}${line}`);
  }
  return new TextEncoder().encode(lines.join("\n"));
  // #endregion
}

/**
 * Reads what {@link formatConfiguration} wrote. The order of the lines means nothing.
 * @throws RangeError for anything else
 */
export function parseConfiguration(data: Uint8Array): Configuration {
  // #region write config: Which lines belong to which of the two? A line that says nothing is no configuration.
  const lines = new TextDecoder().decode(data).split("\n");
  const current = lines.filter((line) => !line.startsWith(PREVIOUS));
  const previous = lines
    .filter((line) => line.startsWith(PREVIOUS))
    .map((line) => line.slice(PREVIOUS.length));
  const configuration = fromLines(current);
  return previous.length === 0 ? configuration : { ...configuration, previous: fromLines(previous) };
  // #endregion
}

/** The configuration that a transaction writes, or undefined if it writes none. */
export function configurationIn({ change }: Transaction): Configuration | undefined {
  // #region write config: Created or set, by itself or in a multi.
  for (const single of change.type === "multi" ? change.changes : [change]) {
    if (single.type !== "create" && single.type !== "setData") continue;
    if (single.path === CONFIG) return parseConfiguration(single.data);
  }
  return undefined;
  // #endregion
}

// #region own config: Room for helpers of your own.
const PREVIOUS = "previous.";

function linesOf(version: Zxid, { list }: Members): string[] {
  const servers = [...list].sort((a, b) => a.id - b.id);
  return [
    ...servers.map(({ id, name, role }) => `server.${id}=${name}:${role}`),
    `version=${version.toString(16)}`,
  ];
}

function fromLines(lines: readonly string[]): Configuration {
  const list: Member[] = [];
  let version: Zxid | undefined;
  for (const line of lines) {
    const server = /^server\.(\d+)=([^\s:=]+):(participant|observer)$/.exec(line);
    const hex = /^version=([0-9a-f]+)$/.exec(line)?.[1];
    if (server !== null) {
      list.push({ id: Number(server[1]), name: server[2]!, role: server[3] as Member["role"] });
    } else if (hex !== undefined && version === undefined) {
      version = BigInt(`0x${hex}`);
    } else {
      throw new RangeError(`"${line}" is no line of a configuration`);
    }
  }
  if (version === undefined) throw new RangeError("a configuration without a version");
  return { version, members: new Members(list) };
}
// #endregion
