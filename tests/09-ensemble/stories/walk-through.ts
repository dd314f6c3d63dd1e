import { bytes, text } from "#lab/testing/bytes";
import { type Client, Nodes } from "../nodes";

// The setting goes from 100 to 150 while one of the three hears nothing of the leader.
const nodes = new Nodes();
await nodes.ready();
const [a, b, c] = [nodes.leader!, ...nodes.followers] as [string, string, string];
const names = new Map([
  [a, "A"],
  [b, "B"],
  [c, "C"],
]);

function show(what: string): void {
  const values = [a, b, c].map((name) => `${names.get(name)} ${nodes.data(name, "/max_connections") ?? "-"}`);
  console.log(`${what.padEnd(48)}${values.join("   ")}`);
}

await nodes.ask([a], (keeper) => keeper.create("/max_connections", bytes("100")));
await nodes.world.run(100);
const [bob, cho] = [nodes.client("Bob", [b]), nodes.client("Cho", [c])];
const read = async (client: Client): Promise<string> => {
  const found = await client.does((keeper) => keeper.getData("/max_connections"));
  return typeof found === "string" ? found : text(found.data);
};
await read(bob);
await read(cho);
show("at first");
nodes.world.faults.clog(a, c);
await nodes.ask([b], (keeper) => keeper.setData("/max_connections", bytes("150")));
show("a client of B was told that it is 150 now");
show(`two others read: at B ${await read(bob)}, at C ${await read(cho)}`);
nodes.machine(a).powerCut();
nodes.machine(b).powerCut();
nodes.world.faults.unclog(a, c);
nodes.machine(a).start();
nodes.machine(b).start();
await nodes.world.until("C has caught up", () => nodes.data(c, "/max_connections") === "150", 20_000);
await nodes.ready();
show("A and B have lost their power, and are back");
