import { text } from "#lab/testing/bytes";
import { MASTER, MasterRace } from "#master-election/race";
import { Databases } from "../databases";
import { DATABASES, Shop } from "../shop";

// Three databases race for /master. The winner dies, and the others race again.
const shop = new Shop(undefined, 3);
const databases = new Databases(shop.world, DATABASES, {
  taker: (keeper, host) => new MasterRace(keeper, host.name),
  work: () => Promise.resolve(),
});

function show(what: string): void {
  const { tree } = shop.keeper;
  const master = tree.exists(MASTER) === undefined ? "not there" : text(tree.getData(MASTER));
  const roles = DATABASES.map((name) => {
    const life = databases.lives.find(([each]) => each === name)?.[1];
    return (life?.taker.role ?? "dead").padEnd(9);
  });
  const time = `${(shop.world.now / 1000).toFixed(1)} s`;
  console.log(
    `${time.padStart(6)}  ${what.padEnd(22)}  /master: ${master.padEnd(10)} ${roles.join(" ")}`.trimEnd(),
  );
}

console.log(`${" ".repeat(51)}${DATABASES.map((name) => name.padEnd(9)).join(" ")}`.trimEnd());
await shop.world.run(0);
show("all three begin");
await shop.world.run(500);
show("one was first");
await shop.world.run(9_500);
show("heartbeats keep it");
const [leader] = databases.are("LEADER");
databases.machine(leader!).kill();
show(`${leader} is killed`);
await shop.world.run(1_500);
show("nobody knows yet");
await shop.world.until(
  "/master goes",
  () => databases.are("LEADER").length === 0 && shop.keeper.tree.exists(MASTER) === undefined,
  6_000,
);
show("its session expires");
await shop.world.run(500);
show("the race again");
