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
  // Yours (step activate): Your fields.
  // Yours (step hearsay): Your fields.

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
    // Write here (step activate): A newer one that is proposed says something about the one before it.
    throw new Error("Not written yet (step activate)");
  }

  /** The one that is in the log here and not known to be committed; undefined if there is none. */
  get proposed(): Configuration | undefined {
    // Write here (step activate): In the log, and newer than what is committed.
    throw new Error("Not written yet (step activate)");
  }

  /** All who may vote or observe: also those who only come with the next configuration, or only go with it. */
  get members(): Members {
    // Write here (step activate): Of two roles of one server, the participant's counts: it is counted in one of them.
    throw new Error("Not written yet (step activate)");
  }

  /**
   * Who must agree at the moment in which it is asked. So what is proposed behind a configuration needs both quorums
   * only until that is committed: those who have left may be gone then.
   */
  get quorum(): Quorum {
    // Write here (step activate): Not the rule of this moment, but one that looks anew whenever it is asked.
    throw new Error("Not written yet (step activate)");
  }

  /** A transaction is about to be logged here: see `Service.proposed`. */
  onProposed(transaction: Transaction): void {
    // Write here (step activate): Does it matter? From now on it counts.
    throw new Error("Not written yet (step activate)");
  }

  /** A transaction is committed: see `Service.deliver`. @returns the configuration that is in force by it, if it is one */
  onCommitted(transaction: Transaction): Configuration | undefined {
    // Write here (step activate): In force from now on, and to be remembered.
    throw new Error("Not written yet (step activate)");
  }

  /** This server leads or follows, and a quorum has what it has: all that is in its database is committed. */
  onUpToDate(): void {
    // Write here (step activate): Also what came without a word of its own.
    throw new Error("Not written yet (step activate)");
    // Yours (step hearsay): What is only heard of counts no more.
  }

  /** It neither leads nor follows any more. What it has logged will be in the database before it looks for a leader. */
  onLooks(): void {
    // Write here (step activate): It may be cut off before it comes back: ask the database then.
    throw new Error("Not written yet (step activate)");
  }

  /**
   * Another server has told what it knows. It is for a server that finds no leader.
   *
   * @param committed the last configuration that it knows to be committed
   * @param proposed the one that it has in its log behind that
   * @param epoch the one whose leader it is up to date with; 0 if it isn't
   */
  onHeard(committed: Configuration, proposed: Configuration | undefined, epoch: number): void {
    // Write here (step hearsay): What is certain, what only says who should be asked and may have a vote, and what is over?
    throw new Error("Not written yet (step hearsay)");
  }

  // Yours (step activate): Room for helpers of your own.
}

// Yours (step activate): Room for helpers of your own.
