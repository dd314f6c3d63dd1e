import type { Host } from "#lab/host";
import type { GroupOptions } from "#consumer-groups/group";
import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { PARTITIONS } from "#replication/keeper-states";
import { ANY_VERSION, type SingleRequest } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Cluster } from "./cluster";
import type { ErrorName } from "./error-codes";
import { type Committed, GroupBook, type Groups } from "./groups";

/** Whoever leads its one partition is where all groups meet. There are no records in it. */
export const COORDINATOR_TOPIC = "__coordinator";
/** Most copies of it: `offsets.topic.replication.factor`. */
const MOST_COPIES = 3;
/** Below it each group has a znode, and below that each partition that it has committed. */
export const OFFSETS = "/offsets";
const PREFIX = "g-";

/**
 * Groups of a cluster that keep their offsets in the ensemble's tree, as Kafka's did until 0.9. Nothing to write here.
 *
 * A commit counts only if the coordinator is still what it believes to be: the same transaction checks the znode that
 * says so.
 */
export class KeeperGroups implements Groups {
  readonly book: GroupBook;
  readonly #cluster: Cluster;
  readonly #keeper: () => Keeper;

  constructor(host: Host, cluster: Cluster, keeper: () => Keeper, options: GroupOptions = {}) {
    this.book = new GroupBook(host, options);
    this.#cluster = cluster;
    this.#keeper = keeper;
  }

  /** The first who asks after it gets its topic made, with a copy at as many brokers as there are by then. */
  get coordinator(): string | undefined {
    const partitions = this.#cluster.topics.get(COORDINATOR_TOPIC);
    const copies = Math.min(MOST_COPIES, this.#cluster.live.size);
    if (partitions === undefined && copies > 0) this.#cluster.create(COORDINATOR_TOPIC, 1, copies, () => {});
    return partitions?.[0]?.leader;
  }

  commit(group: string, offsets: readonly Committed[], done: (error: ErrorName) => void): void {
    void this.#commit(group, offsets).then(done);
  }

  committed(group: string, done: (error: ErrorName, offsets: readonly Committed[]) => void): void {
    this.#read(group).then(
      (offsets) => done("NONE", offsets),
      (error: unknown) => done(errorFor(error), []),
    );
  }

  all(done: (error: ErrorName, names: ReadonlySet<string>) => void): void {
    this.#names().then(
      (names) => done("NONE", new Set([...this.book.names, ...names])),
      (error: unknown) => done(errorFor(error), new Set()),
    );
  }

  remove(group: string, done: (error: ErrorName) => void): void {
    void this.#remove(group).then(done);
  }

  async #names(): Promise<string[]> {
    try {
      const folders = await this.#keeper().getChildren(OFFSETS);
      return folders.map((folder) => decodeURIComponent(folder.slice(PREFIX.length)));
    } catch (error) {
      if (failedBy(error, "NoNode")) return [];
      throw error;
    }
  }

  async #remove(group: string): Promise<ErrorName> {
    const keeper = this.#keeper();
    const isKnown = this.book.find(group) !== undefined;
    const folder = folderOf(group);
    try {
      const names = await keeper.getChildren(folder);
      const paths = [...names.map((name) => `${folder}/${name}`), folder];
      await keeper.multi(paths.map((path) => ({ type: "delete", path, version: ANY_VERSION })));
    } catch (error) {
      if (!failedBy(error, "NoNode")) return errorFor(error);
      if (!isKnown) return "GROUP_ID_NOT_FOUND";
    }
    this.book.remove(group);
    return "NONE";
  }

  async #commit(group: string, offsets: readonly Committed[]): Promise<ErrorName> {
    const keeper = this.#keeper();
    const folder = folderOf(group);
    const state = this.#cluster.topics.get(COORDINATOR_TOPIC)![0]!;
    try {
      for (const path of [OFFSETS, folder]) await ensure(keeper, path);
      const known = new Set(await keeper.getChildren(folder));
      const isCoordinator: SingleRequest = {
        type: "check",
        path: `${PARTITIONS}/${COORDINATOR_TOPIC}-0`,
        version: state.version,
      };
      const writes = offsets.map(({ topic, partition, offset, metadata }): SingleRequest => {
        const name = `${topic}-${partition}`;
        const data = new TextEncoder().encode(JSON.stringify({ offset: String(offset), metadata }));
        const path = `${folder}/${name}`;
        return known.has(name)
          ? { type: "setData", path, data, version: ANY_VERSION }
          : { type: "create", path, data };
      });
      await keeper.multi([isCoordinator, ...writes]);
      return "NONE";
    } catch (error) {
      return errorFor(error);
    }
  }

  async #read(group: string): Promise<Committed[]> {
    const keeper = this.#keeper();
    const folder = folderOf(group);
    let names: readonly string[];
    try {
      names = await keeper.getChildren(folder);
    } catch (error) {
      if (failedBy(error, "NoNode")) return [];
      throw error;
    }
    return Promise.all(
      names.map(async (name) => {
        const { data } = await keeper.getData(`${folder}/${name}`);
        const { offset, metadata } = JSON.parse(new TextDecoder().decode(data)) as {
          offset: string;
          metadata: string;
        };
        const dash = name.lastIndexOf("-");
        return {
          topic: name.slice(0, dash),
          partition: Number(name.slice(dash + 1)),
          offset: BigInt(offset),
          metadata,
        };
      }),
    );
  }
}

/** A group may have any name, also one that isn't a znode's. */
function folderOf(group: string): string {
  return `${OFFSETS}/${PREFIX}${encodeURIComponent(group)}`;
}

async function ensure(keeper: Keeper, path: string): Promise<void> {
  try {
    await keeper.create(path, new Uint8Array(0));
  } catch (error) {
    if (!failedBy(error, "NodeExists")) throw error;
  }
}

function errorFor(error: unknown): ErrorName {
  if (!(error instanceof KeeperError)) throw error;
  return failedBy(error, "BadVersion") ? "NOT_COORDINATOR" : "COORDINATOR_NOT_AVAILABLE";
}
