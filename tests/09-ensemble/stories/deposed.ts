import { text } from "#lab/testing/bytes";
import { deposed } from "../deposed";
import { Nodes } from "../nodes";

// A leader that doesn't know yet that the others have elected another one.
const nodes = new Nodes();
const { old, ann } = await deposed(nodes);
const begun = ann.begin(async (keeper) => {
  await keeper.sync("/max_connections");
  return keeper.getData("/max_connections");
});
await nodes.world.run(100);
const found = begun.outcome;
const others = nodes.names.filter((name) => name !== old).map((name) => nodes.data(name, "/max_connections"));
console.log(`the others have ${others.join(" and ")}`);
console.log(
  `Ann asks the old leader for a sync, and then reads ${typeof found === "object" ? text(found.data) : String(found)}`,
);
await nodes.world.run(4_000);
console.log(
  `a moment later the old leader ${nodes.server(old).isServing ? "still serves" : "has noticed, and serves nobody"}`,
);
