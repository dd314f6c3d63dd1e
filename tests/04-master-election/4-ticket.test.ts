import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Keeper } from "#master-election/keeper";
import { drawTicket, returnTicket, type Ticket } from "#master-election/ticket";
import { lineScenario } from "./scenarios/line";
import { ensure, losesReplyOf, meddle, outcomeOf, Shop, stay } from "./shop";

const RECIPES = "ZooKeeper Recipes and Solutions, Important Note About the GUID";
const LINE = "/line";

rule("A ticket is a place in the line, and its token says when it was drawn", RECIPES, () => {
  test("path, name and token are those of the znode", async () => {
    const { shop, result: ticket } = await draw("DB1");

    expect(shop.children(LINE)).toEqual([ticket.name]);
    expect(ticket.name).toMatch(/^DB1-.*0000000000$/);
    expect(ticket).toEqual({
      path: `${LINE}/${ticket.name}`,
      name: ticket.name,
      token: shop.keeper.tree.exists(ticket.path)!.czxid,
    });
  });

  test("it goes with the session", async () => {
    const { shop } = await draw("DB1");
    shop.world.machine("program").kill();
    await shop.world.run(6_000);

    expect(shop.children(LINE)).toEqual([]);
  });

  test("two who draw with one session have two tickets", async () => {
    const { shop, result } = await inShop(async (keeper) => [
      await drawTicket(keeper, LINE, "DB1"),
      await drawTicket(keeper, LINE, "DB1-b"),
      await drawTicket(keeper, LINE, "DB"),
    ]);

    expect(shop.children(LINE)).toHaveLength(3);
    expect(new Set(result.map(({ token }) => token)).size).toBe(3);
  });
});

rule("However often a reply is lost, it is one ticket", RECIPES, () => {
  test("the create was done and its reply is lost", async () => {
    const { shop, result } = await inShop((keeper) =>
      drawTicket(meddle(keeper, losesReplyOf("create")), LINE, "DB1"),
    );

    expect(shop.children(LINE)).toEqual([result.name]);
    expect(result.token).toBe(shop.keeper.tree.exists(result.path)!.czxid);
  });

  test("the create wasn't done: it is asked for again", async () => {
    let asked = 0;
    const { shop, result } = await inShop((keeper) =>
      drawTicket(
        meddle(keeper, {
          before: (operation) => {
            if (operation === "create" && asked++ === 0)
              shop0().world.faults.breakConnections("program", "keeper");
          },
        }),
        LINE,
        "DB1",
      ),
    );

    expect(shop.children(LINE)).toEqual([result.name]);
  });

  test("the reply to the look afterwards is lost as well", async () => {
    const { shop, result } = await inShop((keeper) => {
      const once = meddle(keeper, losesReplyOf("create"));
      const twice = meddle(once, losesReplyOf("getChildren"));
      return drawTicket(twice, LINE, "DB1");
    });

    expect(shop.children(LINE)).toEqual([result.name]);
  });
});

rule("A ticket of another session is somebody else's, whatever its name", "CURATOR-604, CURATOR-696", () => {
  test("that of an earlier life of the same server is left alone", async () => {
    const shop = newShop();
    await shop.ask("earlier life", async (keeper) => {
      await ensure(keeper, LINE);
      return drawTicket(keeper, LINE, "DB1");
    });
    const second = await shop.ask("program", (keeper) =>
      drawTicket(meddle(keeper, losesReplyOf("create")), LINE, "DB1"),
    );
    const owners = shop
      .children(LINE)
      .map((name) => shop.keeper.tree.exists(`${LINE}/${name}`)!.ephemeralOwner);

    expect(shop.children(LINE)).toHaveLength(2);
    expect(second.name).toMatch(/1$/);
    expect(new Set(owners).size).toBe(2);
  });

  test("a ticket without an owner isn't one's own either", async () => {
    const { result } = await inShop(async (keeper) => {
      await keeper.create(`${LINE}/DB1-`, new Uint8Array(0), { sequential: true });
      return drawTicket(meddle(keeper, losesReplyOf("create")), LINE, "DB1");
    });

    expect(result.name).toMatch(/1$/);
  });
});

rule("A ticket that was given back is in the line no longer", RECIPES, () => {
  test("it is gone", async () => {
    const { shop } = await inShop(async (keeper) =>
      returnTicket(keeper, await drawTicket(keeper, LINE, "DB1")),
    );

    expect(shop.children(LINE)).toEqual([]);
  });

  test("the delete was done and its reply is lost: that is no error", async () => {
    const { shop, result } = await inShop(async (keeper) => {
      await returnTicket(meddle(keeper, losesReplyOf("delete")), await drawTicket(keeper, LINE, "DB1"));
      return "done";
    });

    expect({ result, left: shop.children(LINE) }).toEqual({ result: "done", left: [] });
  });

  test("the delete wasn't done: it is asked for again", async () => {
    let asked = 0;
    const { shop } = await inShop(async (keeper) => {
      const ticket = await drawTicket(keeper, LINE, "DB1");
      const meddled = meddle(keeper, {
        before: (operation) => {
          if (operation === "delete" && asked++ === 0)
            shop0().world.faults.breakConnections("program", "keeper");
        },
      });
      await returnTicket(meddled, ticket);
    });

    expect(shop.children(LINE)).toEqual([]);
  });
});

rule("What isn't a lost connection is told", "ZooKeeper Programmer's Guide, Handling Errors", () => {
  test("a line that isn't there: NoNode", async () => {
    const { result } = await inShop((keeper) => outcomeOf(drawTicket(keeper, "/nowhere", "DB1")));

    expect(result).toBe("NoNode");
  });

  test("a session that is over: SessionExpired", async () => {
    const { result } = await inShop(async (keeper) => {
      await keeper.close();
      return outcomeOf(drawTicket(keeper, LINE, "DB1"));
    });

    expect(result).toBe("SessionExpired");
  });
});

rule("Whoever stands first in the line leads, whatever befalls the servers", RECIPES, () => {
  test("130 seeds of kills, pauses and broken networks", () => sweepInTest(lineScenario, { seeds: 130 }));
});

let current: Shop | undefined;

function newShop(): Shop {
  current = new Shop();
  return current;
}

/** The shop of this test, for what happens in it. */
function shop0(): Shop {
  return current!;
}

/** A program that has a session and a line, and stays when it has done what it came for. */
async function inShop<T>(act: (keeper: Keeper) => Promise<T>): Promise<{ shop: Shop; result: T }> {
  const shop = newShop();
  const results: T[] = [];
  shop.program("program", async (keeper, host) => {
    await ensure(keeper, LINE);
    results.push(await act(keeper));
    await stay(host);
  });
  await shop.world.until("the program comes to its end", () => results.length > 0, 20_000);
  return { shop, result: results[0]! };
}

function draw(who: string): Promise<{ shop: Shop; result: Ticket }> {
  return inShop((keeper) => drawTicket(keeper, LINE, who));
}
