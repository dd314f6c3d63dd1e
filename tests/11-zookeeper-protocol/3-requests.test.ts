import { rule } from "#lab/testing/rule";
import {
  aclSet,
  answerOf,
  ask,
  asked,
  checked,
  created,
  createdFor,
  dataSet,
  deleted,
  EPHEMERAL,
  livingFor,
  named,
  nothing,
  OP,
  parts,
  path,
  readParts,
  SEQUENTIAL,
  stat,
  stock,
} from "./requests";
import { Shop } from "./shop";
import { goodbye, OPEN_ACL, request } from "./wire";

const RECORDS = "ZooKeeper source, zookeeper.jute";
const MEASURED = "Measured on Apache ZooKeeper 3.8.0";

const NO_NODE = -101;
const BAD_VERSION = -103;
const NODE_EXISTS = -110;

rule("what is written over the wire can be read over the wire", RECORDS, () => {
  test("create answers with the path, getData with the data and the Stat", () => {
    const client = new Shop().client();
    expect(ask(client, OP.create, created("/shop", "open"), path)).toEqual({ error: 0, body: "/shop" });
    const read = ask(client, OP.getData, asked("/shop"), (answer) => [
      answer.string(),
      answer.stat().version,
    ]);
    expect(read).toEqual({ error: 0, body: ["open", 0] });
  });

  test("the Stat has its eleven numbers in their places", () => {
    const shop = new Shop();
    const client = shop.client();
    ask(client, OP.create, created("/shop", "open"), path);
    shop.pass(1_000);
    ask(client, OP.setData, dataSet("/shop", "closed"), stat);
    ask(client, OP.create, created("/shop/till", ""), path);
    ask(client, OP.create, created("/shop/shelf", ""), path);
    ask(client, OP.delete, deleted("/shop/till"), nothing);
    const { body } = ask(client, OP.exists, asked("/shop"), stat);
    expect(body).toEqual({
      czxid: 2n,
      mzxid: 3n,
      pzxid: 6n,
      ctime: expect.any(Number) as number,
      mtime: expect.any(Number) as number,
      version: 1,
      cversion: 3,
      aversion: 0,
      ephemeralOwner: 0n,
      dataLength: 6,
      numChildren: 1,
    });
    const known = shop.server.database.tree.exists("/shop")!;
    expect([body!.ctime, body!.mtime]).toEqual([Math.floor(known.ctime), Math.floor(known.mtime)]);
    expect(body!.mtime - body!.ctime).toBeGreaterThanOrEqual(1_000);
  });

  test("create2 answers with the Stat as well", () => {
    const client = new Shop().client();
    const answer = ask(client, OP.create2, created("/shop", "open"), (body) => [
      body.string(),
      body.stat().dataLength,
    ]);
    expect(answer).toEqual({ error: 0, body: ["/shop", 4] });
  });

  test("setData answers with the Stat of afterwards", () => {
    const shop = new Shop();
    stock(shop, "/shop");
    const client = shop.client();
    expect(ask(client, OP.setData, dataSet("/shop", "closed", 0), stat).body).toMatchObject({
      version: 1,
      dataLength: 6,
    });
  });

  test("delete and check answer with nothing, and do what they say", () => {
    const shop = new Shop();
    stock(shop, "/shop");
    const client = shop.client();
    expect(ask(client, OP.check, checked("/shop", 0), nothing)).toEqual({ error: 0, body: "nothing" });
    expect(ask(client, OP.check, checked("/shop", 1), nothing).error).toBe(BAD_VERSION);
    expect(ask(client, OP.delete, deleted("/shop", 0), nothing)).toEqual({ error: 0, body: "nothing" });
    expect(ask(client, OP.exists, asked("/shop"), stat).error).toBe(NO_NODE);
  });

  test("getChildren answers with names, getChildren2 with names and the Stat", () => {
    const shop = new Shop();
    stock(shop, "/shop", "/shop/till", "/shop/shelf");
    const client = shop.client();
    const names = ask(client, OP.getChildren, asked("/shop"), (answer) => answer.strings().sort());
    expect(names.body).toEqual(["shelf", "till"]);
    const both = ask(client, OP.getChildren2, asked("/shop"), (answer) => [
      answer.strings().sort(),
      answer.stat().numChildren,
    ]);
    expect(both.body).toEqual([["shelf", "till"], 2]);
  });

  test("sync answers with its path, also if there is no such znode", () => {
    expect(ask(new Shop().client(), OP.sync, named("/nowhere"), path)).toEqual({
      error: 0,
      body: "/nowhere",
    });
  });

  test("names may be in any language, data may be any bytes", () => {
    const client = new Shop().client();
    const data = "\u0000\u0001パン";
    ask(client, OP.create, created("/brød", data), path);
    expect(
      ask(client, OP.getData, asked("/brød"), (answer) => [answer.string(), answer.stat().version]).body,
    ).toEqual([data, 0]);
  });

  test("data that is null is data of no bytes", () => {
    const client = new Shop().client();
    const body = (out: Parameters<ReturnType<typeof named>>[0]) =>
      out.string("/shop").buffer(undefined).raw(OPEN_ACL).int(0);
    expect(ask(client, OP.create, body, path).error).toBe(0);
    expect(ask(client, OP.exists, asked("/shop"), stat).body!.dataLength).toBe(0);
  });

  test("what a client has sent may be written over in memory: the znode keeps its data", () => {
    const shop = new Shop();
    const client = shop.client();
    ask(client, OP.create, created("/a", "aaaa"), path);
    ask(client, OP.create, created("/b", "bbbb"), path);
    expect(
      ask(client, OP.getData, asked("/a"), (answer) => [answer.string(), answer.stat().version]).body,
    ).toEqual(["aaaa", 0]);
  });
});

rule("the flags of a create say what kind of znode it is", "ZooKeeper source, CreateMode", () => {
  const flags: [number, string, boolean, boolean][] = [
    [0, "persistent", false, false],
    [EPHEMERAL, "ephemeral", true, false],
    [SEQUENTIAL, "sequential", false, true],
    [EPHEMERAL | SEQUENTIAL, "both", true, true],
  ];
  test.each(flags)("%d: %s", (flag, _, isEphemeral, isSequential) => {
    const client = new Shop().client();
    const created2 = ask(client, OP.create2, created("/job-", "", flag), (body) => [
      body.string(),
      body.stat().ephemeralOwner,
    ]);
    expect(created2.body).toEqual([
      isSequential ? "/job-0000000000" : "/job-",
      isEphemeral ? client.session!.id : 0n,
    ]);
  });

  test("an ephemeral znode goes with the session that the client closes", () => {
    const shop = new Shop();
    const [client, other] = [shop.client(), shop.client()];
    ask(client, OP.create, created("/till", "", EPHEMERAL), path);
    client.say(goodbye(9));
    expect(ask(other, OP.exists, asked("/till"), stat).error).toBe(NO_NODE);
  });
});

rule(
  "a refusal is a header with the error's number, and no body",
  "ZooKeeper source, KeeperException.Code",
  () => {
    const refusals: [string, number, number, Parameters<typeof ask>[2]][] = [
      ["a znode that isn't there", NO_NODE, OP.getData, asked("/nowhere")],
      ["its children", NO_NODE, OP.getChildren, asked("/nowhere")],
      ["its Stat", NO_NODE, OP.exists, asked("/nowhere")],
      ["a znode that is there", NODE_EXISTS, OP.create, created("/shop")],
      ["one that is there, with its Stat", NODE_EXISTS, OP.create2, created("/shop")],
      ["another version", BAD_VERSION, OP.setData, dataSet("/shop", "", 5)],
      ["a znode with children", -111, OP.delete, deleted("/shop")],
      ["no path", -8, OP.create, created("shop")],
      ["a child of an ephemeral one", -108, OP.create, created("/shop/till/drawer")],
    ];
    test.each(refusals)("%s: %d", (_, error, opcode, body) => {
      const shop = new Shop();
      stock(shop, "/shop");
      const client = shop.client();
      ask(client, OP.create, created("/shop/till", "", EPHEMERAL), path);
      expect(ask(client, opcode, body, nothing)).toEqual({ error, body: undefined });
      expect(client.closed).toBe(false);
    });

    test("the zxid of an answer is that of the last transaction that the server has processed", () => {
      const shop = new Shop();
      const client = shop.client();
      client.say(request(1, OP.create, created("/shop")), request(2, OP.getData, asked("/nowhere")));
      expect([client.next().header(), client.next().header()]).toEqual([
        { xid: 1, zxid: 2n, error: 0 },
        { xid: 2, zxid: 2n, error: NO_NODE },
      ]);
    });
  },
);

rule(
  "answers come in the order of the requests, each in the shape that its request wants",
  "ZooKeeper Programmer's Guide, Consistency Guarantees",
  () => {
    test("a hundred requests in one piece", () => {
      const client = new Shop().client();
      const frames = [request(0, OP.create, created("/n"))];
      for (let xid = 1; xid < 100; xid++) {
        frames.push(
          xid % 2 === 1
            ? request(xid, OP.setData, dataSet("/n", `${xid}`))
            : request(xid, OP.getData, asked("/n")),
        );
      }
      client.say(...frames);
      answerOf(client, 0, path);
      for (let xid = 1; xid < 100; xid++) {
        if (xid % 2 === 1) expect(answerOf(client, xid, stat).body!.version).toBe((xid + 1) / 2);
        else
          expect(answerOf(client, xid, (answer) => [answer.string(), answer.stat().version]).body![0]).toBe(
            `${xid - 1}`,
          );
      }
    });

    test("also if all of them have the same number", () => {
      const shop = new Shop();
      stock(shop, "/shop", "/shop/till");
      const client = shop.client();
      client.say(
        request(0, OP.getChildren2, asked("/shop")),
        request(0, OP.getChildren, asked("/shop")),
        request(0, OP.create, created("/shop/a")),
        request(0, OP.create2, created("/shop/b")),
        request(0, OP.getChildren, asked("/shop/a")),
      );
      const shapes = [
        answerOf(client, 0, (answer) => [answer.strings(), answer.stat().numChildren]).body,
        answerOf(client, 0, (answer) => answer.strings()).body,
        answerOf(client, 0, path).body,
        answerOf(client, 0, (answer) => [answer.string(), answer.stat().version]).body,
        answerOf(client, 0, (answer) => answer.strings()).body,
      ];
      expect(shapes).toEqual([[["till"], 1], ["till"], "/shop/a", ["/shop/b", 0], []]);
    });

    test("two clients with the same numbers don't get each other's answers", () => {
      const shop = new Shop();
      stock(shop, "/a", "/b");
      const [ann, bob] = [shop.client(), shop.client()];
      ann.say(request(1, OP.getData, asked("/a")));
      bob.say(request(1, OP.getChildren, asked("/b")));
      expect(answerOf(ann, 1, (answer) => [answer.string(), answer.stat().version]).body![0]).toBe(
        "data of /a",
      );
      expect(answerOf(bob, 1, (answer) => answer.strings()).body).toEqual([]);
    });
  },
);

rule(
  "what can't be done is refused in its turn, and the connection goes on",
  "ZooKeeper source, KeeperException.Code",
  () => {
    type Entry = [permissions: number, scheme: string, id: string];
    const anybody: Entry = [31, "world", "anyone"];
    const lists: [string, Entry[] | undefined][] = [
      ["a list for one person", [[31, "digest", "ann:1DotxvLYxPJJLqQWVbPgV2WnSCM="]]],
      ["reading, for everybody", [[1, "world", "anyone"]]],
      ["everybody, and one person more", [anybody, [31, "ip", "127.0.0.1"]]],
      ["somebody of the world", [[31, "world", "ann"]]],
      ["nobody", []],
      ["no list", undefined],
    ];
    test.each(lists)("an access list that isn't kept isn't taken: %s (-114)", (_, entries) => {
      const client = new Shop().client();
      expect(ask(client, OP.create, createdFor("/till", entries), path)).toEqual({ error: -114 });
      expect(ask(client, OP.exists, asked("/till"), stat).error).toBe(NO_NODE);
    });

    test("one that says twice that anybody may do anything says no more than one that says it once", () => {
      const client = new Shop().client();
      expect(ask(client, OP.create, createdFor("/till", [anybody, anybody]), path).error).toBe(0);
    });

    test("in a multi it is the part that is to blame, and the parts behind it are read all the same", () => {
      const client = new Shop().client();
      const list = parts(
        [OP.create, created("/a")],
        [OP.create, createdFor("/b", [[1, "world", "anyone"]])],
        [OP.create, createdFor("/c", [])],
        [OP.delete, deleted("/a")],
      );
      expect(ask(client, OP.multi, list, readParts)).toEqual({
        error: 0,
        body: [0, -114, -2, -2].map((error) => ({ opcode: -1, error, body: error })),
      });
      expect(ask(client, OP.exists, asked("/a"), stat).error).toBe(NO_NODE);
    });

    test("no time to live, too long a one, none at all, and flags that mean nothing (-8)", () => {
      const client = new Shop().client();
      const errors = [
        ask(client, OP.createTtl, livingFor("/till", 5, 0n), path).error,
        ask(client, OP.createTtl, livingFor("/till", 5, -1n), path).error,
        ask(client, OP.createTtl, livingFor("/till", 6, 2n ** 40n), path).error,
        ask(client, OP.create, created("/till", "", 5), path).error,
        ask(client, OP.create, created("/till", "", 7), path).error,
        ask(client, OP.create, created("/till", "", -1), path).error,
        ask(client, OP.exists, asked("/till"), stat).error,
      ];
      expect(errors).toEqual([-8, -8, -8, -8, -8, -8, NO_NODE]);
    });

    test("another ensemble (-123)", () => {
      const shop = new Shop();
      stock(shop, "/shop");
      const client = shop.client();
      const members = (out: Parameters<ReturnType<typeof named>>[0]) =>
        out.string("server.4=D").string("").string("").long(-1n);
      expect([
        ask(client, OP.reconfig, members, nothing).error,
        ask(client, OP.exists, asked("/shop"), stat).error,
        client.closed,
      ]).toEqual([-123, 0, false]);
    });

    test("setACL takes the list that anybody may do anything by, and counts it; it takes no other", () => {
      const shop = new Shop();
      stock(shop, "/shop");
      const client = shop.client();
      const open = [[31, "world", "anyone"]] as [number, string, string][];
      const closed = [[1, "world", "anyone"]] as [number, string, string][];
      expect([
        ask(client, OP.setAcl, aclSet("/shop", open), stat).body?.aversion,
        ask(client, OP.setAcl, aclSet("/shop", open, 0), stat).error,
        ask(client, OP.setAcl, aclSet("/shop", closed), stat).error,
        ask(client, OP.setAcl, aclSet("/nowhere", open), stat).error,
        ask(client, OP.exists, asked("/shop"), stat).body?.aversion,
      ]).toEqual([1, BAD_VERSION, -114, NO_NODE, 1]);
    });

    test("a refusal takes its turn: what was asked before is answered before", () => {
      const client = new Shop().client();
      client.say(
        request(1, OP.create, created("/a")),
        request(2, OP.create, createdFor("/b", [])),
        request(3, OP.create, created("/c")),
      );
      expect([1, 2, 3].map((xid) => answerOf(client, xid, path).error)).toEqual([0, -114, 0]);
    });
  },
);

rule("every znode is open to everybody, and says so", "ZooKeeper source, GetACLResponse", () => {
  test("getACL answers with the one list that there is, and the Stat", () => {
    const shop = new Shop();
    stock(shop, "/shop");
    const entries = (answer: Parameters<typeof path>[0]): unknown => [
      answer.list(() => [answer.int(), answer.string(), answer.string()]),
      answer.stat().czxid,
    ];
    expect(ask(shop.client(), OP.getAcl, named("/shop"), entries)).toEqual({
      error: 0,
      body: [[[31, "world", "anyone"]], 2n],
    });
    expect(ask(shop.client(), OP.getAcl, named("/nowhere"), entries).error).toBe(NO_NODE);
  });

  test("a container has no session for an owner, which isn't told, and may have children", () => {
    const shop = new Shop();
    const client = shop.client();
    const answer = ask(client, OP.createContainer, created("/locks", "", 4), (body) => [
      body.string(),
      body.stat().ephemeralOwner,
    ]);
    expect(answer).toEqual({ error: 0, body: ["/locks", 0n] });
    expect(shop.server.database.tree.record("/locks")!.ephemeralOwner).toBe(2n ** 63n);
    expect(ask(client, OP.create, created("/locks/a"), path).error).toBe(0);
  });

  test("the owner of a znode with a time to live is that time, behind a byte of ones; it isn't told either", () => {
    const shop = new Shop();
    const client = shop.client();
    const owner = (body: Parameters<typeof path>[0]): unknown => [body.string(), body.stat().ephemeralOwner];
    expect([
      ask(client, OP.createTtl, livingFor("/job-", 5, 60_000n), owner).body,
      ask(client, OP.createTtl, livingFor("/job-", 6, 2n ** 40n - 1n), owner).body,
    ]).toEqual([
      ["/job-", 0n],
      ["/job-0000000001", 0n],
    ]);
    const { tree } = shop.server.database;
    expect(["/job-", "/job-0000000001"].map((each) => tree.record(each)!.ephemeralOwner)).toEqual([
      (0xffn << 56n) + 60_000n,
      (0xffn << 56n) + 2n ** 40n - 1n,
    ]);
    expect(ask(client, OP.create, created("/job-/child"), path).error).toBe(0);
  });

  test("all of a createTtl is read: in a multi the next part begins behind its time", () => {
    const list = parts([OP.createTtl, livingFor("/a", 5, 7n)], [OP.create, created("/a/b")]);
    const { body } = ask(new Shop().client(), OP.multi, list, readParts);
    expect(body!.map(({ error }) => error)).toEqual([0, 0]);
  });
});

rule("a multi is done as a whole, and answered part by part", "ZooKeeper source, MultiResponse", () => {
  test("each part has its own answer, in the shape of its opcode", () => {
    const shop = new Shop();
    stock(shop, "/shop", "/old");
    const client = shop.client();
    const list = parts(
      [OP.create, created("/shop/a")],
      [OP.create2, created("/shop/job-", "", SEQUENTIAL)],
      [OP.setData, dataSet("/shop", "new")],
      [OP.check, checked("/shop", 1)],
      [OP.delete, deleted("/old")],
    );
    expect(ask(client, OP.multi, list, readParts)).toEqual({
      error: 0,
      body: [
        { opcode: OP.create, error: 0, body: "/shop/a" },
        { opcode: OP.create2, error: 0, body: ["/shop/job-0000000001", 0] },
        { opcode: OP.setData, error: 0, body: 1 },
        { opcode: OP.check, error: 0, body: undefined },
        { opcode: OP.delete, error: 0, body: undefined },
      ],
    });
  });

  test("one that is refused has no error in its header: 0 before the part to blame, its error, and -2 behind it", () => {
    const shop = new Shop();
    stock(shop, "/shop");
    const client = shop.client();
    const list = parts(
      [OP.create, created("/shop/a")],
      [OP.setData, dataSet("/shop", "new")],
      [OP.check, checked("/shop", 7)],
      [OP.delete, deleted("/shop/a")],
      [OP.create2, created("/shop/b")],
    );
    expect(ask(client, OP.multi, list, readParts)).toEqual({
      error: 0,
      body: [0, 0, BAD_VERSION, -2, -2].map((error) => ({ opcode: -1, error, body: error })),
    });
    expect(ask(client, OP.exists, asked("/shop"), stat).body).toMatchObject({ version: 0, numChildren: 0 });
  });

  test("an empty one is done, and its answer is an empty list", () => {
    expect(ask(new Shop().client(), OP.multi, parts(), readParts)).toEqual({ error: 0, body: [] });
  });

  test("a znode that the same multi deletes again still has a Stat in the answer", () => {
    const list = parts([OP.create2, created("/a")], [OP.delete, deleted("/a")]);
    const { body } = ask(new Shop().client(), OP.multi, list, readParts);
    expect(body!.map(({ opcode }) => opcode)).toEqual([OP.create2, OP.delete]);
  });

  test("an ephemeral znode that it creates is the client's", () => {
    const client = new Shop().client();
    ask(client, OP.multi, parts([OP.create, created("/till", "", EPHEMERAL)]), readParts);
    expect(ask(client, OP.exists, asked("/till"), stat).body!.ephemeralOwner).toBe(client.session!.id);
  });
});

rule("a multiRead is a list of reads, each of which may fail by itself", "Issue ZOOKEEPER-3402", () => {
  test("data, an error and children", () => {
    const shop = new Shop();
    stock(shop, "/shop", "/shop/till");
    const list = parts(
      [OP.getData, asked("/shop")],
      [OP.getData, asked("/nowhere")],
      [OP.getChildren, asked("/shop")],
    );
    expect(ask(shop.client(), OP.multiRead, list, readParts)).toEqual({
      error: 0,
      body: [
        { opcode: OP.getData, error: 0, body: ["data of /shop", 0] },
        { opcode: -1, error: NO_NODE, body: NO_NODE },
        { opcode: OP.getChildren, error: 0, body: ["till"] },
      ],
    });
  });
});

rule("some questions are about more than one znode", "ZooKeeper source, FinalRequestProcessor", () => {
  test("getEphemerals: the client's own below a path, and nobody else's", () => {
    const shop = new Shop();
    stock(shop, "/shop", "/bank");
    const [ann, bob] = [shop.client(), shop.client()];
    for (const each of ["/shop/a", "/shop/b", "/bank/a"])
      ask(ann, OP.create, created(each, "", EPHEMERAL), path);
    ask(bob, OP.create, created("/shop/c", "", EPHEMERAL), path);
    const paths = (prefix: string): unknown =>
      ask(ann, OP.getEphemerals, named(prefix), (answer) => answer.strings().sort()).body;
    expect([paths("/shop"), paths("/"), paths("/nowhere")]).toEqual([
      ["/shop/a", "/shop/b"],
      ["/bank/a", "/shop/a", "/shop/b"],
      [],
    ]);
  });

  test("getAllChildrenNumber: all that is below, at any depth", () => {
    const shop = new Shop();
    stock(shop, "/shop", "/shop/a", "/shop/a/b", "/shop/a/b/c", "/shop/d", "/shopping");
    const client = shop.client();
    const count = (of: string): unknown =>
      ask(client, OP.getAllChildrenNumber, named(of), (answer) => answer.int());
    expect([count("/shop"), count("/shop/a/b/c"), count("/"), count("/nowhere")]).toEqual([
      { error: 0, body: 4 },
      { error: 0, body: 0 },
      { error: 0, body: 6 },
      { error: NO_NODE, body: undefined },
    ]);
  });
});

rule("what nobody knows or nobody can read is answered by an error, and then it's over", MEASURED, () => {
  test.each([99, 0, -7, 12_345])("the opcode %d: error -6, zxid -1", (opcode) => {
    const client = new Shop().client().say(request(3, opcode, named("/shop")));
    const answer = client.next();
    expect([answer.header(), answer.left, client.closed]).toEqual([
      { xid: 3, zxid: -1n, error: -6 },
      0,
      true,
    ]);
  });

  const broken: [string, Uint8Array][] = [
    ["a create that ends behind its path", request(3, OP.create, named("/shop"))],
    ["a path that is longer than its frame", request(3, OP.getData, (out) => out.int(100).raw([47]))],
    [
      "two billion access entries",
      request(3, OP.create, (out) =>
        out
          .string("/a")
          .int(0)
          .int(2 ** 31 - 1),
      ),
    ],
    [
      "a multi without an end",
      request(3, OP.multi, (out) => out.int(2).bool(false).int(-1).string("/a").int(-1)),
    ],
    ["a multi with a read in it", request(3, OP.multi, parts([OP.getData, asked("/a")]))],
    ["a multi in a multi", request(3, OP.multi, parts([OP.multi, parts()]))],
    ["a multiRead with a write in it", request(3, OP.multiRead, parts([OP.delete, deleted("/a")]))],
  ];
  test.each(broken)("%s: error -5", (_, frame) => {
    const shop = new Shop();
    stock(shop, "/a");
    const client = shop.client().say(frame);
    const { xid, error } = client.next().header();
    expect({ xid, error, closed: client.closed }).toEqual({ xid: 3, error: -5, closed: true });
    expect(ask(shop.client(), OP.exists, asked("/a"), stat).error).toBe(0);
  });

  test("what was asked before is answered before", () => {
    const client = new Shop().client();
    client.say(
      request(1, OP.create, created("/shop")),
      request(2, 99),
      request(3, OP.create, created("/late")),
    );
    expect([client.next().header().xid, client.next().header().xid, client.waiting]).toEqual([1, 2, 0]);
  });

  test("the session goes on", () => {
    const shop = new Shop();
    const client = shop.client().say(request(3, 99));
    const { id, password } = client.session!;
    expect(shop.client({ id, password }).session!.id).toBe(id);
  });
});
