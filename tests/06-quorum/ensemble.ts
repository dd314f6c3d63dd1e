import type { Host } from "#lab/host";
import { bytes, text } from "#lab/testing/bytes";
import type { Recorder } from "#lab/trace/recorder";
import type { Machine } from "#lab/world/machine";
import { World, type WorldOptions } from "#lab/world/world";
import { ANY_VERSION, type Request, type Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import type { Database } from "#sessions/database";
import { TransactionLog } from "#transaction-log/log";
import { Backup } from "#quorum/backup";
import { type Member, Members } from "#quorum/members";
import { Primary, type PrimaryOptions } from "#quorum/primary";
import type { Quorum } from "#quorum/quorum";
import { Ledger } from "./ledger";

export const SETTING = "/max_connections";

/** "A", "B", … as a member of an ensemble. */
export function member(id: number, role: Member["role"] = "participant"): Member {
  return { id, name: String.fromCharCode(64 + id), role };
}

export interface EnsembleOptions {
  /** How many servers; A is the primary. Default 3. */
  servers?: number;
  /** The last so many are observers. Default 0. */
  observers?: number;
  quorum?: Quorum;
  seed?: number;
  recorder?: Recorder | undefined;
  primary?: PrimaryOptions;
  world?: Pick<WorldOptions, "network" | "disk">;
  /** Servers that aren't added: the test adds them, or nobody does. */
  without?: readonly string[];
}

/** A primary A and its backups B, C, … in a world, and all that is known of them. */
export class Ensemble {
  readonly world: World;
  readonly members: Members;
  readonly ledger: Ledger;
  /** By server, the zxids in its log; while they are read and nothing else runs. */
  #reading: Map<string, Zxid[]> | undefined;

  constructor(options: EnsembleOptions = {}) {
    const { servers = 3, observers = 0, quorum, seed = 1, recorder, world, without = [] } = options;
    const list = Array.from({ length: servers }, (_, index) =>
      member(index + 1, index < servers - observers ? "participant" : "observer"),
    );
    this.members = new Members(list, quorum);
    this.ledger = new Ledger(this.members, "A");
    this.world = new World({ ...world, seed, ...(recorder !== undefined && { recorder }) });
    watchOver(this.world, this.ledger);
    for (const { name } of list) if (!without.includes(name)) this.add(name, options.primary);
  }

  add(name: string, options?: PrimaryOptions): void {
    const boot =
      name === "A" ? (host: Host) => this.#primary(host, options) : (host: Host) => this.#backup(host);
    this.world.server<Primary | Backup | undefined>(name, (host) =>
      this.#reading === undefined ? boot(host) : this.#readLog(host, this.#reading),
    );
  }

  machine(name: string): Machine {
    return this.world.machine(name);
  }

  get primary(): Primary {
    return this.machine("A").instance as Primary;
  }

  database(name: string): Database | undefined {
    return (this.machine(name).instance as Primary | Backup | undefined)?.database;
  }

  /** The setting as a server has it, or `-`. */
  setting(name: string, path = SETTING): string {
    const tree = this.database(name)?.tree;
    return tree?.exists(path) === undefined ? "-" : text(tree.getData(path));
  }

  /** Lets time pass. */
  pass(ms = 100): void {
    this.world.advance(ms);
  }

  /** Runs code of the test in the name of a server. */
  as<T>(name: string, act: () => T): T {
    let result: T;
    this.world.enter(this.machine(name).incarnation!, () => (result = act()));
    return result!;
  }

  /**
   * Asks the primary to write a value of the setting: to create it, or else to set it.
   * @returns the zxids that were told, as it grows
   */
  write(value: string, path = SETTING, told: (zxid: Zxid) => void = () => {}): Zxid[] {
    const zxids: Zxid[] = [];
    const done = (zxid: Zxid): void => {
      this.ledger.tell(zxid, value);
      zxids.push(zxid);
      told(zxid);
    };
    this.as("A", () => put(this.primary, path, value, done));
    return zxids;
  }

  /** Ends every server as a loss of power would, and says what their logs have. */
  loseAllPower(): Map<string, Zxid[]> {
    for (const name of this.world.names()) this.machine(name).powerCut();
    return this.logs();
  }

  /** What the logs of servers that are down have. Nothing else goes on after that. */
  logs(): Map<string, Zxid[]> {
    this.#reading = new Map();
    for (const name of this.world.names()) if (!this.machine(name).up) this.machine(name).start();
    return this.#reading;
  }

  #primary(host: Host, options: PrimaryOptions = {}): Primary {
    const database = this.ledger.database(host.name);
    const primary = new Primary(this.ledger.overhear(host), 1, this.members, database, options);
    primary.open(() => host.note("takes writes"));
    return primary;
  }

  #backup(host: Host): Backup {
    const backup = new Backup(host, "A", this.ledger.database(host.name));
    backup.open();
    return backup;
  }

  #readLog(host: Host, found: Map<string, Zxid[]>): undefined {
    const zxids: Zxid[] = [];
    found.set(host.name, zxids);
    new TransactionLog(host).recover(
      0n,
      ({ zxid }: Transaction) => zxids.push(zxid),
      () => {},
    );
  }
}

/** Asks a primary to create a znode, or else to set its data. */
export function put(primary: Primary, path: string, value: string, done: (zxid: Zxid) => void): void {
  const data = bytes(value);
  const set: Request = { type: "setData", path, data, version: ANY_VERSION };
  try {
    primary.write(set, done);
  } catch (error) {
    if (!(error instanceof Error && "reason" in error && error.reason === "NoNode")) throw error;
    primary.write({ type: "create", path, data }, done);
  }
}

/** What must hold in every run of this chapter. */
export function watchOver(world: World, ledger: Ledger): void {
  world.always(
    "every server carries out the same in the same order, and only what a quorum has on its disks",
    () => ledger.violation,
  );
}
