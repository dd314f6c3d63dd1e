import { ZnodeCache } from "#watches/cache";
import { ClientWatches } from "#watches/client-watches";
import type { ClientRequest, Reply } from "#watches/messages";
import { line } from "./desk";
import { shop, WireClient } from "./wire";

/** A client with a list of its watches and a cache, which dials again after its connection has broken. */
export function reconnecting() {
  const { server, write, commitAll } = shop();
  const client = new WireClient(server);
  const watches = new ClientWatches();
  const events: string[] = [];
  const send = (request: ClientRequest, answered: (reply: Reply) => void = () => {}): void =>
    client.send(request, (reply) => {
      watches.answered(request, reply);
      answered(reply);
    });
  const cache = new ZnodeCache((request, answered) => send(request, ({ outcome }) => answered(outcome)));
  client.onEvent = (event) => {
    events.push(line(event));
    watches.told(event);
    cache.told(event);
  };

  const ask = (request: ClientRequest, delivered: "delivered" | "not delivered" = "delivered"): void => {
    send(request);
    commitAll();
    if (delivered === "delivered") client.deliver();
  };
  const reconnect = (to: typeof server, delivered: "delivered" | "not delivered" = "delivered"): void => {
    client.dial(to);
    const request = watches.request();
    if (request !== undefined) ask(request, delivered);
  };
  /** The watches that it would ask for. */
  const watching = (): string[] => {
    const request = watches.request();
    const lists = ["data", "exists", "children", "persistent", "recursive"] as const;
    return lists.flatMap((list) => (request?.[list] ?? []).map((path) => `${list} ${path}`));
  };
  return { server, write, client, watches, cache, events, ask, reconnect, watching };
}
