import { bytes, text } from "#lab/testing/bytes";
import { ANY_VERSION } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import { WatchTable } from "#watches/watch-table";

// Ann reads max_connections and watches it. It is set three times before she looks again.
const store = new ZnodeStore();
const table = new WatchTable<string>();
const path = "/max_connections";
store.submit({ type: "create", path, data: bytes("100") }, 0);

const read = (): void => {
  const { version } = store.tree.exists(path)!;
  table.add("Ann", "data", path);
  console.log(`Ann reads ${text(store.tree.getData(path))}, version ${version}, and watches it`);
};

read();
for (const value of ["110", "130", "150"]) {
  const firings = table.fire(
    store.submit({ type: "setData", path, data: bytes(value), version: ANY_VERSION }, 0),
  );
  const told = firings.map(({ event, watchers }) => `${event.type} to ${watchers.join(", ")}`);
  console.log(`set to ${value}: ${told.join() || "nobody to tell"}`);
}
read();
