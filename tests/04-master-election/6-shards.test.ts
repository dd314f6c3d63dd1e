import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import type { Keeper } from "#master-election/keeper";
import { assignShards, publishShards, SHARDS, ShardFinder } from "#master-election/shards";
import { drawTicket } from "#master-election/ticket";
import { ensure, meddle, outcomeOf, Shop } from "./shop";

const NOTES = "the shard map of chapter 1";
const LINE = "/candidates";

rule("Every shard has a server that is there, and what can stay stays", NOTES, () => {
  test("new shards are spread evenly", () => {
    const after = assignShards(map({ "a-m": "", "n-s": "", "t-z": "" }), ["DB1", "DB2", "DB3"]);

    expect([...after.values()].sort()).toEqual(["DB1", "DB2", "DB3"]);
  });

  test("a server goes: its shards move, and no other", () => {
    const after = assignShards(map({ a: "DB1", b: "DB2", c: "DB1", d: "DB3" }), ["DB2", "DB3"]);

    expect([after.get("b"), after.get("d")]).toEqual(["DB2", "DB3"]);
    expect([after.get("a"), after.get("c")].sort()).toEqual(["DB2", "DB3"]);
  });

  test("the homeless go to whoever has the fewest, those counted that come later in the map", () => {
    const after = assignShards(map({ a: "gone", b: "DB1", c: "DB1", d: "gone" }), ["DB1", "DB2"]);

    expect(Object.fromEntries(after)).toEqual({ a: "DB2", b: "DB1", c: "DB1", d: "DB2" });
  });

  test("a server comes: nothing moves", () => {
    const before = map({ a: "DB1", b: "DB1" });

    expect(assignShards(before, ["DB1", "DB2"])).toEqual(before);
  });

  test("what was there before isn't changed", () => {
    const before = map({ a: "gone" });
    assignShards(before, ["DB1"]);

    expect(before).toEqual(map({ a: "gone" }));
  });

  test("without a server there is no map", () => {
    expect(() => assignShards(map({ a: "DB1" }), [])).toThrow(RangeError);
  });
});

rule(
  "Only the master writes the map, and all of it or nothing",
  "ZooKeeper Programmer's Guide, multi",
  () => {
    test("what has changed is written", async () => {
      const shop = new Shop();
      await shop.ask("DB1", async (keeper) => {
        const ticket = await begin(keeper);
        await publishShards(
          keeper,
          ticket,
          map({ "a-m": "", "n-z": "" }),
          map({ "a-m": "DB1", "n-z": "DB2" }),
        );
      });

      expect(stored(shop)).toEqual({ "a-m": "DB1", "n-z": "DB2" });
    });

    test("what is as before isn't written again: nobody is woken for nothing", async () => {
      const shop = new Shop();
      await shop.ask("DB1", async (keeper) => {
        const ticket = await begin(keeper);
        const first = map({ "a-m": "DB1", "n-z": "DB2" });
        await publishShards(keeper, ticket, map({ "a-m": "", "n-z": "" }), first);
        await publishShards(keeper, ticket, first, map({ "a-m": "DB1", "n-z": "DB3" }));
      });
      const versions = ["a-m", "n-z"].map((shard) => shop.keeper.tree.exists(`${SHARDS}/${shard}`)!.version);

      expect({ stored: stored(shop), versions }).toEqual({
        stored: { "a-m": "DB1", "n-z": "DB3" },
        versions: [1, 2],
      });
    });

    test("whoever's ticket is gone writes nothing: NoNode", async () => {
      const shop = new Shop();
      const failure = await shop.ask("DB1", async (keeper) => {
        const ticket = await begin(keeper);
        await keeper.delete(ticket.path);
        // Another is in the line by now.
        await drawTicket(keeper, LINE, "DB2");
        const [before, after] = [map({ "a-m": "", "n-z": "" }), map({ "a-m": "DB1", "n-z": "DB1" })];
        return outcomeOf(publishShards(keeper, ticket, before, after));
      });

      expect({ failure, stored: stored(shop) }).toEqual({
        failure: "NoNode",
        stored: { "a-m": "", "n-z": "" },
      });
    });

    test("a shard that isn't there: none of the others is written", async () => {
      const shop = new Shop();
      await shop.ask("DB1", async (keeper) => {
        const ticket = await begin(keeper);
        const after = map({ "a-m": "DB1", missing: "DB1" });
        await publishShards(keeper, ticket, map({ "a-m": "", missing: "" }), after).catch(() => {});
      });

      expect(stored(shop)).toEqual({ "a-m": "", "n-z": "" });
    });
  },
);

rule("Clients ask once, and are told of changes", "ZooKeeper Programmer's Guide, ZooKeeper Watches", () => {
  test("a hundred questions are one request", async () => {
    const { requests, answers } = await asking(async (finder) => {
      const found = new Set<string | undefined>();
      for (let i = 0; i < 100; i++) found.add(await finder.find("a-m"));
      return [...found];
    });

    expect({ requests, answers }).toEqual({ requests: 1, answers: ["DB1"] });
  });

  test("after a change the new server is found", async () => {
    const { requests, answers } = await asking(async (finder, keeper) => {
      const first = await finder.find("a-m");
      await keeper.setData(`${SHARDS}/a-m`, bytes("DB2"));
      return [first, await finder.find("a-m"), await finder.find("a-m")];
    });

    expect({ requests, answers }).toEqual({ requests: 2, answers: ["DB1", "DB2", "DB2"] });
  });

  test("a shard that nobody knows is found once it is there", async () => {
    const { answers } = await asking(async (finder, keeper) => {
      const first = await finder.find("0-9");
      await keeper.create(`${SHARDS}/0-9`, bytes("DB3"));
      return [first, await finder.find("0-9")];
    });

    expect(answers).toEqual([undefined, "DB3"]);
  });

  test("when the session is over, what was remembered isn't true any more", async () => {
    const { answers } = await asking(async (finder, keeper) => {
      const first = await finder.find("a-m");
      await keeper.close();
      return [first, await finder.find("a-m")];
    });

    expect(answers).toEqual(["DB1", undefined]);
  });
});

function map(shards: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(shards));
}

/** Two shards that nobody has, and a master's ticket. */
async function begin(keeper: Keeper) {
  for (const path of [LINE, SHARDS, `${SHARDS}/a-m`, `${SHARDS}/n-z`]) await ensure(keeper, path);
  return drawTicket(keeper, LINE, "DB1");
}

function stored(shop: Shop): Record<string, string> {
  return Object.fromEntries(
    shop.children(SHARDS).map((shard) => [shard, text(shop.keeper.tree.getData(`${SHARDS}/${shard}`))]),
  );
}

async function asking(act: (finder: ShardFinder, keeper: Keeper) => Promise<(string | undefined)[]>) {
  const shop = new Shop();
  let requests = 0;
  const answers = await shop.ask("shop", async (keeper) => {
    await ensure(keeper, SHARDS);
    await keeper.create(`${SHARDS}/a-m`, bytes("DB1"));
    const counted = meddle(keeper, { before: (operation) => void (operation === "getData" && requests++) });
    return act(new ShardFinder(counted), keeper);
  });
  return { requests, answers };
}
