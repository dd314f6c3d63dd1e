import { World } from "#lab/world/world";
import { sticky } from "#consumer-groups/sticky";
import { consume, coordinate } from "../party";

// Five members are restarted, one every twenty seconds, and each is back after two.
function divisions(isStatic: boolean): number {
  const world = new World({ seed: 5 });
  const coordinator = coordinate(world);
  const guests = [1, 2, 3, 4, 5].map((n) =>
    consume(world, `A${n}`, {
      assignors: [sticky],
      sessionTimeout: 10_000,
      ...(isStatic && { instance: `shop-${n}` }),
    }),
  );
  world.advance(5_000);
  const before = coordinator.instance!.group("email")!.generation;
  for (const guest of guests) {
    guest.kill();
    world.advance(2_000);
    guest.start();
    world.advance(18_000);
  }
  return coordinator.instance!.group("email")!.generation - before;
}

console.log(`without names that last: ${divisions(false)} divisions`);
console.log(`with names that last:    ${divisions(true)} divisions`);
