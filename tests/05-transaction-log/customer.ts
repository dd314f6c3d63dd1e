import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Ask, Told } from "./server";

const KINDS: readonly Ask["kind"][] = ["put", "put", "put", "put", "put", "put", "delete", "note", "close"];
const PATHS = ["/a", "/a", "/b", "/c", "/a/x", "/a/y", "/a/x/1"];
/** Between an answer and the next request, and before dialling again, in ms. */
const PAUSE = { after: 10, afterClose: 20 };

/** Asks a server for one thing after another, for ever. Whatever it isn't answered, it doesn't ask for again. */
export class Customer implements ConnectionHandler<Ask | Told> {
  readonly #host: Host;
  readonly #server: string;
  readonly #acknowledged: (told: Told) => void;

  constructor(host: Host, server: string, acknowledged: (told: Told) => void) {
    this.#host = host;
    this.#server = server;
    this.#acknowledged = acknowledged;
    this.#dial();
  }

  onOpen(connection: Connection<Ask | Told>): void {
    this.#ask(connection);
  }

  onMessage(connection: Connection<Ask | Told>, message: Ask | Told): void {
    if ("done" in message) this.#acknowledged(message);
    const { clock, random } = this.#host;
    clock.after(random.below(PAUSE.after), () => this.#ask(connection));
  }

  onClose(): void {
    this.#host.clock.after(PAUSE.afterClose, () => this.#dial());
  }

  #dial(): void {
    this.#host.network.connect(this.#server, "shop", this);
  }

  #ask(connection: Connection<Ask | Told>): void {
    const { random } = this.#host;
    connection.send({
      kind: random.pick(KINDS),
      path: random.pick(PATHS),
      data: "x".repeat(random.below(40)),
    });
  }
}
