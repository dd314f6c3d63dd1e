import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { Fence } from "#master-election/fence";
import { MASTER, MasterRace } from "#master-election/race";
import { failedBy } from "#master-election/watching";
import { fencingScenario } from "./scenarios/race";
import { Shop } from "./shop";

const KLEPPMANN = "M. Kleppmann, How to do distributed locking (2016)";

rule("Once a token has passed, no lower one does", KLEPPMANN, () => {
  test("the holder of the highest token passes again and again", () => {
    const fence = new Fence();

    expect([7n, 7n, 7n].map((token) => fence.admit(token))).toEqual([true, true, true]);
  });

  test("a newer one passes, and shuts out the older", () => {
    const fence = new Fence();

    expect([7n, 9n, 7n, 9n].map((token) => fence.admit(token))).toEqual([true, true, false, true]);
  });

  test("whoever was refused doesn't lower the fence", () => {
    const fence = new Fence();

    expect([9n, 7n, 8n, 7n].map((token) => fence.admit(token))).toEqual([true, false, false, false]);
  });

  test("tokens are zxids: 64 bits count", () => {
    const fence = new Fence();
    const [older, newer] = [2n ** 60n, 2n ** 60n + 1n];

    expect([newer, older].map((token) => fence.admit(token))).toEqual([true, false]);
  });
});

rule("Each leader's token is higher than those of all before it", KLEPPMANN, () => {
  test("a token is the czxid of the leader's /master", async () => {
    const { shop, race } = alone();
    await shop.world.run(500);

    expect(race().token).toBe(shop.keeper.tree.exists(MASTER)!.czxid);
  });

  test("whoever leads a second time has a higher token", async () => {
    const { shop, race } = alone();
    await shop.world.run(500);
    const first = race().token!;
    await shop.ask("operator", (keeper) => keeper.delete(MASTER));
    await shop.world.run(2_000);

    expect(race().token).toBeGreaterThan(first);
  });

  test("it stays the same when the leader's connection breaks", async () => {
    const { shop, race } = alone();
    await shop.world.run(500);
    const first = race().token;
    shop.world.faults.breakConnections("DB1", "keeper");
    await shop.world.run(5_000);

    expect({ token: race().token, role: race().role }).toEqual({ token: first, role: "LEADER" });
  });

  test("whoever follows has none", async () => {
    const shop = new Shop();
    await shop.ask("another", (keeper) => keeper.create(MASTER, new Uint8Array(0)));
    const race: { taken?: MasterRace } = {};
    shop.program("DB1", (keeper) => (race.taken = new MasterRace(keeper, "DB1")).run());
    await shop.world.run(1_000);

    expect({ role: race.taken!.role, token: race.taken!.token }).toEqual({
      role: "FOLLOWER",
      token: undefined,
    });
  });
});

rule(
  "Heartbeats keep the session, and its end deletes the znode",
  "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
  () => {
    test("a frozen leader: NodeDeleted, NoNode, and its late write is fenced", async () => {
      const shop = new Shop();
      const fence = new Fence();
      const told: string[] = [];
      const race: { taken?: MasterRace } = {};
      const db1 = shop.program("DB1", (keeper) => (race.taken = new MasterRace(keeper, "DB1")).run());
      await shop.world.run(500);
      const stale = race.taken!.token!;
      await shop.ask(
        "DB2",
        async (keeper) => void (await keeper.exists(MASTER, ({ type }) => told.push(type))),
      );
      db1.pause();
      await shop.world.run(6_000);
      const found = await shop.ask("DB3", (keeper) =>
        keeper.getData(MASTER).then(
          () => "data",
          (error: unknown) => (failedBy(error, "NoNode") ? "NoNode" : "another error"),
        ),
      );
      const next = await shop.ask("DB4", (keeper) =>
        keeper.create(MASTER, new Uint8Array(0), { ephemeral: true }),
      );

      expect({ told, found, roleOfTheFrozen: race.taken!.role }).toEqual({
        told: ["NodeDeleted"],
        found: "NoNode",
        roleOfTheFrozen: "LEADER",
      });
      expect([fence.admit(next.stat.czxid), fence.admit(stale)]).toEqual([true, false]);
    });
  },
);

rule("A storage behind a fence obeys one master after another", KLEPPMANN, () => {
  test("100 seeds of kills, pauses and broken networks", () => sweepInTest(fencingScenario, { seeds: 100 }));
});

function alone() {
  const shop = new Shop();
  const race: { taken?: MasterRace } = {};
  shop.program("DB1", (keeper) => (race.taken = new MasterRace(keeper, "DB1")).run());
  return { shop, race: () => race.taken! };
}
