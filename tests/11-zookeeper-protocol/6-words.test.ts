import { rule } from "#lab/testing/rule";
import { WORDS, wordIn } from "#zookeeper-protocol/four-letter-words";
import { ask, asked, created, OP, stat, stock } from "./requests";
import { type Client, Shop } from "./shop";
import { hello, PING, request } from "./wire";

const WORDS_OF = "ZooKeeper Administrator's Guide, The Four Letter Words";
const WHITELIST = "ZooKeeper Administrator's Guide, 4lw.commands.whitelist; issue ZOOKEEPER-2693";

const letters = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A shop that answers all words, if nothing else is said. */
function shopFor(words: readonly string[] = WORDS): Shop {
  return new Shop({ words });
}

/** Sends a word, from a connection of its own. @returns all that comes back */
function told(shop: Shop, word: string): string {
  const client = shop.dial().say(letters(word));
  expect(client.closed).toBe(true);
  return client.text();
}

/** Lines of the form `name: value` by their names. */
function fields(text: string, between: string): Record<string, string> {
  const pairs = text
    .split("\n")
    .filter((line) => line.includes(between))
    .map((line) => [
      line.slice(0, line.indexOf(between)),
      line.slice(line.indexOf(between) + between.length),
    ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

rule("the first four bytes of a connection may be a word", WORDS_OF, () => {
  test.each([
    ["ruok", "ruok"],
    ["ruok\n", "ruok"],
    ["mntr\r\n", "mntr"],
    ["RUOK", undefined],
    ["ruo", undefined],
    ["", undefined],
    ["\u0000\u0000\u0000-", undefined],
    ["GET ", undefined],
  ])("%j is the word %s", (text, word) => {
    expect(wordIn(letters(text))).toBe(word);
  });

  test("are you ok? I am ok; and then it's over", () => {
    expect(told(shopFor(), "ruok")).toBe("imok");
  });

  test("also with a line's end behind it, and letter by letter", () => {
    const shop = shopFor();
    const client = shop.dial();
    for (const letter of "ruok") client.say(letters(letter));
    expect([told(shop, "ruok\n"), client.text(), client.closed]).toEqual(["imok", "imok", true]);
  });

  test("a client that speaks the protocol is served as before, also byte by byte", () => {
    const shop = shopFor();
    const [whole, pieces] = [shop.dial().say(hello(), PING), shop.dial()];
    for (const byte of [...hello(), ...PING]) pieces.say(Uint8Array.of(byte));
    for (const client of [whole, pieces]) {
      expect([client.welcome().timeout, client.next().header().xid]).toEqual([3_000, -2]);
    }
  });

  test("later in a connection the same four bytes are a length, and too much of one", () => {
    const shop = shopFor();
    const client = shop.client().say(letters("ruok"));
    expect([client.waiting, client.closed]).toEqual([0, true]);
  });

  test("four letters that are no word are a length as well", () => {
    const client = shopFor().dial().say(letters("what"));
    expect([client.waiting, client.closed]).toEqual([0, true]);
  });

  test("somebody with a word isn't counted for longer than it takes", () => {
    const shop = new Shop({ words: WORDS, limits: { clientsPerAddress: 2 } });
    const first = shop.client();
    for (let round = 0; round < 5; round++) {
      const client = shop.dialBeside(first).say(letters("ruok"));
      expect(client.text()).toBe("imok");
    }
  });
});

rule("only words of the whitelist are answered", WHITELIST, () => {
  test("any other is answered by a sentence that says so", () => {
    const shop = shopFor(["srvr"]);
    expect(told(shop, "ruok")).toBe("ruok is not executed because it is not in the whitelist.\n");
    expect(told(shop, "mntr")).toBe("mntr is not executed because it is not in the whitelist.\n");
    expect(told(shop, "srvr")).toContain("Mode: standalone");
  });
});

rule("whether it serves, in one word", WORDS_OF, () => {
  test("rw while it serves, null while it looks for a leader", () => {
    const shop = shopFor();
    const serving = told(shop, "isro");
    shop.at(({ desk }) => desk.close());
    expect([serving, told(shop, "isro")]).toEqual(["rw", "null"]);
  });

  test("ruok asks only whether somebody is there; what it was started with it knows as well", () => {
    const shop = shopFor();
    shop.at(({ desk }) => desk.close());
    expect([told(shop, "ruok"), told(shop, "conf")]).toEqual(["imok", "clientPort=2181\nserverId=1\n"]);
  });

  test.each(["srvr", "stat", "mntr"])("%s has nothing to tell then", (word) => {
    const shop = shopFor();
    shop.at(({ desk }) => desk.close());
    expect(told(shop, word)).toBe("This ZooKeeper instance is not currently serving requests\n");
  });
});

/** A shop with three znodes, and a client that has asked three times and has heard one event. */
function busy(): { shop: Shop; client: Client } {
  const shop = shopFor();
  stock(shop, "/shop", "/shop/till");
  const client = shop.client();
  ask(client, OP.exists, asked("/shop", true), stat);
  ask(client, OP.exists, asked("/new", true), stat);
  client.say(request(9, OP.create, created("/new")));
  return { shop, client };
}

rule("how it is doing", WORDS_OF, () => {
  test("srvr: frames, connections, zxid, mode, znodes", () => {
    const { shop } = busy();
    const text = told(shop, "srvr");
    expect(text).toMatch(/^Zookeeper version: \d+\.\d+\.\d+-/);
    // One client has said hello and two things more, the other hello and three, and one event was sent. The third asks.
    expect(fields(text.slice(text.indexOf("\n") + 1), ": ")).toEqual({
      Received: "7",
      Sent: "8",
      Connections: "3",
      Outstanding: "0",
      Zxid: "0x5",
      Mode: "standalone",
      "Node count": "4",
    });
  });

  test("clients who are gone have been heard all the same", () => {
    const { shop, client } = busy();
    client.hangUp();
    const { Received, Sent, Connections } = fields(told(shop, "srvr"), ": ");
    expect({ Received, Sent, Connections }).toEqual({ Received: "7", Sent: "8", Connections: "2" });
  });

  test("stat: the same, with each client", () => {
    const { shop } = busy();
    const text = told(shop, "stat");
    expect(text).toContain("Clients:\n");
    expect(text).toContain(" /client 2[1](queued=0,recved=4,sent=5)\n");
    expect(text).toContain("\n\nReceived: 7\n");
  });

  test("mntr: for programs, a name and a tab and a value", () => {
    const { shop } = busy();
    expect(fields(told(shop, "mntr"), "\t")).toMatchObject({
      zk_version: expect.stringMatching(/^\d+\.\d+\.\d+-/) as string,
      zk_server_state: "standalone",
      zk_znode_count: "4",
      zk_watch_count: "1",
      zk_num_alive_connections: "3",
      zk_outstanding_requests: "0",
      zk_packets_received: "7",
      zk_packets_sent: "8",
    });
  });

  test("requests that aren't answered yet are outstanding", () => {
    const shop = new Shop({ words: WORDS, slow: true });
    const client = shop.dial().say(hello());
    shop.at((server) => server.release());
    client.say(request(1, OP.create, created("/a")), request(2, OP.create, created("/b")));
    const before = fields(told(shop, "mntr"), "\t").zk_outstanding_requests;
    shop.at((server) => server.release());
    expect([before, fields(told(shop, "mntr"), "\t").zk_outstanding_requests]).toEqual(["2", "0"]);
  });

  test("none of it is a request: a session is neither needed nor touched", () => {
    const shop = shopFor();
    const client = shop.client({ timeout: 1_000 });
    for (let round = 0; round < 8; round++) {
      shop.pass(400);
      told(shop, "srvr");
    }
    expect(client.closed).toBe(true);
  });
});
