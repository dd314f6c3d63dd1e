import { bytes, text } from "#lab/testing/bytes";
import { ZnodeStore } from "#znode-tree/store";
import { ZnodeCache } from "#watches/cache";
import type { ServerMessage } from "#watches/messages";
import { ZnodeServer } from "#watches/server";

// Shard a-m moves from DB1 to DB2, and when all is moved, /moved is created. A program that remembers the map looks
// whether /moved is there, and if so, it sends maria's order to where her shard is.
function run(name: string, eventsWait: boolean): void {
  console.log(name);
  const server = new ZnodeServer(new ZnodeStore(), () => 0);
  const write = (type: "create" | "setData", path: string, data = ""): void => {
    server.submit({ type, path, data: bytes(data), version: -1 });
    server.commit();
  };
  write("create", "/a-m", "DB1");

  const late: (() => void)[] = [];
  const replies = new Map<number, (message: ServerMessage) => void>();
  const hear = (message: ServerMessage): void => {
    if (message.type === "reply") return replies.get(message.xid)?.(message);
    console.log(`  hears: ${message.event.type} ${message.event.path}`);
    cache.told(message.event);
  };
  let xid = 0;
  const connection = server.connect((message) => {
    if (eventsWait && message.type === "event") late.push(() => hear(message));
    else hear(message);
  });
  const cache = new ZnodeCache((request, done) => {
    replies.set(++xid, (message) => message.type === "reply" && done(message.outcome));
    connection.receive({ xid, request });
  });

  cache.get("/a-m", (data) => console.log(`  reads the map: a-m is on ${text(data!)}`));
  write("setData", "/a-m", "DB2");
  write("create", "/moved");
  replies.set(++xid, () => {
    console.log("  sees that all is moved");
    cache.get("/a-m", (data) => console.log(`  sends maria's order to ${text(data!)}`));
  });
  connection.receive({ xid, request: { type: "exists", path: "/moved" } });
  for (const deliver of late) deliver();
}

run("events have a queue of their own", true);
run("one queue for all", false);
