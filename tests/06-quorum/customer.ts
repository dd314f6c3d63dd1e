import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import { Overloaded, type Primary } from "#quorum/primary";
import { put } from "./ensemble";

/** The service of the primary that customers dial. */
const SHOP = "shop";

interface Ask {
  path: string;
  data: string;
}
/** Without a zxid: refused. */
interface Told {
  data: string;
  zxid?: Zxid;
}

/** Takes the customers of a primary, from the moment in which it is ready. */
export function openShop(
  host: Host,
  primary: Primary,
  telling: (told: { data: string; zxid: Zxid }) => void,
): void {
  host.network.listen<Ask | Told>(SHOP, {
    onMessage(connection, message) {
      const { path, data } = message as Ask;
      try {
        put(primary, path, data, (zxid) => {
          telling({ data, zxid });
          connection.send({ data, zxid });
        });
      } catch (error) {
        if (!(error instanceof Overloaded)) throw error;
        connection.send({ data });
      }
    },
    onClose() {},
  });
}

const PATHS = ["/max_connections", "/timeout"];

/** Asks for one setting after another, some at a time, until it is told to stop. What isn't answered isn't repeated. */
export class Customer implements ConnectionHandler<Ask | Told> {
  readonly #host: Host;
  readonly #server: string;
  readonly #mayAsk: () => boolean;
  #asked = 0;

  constructor(host: Host, server: string, mayAsk: () => boolean) {
    this.#host = host;
    this.#server = server;
    this.#mayAsk = mayAsk;
    this.#dial();
  }

  onOpen(connection: Connection<Ask | Told>): void {
    for (let i = 0; i < 3; i++) this.#ask(connection);
  }

  onMessage(connection: Connection<Ask | Told>): void {
    this.#host.clock.after(this.#host.random.below(60), () => this.#ask(connection));
  }

  onClose(): void {
    this.#host.clock.after(30, () => this.#dial());
  }

  #dial(): void {
    this.#host.network.connect<Ask | Told>(this.#server, SHOP, this);
  }

  #ask(connection: Connection<Ask | Told>): void {
    if (!this.#mayAsk()) return;
    this.#asked += 1;
    const { name, random } = this.#host;
    connection.send({ path: random.pick(PATHS), data: `${name}-${this.#asked}-${random.below(1_000_000)}` });
  }
}
