import { sleep } from "#lab/host";
import { Candidate } from "#master-election/candidate";
import { assignShards, publishShards, SHARDS, ShardFinder } from "#master-election/shards";
import { drawTicket } from "#master-election/ticket";
import { ensure, Shop, stay } from "../shop";

// The databases sign in under /servers. The master gives each shard to one of them, and the shop looks for maria.
const shop = new Shop(undefined, 2);
const NAMES = ["DB1", "DB2", "DB3"];
const LINE = "/candidates";
await shop.ask("setup", async (keeper) => {
  for (const path of [LINE, "/servers", SHARDS]) await ensure(keeper, path);
  for (const shard of ["a-m", "n-s", "t-z"]) await ensure(keeper, `${SHARDS}/${shard}`);
});

for (const [i, name] of NAMES.entries()) {
  shop.program(name, async (keeper, host) => {
    await sleep(host.clock, 100 * i);
    await drawTicket(keeper, "/servers", name);
    const candidate = new Candidate(keeper, LINE, name);
    void candidate.run();
    for (;;) {
      await sleep(host.clock, 500);
      if (candidate.role !== "LEADER") continue;
      const before = new Map<string, string>();
      for (const shard of await keeper.getChildren(SHARDS)) {
        before.set(shard, new TextDecoder().decode((await keeper.getData(`${SHARDS}/${shard}`)).data));
      }
      const servers = (await keeper.getChildren("/servers")).map((ticket) => ticket.slice(0, 3)).sort();
      const after = assignShards(before, servers);
      if ([...after].every(([shard, server]) => before.get(shard) === server)) continue;
      await publishShards(keeper, candidate.ticket!, before, after);
      const text = [...after].map(([shard, server]) => `${shard} ${server}`).join(", ");
      console.log(`${(host.clock.now() / 1000).toFixed(1)} s  the master ${name} writes: ${text}`);
    }
  });
}
let requests = 0;
shop.program("shop", async (keeper, host) => {
  const counted = new Proxy(keeper, {
    get: (target, key) => {
      if (key === "getData") requests++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const finder = new ShardFinder(counted);
  let last: string | undefined;
  for (let lookups = 1; ; lookups++) {
    await sleep(host.clock, 5);
    const found = await finder.find("a-m");
    if (found !== last && found) {
      console.log(
        `${(host.clock.now() / 1000).toFixed(1)} s  maria is on ${found}: lookup ${lookups}, request ${requests}`,
      );
    }
    last = found;
    if (host.clock.now() > 15_000) await stay(host);
  }
});
await shop.world.run(5_000);
const owner = new TextDecoder().decode(shop.keeper.tree.getData(`${SHARDS}/a-m`));
console.log(`5.0 s  ${owner} dies`);
shop.world.machine(owner).kill();
await shop.world.run(10_000);
