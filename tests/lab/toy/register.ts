/**
 * A toy to try the lab on: a register on several servers that clients read and write by majorities (Attiya, Bar-Noy,
 * Dolev 1995, with several writers). It can be built with a planted bug.
 */
import { type Connection, type ConnectionHandler, type Host, sleep } from "#lab/host";

export interface Bugs {
  /** The server answers before its disk has flushed. */
  answersBeforeFlush?: boolean;
  /** A read does not write back what it read. */
  readsWithoutWritingBack?: boolean;
  /** One answer is taken for a majority. */
  oneIsEnough?: boolean;
}

interface Tagged {
  readonly tag: number;
  readonly writer: string;
  readonly value: number;
}

type Request =
  | { readonly type: "query"; readonly id: number }
  | { readonly type: "store"; readonly id: number; readonly entry: Tagged };

interface Answer {
  readonly type: "answer";
  readonly id: number;
  readonly entry: Tagged;
}

type Wire = Request | Answer;

const FILE = "register";
const NOTHING: Tagged = { tag: 0, writer: "", value: 0 };

export class RegisterServer implements ConnectionHandler<Wire> {
  entry = NOTHING;

  constructor(
    private readonly host: Host,
    private readonly bugs: Bugs,
  ) {
    this.recover();
    host.disk.append(FILE, new Uint8Array(0));
    host.disk.flushFolder("", (error) => {
      if (error) host.halt(error.message);
      host.network.listen("register", this);
    });
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    if (message.type === "answer") return;
    if (message.type === "store" && isNewer(message.entry, this.entry)) {
      this.entry = message.entry;
      this.host.disk.append(FILE, new TextEncoder().encode(`${JSON.stringify(message.entry)}\n`));
    }
    // What is there now is what the flush covers; when it is done there may be something newer that is not durable.
    const { entry } = this;
    this.whenDurable(() => connection.send({ type: "answer", id: message.id, entry }));
  }

  onClose(): void {}

  /** What is told to others must not be forgotten, be it asked for or written. */
  private whenDurable(act: () => void): void {
    if (this.bugs.answersBeforeFlush) act();
    this.host.disk.flush(FILE, (error) => {
      if (error) this.host.halt(error.message);
      if (!this.bugs.answersBeforeFlush) act();
    });
  }

  private recover(): void {
    const { disk } = this.host;
    if (!disk.exists(FILE)) return;
    const content = new TextDecoder().decode(disk.read(FILE, 0, disk.size(FILE)));
    let valid = 0;
    for (const line of content.split("\n").slice(0, -1)) {
      const entry = parse(line);
      if (entry === undefined) break;
      this.entry = entry;
      valid += line.length + 1;
    }
    disk.truncate(FILE, valid);
  }
}

export class RegisterClient implements ConnectionHandler<Wire> {
  private readonly connections = new Map<string, Connection<Wire>>();
  private readonly waiting = new Map<number, (entry: Tagged) => void>();
  private requests = 0;
  private readonly writer: string;

  constructor(
    private readonly host: Host,
    private readonly servers: readonly string[],
    private readonly bugs: Bugs,
  ) {
    this.writer = `${host.name}-${host.random.below(1e9)}`;
    for (const server of servers) this.dial(server);
  }

  async write(value: number): Promise<void> {
    const { tag } = await this.ask((id) => ({ type: "query", id }));
    await this.ask((id) => ({ type: "store", id, entry: { tag: tag + 1, writer: this.writer, value } }));
  }

  async read(): Promise<number> {
    const entry = await this.ask((id) => ({ type: "query", id }));
    if (!this.bugs.readsWithoutWritingBack) await this.ask((id) => ({ type: "store", id, entry }));
    return entry.value;
  }

  onMessage(_: Connection<Wire>, message: Wire): void {
    if (message.type === "answer") this.waiting.get(message.id)?.(message.entry);
  }

  onClose({ peer }: Connection<Wire>): void {
    this.host.clock.after(50, () => this.dial(peer));
  }

  /** Asks all servers; resolves with the newest entry when a majority has answered. */
  private ask(request: (id: number) => Request): Promise<Tagged> {
    const needed = this.bugs.oneIsEnough ? 1 : Math.floor(this.servers.length / 2) + 1;
    return new Promise((resolve) => {
      let answers = 0;
      let newest = NOTHING;
      for (const connection of this.connections.values()) {
        const id = ++this.requests;
        this.waiting.set(id, (entry) => {
          this.waiting.delete(id);
          if (isNewer(entry, newest)) newest = entry;
          if (++answers === needed) resolve(newest);
        });
        connection.send(request(id));
      }
    });
  }

  private dial(server: string): void {
    this.connections.set(server, this.host.network.connect(server, "register", this));
  }
}

/** Resolves with undefined if the work takes longer than `ms`. */
export function within<T>(host: Host, ms: number, work: Promise<T>): Promise<{ result: T } | undefined> {
  return Promise.race([work.then((result) => ({ result })), sleep(host.clock, ms).then(() => undefined)]);
}

function isNewer(a: Tagged, b: Tagged): boolean {
  return a.tag > b.tag || (a.tag === b.tag && a.writer > b.writer);
}

function parse(line: string): Tagged | undefined {
  try {
    return JSON.parse(line) as Tagged;
  } catch {
    return undefined;
  }
}
