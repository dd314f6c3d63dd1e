import { sleep } from "#lab/host";
import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { withLock } from "#master-election/lock";
import { lockScenario } from "./scenarios/lock";
import { KeeperError } from "#znode-tree/errors";
import { ensure, EventCount, losesReplyOf, meddle, outcomeOf, Shop, stay } from "./shop";

const RECIPES = "ZooKeeper Recipes and Solutions, Locks";
const LINE = "/lock";

rule("One works at a time, in the order in which they asked", RECIPES, () => {
  test("the next begins when the one before has ended", async () => {
    const { shop, log } = await workers(3);
    await shop.world.run(5_000);

    expect(log).toEqual(["P0 begins", "P0 ends", "P1 begins", "P1 ends", "P2 begins", "P2 ends"]);
  });

  test("the work's result comes back, and the line is empty", async () => {
    const shop = new Shop();
    const result = await shop.ask("P", async (keeper) => {
      await ensure(keeper, LINE);
      return withLock(keeper, LINE, "P", () => Promise.resolve("bread"));
    });

    expect({ result, left: shop.children(LINE) }).toEqual({ result: "bread", left: [] });
  });

  test("each holder's token is higher than those before", async () => {
    const shop = new Shop();
    const tokens = await shop.ask("P", async (keeper) => {
      await ensure(keeper, LINE);
      const drawn: bigint[] = [];
      for (let i = 0; i < 3; i++)
        await withLock(keeper, LINE, "P", (token) => Promise.resolve(void drawn.push(token)));
      return drawn;
    });

    expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => Number(a - b)));
    expect(tokens).toHaveLength(3);
  });
});

rule("Whatever ends the work frees the lock", RECIPES, () => {
  test("work that fails: the error is told, and the lock is free", async () => {
    const shop = new Shop();
    const failure = await shop.ask("P", async (keeper) => {
      await ensure(keeper, LINE);
      const work = (): Promise<void> => Promise.reject(new KeeperError("BadArguments", "the oven is cold"));
      return outcomeOf(withLock(keeper, LINE, "P", work));
    });

    expect({ failure, left: shop.children(LINE) }).toEqual({ failure: "BadArguments", left: [] });
  });

  test("a holder that dies: the next has its turn when its session is over", async () => {
    const { shop, log } = await workers(2, { forever: "P0" });
    await shop.world.run(1_000);
    shop.world.machine("P0").kill();
    await shop.world.run(8_000);

    expect(log).toEqual(["P0 begins", "P1 begins", "P1 ends"]);
  });

  test("a reply to the release is lost: the lock is free all the same", async () => {
    const shop = new Shop();
    const result = await shop.ask("P", async (keeper) => {
      await ensure(keeper, LINE);
      return withLock(meddle(keeper, losesReplyOf("delete")), LINE, "P", () => Promise.resolve("done"));
    });

    expect({ result, left: shop.children(LINE) }).toEqual({ result: "done", left: [] });
  });

  test("the lock is held until the work has really ended", async () => {
    const { shop } = await workers(1, { forever: "P0" });
    await shop.world.run(10_000);

    expect(shop.children(LINE)).toHaveLength(1);
  });
});

rule("A broken connection costs nobody his place", RECIPES, () => {
  test("a reply that is lost while waiting isn't the end of it", async () => {
    const shop = new Shop();
    const result = await shop.ask("P", async (keeper) => {
      await ensure(keeper, LINE);
      let looks = 0;
      const meddled = meddle(keeper, {
        before: (operation) => {
          if (operation === "getChildren" && ++looks === 2) shop.world.faults.breakConnections("P", "keeper");
        },
      });
      return withLock(meddled, LINE, "P", () => Promise.resolve("done"));
    });

    expect({ result, left: shop.children(LINE) }).toEqual({ result: "done", left: [] });
  });

  test("nor is it one's turn", async () => {
    const { shop, log } = await workers(1, { forever: "P0" });
    shop.program("Q", async (keeper, host) => {
      let replies = 0;
      const meddled = meddle(keeper, {
        after: () => {
          replies += 1;
          if (replies === 3 || replies === 5) throw new KeeperError("ConnectionLoss", "the reply is lost");
        },
      });
      await withLock(meddled, LINE, "Q", () => Promise.resolve(log.push("Q begins")));
      await stay(host);
    });
    await shop.world.run(3_000);

    expect(log).toEqual(["P0 begins"]);
    expect(shop.children(LINE)).toHaveLength(2);
  });

  test("the one who waits keeps its ticket and has its turn in its order", async () => {
    const { shop, log } = await workers(3, { lasts: 3_000 });
    shop.world.faults.breakConnections("P1", "keeper");
    await shop.world.run(15_000);

    expect(log.filter((line) => line.endsWith("begins"))).toEqual(["P0 begins", "P1 begins", "P2 begins"]);
  });
});

rule(
  "Whose session is over learns that the lock was lost",
  "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
  () => {
    test("the work went on, and the lock didn't: SessionExpired", async () => {
      const shop = new Shop();
      const ends: unknown[] = [];
      const machine = shop.program("P", async (keeper, host) => {
        await ensure(keeper, LINE);
        ends.push(await outcomeOf(withLock(keeper, LINE, "P", () => sleep(host.clock, 1_000))));
      });
      await shop.world.run(500);
      machine.pause();
      await shop.world.run(8_000);
      machine.resume();
      await shop.world.run(3_000);

      expect(ends).toEqual(["SessionExpired"]);
    });
  },
);

rule("Each release wakes at most one", RECIPES, () => {
  test("ten wait: nine events in all", async () => {
    const count = new EventCount();
    const { shop, log } = await workers(10, { lasts: 1_000 }, count);
    count.seen.length = 0;
    await shop.world.run(30_000);

    expect(log).toHaveLength(20);
    expect(count.seen).toHaveLength(9);
  });
});

rule("What is counted behind a fence, with the lock, is counted once", RECIPES, () => {
  test("110 seeds of kills, pauses and broken networks", () => sweepInTest(lockScenario, { seeds: 110 }));
});

interface Work {
  /** Whose work never ends. */
  forever?: string;
  /** ms */
  lasts?: number;
}

/** Programs that ask for the lock one after another, P0 first. */
async function workers(count: number, { forever, lasts = 400 }: Work = {}, events?: EventCount) {
  const shop = new Shop(events);
  const log: string[] = [];
  await shop.ask("setup", (keeper) => ensure(keeper, LINE));
  for (let i = 0; i < count; i++) {
    const name = `P${i}`;
    shop.program(name, async (keeper, host) => {
      await withLock(keeper, LINE, name, async () => {
        log.push(`${name} begins`);
        await (name === forever ? stay(host) : sleep(host.clock, lasts));
        log.push(`${name} ends`);
      });
      await stay(host);
    });
    await shop.world.run(50);
  }
  return { shop, log };
}
