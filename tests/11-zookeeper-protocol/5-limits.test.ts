import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { addressOf, Doorkeeper } from "#zookeeper-protocol/limits";
import { conversations, decode, hostileRequests, Siege, wholeRequests } from "./hostile";
import { answerOf, ask, asked, created, dataSet, OP, path, stat, stock } from "./requests";
import { type Client, Shop } from "./shop";
import { goodbye, hello, type In, Out, PING, request } from "./wire";

const MAX_CLIENTS = "ZooKeeper Administrator's Guide, maxClientCnxns";
const PATIENCE = 10_000;

const text = (answer: In): string => {
  const data = answer.string();
  answer.stat();
  return data;
};

rule("clients are counted by where they come from, and only while they are there", MAX_CLIENTS, () => {
  test.each([
    ["127.0.0.1:52011", "127.0.0.1"],
    ["::ffff:10.0.0.7:80", "::ffff:10.0.0.7"],
    ["::1:52011", "::1"],
    ["client 5", "client 5"],
  ])("the address of %s is %s: ports change", (peer, address) => {
    expect(addressOf(peer)).toBe(address);
  });

  test("whoever was sent away doesn't count", () => {
    const keeper = new Doorkeeper(1);
    const answers = [keeper.admits("a"), keeper.admits("a"), keeper.admits("a")];
    keeper.left("a");
    expect([...answers, keeper.admits("a"), keeper.admits("a")]).toEqual([true, false, false, true, false]);
  });
});

rule("so many clients may come from one address, and no more", MAX_CLIENTS, () => {
  test("whoever is one too many is hung up on without a word; who is there stays", () => {
    const shop = new Shop({ limits: { clientsPerAddress: 3 } });
    const first = shop.client();
    const others = [1, 2, 3].map(() => shop.dialBeside(first).say(hello()));
    expect(others.map(({ closed }) => closed)).toEqual([false, false, true]);
    expect(others[2]!.waiting).toBe(0);
    expect(first.say(PING).next().header().xid).toBe(-2);
  });

  test("somebody from elsewhere is let in", () => {
    const shop = new Shop({ limits: { clientsPerAddress: 1 } });
    shop.client();
    expect(shop.client().closed).toBe(false);
  });

  const endings: [string, (client: Client, shop: Shop) => void][] = [
    ["hangs up", (client) => client.hangUp()],
    ["closes its session", (client) => client.say(goodbye(1))],
    ["is hung up on for what it says", (client) => client.say(new Out().int(-5).bytes)],
    [
      "is hung up on as the server serves nobody",
      (_, shop) =>
        shop.at(({ desk, sessions }) => {
          desk.close();
          desk.open(sessions);
        }),
    ],
  ];
  test.each(endings)("one that %s makes room for one, and not for two", (_, end) => {
    const shop = new Shop({ limits: { clientsPerAddress: 2 } });
    const first = shop.client();
    shop.dialBeside(first).say(hello());
    const tooMany = shop.dialBeside(first);
    end(first, shop);
    shop.pass(100);
    const others = [1, 2, 3].map(() => shop.dialBeside(tooMany).say(hello()));
    const room = _.includes("nobody") ? [false, false, true] : [false, true, true];
    expect(others.map(({ closed }) => closed)).toEqual(room);
  });

  test("by default it is sixty, and ten thousand that knock and go leave nothing behind", () => {
    const keeper = new Doorkeeper(60);
    const admitted = Array.from({ length: 100 }, () => keeper.admits("10.0.0.1")).filter(Boolean).length;
    for (let index = 0; index < 10_000; index++) {
      keeper.admits(`10.1.0.${index}`);
      keeper.left(`10.1.0.${index}`);
    }
    expect({ admitted, addresses: keeper.addresses }).toEqual({ admitted: 60, addresses: 1 });
    const shop = new Shop({ limits: {} });
    const first = shop.client();
    const others = Array.from({ length: 60 }, () => shop.dialBeside(first));
    expect(others.filter(({ closed }) => closed)).toHaveLength(1);
  });
});

rule(
  "whoever is silent is hung up on after a while",
  "ZooKeeper source, NIOServerCnxnFactory, zookeeper.nio.sessionlessCnxnTimeout",
  () => {
    const silent: [string, Uint8Array][] = [
      ["says nothing", new Uint8Array(0)],
      ["says half of a hello", hello().subarray(0, 20)],
      ["announces a frame", new Out().int(1_000_000).bytes],
    ];
    test.each(silent)("a client that %s", (_, bytes) => {
      const shop = new Shop({ limits: {} });
      const client = shop.dial().say(bytes);
      shop.pass(PATIENCE - 1_000);
      const early = client.closed;
      shop.pass(1_000);
      expect([early, client.closed]).toEqual([false, true]);
    });

    test("a client that has a session isn't, as long as that lasts", () => {
      const shop = new Shop({ limits: {} });
      const client = shop.client({ timeout: 4_000 });
      for (let round = 0; round < 10; round++) {
        shop.pass(2_000);
        client.say(PING);
      }
      expect(client.closed).toBe(false);
    });
  },
);

rule(
  "a client whose answers aren't decided yet can't ask without end",
  "ZooKeeper Administrator's Guide, globalOutstandingLimit",
  () => {
    /** A client of a server with a slow majority, which creates so many znodes in one breath. */
    function flood(unanswered: number, count: number): { shop: Shop; client: Client } {
      const shop = new Shop({ limits: { unanswered }, slow: true });
      const client = shop.dial().say(hello());
      shop.at((server) => server.release());
      client.welcome();
      const frames = Array.from({ length: count }, (_, index) =>
        request(index, OP.create, created(`/n${index}`)),
      );
      client.say(...frames);
      return { shop, client };
    }

    test("it is read from until so many wait, and again when they are answered", () => {
      const { shop, client } = flood(10, 25);
      const waves = [1, 2, 3, 4].map(() => shop.at((server) => server.release()));
      expect(waves).toEqual([10, 10, 5, 0]);
      const answers = Array.from({ length: 25 }, (_, xid) => answerOf(client, xid, path).body);
      expect(answers).toEqual(Array.from({ length: 25 }, (_, index) => `/n${index}`));
    });

    test("what is answered doesn't count: thousands of reads in one piece are answered each", () => {
      const shop = new Shop({ limits: {} });
      stock(shop, "/shop");
      const client = shop.client();
      const frames = Array.from({ length: 5_000 }, (_, xid) => request(xid, OP.getData, asked("/shop")));
      client.say(...frames);
      shop.pass(1_000);
      for (let xid = 0; xid < 5_000; xid++) expect(answerOf(client, xid, text).body).toBe("data of /shop");
    });

    test("another client isn't held up", () => {
      const { shop } = flood(10, 25);
      const other = shop.dial().say(hello());
      shop.at((server) => server.release());
      expect(other.welcome().timeout).toBe(3_000);
    });

    test("a client that is gone meanwhile is gone", () => {
      const { shop, client } = flood(10, 25);
      client.hangUp();
      const waves = [1, 2, 3].map(() => shop.at((server) => server.release()));
      expect([waves, shop.server.desk.clients]).toEqual([[10, 10, 5], 0]);
    });
  },
);

rule(
  "a client that doesn't read costs little, and loses nothing if it reads after all",
  "Every buffer between two programs has an end",
  () => {
    const SIZE = 50_000;
    const UNREAD = 200_000;

    /** A client asks for a large znode four hundred times, piece by piece, and reads nothing. */
    function slow(): { shop: Shop; client: Client; most: number } {
      const shop = new Shop({ limits: { unread: UNREAD } });
      const client = shop.client({ timeout: 10_000 });
      ask(client, OP.create, created("/large", "x".repeat(SIZE)), path);
      client.stopReading();
      let most = 0;
      for (let xid = 1; xid <= 400; xid += 20) {
        const frames = Array.from({ length: 20 }, (_, index) =>
          request(xid + index, OP.getData, asked("/large")),
        );
        client.say(...frames);
        most = Math.max(most, shop.server.desk.unread);
      }
      return { shop, client, most };
    }

    test("about as much as the limit waits for it, of 20 MB; then nothing is read from it", () => {
      const { client, most } = slow();
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThan(UNREAD + 20 * SIZE + 300_000);
      expect(client.backlog).toBeGreaterThan(0);
    });

    test("when it reads, it gets every answer, in order", () => {
      const { shop, client } = slow();
      client.read();
      shop.pass(5_000);
      for (let xid = 1; xid <= 400; xid++) expect(answerOf(client, xid, text).body).toHaveLength(SIZE);
      expect(shop.server.desk.unread).toBe(0);
    });

    test("others are served meanwhile", () => {
      const { shop } = slow();
      expect(ask(shop.client(), OP.setData, dataSet("/large", "small"), stat).error).toBe(0);
    });

    /** A client that doesn't read, while a thousand events of some kilobytes are for it. */
    function deaf(): { shop: Shop; client: Client } {
      const shop = new Shop({ limits: { unread: UNREAD } });
      const client = shop.client({ timeout: 10_000 });
      const long = `/${"n".repeat(3_000)}`;
      ask(
        client,
        OP.addWatch,
        (out) => out.string(long).int(0),
        (answer) => answer.int(),
      );
      client.stopReading();
      const other = shop.client();
      ask(other, OP.create, created(long), path);
      for (let round = 0; round < 40; round++) {
        other.say(...Array.from({ length: 25 }, () => request(1, OP.setData, dataSet(long, ""))));
      }
      return { shop, client };
    }

    test("events that it doesn't read wait within the limit, too", () => {
      const { shop } = deaf();
      expect(shop.server.desk.unread).toBeLessThan(UNREAD + 300_000);
    });

    test("a client that closes its session gets what waits, and the answer to that", () => {
      const { shop, client } = deaf();
      client.say(goodbye(77)).read();
      shop.pass(5_000);
      const xids: number[] = [];
      while (client.waiting > 0) xids.push(client.next().header().xid);
      expect([xids.length, xids.at(-1), client.closed]).toEqual([1_002, 77, true]);
    });

    test("so does one that is hung up on as its session is elsewhere now", () => {
      const { shop, client } = deaf();
      const { id, password } = client.session!;
      shop.client({ id, password });
      const early = client.closed;
      client.read();
      shop.pass(5_000);
      let events = 0;
      for (; client.waiting > 0; events += 1) expect(client.next().header().xid).toBe(-1);
      expect({ early, events, late: client.closed }).toEqual({ early: false, events: 1_001, late: true });
    });

    test("one that is to be hung up on and never reads is dropped after a while", () => {
      const { shop } = deaf();
      const { clients } = shop.server.desk;
      shop.pass(PATIENCE + 12_000);
      expect([clients, shop.server.desk.clients, shop.server.desk.unread]).toEqual([2, 0, 0]);
    });
  },
);

rule(
  "whatever a stranger sends, a customer doesn't notice",
  "npm run fuzz:zookeeper plays a million frames",
  () => {
    test("what a client's library sends is read to its end", () => {
      fc.assert(
        fc.property(wholeRequests, (content) => expect(decode(content)).toEqual({ as: "request", left: 0 })),
        { seed: 3, numRuns: 1_000 },
      );
    });

    test("what was spoilt on its way is read without harm", () => {
      fc.assert(
        fc.property(hostileRequests, (content) => {
          expect(["request", "unknown", "malformed"]).toContain(decode(content).as);
        }),
        { seed: 3, numRuns: 3_000 },
      );
    });

    test("three hundred strangers", () => {
      const siege = new Siege();
      fc.assert(
        fc.property(conversations, (conversation) => void siege.play(conversation)),
        { seed: 5, numRuns: 300 },
      );
    });
  },
);
