import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { CONTAINER, ttlOwner } from "#znode-tree/owners";
import { isDue } from "#zookeeper-protocol/upkeep";
import { provenConversations, Siege } from "./hostile";
import { ask, asked, created, dataSet, deleted, livingFor, named, nothing, OP, path, stat } from "./requests";
import { type Client, Shop, type ShopOptions } from "./shop";
import { hello, request } from "./wire";

const CANDIDATES = "ZooKeeper source, ContainerManager.getCandidates";
const MEASURED = "Measured on Apache ZooKeeper 3.8.0";

/** Between two rounds, in ms. */
const ROUND = 1_000;
const CONTAINER_FLAG = 4;
const TTL_FLAG = 5;

rule("what a znode is for says whether it is needed", CANDIDATES, () => {
  const session = 0x0100_0000_0000_0001n;
  const empty = { numChildren: 0, cversion: 0, mtime: 1_000 };
  const cases: [string, Parameters<typeof isDue>[0], number, boolean][] = [
    ["a container that never had a child", { ...empty, ephemeralOwner: CONTAINER }, 9e9, false],
    ["one that had", { ...empty, ephemeralOwner: CONTAINER, cversion: 2 }, 1_000, true],
    ["one that has", { ...empty, ephemeralOwner: CONTAINER, cversion: 1, numChildren: 1 }, 9e9, false],
    ["a time that isn't up", { ...empty, ephemeralOwner: ttlOwner(500) }, 1_499, false],
    ["its last moment", { ...empty, ephemeralOwner: ttlOwner(500) }, 1_500, false],
    ["a time that is up", { ...empty, ephemeralOwner: ttlOwner(500) }, 1_501, true],
    [
      "one with children",
      { ...empty, ephemeralOwner: ttlOwner(500), cversion: 1, numChildren: 1 },
      9e9,
      false,
    ],
    ["one whose children have gone", { ...empty, ephemeralOwner: ttlOwner(500), cversion: 2 }, 1_501, true],
    ["an ordinary znode", { ...empty, ephemeralOwner: 0n, cversion: 2 }, 9e9, false],
    ["somebody's ephemeral znode", { ...empty, ephemeralOwner: session, cversion: 2 }, 9e9, false],
  ];
  test.each(cases)("%s: %o at %d", (_, of, now, expected) => {
    expect(isDue(of, now)).toBe(expected);
  });
});

function tidyShop(options: ShopOptions = {}): { shop: Shop; client: Client } {
  const shop = new Shop({ access: {}, upkeep: ROUND, ...options });
  return { shop, client: shop.client({ timeout: 10_000 }) };
}

const isThere = (client: Client, of: string): boolean => ask(client, OP.exists, asked(of), stat).error === 0;

rule(
  "a container goes when the last of its children has gone",
  "ZooKeeper Programmer's Guide, Container Nodes",
  () => {
    test("not before it had one, and not while it has one", () => {
      const { shop, client } = tidyShop();
      ask(client, OP.createContainer, created("/locks", "", CONTAINER_FLAG), (answer) => [
        answer.string(),
        answer.stat(),
      ]);
      const seen: boolean[] = [];
      const round = (): void => {
        shop.pass(2 * ROUND);
        seen.push(isThere(client, "/locks"));
      };
      round();
      ask(client, OP.create, created("/locks/a"), path);
      round();
      ask(client, OP.delete, deleted("/locks/a"), nothing);
      round();
      expect(seen).toEqual([true, true, false]);
    });

    test("whoever watches it is told, as of any delete", () => {
      const { shop, client } = tidyShop();
      ask(client, OP.createContainer, created("/locks", "", CONTAINER_FLAG), (answer) => [
        answer.string(),
        answer.stat(),
      ]);
      ask(client, OP.create, created("/locks/a"), path);
      ask(client, OP.delete, deleted("/locks/a"), nothing);
      ask(client, OP.exists, asked("/locks", true), stat);
      shop.pass(2 * ROUND);
      const event = client.next();
      const { xid } = event.header();
      expect([xid, event.int(), event.int(), event.string()]).toEqual([-1, 2, 3, "/locks"]);
    });

    test("one round takes them all, however many, but never more than a thousand", () => {
      const { shop, client } = tidyShop();
      const frames: Uint8Array[] = [];
      for (let number = 0; number < 1_200; number++) {
        frames.push(request(number, OP.create, created(`/c${number}`, "", CONTAINER_FLAG)));
        frames.push(request(number, OP.create, created(`/c${number}/a`)));
        if (number !== 7) frames.push(request(number, OP.delete, deleted(`/c${number}/a`)));
      }
      client.say(...frames);
      while (client.waiting > 0) client.next();
      const left = (): number => shop.server.database.tree.record("/")!.children;
      const counts = [left()];
      for (let round = 0; round < 3; round++) {
        shop.pass(ROUND);
        counts.push(left());
      }
      expect(counts).toEqual([1_200, 200, 1, 1]);
    });
  },
);

rule(
  "a znode with a time to live goes when it has been left alone for longer",
  "ZooKeeper Programmer's Guide, TTL Nodes",
  () => {
    test("whoever sets its data begins its time anew; children keep it", () => {
      const { shop, client } = tidyShop();
      const make = (name: string): unknown =>
        ask(client, OP.createTtl, livingFor(name, TTL_FLAG, 3_000n), (answer) => [
          answer.string(),
          answer.stat(),
        ]);
      for (const name of ["/alone", "/set", "/parent"]) make(name);
      ask(client, OP.create, created("/parent/child"), path);
      shop.pass(2_500);
      ask(client, OP.setData, dataSet("/set", "still here"), stat);
      shop.pass(2_000);
      const early = ["/alone", "/set", "/parent"].map((name) => isThere(client, name));
      ask(client, OP.delete, deleted("/parent/child"), nothing);
      shop.pass(2_500);
      const late = ["/alone", "/set", "/parent"].map((name) => isThere(client, name));
      expect([early, late]).toEqual([
        [false, true, true],
        [false, false, false],
      ]);
    });

    test("what is decided and not carried out keeps it as well: data that is being set, a child that comes", () => {
      const { shop, client } = slowShop();
      client.say(
        request(1, OP.createTtl, livingFor("/set", TTL_FLAG, 500n)),
        request(2, OP.createTtl, livingFor("/parent", TTL_FLAG, 500n)),
        request(3, OP.createTtl, livingFor("/alone", TTL_FLAG, 500n)),
      );
      shop.at((server) => server.release());
      shop.pass(ROUND / 2);
      client.say(
        request(4, OP.setData, dataSet("/set", "now")),
        request(5, OP.create, created("/parent/child")),
      );
      shop.pass(ROUND);
      shop.at((server) => server.release());
      const { tree } = shop.server.database;
      expect(["/set", "/parent", "/alone"].map((name) => tree.record(name) !== undefined)).toEqual([
        true,
        true,
        false,
      ]);
    });
  },
);

function slowShop(): { shop: Shop; client: Client } {
  const shop = new Shop({ access: {}, upkeep: ROUND, slow: true });
  const client = shop.dial().say(hello({ timeout: 10_000 }));
  shop.at((server) => server.release());
  client.welcome();
  return { shop, client };
}

rule("a client may ask for it sooner, and only for such znodes", MEASURED, () => {
  test("deleteContainer: an ordinary znode is refused (-103), one with children, too (-111)", () => {
    const { client } = tidyShop();
    const drop = (of: string): number => ask(client, OP.deleteContainer, named(of), nothing).error;
    ask(client, OP.create, created("/shop"), path);
    ask(client, OP.create, created("/locks", "", CONTAINER_FLAG), path);
    ask(client, OP.create, created("/locks/a"), path);
    const full = drop("/locks");
    ask(client, OP.delete, deleted("/locks/a"), nothing);
    expect([drop("/shop"), full, drop("/locks"), drop("/locks")]).toEqual([-103, -111, 0, -101]);
  });
});

rule(
  "strangers who bring lists and proofs do no more harm than others",
  "ZooKeeper source, NIOServerCnxn",
  () => {
    test("a customer of the same server doesn't notice two hundred of them", () => {
      const siege = new Siege({ access: {}, upkeep: ROUND });
      fc.assert(
        fc.property(provenConversations, (conversation) => {
          siege.play(conversation);
        }),
        { seed: 11, numRuns: 200 },
      );
      expect(siege.shop.server.desk.clients).toBe(1);
    });
  },
);
