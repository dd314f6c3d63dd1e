import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import { ClientWatches } from "#watches/client-watches";
import type { ClientRequest, ServerMessage } from "#watches/messages";
import { ZnodeServer } from "#watches/server";

// Ann watches four znodes. Her connection breaks, and while she is away the world goes on.
const server = new ZnodeServer(new ZnodeStore(), () => 0);
const write = (type: "create" | "setData" | "delete", path: string): void => {
  server.submit({ type, path, data: bytes(""), version: ANY_VERSION });
  server.commit();
};
for (const path of ["/changed", "/untouched", "/removed"]) write("create", path);

const watches = new ClientWatches();
const asked = new Map<number, ClientRequest>();
const hear = (message: ServerMessage): void => {
  if (message.type === "reply") return watches.answered(asked.get(message.xid)!, message);
  console.log(`  hears: ${message.event.type} ${message.event.path}`);
  watches.told(message.event);
};
let connection = server.connect(hear);
const ask = (request: ClientRequest): void => {
  asked.set(asked.size + 1, request);
  connection.receive({ xid: asked.size, request });
};

for (const path of ["/changed", "/untouched", "/removed", "/missing"]) {
  ask({ type: "exists", path, watch: true });
}
console.log(`Ann has seen zxid ${watches.lastZxid}; ${server.watches.size} watches at the server`);

connection.close();
write("setData", "/changed");
write("delete", "/removed");
write("create", "/missing");
console.log(`away: ${server.watches.size} watches at the server, the world is at zxid ${server.lastZxid}`);

connection = server.connect(hear);
const request = watches.request()!;
console.log(`back: "I have seen zxid ${request.relativeZxid}. I watch`);
console.log(
  `      ${request.data.join(", ")}, which were there, and ${request.exists.join()}, which wasn't."`,
);
ask(request);
console.log(`${server.watches.size} watch at the server`);
