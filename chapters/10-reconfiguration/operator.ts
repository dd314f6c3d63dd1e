import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { KeeperError } from "#znode-tree/errors";
import { type Configuration, parseConfiguration } from "./config";
import { type OfficeWire, RECONFIG_SERVICE } from "./office";
import type { ReconfigRequest } from "./reconfigure";

/** So long an answer is waited for, in ms. */
const PATIENCE = 10_000;

/**
 * An operator asks for another configuration. The servers are asked one after the other until one leads. Nothing to
 * write here.
 *
 * @returns the configuration that is in force then
 * @throws KeeperError what `reconfigure` throws; ConnectionLoss if nobody knows what became of it, or nobody leads:
 *   read /zookeeper/config before asking again
 */
export async function askForConfiguration(
  host: Host,
  servers: readonly string[],
  request: ReconfigRequest,
): Promise<Configuration> {
  for (const server of servers) {
    const answer = await ask(host, server, request);
    if (answer === undefined) throw new KeeperError("ConnectionLoss", server);
    if (!("type" in answer)) continue;
    if (answer.type === "done") return parseConfiguration(answer.text);
    if (answer.type === "refused") throw new KeeperError(answer.reason, answer.detail);
  }
  throw new KeeperError("ConnectionLoss", "nobody leads");
}

/** @returns undefined if the connection broke when it had been open; `elsewhere` if it never was */
function ask(host: Host, server: string, request: ReconfigRequest): Promise<OfficeWire | undefined> {
  return new Promise((resolve) => {
    let wasOpen = false;
    const handler: ConnectionHandler<OfficeWire> = {
      onOpen: () => (wasOpen = true),
      onMessage: (connection, message) => {
        connection.close();
        timer.cancel();
        resolve(message);
      },
      onClose: () => {
        timer.cancel();
        resolve(wasOpen ? undefined : { type: "elsewhere" });
      },
    };
    const connection: Connection<OfficeWire> = host.network.connect(server, RECONFIG_SERVICE, handler);
    const timer = host.clock.after(PATIENCE, () => {
      connection.close();
      resolve(undefined);
    });
    connection.send(request);
  });
}
