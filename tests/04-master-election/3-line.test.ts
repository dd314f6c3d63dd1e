import { rule } from "#lab/testing/rule";
import { predecessorOf, sequenceOf, waitForTurn } from "#master-election/line";
import { failedBy } from "#master-election/watching";
import { ensure, EventCount, meddle, outcomeOf, Shop, stay } from "./shop";

const RECIPES = "ZooKeeper Recipes and Solutions, Leader Election";
const LINE = "/line";

rule(
  "The server's number alone says who comes first",
  "ZOOKEEPER-2931: the names were compared whole",
  () => {
    test("the number is what the server has put at the end", () => {
      expect(["DB2-0000000017", "a-long-name-0000000000", "0000000003"].map(sequenceOf)).toEqual([17, 0, 3]);
    });

    test("a name that comes later in the alphabet doesn't come later in the line", () => {
      const tickets = ["a-0000000007", "z-0000000003", "m-0000000005"];

      expect(tickets.map((ticket) => predecessorOf(tickets, ticket))).toEqual([
        "m-0000000005",
        undefined,
        "z-0000000003",
      ]);
    });

    test("numbers may be missing, and the list has no order", () => {
      const tickets = ["x-0000000100", "x-0000000009", "x-0000000041", "x-0000000010"];

      expect(predecessorOf(tickets, "x-0000000100")).toBe("x-0000000041");
      expect(predecessorOf(tickets, "x-0000000009")).toBeUndefined();
    });
  },
);

rule("Whoever is first doesn't wait, and all others do", RECIPES, () => {
  test("three draw, and one has its turn", async () => {
    const { shop, turns } = await line(3);

    expect(turns).toEqual(["P0"]);
    expect(shop.children(LINE)).toHaveLength(3);
  });

  test("turns come in the order of the numbers", async () => {
    const { shop, turns } = await line(4);
    for (const gone of ["P0", "P1", "P2"]) {
      await leave(shop, gone);
      await shop.world.run(500);
    }

    expect(turns).toEqual(["P0", "P1", "P2", "P3"]);
  });

  test("a ticket that isn't in the line never has its turn: NoNode", async () => {
    const shop = new Shop();
    const failed = await shop.ask("lost", async (keeper) => {
      await ensure(keeper, LINE);
      return outcomeOf(waitForTurn(keeper, LINE, "nobody-0000000005"));
    });

    expect(failed).toBe("NoNode");
  });
});

rule("Whoever leaves wakes at most one", RECIPES, () => {
  test("the first of twenty leaves: one event is sent", async () => {
    const count = new EventCount();
    const { shop } = await line(20, count);
    count.seen.length = 0;
    await leave(shop, "P0");
    await shop.world.run(2_000);

    expect(count.seen).toEqual([`NodeDeleted ${LINE}/P0-0000000000`]);
  });

  test("the last of twenty leaves: none is sent", async () => {
    const count = new EventCount();
    const { shop } = await line(20, count);
    count.seen.length = 0;
    await leave(shop, "P19");
    await shop.world.run(2_000);

    expect(count.seen).toEqual([]);
  });

  test("somebody joins: none is sent", async () => {
    const count = new EventCount();
    const { shop } = await line(20, count);
    count.seen.length = 0;
    await shop.ask("newcomer", (keeper) =>
      keeper.create(`${LINE}/P-`, new Uint8Array(0), { ephemeral: true, sequential: true }),
    );
    await shop.world.run(2_000);

    expect(count.seen).toEqual([]);
  });
});

rule("When the one in front leaves, somebody else may still be further ahead", RECIPES, () => {
  test("the second of three gives up: the third isn't first", async () => {
    const { shop, turns } = await line(3);
    await leave(shop, "P1");
    await shop.world.run(1_000);

    expect(turns).toEqual(["P0"]);
  });

  test("and has its turn once the first leaves", async () => {
    const { shop, turns } = await line(3);
    await leave(shop, "P1");
    await shop.world.run(1_000);
    await leave(shop, "P0");
    await shop.world.run(1_000);

    expect(turns).toEqual(["P0", "P2"]);
  });
});

rule("Between the look and the watch the one in front may have left", RECIPES, () => {
  test("nobody waits for somebody who is gone", async () => {
    const shop = new Shop();
    const turns: string[] = [];
    shop.program("P", async (keeper, host) => {
      await ensure(keeper, LINE);
      const options = { ephemeral: true, sequential: true };
      const ahead = await keeper.create(`${LINE}/A-`, new Uint8Array(0), options);
      const mine = await keeper.create(`${LINE}/B-`, new Uint8Array(0), options);
      let left = false;
      const meddled = meddle(keeper, {
        before: async (operation, path) => {
          if (left || path !== ahead.path || (operation !== "exists" && operation !== "getData")) return;
          left = true;
          await keeper.delete(ahead.path);
        },
      });
      await waitForTurn(meddled, LINE, mine.path.slice(LINE.length + 1));
      turns.push("B");
      await stay(host);
    });
    await shop.world.run(3_000);

    expect(turns).toEqual(["B"]);
  });
});

rule("The end of the session ends the waiting", "ZooKeeper Programmer's Guide, ZooKeeper Sessions", () => {
  test("whoever stood still for too long is told SessionExpired", async () => {
    const shop = new Shop();
    const ends: string[] = [];
    await shop.ask("A", async (keeper) => {
      await ensure(keeper, LINE);
      await keeper.create(`${LINE}/A-`, new Uint8Array(0), { sequential: true });
    });
    const machine = shop.program("B", async (keeper) => {
      const { path } = await keeper.create(`${LINE}/B-`, new Uint8Array(0), {
        ephemeral: true,
        sequential: true,
      });
      ends.push(await outcomeOf(waitForTurn(keeper, LINE, path.slice(LINE.length + 1))));
    });
    await shop.world.run(1_000);
    machine.pause();
    await shop.world.run(8_000);
    machine.resume();
    await shop.world.run(2_000);

    expect(ends).toEqual(["SessionExpired"]);
  });
});

/** So many programs that have drawn tickets one after another, P0 first, and wait. */
async function line(count: number, events?: EventCount) {
  const shop = new Shop(events);
  const turns: string[] = [];
  await shop.ask("setup", (keeper) => ensure(keeper, LINE));
  for (let i = 0; i < count; i++) {
    const name = `P${i}`;
    shop.program(name, async (keeper, host) => {
      const { path } = await keeper.create(`${LINE}/${name}-`, new Uint8Array(0), {
        ephemeral: true,
        sequential: true,
      });
      try {
        await waitForTurn(keeper, LINE, path.slice(LINE.length + 1));
        turns.push(name);
      } catch (error) {
        // Its ticket was taken away.
        if (!failedBy(error, "NoNode")) throw error;
      }
      await stay(host);
    });
    await shop.world.run(50);
  }
  return { shop, turns };
}

let operators = 0;

/** Somebody's ticket goes. */
async function leave(shop: Shop, name: string): Promise<void> {
  const ticket = shop.children(LINE).find((each) => each.startsWith(`${name}-`));
  await shop.ask(`operator ${++operators}`, (keeper) => keeper.delete(`${LINE}/${ticket}`));
}
