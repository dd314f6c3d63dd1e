import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION, type Request } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import { WatchTable } from "#watches/watch-table";

// Ann watches who is in /servers; Bob waits for DB2. Three databases register, in one multi; later one leaves.
const store = new ZnodeStore();
const table = new WatchTable<string>();
store.submit({ type: "create", path: "/servers", data: bytes("") }, 0);

function show(what: string, request: Request): void {
  console.log(what);
  for (const { event, watchers } of table.fire(store.submit(request, 0))) {
    console.log(`  ${event.type} ${event.path} to ${watchers.join(", ")}`);
  }
}

table.add("Ann", "children", "/servers");
table.add("Bob", "data", "/servers/DB2");
show("DB1, DB2 and DB3 register", {
  type: "multi",
  requests: ["DB1", "DB2", "DB3"].map((name) => ({
    type: "create" as const,
    path: `/servers/${name}`,
    data: bytes(""),
  })),
});

table.add("Ann", "children", "/servers");
table.add("Bob", "data", "/servers/DB2");
show("DB2 leaves", { type: "delete", path: "/servers/DB2", version: ANY_VERSION });
