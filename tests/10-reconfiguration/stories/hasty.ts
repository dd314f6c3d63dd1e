import { World } from "#lab/world/world";
import { ANY_CONFIGURATION } from "#reconfiguration/reconfigure";
import { Ensemble } from "../ensemble";
import { list } from "../members";

// D and E are switched off when somebody puts them into the configuration.
const world = new World({ seed: 1 });
const ensemble = new Ensemble(world, "ABC").add("ABCDE");
ensemble.addCustomers("Ann").addOperator("Olga");
await world.run(2_000);
for (const name of "DE") world.machine(name).kill();
await world.run(2_000);

async function sold(): Promise<number> {
  const before = ensemble.witness.sales.size;
  await world.run(5_000);
  return ensemble.witness.sales.size - before;
}

const wish = ensemble.wish({ expected: ANY_CONFIGURATION, members: list("ADE") });
console.log(
  `sales in the next five seconds: ${(await sold()) > 0 ? "as always" : "none"}; Olga is told ${wish.outcome ?? "nothing"}`,
);
for (const name of "DE") world.machine(name).start();
await world.run(3_000);
const again = ensemble.wish({ expected: ANY_CONFIGURATION, members: list("ADE") });
console.log(
  `with D and E up to date:        ${(await sold()) > 0 ? "as always" : "none"}; Olga is told ${again.outcome ?? "nothing"}`,
);
