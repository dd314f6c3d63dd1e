import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { sleep } from "#lab/host";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { World } from "#lab/world/world";

/** Ways in which the register can be wrong. */
export type Mistake =
  "acknowledges before the flush" | "never acknowledges" | "forgets to dial again" | "stops at 30";

type Message = { kind: "write" | "ack" | "copy"; value: number };

const FILE = "values";

/** A number that only goes up, kept by a primary and its backup: a write is acknowledged when both have it on disk. */
export class Primary implements ConnectionHandler<Message> {
  value: number;
  private onDisk = 0;
  private atBackup = 0;
  private backup: Connection<Message> | undefined;
  private waiting: { value: number; client: Connection<Message> }[] = [];

  constructor(
    private readonly host: Host,
    private readonly mistake: Mistake | undefined,
  ) {
    this.value = readLast(host);
    this.onDisk = this.value;
    host.network.listen("register", this);
    this.dial();
  }

  onMessage(connection: Connection<Message>, { kind, value }: Message): void {
    if (kind === "ack") {
      this.atBackup = Math.max(this.atBackup, value);
      return this.acknowledge();
    }
    if (this.mistake === "stops at 30" && value > 30) throw new Error("it can count no further");
    this.value = Math.max(this.value, value);
    this.waiting.push({ value, client: connection });
    write(this.host, value, () => {
      this.onDisk = Math.max(this.onDisk, value);
      this.acknowledge();
    });
    this.backup?.send({ kind: "copy", value });
    if (this.mistake === "acknowledges before the flush") this.acknowledge();
  }

  onClose(connection: Connection<Message>): void {
    if (connection !== this.backup) return;
    this.backup = undefined;
    if (this.mistake !== "forgets to dial again") this.host.clock.after(50, () => this.dial());
  }

  private dial(): void {
    this.backup = this.host.network.connect<Message>("B", "copies", this);
    if (this.value > 0) this.backup.send({ kind: "copy", value: this.value });
  }

  private acknowledge(): void {
    if (this.mistake === "never acknowledges") return;
    const isEarly = this.mistake === "acknowledges before the flush";
    const safe = isEarly ? this.atBackup : Math.min(this.onDisk, this.atBackup);
    for (const { value, client } of this.waiting) if (value <= safe) client.send({ kind: "ack", value });
    this.waiting = this.waiting.filter(({ value }) => value > safe);
  }
}

class Backup implements ConnectionHandler<Message> {
  constructor(private readonly host: Host) {
    host.network.listen("copies", this);
  }

  onMessage(connection: Connection<Message>, { value }: Message): void {
    write(this.host, value, () => connection.send({ kind: "ack", value }));
  }

  onClose(): void {}
}

function readLast({ disk }: Host): number {
  if (!disk.exists(FILE)) return 0;
  const bytes = disk.read(FILE, 0, disk.size(FILE));
  // A torn value is shorter, or has zeros at its end.
  let last = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const value = new DataView(bytes.buffer, at, 4).getInt32(0);
    if (bytes[at + 3] !== 0 && value > last) last = value;
  }
  disk.truncate(FILE, bytes.length - (bytes.length % 4));
  return last;
}

function write(host: Host, value: number, done: () => void): void {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  host.disk.append(FILE, bytes);
  host.disk.flushFolder("", (error) => error && host.halt("its disk fails"));
  host.disk.flush(FILE, (error) => {
    if (error) host.halt("its disk fails");
    done();
  });
}

/** Writes 1, 2, 3, and each again until it is acknowledged. */
async function count(host: Host, acknowledged: number[]): Promise<void> {
  for (let value = 1; ;) {
    // A torn number must be evident: the last byte of these is never 0.
    if (value % 256 === 0) value += 1;
    if (await attempt(host, value)) {
      acknowledged.push(value);
      value += 1;
    } else {
      await sleep(host.clock, 100);
    }
    await sleep(host.clock, 20);
  }
}

function attempt(host: Host, value: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = host.network.connect<Message>("A", "register", {
      onMessage: (_, answer) => {
        if (answer.kind !== "ack" || answer.value !== value) return;
        connection.close();
        resolve(true);
      },
      onClose: () => resolve(false),
    });
    connection.send({ kind: "write", value });
    host.clock.after(500, () => {
      connection.close();
      resolve(false);
    });
  });
}

/** Every acknowledged write of the register must survive. */
export function registerScenario(mistake?: Mistake, more: Partial<Scenario> = {}): Scenario {
  return {
    name: "register",
    step: "copies/primary",
    servers: ["A", "B"],
    clients: ["c"],
    faults: { kill: {}, "power-cut": {}, pause: {}, cut: {}, break: {}, "flush-error": {} },
    caps: { down: 1 },
    faultsFor: 5000,
    settlesWithin: 10_000,
    setup: (world) => setup(world, mistake),
    ...more,
  };
}

function setup(world: World, mistake: Mistake | undefined): Trial {
  const acknowledged: number[] = [];
  world.server("B", (host) => new Backup(host));
  const a = world.server("A", (host) => new Primary(host, mistake));
  world.client("c", (host) => count(host, acknowledged));
  const latest = (): number => acknowledged.at(-1) ?? 0;
  world.always("an acknowledged write is kept", () => {
    const value = a.instance?.value;
    if (value === undefined || value >= latest()) return undefined;
    return { facts: [`c was told that ${latest()} is written`, `A has ${value}`] };
  });
  let healedAt = 0;
  return {
    writes: () => acknowledged.length,
    heal: () => (healedAt = latest()),
    unsettled: () => (latest() > healedAt ? undefined : "no write was acknowledged"),
    checks: { "writes are acknowledged once": () => duplicate(acknowledged) },
  };
}

function duplicate(values: readonly number[]): string | undefined {
  const again = values.find((value, i) => values.indexOf(value) !== i);
  return again === undefined ? undefined : `${again} was acknowledged twice`;
}
