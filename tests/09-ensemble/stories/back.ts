import { bytes, text } from "#lab/testing/bytes";
import { Nodes, persist } from "../nodes";

// Ann's server dies. The first one that she finds hasn't heard of the leader for a while.
const nodes = new Nodes();
await nodes.ready();
const leader = nodes.leader!;
const [behind, hers] = nodes.followers;
await nodes.ask([leader], (keeper) => keeper.create("/max_connections", bytes("100")));
await nodes.world.run(100);
nodes.world.faults.clog(leader, behind!);
await nodes.ask([leader], (keeper) => keeper.setData("/max_connections", bytes("150")));
const ann = nodes.client("Ann", [hers!, behind!, leader]);
const read = async (): Promise<string> => {
  const found = await ann.does((keeper) => persist(() => keeper.getData("/max_connections")));
  return typeof found === "string" ? found : text(found.data);
};
console.log(`Ann reads ${await read()}, and her server dies`);
nodes.machine(hers!).kill();
let asked = 0;
nodes.world.always("counted", () => {
  asked = Math.max(asked, nodes.server(behind!).clients);
  return undefined;
});
const again = await read();
console.log(`the next server has ${nodes.data(behind!, "/max_connections")}, and hangs up on her`);
console.log(`the one after it has ${nodes.data(leader, "/max_connections")}: Ann reads ${again}`);
