import { bytes, text } from "#lab/testing/bytes";
import { Nodes } from "../nodes";

// Bob's server hears of its leader two seconds late.
const nodes = new Nodes();
await nodes.ready();
const leader = nodes.leader!;
const [late] = nodes.followers;
const bob = nodes.client("Bob", [late!]);
await bob.does((keeper) => keeper.create("/max_connections", bytes("100")));
nodes.world.faults.slow(leader, late!, { min: 2_000, max: 2_000 });
const from = nodes.world.now;
const say = (what: string): void => {
  console.log(`${((nodes.world.now - from) / 1000).toFixed(1).padStart(4)} s  ${what}`);
};

await nodes.ask([leader], (keeper) => keeper.setData("/max_connections", bytes("150")));
say("Ann was told that it is 150 now");
const read = async (): Promise<string> => {
  const found = await bob.does((keeper) => keeper.getData("/max_connections"));
  return typeof found === "string" ? found : text(found.data);
};
say(`Bob reads ${await read()}`);
const synced = bob.begin((keeper) => keeper.sync("/max_connections"));
await nodes.world.until("synced", () => synced.over, 10_000);
say("Bob's sync is answered");
say(`Bob reads ${await read()}`);
