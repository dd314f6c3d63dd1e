import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";

// Three customers draw a ticket; the second goes home before a fourth comes.
const store = new ZnodeStore();
store.submit({ type: "create", path: "/queue", data: bytes("") }, 0);

function draw(name: string): string {
  const before = new Set(store.tree.getChildren("/queue"));
  store.submit({ type: "create", path: `/queue/${name}-`, data: bytes(""), sequential: true }, 0);
  return store.tree.getChildren("/queue").find((ticket) => !before.has(ticket))!;
}

draw("ann");
const bob = draw("bob");
draw("cho");
console.log(`before: ${store.tree.getChildren("/queue").join(", ")}`);
store.submit({ type: "delete", path: `/queue/${bob}`, version: ANY_VERSION }, 0);
console.log(`dee draws ${draw("dee")}`);
