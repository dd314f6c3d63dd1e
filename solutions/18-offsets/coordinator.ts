import type { Host } from "#lab/host";
import { encodeBatch } from "#commit-log/record-batch";
import { Group, type GroupOptions } from "#consumer-groups/group";
import {
  type GroupError,
  type GroupReply,
  type JoinRequest,
  refused,
  type SyncRequest,
} from "#consumer-groups/messages";
import { drawNames } from "#consumer-groups/names";
import type { Replica, ReplicaListener } from "#replication/replica";
import { type Commit, encodeRecord, type GroupRecord } from "./group-record";
import type { Committing, OffsetError, Speaker } from "./messages";
import { Offsets, type Place } from "./offsets";

export interface CoordinatorOptions extends GroupOptions {
  /** How long offsets of a group without members are kept, in ms: `offsets.retention.minutes`. Default: 7 days. */
  retentionMs?: number;
  /** How often it looks for some that are too old, in ms: `offsets.retention.check.interval.ms`. */
  checkMs?: number;
}

const DEFAULTS = { retentionMs: 7 * 24 * 3_600_000, checkMs: 600_000 };
/** About how many bytes are taken in at once while it loads. */
const CHUNK = 256 * 1024;

export type Fetched = (error: OffsetError, commits: (Place & { commit: Commit | null })[]) => void;

/** What it has as long as its copy leads. */
interface Term {
  readonly offsets: Offsets;
  readonly groups: Map<string, { group: Group; emptySince: number | undefined }>;
  isLoaded: boolean;
  /** Those who wait until the log has been taken in up to there. */
  waiting: { end: bigint; act: (error: GroupError | undefined) => void }[];
  // #region own failover: Generations that are being written down.
  readonly writing: Map<string, number>;
  // #endregion
}

/**
 * Coordinates those groups that one partition of the internal topic remembers, as long as the broker's copy leads. What
 * it says of a group is in the log of all that are in sync, so whoever leads next says the same.
 */
export class OffsetsCoordinator implements ReplicaListener {
  readonly #host: Host;
  readonly #replica: Replica;
  readonly #options: CoordinatorOptions & typeof DEFAULTS;
  #term: Term | undefined;

  constructor(host: Host, replica: Replica, options: CoordinatorOptions = {}) {
    this.#host = host;
    this.#replica = replica;
    this.#options = { ...DEFAULTS, ...options };
    replica.listeners.add(this);
  }

  /** The map, if it is loaded. For those who look on. */
  get offsets(): Offsets | undefined {
    return this.#term?.isLoaded === true ? this.#term.offsets : undefined;
  }

  group(name: string): Group | undefined {
    return this.#term?.groups.get(name)?.group;
  }

  // --- What becomes of the copy ---

  onLead(): void {
    const term: Term = {
      offsets: new Offsets(this.#replica.log.startOffset),
      groups: new Map(),
      isLoaded: false,
      waiting: [],
      // #region own failover: None yet.
      writing: new Map(),
      // #endregion
    };
    this.#term = term;
    this.#load(term);
    this.#expireLater(term);
  }

  onAdvance(): void {
    const term = this.#term;
    if (term?.isLoaded === true) this.#takeIn(term);
  }

  onStop(): void {
    const term = this.#term;
    this.#term = undefined;
    // #region write failover: What it knows isn't true any more. Who must be told, and what must not go on?
    if (term === undefined) return;
    for (const { group } of term.groups.values()) group.stop();
    for (const { act } of term.waiting) act("NOT_COORDINATOR");
    // #endregion
  }

  /** Takes in what the log had when it began to lead, a piece at a time, and then it knows its groups. */
  #load(term: Term): void {
    if (this.#term !== term) return;
    this.#takeIn(term, CHUNK);
    if (term.offsets.next < this.#replica.leadership!.start) return this.#loadMore(term);
    term.isLoaded = true;
    for (const name of term.offsets.groups) this.#groupOf(term, name);
  }

  /** There is more than one piece, or more than may be read yet. */
  #loadMore(term: Term): void {
    // #region write failover: It isn't loaded. When does it look again?
    this.#host.clock.after(1, () => this.#load(term));
    // #endregion
  }

  /** Takes in what has become readable. */
  #takeIn(term: Term, most = Infinity): void {
    // #region write commit: From where to where? And who has waited for it?
    const { log, highWatermark } = this.#replica;
    const { offsets } = term;
    if (offsets.next < highWatermark) {
      const batches = log.read(offsets.next, most, highWatermark);
      offsets.take(batches);
      if (batches.length === 0) offsets.next = highWatermark;
    }
    const known = term.waiting.filter(({ end }) => end <= offsets.next);
    term.waiting = term.waiting.filter((each) => !known.includes(each));
    for (const { act } of known) act(undefined);
    // #endregion
  }

  // --- Offsets ---

  /** A member says how far it is. @param tell called once it is certain, or refused */
  commit(speaker: Speaker, committing: readonly Committing[], tell: (error: OffsetError) => void): void {
    const term = this.#loaded(tell);
    if (term === undefined) return;
    // #region write commit: Does its word count? When may it be told?
    const wrong = this.#judge(term, speaker);
    if (wrong !== undefined) return tell(wrong);
    if (committing.length === 0) return tell("NONE");
    const at = this.#host.clock.now();
    const records = committing.map(({ topic, partition, ...commit }): GroupRecord => ({
      type: "offset",
      group: speaker.group,
      topic,
      partition,
      commit: { ...commit, at },
    }));
    this.#write(records, (error) => tell(error ?? "NONE"));
    // #endregion
  }

  /** What was committed. Whatever was accepted before is in it. */
  fetch(speaker: Speaker, places: readonly Place[] | "all", tell: Fetched): void {
    const term = this.#loaded((error) => tell(error, []));
    if (term === undefined) return;
    // #region write commit: Who may ask? Something may be on its way into the log.
    const wrong = speaker.generation < 0 ? undefined : this.#judge(term, speaker);
    if (wrong !== undefined) return tell(wrong, []);
    const act = (error: GroupError | undefined): void => {
      if (error !== undefined) return tell(error, []);
      const asked = places === "all" ? term.offsets.placesOf(speaker.group) : places;
      tell(
        "NONE",
        asked.map((place) => ({ ...place, commit: term.offsets.committed(speaker.group, place) ?? null })),
      );
    };
    term.waiting.push({ end: this.#replica.log.endOffset, act });
    this.#takeIn(term);
    // #endregion
  }

  /** Somebody outside may speak for a group only if nobody is in it. */
  #judge(term: Term, { group, member, instance, generation }: Speaker): GroupError | undefined {
    // #region write commit: A member, or an operator of a group that rests?
    const found = term.groups.get(group)?.group;
    if (generation < 0 && member === "") {
      return found === undefined || found.members.length === 0 ? undefined : "UNKNOWN_MEMBER_ID";
    }
    if (found === undefined) return "UNKNOWN_MEMBER_ID";
    const wrong = found.judge(member, instance, generation);
    if (wrong !== undefined) return wrong;
    return found.state === "CompletingRebalance" ? "REBALANCE_IN_PROGRESS" : undefined;
    // #endregion
  }

  // --- Members ---

  join(request: JoinRequest, tell: (reply: GroupReply) => void): void {
    const term = this.#loaded((error) => tell(refused(error)));
    if (term === undefined) return;
    const entry = this.#groupOf(term, request.group);
    entry.group.join(request, tell);
    this.#look(entry);
  }

  /** Who asks for a part gets it when its generation is written down: no other will ever have that number. */
  sync(request: SyncRequest, tell: (reply: GroupReply) => void): void {
    const term = this.#loaded((error) => tell(refused(error)));
    if (term === undefined) return;
    const group = this.group(request.group);
    if (group === undefined) return tell(refused("UNKNOWN_MEMBER_ID"));
    group.sync(request, (reply) => {
      if (reply.type === "synced") {
        return this.#remember(term, request.group, request.generation, (error) =>
          tell(error === undefined ? reply : refused(error)),
        );
      }
      tell(reply);
    });
  }

  /** @returns why the member must come again; undefined if all is well */
  heartbeat({ group, member, instance, generation }: Speaker): GroupError | undefined {
    let wrong: GroupError | undefined;
    if (this.#loaded((error) => (wrong = error)) === undefined) return wrong;
    const found = this.group(group);
    return found === undefined ? "UNKNOWN_MEMBER_ID" : found.heartbeat(member, instance, generation);
  }

  leave({ group, member, instance }: Omit<Speaker, "generation">): GroupError | undefined {
    let wrong: GroupError | undefined;
    const term = this.#loaded((error) => (wrong = error));
    if (term === undefined) return wrong;
    const entry = term.groups.get(group);
    if (entry === undefined) return "UNKNOWN_MEMBER_ID";
    const answer = entry.group.leave(member, instance);
    this.#look(entry);
    return answer;
  }

  #groupOf(term: Term, name: string): { group: Group; emptySince: number | undefined } {
    const known = term.groups.get(name);
    if (known !== undefined) return known;
    const { clock, random } = this.#host;
    const entry = { group: new Group(clock, drawNames(random), this.#options), emptySince: clock.now() };
    // #region own failover: Which generation comes next?
    entry.group.generation = term.offsets.generationOf(name);
    // #endregion
    term.groups.set(name, entry);
    return entry;
  }

  /** Writes a generation down, unless it is: once for all of its members. */
  #remember(
    term: Term,
    group: string,
    generation: number,
    done: (error: GroupError | undefined) => void,
  ): void {
    // #region write failover: When may they be told? And who asks while it is being written?
    if (term.offsets.generationOf(group) >= generation) return done(undefined);
    if (term.writing.get(group) === generation) {
      term.waiting.push({ end: this.#replica.log.endOffset, act: done });
      return;
    }
    term.writing.set(group, generation);
    this.#write([{ type: "group", group, generation, at: this.#host.clock.now() }], (error) => {
      if (term.writing.get(group) === generation) term.writing.delete(group);
      done(error);
    });
    // #endregion
  }

  // --- What is too old ---

  #expireLater(term: Term): void {
    this.#host.clock.after(this.#options.checkMs, () => {
      if (this.#term !== term) return;
      if (term.isLoaded) this.#expire(term);
      this.#expireLater(term);
    });
  }

  #expire(term: Term): void {
    for (const entry of term.groups.values()) this.#look(entry);
    const tombstones = term.offsets.expired(
      this.#host.clock.now(),
      this.#options.retentionMs,
      (group) => term.groups.get(group)?.emptySince ?? (term.groups.has(group) ? undefined : 0),
    );
    for (const { group, type } of tombstones) if (type === "group") term.groups.delete(group);
    if (tombstones.length > 0) this.#write(tombstones, () => {});
  }

  /** Takes note of when a group was left. */
  #look(entry: { group: Group; emptySince: number | undefined }): void {
    if (!entry.group.isIdle) entry.emptySince = undefined;
    else entry.emptySince ??= this.#host.clock.now();
  }

  // --- The log ---

  /** Appends records. @param done called when all that are in sync have them, and the map too; or why not */
  #write(records: readonly GroupRecord[], done: (error: GroupError | undefined) => void): void {
    const timestamp = BigInt(Math.round(this.#host.clock.now()));
    const batch = encodeBatch(
      records.map((record, index) => ({
        offset: BigInt(index),
        timestamp,
        ...encodeRecord(record),
        headers: [],
      })),
    );
    // #region write commit: Whose acknowledgement counts?
    this.#replica.append(batch, "all", (error) => {
      if (error === "NONE") done(undefined);
      else done(error === "NOT_LEADER_OR_FOLLOWER" ? "NOT_COORDINATOR" : "COORDINATOR_NOT_AVAILABLE");
    });
    // #endregion
  }

  /** @returns undefined if it has to refuse: then it has */
  #loaded(refuse: (error: GroupError) => void): Term | undefined {
    const term = this.#term;
    if (term === undefined) refuse("NOT_COORDINATOR");
    else if (!term.isLoaded) refuse("COORDINATOR_LOAD_IN_PROGRESS");
    return term?.isLoaded === true ? term : undefined;
  }
}
