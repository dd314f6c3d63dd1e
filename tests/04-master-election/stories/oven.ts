import { sleep } from "#lab/host";
import { withLock } from "#master-election/lock";
import { ensure, Shop, stay } from "../shop";

// Three bakers and one oven. Bob faints while he has it.
const shop = new Shop();
const LINE = "/oven";
await shop.ask("the shop", (keeper) => ensure(keeper, LINE));

for (const [i, name] of ["Ann", "Bob", "Cho"].entries()) {
  shop.program(name, async (keeper, host) => {
    await sleep(host.clock, 50 * i);
    const say = (what: string): void => {
      console.log(`${`${(host.clock.now() / 1000).toFixed(1)} s`.padStart(6)}  ${name} ${what}`);
    };
    await withLock(keeper, LINE, name, async (token) => {
      say(`has the oven, token ${token}`);
      await sleep(host.clock, 1_000);
      say("takes the bread out");
    });
    await stay(host);
  });
}
await shop.world.run(1_500);
shop.world.machine("Bob").kill();
console.log(" 1.5 s  Bob faints");
await shop.world.run(8_000);
