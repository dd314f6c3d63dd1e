import type { SessionId } from "#znode-tree/changes";
import { Database } from "#sessions/database";
import { History } from "../history";

const DB1: SessionId = 1n;

/** DB1 is the master, and listed among the servers. */
function masters() {
  const database = new Database();
  const history = new History(database);
  history.create("/servers");
  history.open(DB1);
  history.create("/servers/db1", DB1);
  history.create("/master", DB1);
  return { database, history };
}

function show({ tree, lastZxid }: Database): void {
  const servers = tree.getChildren("/servers").join(", ") || "none";
  console.log(
    `  zxid ${lastZxid}: servers: ${servers.padEnd(4)}  master: ${tree.exists("/master") ? "db1" : "none"}`,
  );
}

console.log("one delete after another:");
const slowly = masters();
show(slowly.database);
for (const path of ["/servers/db1", "/master"]) {
  slowly.history.delete(path);
  show(slowly.database);
}

console.log("one closing:");
const atOnce = masters();
show(atOnce.database);
atOnce.history.close(DB1, "/servers/db1", "/master");
show(atOnce.database);
