import { bytes, text } from "#lab/testing/bytes";
import { ZnodeStore } from "#znode-tree/store";

// Which server has which users? The map is a few znodes, and asking is a read.
const store = new ZnodeStore();
for (const [path, data] of [
  ["/shards", ""],
  ["/shards/a-m", "DB1"],
  ["/shards/n-s", "DB2"],
  ["/shards/t-z", "DB3"],
] as const) {
  store.submit({ type: "create", path, data: bytes(data) }, 0);
}

for (const range of store.tree.getChildren("/shards")) {
  console.log(`users ${range}: ${text(store.tree.getData(`/shards/${range}`))}`);
}
