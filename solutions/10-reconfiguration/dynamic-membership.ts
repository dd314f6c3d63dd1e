import { type Member, Members, type Membership, type ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { Transaction } from "#sessions/changes";
import type { Database } from "#sessions/database";
import type { Storage } from "#transaction-log/storage";
import { epochOf } from "#zab/zxids";
import type { Zxid } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import { Both } from "./both";
import { CONFIG, type Configuration, configurationIn, parseConfiguration } from "./config";
import type { ConfigFile } from "./config-file";

/**
 * Who belongs to the ensemble, as this server knows it: the last configuration that it knows to be committed, and the
 * next one, if that is in its log and may be committed or not. While there is a next one, nothing is decided without a
 * quorum of each.
 *
 * What is on its way it reads from the log and the database, so a restart, a cut of the log and a picture of somebody
 * else's database need no care of their own.
 */
export class DynamicMembership implements Membership {
  readonly #storage: Storage;
  readonly #file: ConfigFile;
  #committed: Configuration;
  // #region own activate: Your fields.
  /** Logged here since this server leads or follows, and not in the database yet. */
  #logged: Configuration | undefined;
  /** What the database's znode held when it was last looked at: many questions come between two transactions. */
  #looked: { database: Database; zxid: Zxid; configuration: Configuration | undefined } | undefined;
  #parsed: { data: Uint8Array; configuration: Configuration } | undefined;
  readonly #quorum = new Changing(() => this.#quorumNow());
  // #endregion
  // #region own hearsay: Your fields.
  /** On its way, as others say. It may never be committed. */
  #heard: Configuration | undefined;
  /** Others have the whole history of this epoch. What isn't in it of earlier epochs will never be committed. */
  #epochOfOthers = 0;
  // #endregion

  /**
   * @param storage needn't be open yet
   * @param members those that the server was started with; a newer configuration in its file counts more
   */
  constructor(storage: Storage, file: ConfigFile, members: Members) {
    this.#storage = storage;
    this.#file = file;
    const kept = file.read();
    this.#committed = kept ?? { version: 0n, members };
  }

  /** The newest configuration that is known to be committed. */
  get committed(): Configuration {
    // #region write activate: A newer one that is proposed says something about the one before it.
    const next = this.#next;
    return next?.previous === undefined ? this.#committed : newer(this.#committed, next.previous);
    // #endregion
  }

  /** The one that is in the log here and not known to be committed; undefined if there is none. */
  get proposed(): Configuration | undefined {
    // #region write activate: In the log, and newer than what is committed.
    const logged = this.#inLog;
    return logged !== undefined && logged.version > this.committed.version ? logged : undefined;
    // #endregion
  }

  /** All who may vote or observe: also those who only come with the next configuration, or only go with it. */
  get members(): Members {
    // #region write activate: Of two roles of one server, the participant's counts: it is counted in one of them.
    const { members } = this.committed;
    const next = this.#next;
    return next === undefined ? members : union(members, next.members);
    // #endregion
  }

  /**
   * Who must agree at the moment in which it is asked. So what is proposed behind a configuration needs both quorums
   * only until that is committed: those who have left may be gone then.
   */
  get quorum(): Quorum {
    // #region write activate: Not the rule of this moment, but one that looks anew whenever it is asked.
    return this.#quorum;
    // #endregion
  }

  /** A transaction is about to be logged here: see `Service.proposed`. */
  onProposed(transaction: Transaction): void {
    // #region write activate: Does it matter? From now on it counts.
    this.#logged = configurationIn(transaction) ?? this.#logged;
    // #endregion
  }

  /** A transaction is committed: see `Service.deliver`. @returns the configuration that is in force by it, if it is one */
  onCommitted(transaction: Transaction): Configuration | undefined {
    // #region write activate: In force from now on, and to be remembered.
    const configuration = configurationIn(transaction);
    if (configuration !== undefined) this.#activate(configuration);
    return configuration;
    // #endregion
  }

  /** This server leads or follows, and a quorum has what it has: all that is in its database is committed. */
  onUpToDate(): void {
    // #region write activate: Also what came without a word of its own.
    if (this.#inDatabase !== undefined) this.#activate(this.#inDatabase);
    // #endregion
    // #region own hearsay: What is only heard of counts no more.
    this.#heard = undefined;
    // #endregion
  }

  /** It neither leads nor follows any more. What it has logged will be in the database before it looks for a leader. */
  onLooks(): void {
    // #region write activate: It may be cut off before it comes back: ask the database then.
    this.#logged = undefined;
    // #endregion
  }

  /**
   * Another server has told what it knows. It is for a server that finds no leader.
   *
   * @param committed the last configuration that it knows to be committed
   * @param proposed the one that it has in its log behind that
   * @param epoch the one whose leader it is up to date with; 0 if it isn't
   */
  onHeard(committed: Configuration, proposed: Configuration | undefined, epoch: number): void {
    // #region write hearsay: What is certain, what only says who should be asked and may have a vote, and what is over?
    this.#activate(committed);
    if (proposed !== undefined) this.#heard = newer(proposed, this.#heard);
    this.#epochOfOthers = Math.max(this.#epochOfOthers, epoch);
    // #endregion
  }

  // #region own activate: Room for helpers of your own.
  #quorumNow(): Quorum {
    const old = this.committed.members.quorum;
    const { proposed } = this;
    return proposed === undefined ? old : new Both(old, proposed.members.quorum);
  }

  /** The newest that may come, as far as this server knows. */
  get #next(): Configuration | undefined {
    let next = this.#inLog;
    // #region own hearsay: Perhaps others know of a newer one.
    if (this.#heard !== undefined) next = newer(this.#heard, next);
    // #endregion
    return next !== undefined && next.version > this.#committed.version ? next : undefined;
  }

  get #inLog(): Configuration | undefined {
    const newest = this.#logged === undefined ? this.#inDatabase : newer(this.#logged, this.#inDatabase);
    // #region own hearsay: It may be known that it will be cut off.
    if (newest !== undefined && epochOf(newest.version) < this.#epochOfOthers) return undefined;
    // #endregion
    return newest;
  }

  get #inDatabase(): Configuration | undefined {
    const { database } = this.#storage;
    const zxid = database.lastZxid;
    if (database !== this.#looked?.database || zxid !== this.#looked.zxid) {
      this.#looked = { database, zxid, configuration: this.#read(database.tree) };
    }
    return this.#looked.configuration;
  }

  #read(tree: ZnodeTree): Configuration | undefined {
    if (tree.record(CONFIG) === undefined) return undefined;
    const data = tree.getData(CONFIG);
    if (data !== this.#parsed?.data) this.#parsed = { data, configuration: parseConfiguration(data) };
    return this.#parsed.configuration;
  }

  #activate(configuration: Configuration): void {
    if (configuration.version <= this.#committed.version) return;
    const { version, members } = configuration;
    this.#committed = { version, members };
    this.#file.keep(this.#committed);
  }
  // #endregion
}

// #region own activate: Room for helpers of your own.
/** The rule of the moment in which it is asked. */
class Changing implements Quorum {
  readonly #now: () => Quorum;

  constructor(now: () => Quorum) {
    this.#now = now;
  }

  get voters(): ReadonlySet<ServerId> {
    return this.#now().voters;
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    return this.#now().isReachedBy(servers);
  }
}

function newer(one: Configuration, other: Configuration | undefined): Configuration {
  return other !== undefined && other.version > one.version ? other : one;
}

function union(some: Members, others: Members): Members {
  const byId = new Map<ServerId, Member>(others.list.map((member) => [member.id, member]));
  for (const member of some.list) {
    if (member.role === "participant" || !byId.has(member.id)) byId.set(member.id, member);
  }
  return new Members([...byId.values()]);
}
// #endregion
