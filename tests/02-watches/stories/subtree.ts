import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION, type Request } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import { WatchTable } from "#watches/watch-table";

// One watch on the whole map of the shards.
const store = new ZnodeStore();
const table = new WatchTable<string>();
store.submit({ type: "create", path: "/shards", data: bytes("") }, 0);
table.add("Ann", "recursive", "/shards");

function show(what: string, request: Request): void {
  const firings = table.fire(store.submit(request, 0));
  console.log(`${what}: ${firings.map(({ event }) => `${event.type} ${event.path}`).join(", ")}`);
}

show("a shard is added", { type: "create", path: "/shards/a-m", data: bytes("DB1") });
show("it gets a backup", { type: "create", path: "/shards/a-m/backup", data: bytes("DB2") });
show("it moves", { type: "setData", path: "/shards/a-m", data: bytes("DB3"), version: ANY_VERSION });
show("the backup goes", { type: "delete", path: "/shards/a-m/backup", version: ANY_VERSION });
console.log(`watches of Ann: ${table.size}`);
