import { bytes, text } from "#lab/testing/bytes";
import { ANY_VERSION } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";

// A server that deletes a client's znodes when its connection breaks. DB1's cable is out for a second.
const store = new ZnodeStore();
const databases = ["DB1", "DB2"].map((name) => ({ name, thinksItIsMaster: false }));
const [db1, db2] = databases as [(typeof databases)[0], (typeof databases)[0]];

function tryToBeMaster(database: typeof db1): void {
  if (store.tree.exists("/master") !== undefined) return;
  store.submit({ type: "create", path: "/master", data: bytes(database.name) }, 0);
  database.thinksItIsMaster = true;
}
function connectionBroke(): void {
  store.submit({ type: "delete", path: "/master", version: ANY_VERSION }, 0);
}
function say(when: string, what: string): void {
  const masters = databases.filter((database) => database.thinksItIsMaster).map(({ name }) => name);
  const znode = store.tree.exists("/master") === undefined ? "none" : text(store.tree.getData("/master"));
  console.log(
    `${when}  ${what.padEnd(32)}  /master: ${znode.padEnd(4)}  take orders: ${masters.join(" and ")}`,
  );
}

tryToBeMaster(db1);
say("12:00:00", "DB1 becomes the master");
connectionBroke();
say("12:00:01", "DB1's cable is out");
tryToBeMaster(db2);
say("12:00:01", "DB2 sees the place free");
tryToBeMaster(db1);
say("12:00:02", "DB1's cable is in again");
