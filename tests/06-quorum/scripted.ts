import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { bytes, text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { Backup } from "#quorum/backup";
import { REPLICATION_SERVICE, type ReplicationMessage } from "#quorum/messages";

/** The nth value that a test's history sets. */
export function setting(zxid: Zxid, value = String(zxid)): Transaction {
  const data = bytes(value);
  return zxid === 1n
    ? { zxid, time: 0, change: { type: "create", path: "/s", data, ephemeralOwner: 0n, parentCreates: 1 } }
    : { zxid, time: 0, change: { type: "setData", path: "/s", data, version: Number(zxid) - 1 } };
}

/** A server at the other end of a replication connection that says only what the test lets it say. */
export class Scripted implements ConnectionHandler<ReplicationMessage> {
  readonly heard: ReplicationMessage[] = [];
  readonly connections: Connection<ReplicationMessage>[] = [];

  constructor(
    readonly host: Host,
    /** By default it takes what dials it. */
    dials?: string,
  ) {
    if (dials === undefined) host.network.listen(REPLICATION_SERVICE, this);
    else this.dial(dials);
  }

  dial(server: string): void {
    this.host.network.connect<ReplicationMessage>(server, REPLICATION_SERVICE, this);
  }

  onOpen(connection: Connection<ReplicationMessage>): void {
    this.connections.push(connection);
  }
  onMessage(_: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    this.heard.push(message);
  }
  onClose(): void {}

  /** The zxids of what was proposed to it, in order. */
  get proposed(): Zxid[] {
    return this.heard.flatMap((each) => (each.type === "propose" ? [each.transaction.zxid] : []));
  }

  /** The highest zxid that was committed to it. */
  get committed(): Zxid {
    return this.heard.reduce(
      (last, each) => (each.type === "commit" && each.zxid > last ? each.zxid : last),
      0n,
    );
  }

  /** The highest zxid that was acknowledged to it. */
  get acknowledged(): Zxid {
    return this.heard.reduce(
      (last, each) =>
        (each.type === "ack" || each.type === "follow") && each.zxid > last ? each.zxid : last,
      0n,
    );
  }
}

/** Remembers what was carried out in it. */
export class RecordingDatabase extends Database {
  readonly applied: Zxid[] = [];

  override apply(transaction: Transaction): void {
    super.apply(transaction);
    this.applied.push(transaction.zxid);
  }
}

/** A backup B, and a primary A that says what the test lets it say. */
export function addFollower(seed = 1) {
  const world = new World({ seed });
  const primary = addScripted(world, "A");
  const backup = world.server("B", (host) => {
    const server = new Backup(host, "A", new RecordingDatabase());
    server.open();
    return server;
  });
  world.advance(200);
  const applied = (): Zxid[] => (backup.instance!.database as RecordingDatabase).applied;
  const value = (): string => {
    const { tree } = backup.instance!.database;
    return tree.exists("/s") === undefined ? "-" : text(tree.getData("/s"));
  };
  return { world, primary, backup, applied, value };
}

/** Proposes the nth setting. */
export function propose(zxid: Zxid): ReplicationMessage {
  return { type: "propose", transaction: setting(zxid) };
}

/** Puts a scripted server into a world. */
export function addScripted(world: World, name: string, dials?: string): Machine<Scripted> {
  return world.server(name, (host) => new Scripted(host, dials));
}

/** Lets a scripted server say something, on its latest connection. */
export function say(world: World, machine: Machine<Scripted>, ...messages: ReplicationMessage[]): void {
  const { connections } = machine.instance!;
  world.enter(machine.incarnation!, () => {
    for (const message of messages) connections.at(-1)!.send(message);
  });
}
