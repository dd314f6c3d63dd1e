import { World } from "#lab/world/world";
import { cooperative } from "#consumer-groups/cooperative";
import { sticky } from "#consumer-groups/sticky";
import { consume, coordinate } from "../party";

// Two work on six partitions. A1 is quick to finish with one, A2 needs four seconds. A third comes after five seconds.
type Options = Parameters<typeof consume>[2];

function idleness(options: Options): number {
  const world = new World({ seed: 3 });
  coordinate(world);
  const guests = [consume(world, "A1", options, 50), consume(world, "A2", options, 4_000)];
  world.advance(5_000);
  guests.push(consume(world, "A3", options, 50));
  let idle = 0;
  for (let ms = 0; ms < 15_000; ms += 10) {
    world.advance(10);
    idle += 6 - guests.reduce((sum, { instance }) => sum + instance!.works.size, 0);
  }
  return idle * 10;
}

for (const [title, options] of [
  ["all stop", { assignors: [sticky] }],
  ["all work on", { assignors: [cooperative], isCooperative: true }],
] as const) {
  const seconds = (idleness(options) / 1000).toFixed(1);
  console.log(`${title.padEnd(12)} partitions lie idle for ${seconds.padStart(4)} s, all of them together`);
}
