import { bytes, text } from "#lab/testing/bytes";
import { KeeperError } from "#znode-tree/errors";
import { ZnodeStore } from "#znode-tree/store";

// Ann and Bob both read "3 loaves", and both write down what they think is left.
const store = new ZnodeStore();
store.submit({ type: "create", path: "/loaves", data: bytes("3") }, 0);
const seenByBoth = store.tree.exists("/loaves")!.version;

function write(name: string, left: string, version: number): void {
  try {
    store.submit({ type: "setData", path: "/loaves", data: bytes(left), version }, 0);
    console.log(`${name} sets ${left} loaves, knowing version ${version}: done`);
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    console.log(`${name} sets ${left} loaves, knowing version ${version}: ${error.message}`);
  }
}

write("Ann", "2", seenByBoth);
write("Bob", "1", seenByBoth);
console.log(`on the shelf: ${text(store.tree.getData("/loaves"))}`);
