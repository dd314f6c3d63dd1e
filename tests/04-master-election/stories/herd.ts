import { MasterRace, MASTER } from "#master-election/race";
import { Candidate } from "#master-election/candidate";
import { Databases, type Taker } from "../databases";
import { EventCount, Shop } from "../shop";
import type { KeeperClient } from "#master-election/keeper-client";

// How many are told when the leader goes, by the number of those who take part.
const LINE = "/candidates";

async function told(count: number, make: (keeper: KeeperClient, name: string) => Taker): Promise<number> {
  const events = new EventCount();
  const shop = new Shop(events);
  const names = Array.from({ length: count }, (_, i) => `DB${i + 1}`);
  const databases = new Databases(shop.world, names, {
    needs: [LINE],
    taker: (keeper, host) => make(keeper, host.name),
    work: () => Promise.resolve(),
    every: 60_000,
  });
  await shop.world.run(2_000);
  events.seen.length = 0;
  databases.machine(databases.are("LEADER")[0]!).kill();
  await shop.world.run(6_000);
  return events.seen.length;
}

console.log(`servers   told in the race for ${MASTER}   told in the line`);
for (const count of [3, 10, 100]) {
  const race = await told(count, (keeper, name) => new MasterRace(keeper, name));
  const line = await told(count, (keeper, name) => new Candidate(keeper, LINE, name));
  console.log(`${String(count).padStart(7)}${String(race).padStart(29)}${String(line).padStart(19)}`);
}
