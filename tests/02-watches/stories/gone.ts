import { ZnodeStore } from "#znode-tree/store";
import type { ClientConnection } from "#watches/connection";
import { ZnodeServer } from "#watches/server";

// A phone connects, watches one znode, and drives into a tunnel. A thousand times a day.
class Careless extends ZnodeServer {
  override forget(_connection: ClientConnection): void {}
}

for (const [name, Server] of [
  ["a server that doesn't look back", Careless],
  ["yours", ZnodeServer],
] as const) {
  const server = new Server(new ZnodeStore(), () => 0);
  for (let day = 1; day <= 1_000; day++) {
    const connection = server.connect(() => {});
    connection.receive({ xid: 1, request: { type: "addWatch", path: "/", mode: "recursive" } });
    connection.close();
  }
  console.log(`${name}: 0 clients, ${server.watches.size} watches`);
}
