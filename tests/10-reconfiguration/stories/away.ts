import { World } from "#lab/world/world";
import { ANY_CONFIGURATION } from "#reconfiguration/reconfigure";
import { Ensemble } from "../ensemble";
import { list } from "../members";

// A is away while the ensemble goes over to C, D and E. When it comes back, B is gone as well.
const world = new World({ seed: 3 });
const ensemble = new Ensemble(world, "ABC").add("ABCDE");
ensemble.addCustomers("Ann").addOperator("Olga");
await world.run(2_000);
world.machine("A").kill();
await world.run(3_000);
for (const to of ["BCDE", "CDE"]) {
  ensemble.wish({ expected: ANY_CONFIGURATION, members: list(to) });
  await world.run(3_000);
}
world.machine("B").kill();
world.machine("A").start();
const from = world.now;
let last = "";
for (let ms = 0; ms < 4_000; ms += 5) {
  await world.run(5);
  const { epoch, membership, peer } = ensemble.server("A")!;
  const names = membership.members.list
    .map(({ name }) => name)
    .sort()
    .join(" ");
  const now = `knows ${names.padEnd(8)} ${epoch === undefined ? peer.state.toLowerCase() : "up to date"}`;
  if (now !== last) console.log(`${String(Math.round(world.now - from)).padStart(5)} ms  ${now}`);
  last = now;
}
