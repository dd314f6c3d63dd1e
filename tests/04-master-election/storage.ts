import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Fence } from "#master-election/fence";

const SERVICE = "storage";

interface Ask {
  id: number;
  token: bigint;
  /** Absent to read. */
  value?: number;
}
interface Answer {
  id: number;
  /** Absent if the fence has refused. */
  value?: number;
}
type Wire = Ask | Answer;

/** One number that only the holder of the highest token may read and write. It isn't ZooKeeper and knows none. */
export class Storage implements ConnectionHandler<Wire> {
  readonly #fence = new Fence();
  value = 0;
  /** The writes that were let in, in their order. */
  readonly accepted: { token: bigint; by: string; value: number }[] = [];
  refused = 0;

  constructor(host: Host) {
    host.network.listen(SERVICE, this);
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    const { id, token, value } = message as Ask;
    if (!this.#fence.admit(token)) {
      this.refused += 1;
      connection.send({ id });
      return;
    }
    if (value !== undefined) {
      this.value = value;
      this.accepted.push({ token, by: connection.peer, value });
    }
    connection.send({ id, value: this.value });
  }

  onClose(): void {}
}

/** What became of a request to the storage: the number that is there, or why not. */
export type Outcome = number | "refused" | "lost";

/** A program's way to the storage. */
export class StorageClient implements ConnectionHandler<Wire> {
  #connection: Connection<Wire> | undefined;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #id = 0;

  constructor(private readonly host: Host) {}

  /** Writes a value, or reads if there is none. */
  use(token: bigint, value?: number): Promise<Outcome> {
    this.#connection ??= this.host.network.connect<Wire>(SERVICE, SERVICE, this);
    const id = ++this.#id;
    this.#connection.send({ id, token, ...(value !== undefined && { value }) });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  onMessage(_: Connection<Wire>, { id, value }: Wire): void {
    const tell = this.#waiting.get(id);
    this.#waiting.delete(id);
    tell?.(value ?? "refused");
  }

  onClose(connection: Connection<Wire>): void {
    if (connection === this.#connection) this.#connection = undefined;
    for (const tell of this.#waiting.values()) tell("lost");
    this.#waiting.clear();
  }
}
