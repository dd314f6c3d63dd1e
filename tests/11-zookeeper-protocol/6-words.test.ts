import { rule } from "#lab/testing/rule";
import { WORDS, wordIn } from "#zookeeper-protocol/four-letter-words";
import { identify, MOST_IDENTITIES, nameOf } from "#zookeeper-protocol/identity";
import { ask, asked, created, OP, path, stat, stock } from "./requests";
import { type Client, Shop } from "./shop";
import { hello, type In, Out, PING, request } from "./wire";

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

const DIGEST = "ZooKeeper source, DigestAuthenticationProvider.generateDigest; the values are kazoo's";
const MEASURED = "Measured on Apache ZooKeeper 3.8.0";
const AUTH = 100;
const WHO_AM_I = 107;

/** A proof, as clients send it: always with the number -4. */
function proof(scheme: string, text: string): Uint8Array {
  return request(-4, AUTH, (out) => out.int(0).string(scheme).buffer(letters(text)));
}

const identities = (answer: In): string[] =>
  answer.list(() => `${answer.string()}:${answer.string()}`).sort();

/** Who the server thinks that a client is. */
function whoIs(client: Client): string[] | undefined {
  return ask(client, WHO_AM_I, (out) => out, identities).body;
}

rule("a name and a password are somebody, and the password is told to nobody", DIGEST, () => {
  test.each([
    ["ann:secret", "ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM=", "ann"],
    ["ann:a:b", "ann:EYXFEV9aApPD3KKCbSfRkMYZNy4=", "ann"],
    ["zoë:lamps", "zoë:bZonC7sCjR6CV43jOvu1oKLXf3A=", "zoë"],
  ])("%s is %s by name of %s", (text, id, name) => {
    const identity = identify("digest", letters(text))!;
    expect([identity, nameOf(identity)]).toEqual([{ scheme: "digest", id }, name]);
  });

  test("another password is somebody else; a name without one is somebody, too", () => {
    const ids = ["ann:secret", "ann:Secret", "ann:", "ann"].map(
      (text) => identify("digest", letters(text))!.id,
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => id.startsWith("ann:"))).toBe(true);
  });

  test.each(["world", "sasl", "Digest", ""])(
    "the scheme %j is none that can be proved by a proof",
    (scheme) => {
      expect(identify(scheme, letters("ann:secret"))).toBeUndefined();
    },
  );
});

rule("whoever proves who they are is known from then on, on this connection", MEASURED, () => {
  test("the answer is a header with the number -4 and no error", () => {
    const client = new Shop().client().say(proof("digest", "ann:secret"));
    const answer = client.next();
    const { xid, error } = answer.header();
    expect({ xid, error, left: answer.left, closed: client.closed }).toEqual({
      xid: -4,
      error: 0,
      left: 0,
      closed: false,
    });
  });

  test("everybody comes from somewhere, and may have several names", () => {
    const client = new Shop().client();
    const before = whoIs(client);
    for (const text of ["ann:secret", "bob:lamps", "ann:secret", "ann:other"]) {
      client.say(proof("digest", text)).next();
    }
    expect([before, whoIs(client)]).toEqual([
      ["ip:client 1"],
      ["digest:ann", "digest:ann", "digest:bob", "ip:client 1"],
    ]);
  });

  test("others aren't known by it, nor is the same client on its next connection", () => {
    const shop = new Shop();
    const ann = shop.client();
    ann.say(proof("digest", "ann:secret")).next();
    const other = shop.client();
    const { id, password } = ann.session!;
    const again = shop.client({ id, password });
    expect([whoIs(other), whoIs(again)]).toEqual([["ip:client 2"], ["ip:client 3"]]);
  });

  test("what is asked around it is answered as before", () => {
    const client = new Shop().client();
    client.say(request(1, OP.create, created("/a")), proof("digest", "ann:secret"), PING);
    const xids = [client.next(), client.next(), client.next()].map((frame) => frame.header().xid);
    expect(xids.sort((a, b) => a - b)).toEqual([-4, -2, 1]);
    expect(ask(client, OP.create, created("/b"), path)).toEqual({ error: 0, body: "/b" });
  });
});

rule("a proof that isn't accepted ends the connection", MEASURED, () => {
  test("of a scheme that nobody knows: -115, and it's over; the session goes on elsewhere", () => {
    const shop = new Shop();
    const client = shop.client().say(proof("sasl", "ann:secret"));
    const { xid, error } = client.next().header();
    expect({ xid, error, closed: client.closed }).toEqual({ xid: -4, error: -115, closed: true });
    const { id, password } = client.session!;
    expect(shop.client({ id, password }).session!.id).toBe(id);
  });

  test("one that is cut short is hung up on", () => {
    const client = new Shop().client().say(new Out().int(-4).int(AUTH).int(0).int(500).frame);
    expect(client.closed).toBe(true);
  });

  test("nobody has names without end", () => {
    const client = new Shop().client();
    for (let index = 0; index <= MOST_IDENTITIES; index++) client.say(proof("digest", `ann:${index}`));
    const errors: number[] = [];
    while (client.waiting > 0) errors.push(client.next().header().error);
    expect(errors).toEqual([...Array.from({ length: MOST_IDENTITIES }, () => 0), -115]);
    expect(client.closed).toBe(true);
  });
});
