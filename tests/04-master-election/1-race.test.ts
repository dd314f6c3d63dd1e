import { sweepInTest } from "#lab/sweep/in-test";
import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { MASTER, MasterRace } from "#master-election/race";
import type { Role } from "#master-election/role";
import { Databases } from "./databases";
import { raceScenario } from "./scenarios/race";
import { DATABASES, ensure, losesReplyOf, meddle, outcomeOf, Shop, stay } from "./shop";

const RECIPES = "ZooKeeper Recipes and Solutions, Leader Election";
const GUIDE = "ZooKeeper Programmer's Guide, Ephemeral Nodes";

rule("The first to create /master leads, and the others follow", RECIPES, () => {
  test("before anybody has answered, all are LOOKING", async () => {
    const { shop, databases } = three();
    await shop.world.run(1);

    expect(databases.are("LOOKING")).toEqual(DATABASES);
  });

  test("one of three leads, /master has its name, and two follow", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);

    expect(databases.are("LEADER")).toEqual([text(shop.keeper.tree.getData(MASTER))]);
    expect(databases.are("FOLLOWER")).toHaveLength(2);
  });

  test("/master belongs to the leader's session", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);
    const leader = databases.lives.find(([, { taker }]) => taker.role === "LEADER")![1];

    expect(shop.keeper.tree.exists(MASTER)!.ephemeralOwner).toBe(leader.keeper.session);
  });

  test("roles are told in their order, each once", async () => {
    const shop = new Shop();
    const roles: Role[] = [];
    shop.program("DB1", (keeper) => new MasterRace(keeper, "DB1", (role) => roles.push(role)).run());
    await shop.world.run(2_000);
    await shop.ask("operator", (keeper) => keeper.delete(MASTER));
    await shop.world.run(2_000);

    expect(roles).toEqual(["LEADER", "LOOKING", "LEADER"]);
  });
});

rule("When the leader's session is over, /master goes and the others race again", GUIDE, () => {
  test("the leader dies: one of the others leads, one follows", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);
    const [first] = databases.are("LEADER");
    databases.machine(first!).kill();
    await shop.world.run(6_000);

    expect(databases.are("LEADER")).toHaveLength(1);
    expect(databases.are("FOLLOWER")).toHaveLength(1);
    expect(databases.are("LEADER")).not.toEqual([first]);
  });

  test("a leader that is heard of goes on leading", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);
    const { czxid } = shop.keeper.tree.exists(MASTER)!;
    await shop.world.run(60_000);

    expect(shop.keeper.tree.exists(MASTER)!.czxid).toBe(czxid);
    expect(databases.are("LEADER")).toHaveLength(1);
  });

  test("a leader whose connection breaks for a moment goes on leading", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);
    const { czxid } = shop.keeper.tree.exists(MASTER)!;
    shop.world.faults.breakConnections(databases.are("LEADER")[0]!, "keeper");
    await shop.world.run(10_000);

    expect(shop.keeper.tree.exists(MASTER)!.czxid).toBe(czxid);
    expect(databases.are("LEADER")).toHaveLength(1);
  });

  test("an operator who deletes /master makes the leader race again, too", async () => {
    const { shop, databases } = three();
    await shop.world.run(500);
    const { czxid } = shop.keeper.tree.exists(MASTER)!;
    await shop.ask("operator", (keeper) => keeper.delete(MASTER));
    await shop.world.run(2_000);

    expect(shop.keeper.tree.exists(MASTER)!.czxid).toBeGreaterThan(czxid);
    expect(databases.are("LEADER")).toHaveLength(1);
    expect(databases.are("FOLLOWER")).toHaveLength(2);
  });

  test("whoever hears that its session is over leads no longer", async () => {
    const shop = new Shop();
    const roles: Role[] = [];
    const machine = shop.program("DB1", (keeper) =>
      new MasterRace(keeper, "DB1", (role) => roles.push(role)).run(),
    );
    await shop.world.run(500);
    machine.pause();
    await shop.world.run(8_000);
    machine.resume();
    await shop.world.run(2_000);

    expect(roles).toEqual(["LEADER", "LOOKING"]);
  });
});

rule("Between a refused create and a look at /master it may have gone", RECIPES, () => {
  test("nobody waits for a znode that isn't there", async () => {
    const shop = new Shop();
    const race: { taken?: MasterRace } = {};
    shop.program("DB2", async (keeper, host) => {
      // Somebody else has it, and loses it right when DB2 has been refused.
      await keeper.create(MASTER, bytes("DB1"));
      let refused = false;
      const meddled = meddle(keeper, {
        before: async (operation) => {
          if (operation !== "exists" && operation !== "getData") return;
          if (!refused) await keeper.delete(MASTER);
          refused = true;
        },
      });
      race.taken = new MasterRace(meddled, "DB2");
      await race.taken.run();
      await stay(host);
    });
    await shop.world.run(3_000);

    expect(race.taken?.role).toBe("LEADER");
  });
});

rule("A lost reply leaves open what was done", "ZooKeeper Programmer's Guide, Handling Errors", () => {
  test("whoever created /master and wasn't told still leads", async () => {
    const shop = new Shop();
    const race: { taken?: MasterRace } = {};
    shop.program("DB1", async (keeper) => {
      race.taken = new MasterRace(meddle(keeper, losesReplyOf("create")), "DB1");
      await race.taken.run();
    });
    await shop.world.run(3_000);

    expect(race.taken?.role).toBe("LEADER");
  });

  test("/master with one's own name may be that of an earlier life", async () => {
    const shop = new Shop();
    await shop.ask("an earlier life", async (keeper) =>
      keeper.create(MASTER, bytes("DB1"), { ephemeral: true }),
    );
    const roles: Role[] = [];
    shop.program("DB1", (keeper) => new MasterRace(keeper, "DB1", (role) => roles.push(role)).run());
    await shop.world.run(500);

    expect(roles).toEqual(["FOLLOWER"]);
  });
});

rule(
  "What a client knows of its session it has from a server",
  "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
  () => {
    test("a request that was on its way when the connection broke: ConnectionLoss, and the session goes on", async () => {
      const shop = new Shop();
      const result = await shop.ask("P", async (keeper) => {
        await keeper.exists("/");
        const { session } = keeper;
        const request = outcomeOf(keeper.create("/shop", new Uint8Array(0)));
        shop.world.faults.breakConnections("P", "keeper");
        const outcome = await request;
        // Waits for the next connection.
        await keeper.exists("/");
        return { outcome, isTheSame: keeper.session === session };
      });

      expect(result).toEqual({ outcome: "ConnectionLoss", isTheSame: true });
    });

    test("a watch outlives its connection: what happened meanwhile is told on the next one", async () => {
      const shop = new Shop();
      const told: string[] = [];
      shop.program("P", async (keeper, host) => {
        await ensure(keeper, "/shop");
        await keeper.exists("/shop", ({ type }) => told.push(type));
        await stay(host);
      });
      await shop.world.run(500);
      shop.world.faults.isolate("P");
      await shop.world.run(1_500);
      await shop.ask("Q", (keeper) => keeper.delete("/shop"));
      expect(told).toEqual([]);
      shop.world.faults.heal();
      await shop.world.run(2_000);

      expect(told).toEqual(["NodeDeleted"]);
    });

    test("when it is over, requests are told SessionExpired and watchers SessionOver", async () => {
      const shop = new Shop();
      const told: string[] = [];
      const machine = shop.program("P", async (keeper) => {
        await keeper.exists("/shop", ({ type }) => told.push(type));
        while (keeper.state !== "expired") await outcomeOf(keeper.exists("/"));
        told.push(await outcomeOf(keeper.exists("/")));
      });
      await shop.world.run(200);
      machine.pause();
      await shop.world.run(8_000);
      machine.resume();
      await shop.world.run(2_000);

      expect(told).toEqual(["SessionOver", "SessionExpired"]);
    });
  },
);

rule("Whatever befalls them, the race has one winner in the end", "the invariants of this chapter", () => {
  test("130 seeds of kills, pauses and broken networks", () => sweepInTest(raceScenario, { seeds: 130 }));
});

function three() {
  const shop = new Shop();
  const databases = new Databases(shop.world, DATABASES, {
    taker: (keeper, host) => new MasterRace(keeper, host.name),
    work: async ({ keeper }) => ensure(keeper, "/orders"),
    every: 60_000,
  });
  return { shop, databases };
}
