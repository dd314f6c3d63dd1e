import { bytes } from "#lab/testing/bytes";
import { World } from "#lab/world/world";
import type { Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { CONFIG, type Configuration, formatConfiguration, SYSTEM } from "#reconfiguration/config";
import { ConfigFile } from "#reconfiguration/config-file";
import { DynamicMembership } from "#reconfiguration/dynamic-membership";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { Storage } from "#transaction-log/storage";
import { members, show, smallest } from "./members";

/** A server's disk and what it knows of its ensemble; the test plays the broadcast. */
class Server {
  readonly storage: Storage;
  readonly file: ConfigFile;
  readonly membership: DynamicMembership;
  isOpen = false;

  constructor(host: Host, started: string) {
    this.storage = new Storage(host);
    this.file = new ConfigFile(host);
    this.membership = new DynamicMembership(this.storage, this.file, members(started));
    this.storage.open(() => (this.isOpen = true));
  }
}

export class Seat {
  readonly world: World;
  readonly machine: Machine<Server>;
  /** Logged, and not in the database. */
  #uncommitted: Transaction[] = [];

  /** @param started the members that it is started with, as their letters */
  constructor(started = "ABC", seed = 1) {
    this.world = new World({ seed });
    this.machine = this.world.server("A", (host) => new Server(host, started));
    this.pass();
  }

  get membership(): DynamicMembership {
    return this.machine.instance!.membership;
  }

  get storage(): Storage {
    return this.machine.instance!.storage;
  }

  /** "ABC 0, then ABD 5": what is committed and what is on its way. */
  get says(): string {
    const { committed, proposed } = this.membership;
    return proposed === undefined ? show(committed) : `${show(committed)}, then ${show(proposed)}`;
  }

  /** The smallest sets that are enough. */
  get enough(): string {
    return smallest(this.membership.quorum, "ABCDEFG");
  }

  /** What its file says. */
  get kept(): string {
    return show(this.machine.instance!.file.read());
  }

  pass(ms = 200): void {
    this.world.advance(ms);
  }

  do(act: (server: Server) => void): void {
    this.world.enter(this.machine.incarnation!, () => act(this.machine.instance!));
  }

  /** It leads or follows, and a transaction comes: it is logged. */
  isProposed(what: Configuration | Transaction): this {
    const transaction = "version" in what ? writes(what) : what;
    this.do(({ membership, storage }) => {
      membership.onProposed(transaction);
      this.#uncommitted.push(transaction);
      storage.append(transaction, () => {});
    });
    return this;
  }

  /** The oldest that isn't committed is. */
  isCommitted(): this {
    const transaction = this.#uncommitted.shift()!;
    this.do(({ membership, storage }) => {
      membership.onCommitted(transaction);
      storage.database.apply(transaction);
    });
    return this;
  }

  /** The leader is lost: what is logged counts, as chapter 8 has it. */
  looks(): this {
    this.do(({ membership, storage }) => {
      membership.onLooks();
      for (const each of this.#uncommitted.splice(0)) storage.database.apply(each);
    });
    this.pass();
    return this;
  }

  /** A leader's history has come, and a quorum has it. */
  isUpToDate(): this {
    this.do(({ membership }) => membership.onUpToDate());
    return this;
  }

  /** A leader takes back what is behind a zxid. */
  isCutTo(zxid: bigint): this {
    this.do(({ storage }) => storage.truncate(zxid, () => {}));
    this.pass();
    return this;
  }

  /** A leader sends a picture of a database that has this configuration. */
  isReplaced(by: Configuration): this {
    const database = new Database();
    database.apply(writes({ version: 1n, members: by.members }));
    database.apply(writes(by));
    this.do(({ storage }) => storage.replace(database, () => {}));
    this.pass();
    return this;
  }

  restarts(how: "kill" | "powerCut" = "kill"): this {
    this.machine[how]();
    this.#uncommitted = [];
    this.machine.start();
    this.pass();
    return this;
  }
}

/** The transaction that writes a configuration: the first of all creates the znodes. */
export function writes(configuration: Configuration): Transaction {
  const { version: zxid } = configuration;
  const data = formatConfiguration(configuration);
  if (zxid > 1n)
    return { zxid, time: 0, change: { type: "setData", path: CONFIG, data, version: Number(zxid) } };
  const system = { path: SYSTEM, data: bytes(""), ephemeralOwner: 0n, parentCreates: 1 };
  return {
    zxid,
    time: 0,
    change: {
      type: "multi",
      changes: [
        { type: "create", ...system },
        { type: "create", ...system, path: CONFIG, data },
      ],
    },
  };
}

/** A transaction that isn't about the configuration. */
export function order(zxid: bigint): Transaction {
  return {
    zxid,
    time: 0,
    change: {
      type: "create",
      path: `/order-${zxid}`,
      data: bytes("1"),
      ephemeralOwner: 0n,
      parentCreates: 1,
    },
  };
}
