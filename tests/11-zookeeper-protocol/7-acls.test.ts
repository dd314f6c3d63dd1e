import { rule } from "#lab/testing/rule";
import type { AclEntry, Identity } from "#znode-tree/access";
import { type Access, knownAs, permits, resolveAcl, shownTo } from "#zookeeper-protocol/access-rules";
import {
  aclSet,
  ask,
  asked,
  checked,
  created,
  createdFor,
  dataSet,
  deleted,
  EPHEMERAL,
  type Entry,
  named,
  nothing,
  OP,
  parts,
  path,
  readParts,
  SEQUENTIAL,
  stat,
} from "./requests";
import { type Client, Shop, type ShopOptions } from "./shop";
import { hello, type In, request } from "./wire";

const CHECK = "ZooKeeper source, ZooKeeperServer.checkACL";
const FIXUP = "ZooKeeper source, PrepRequestProcessor.fixupACL";
const PERMISSIONS = "ZooKeeper Programmer's Guide, ACL Permissions";
const MEASURED = "Measured on Apache ZooKeeper 3.8.0";

const NO_NODE = -101;
const NO_AUTH = -102;
const INVALID_ACL = -114;

const READ = 1;
const WRITE = 2;
const CREATE = 4;
const DELETE = 8;
const ADMIN = 16;
const ALL = 31;

// What kazoo makes of ann:secret and of bob:lamps.
const ANN = "ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM=";
const BOB = "bob:atkhp5245aFlrvF9pbfzinucTjs=";

const ann: Identity = { scheme: "digest", id: ANN };
const bob: Identity = { scheme: "digest", id: BOB };
const at = (id: string): Identity => ({ scheme: "ip", id });
const entry = (permissions: number, scheme: string, id: string): AclEntry => ({ permissions, scheme, id });

rule("an access list permits what one of its entries permits, to whom it is given", CHECK, () => {
  const list = [
    entry(READ, "world", "anyone"),
    entry(WRITE | CREATE, "digest", ANN),
    entry(DELETE, "ip", "10.1.0.0/16"),
  ];
  const cases: [string, number, Identity[], boolean][] = [
    ["anybody reads", READ, [], true],
    ["nobody writes who has proved nothing", WRITE, [at("10.1.0.1")], false],
    ["ann writes", WRITE, [at("10.1.0.1"), ann], true],
    ["bob doesn't", WRITE, [bob], false],
    ["ann may not delete", DELETE, [at("10.2.0.1"), ann], false],
    ["a neighbour may", DELETE, [at("10.1.255.9")], true],
    ["one of two is enough", READ | ADMIN, [bob], true],
    ["nobody may change the list", ADMIN, [at("10.1.0.1"), ann, bob], false],
    ["somebody whose name in another scheme is the same", WRITE, [{ scheme: "ip", id: ANN }], false],
  ];
  test.each(cases)("%s", (_, wanted, by, expected) => {
    expect(permits(list, wanted, by)).toBe(expected);
  });

  test.each([
    ["10.0.0.7", "10.0.0.7", true],
    ["10.0.0.8", "10.0.0.7", false],
    ["10.0.0.8", "10.0.0.0/28", true],
    ["10.0.0.16", "10.0.0.0/28", false],
    ["200.1.2.3", "192.0.0.0/4", true],
    ["200.1.2.3", "0.0.0.0/0", true],
    ["10.0.0.1", "10.0.0.9/24", true],
  ])("%s is in %s: %s", (address, network, expected) => {
    expect(permits([entry(ALL, "ip", network)], READ, [at(address)])).toBe(expected);
  });
});

rule("a list is put down as it is meant, or not at all", FIXUP, () => {
  const resolved = (entries: AclEntry[], by: Identity[]): unknown =>
    resolveAcl(entries, by)?.map(({ permissions, scheme, id }) => `${permissions} ${scheme} ${id}`);

  test("auth is everybody that the client has proved to be, and not where it is", () => {
    expect(resolved([entry(READ, "auth", "whatever")], [at("10.0.0.1"), ann, bob])).toEqual([
      `1 digest ${ANN}`,
      `1 digest ${BOB}`,
    ]);
  });

  test("what is said twice is put down once; the same for more is something else", () => {
    const entries = [
      entry(READ, "world", "anyone"),
      entry(READ, "auth", ""),
      entry(READ, "digest", ANN),
      entry(READ, "world", "anyone"),
      entry(ALL, "digest", ANN),
    ];
    expect(resolved(entries, [ann])).toEqual(["1 world anyone", `1 digest ${ANN}`, `31 digest ${ANN}`]);
  });

  const none: [string, AclEntry[], Identity[]][] = [
    ["no entry", [], [ann]],
    ["auth of somebody who has proved nothing", [entry(ALL, "auth", "")], [at("10.0.0.1")]],
    ["one that means nobody, beside one that does", [entry(1, "world", "anyone"), entry(1, "auth", "")], []],
    ["somebody of the world", [entry(ALL, "world", "ann")], [ann]],
    ["a name without a digest", [entry(ALL, "digest", "ann")], [ann]],
    ["a digest of nothing", [entry(ALL, "digest", "ann:")], [ann]],
    ["two colons", [entry(ALL, "digest", "ann:x:y")], [ann]],
    ["no address", [entry(ALL, "ip", "localhost")], [ann]],
    ["a number too large for an address", [entry(ALL, "ip", "10.0.0.256")], [ann]],
    ["too many bits", [entry(ALL, "ip", "10.0.0.0/33")], [ann]],
    ["a scheme that nobody knows", [entry(ALL, "sasl", "ann")], [ann]],
    ["the one that no list binds", [entry(ALL, "super", "")], [ann]],
  ];
  test.each(none)("no list: %s", (_, entries, by) => {
    expect(resolveAcl(entries, by)).toBeUndefined();
  });

  test.each([entry(ALL, "ip", "10.0.0.1"), entry(ALL, "ip", "10.0.0.0/8"), entry(0, "digest", ANN)])(
    "a list: %j",
    (each) => {
      expect(resolveAcl([each], [])).toEqual([each]);
    },
  );
});

rule("somebody is known by where they are and by what they have proved", CHECK, () => {
  test("no list binds whoever has the digest that the server was started with", () => {
    const access: Access = { superDigest: BOB };
    const may = (...proved: Identity[]): boolean => permits([], ADMIN, knownAs("10.0.0.1", proved, access));
    expect([may(), may(ann), may(ann, bob)]).toEqual([false, false, true]);
  });

  test("without such a digest nobody has it; where lists are skipped everybody has", () => {
    const may = (access: Access): boolean => permits([], READ, knownAs("10.0.0.1", [ann], access));
    expect([may({}), may({ skipAcl: false }), may({ skipAcl: true })]).toEqual([false, false, true]);
  });

  test("what is shown of a digest to whoever may not change the list is a name", () => {
    const list = [entry(READ, "world", "anyone"), entry(ADMIN, "digest", ANN), entry(READ, "ip", "10.0.0.1")];
    const ids = (by: Identity[]): string[] => shownTo(list, by).map(({ id }) => id);
    expect([ids([at("10.0.0.1")]), ids([bob]), ids([ann])]).toEqual([
      ["anyone", "ann:x", "10.0.0.1"],
      ["anyone", "ann:x", "10.0.0.1"],
      ["anyone", ANN, "10.0.0.1"],
    ]);
  });
});

function shopWith(access: Access = {}, options: ShopOptions = {}): Shop {
  return new Shop({ ...options, access });
}

/** Proves something, and is known by it. */
function proves(client: Client, proof: string): Client {
  client.say(request(-4, 100, (out) => out.int(0).string("digest").string(proof))).next();
  return client;
}

const entries = (answer: In): Entry[] => {
  const list = answer.list((): Entry => [answer.int(), answer.string(), answer.string()]);
  answer.stat();
  return list;
};

const data = (answer: In): string => {
  const text = answer.string();
  answer.stat();
  return text;
};
const names = (answer: In): string[] => answer.strings();

/** A shop with a znode that ann made, with a list that gives these permissions to anybody, and all to herself. */
function shopOf(permissions: number): { shop: Shop; owner: Client; other: Client } {
  const shop = shopWith();
  const owner = proves(shop.client(), "ann:secret");
  const list: Entry[] = [[ALL, "auth", ""]];
  if (permissions > 0) list.push([permissions, "world", "anyone"]);
  expect(ask(owner, OP.create, createdFor("/ann", list, "data"), path).error).toBe(0);
  expect(ask(owner, OP.create, created("/ann/child"), path).error).toBe(0);
  return { shop, owner, other: proves(shop.client(), "bob:lamps") };
}

rule("each permission is for something, and for nothing else", PERMISSIONS, () => {
  const list = (answer: In): unknown => entries(answer).length;
  const needs: [string, number, number, Parameters<typeof ask>[2], (answer: In) => unknown][] = [
    ["getData", READ, OP.getData, asked("/ann"), data],
    ["getChildren", READ, OP.getChildren, asked("/ann"), names],
    [
      "getChildren2",
      READ,
      OP.getChildren2,
      asked("/ann"),
      (answer) => [names(answer), answer.stat().version],
    ],
    ["getAllChildrenNumber", READ, OP.getAllChildrenNumber, named("/ann"), (answer) => answer.int()],
    ["check", READ, OP.check, checked("/ann"), nothing],
    ["setData", WRITE, OP.setData, dataSet("/ann", "new"), stat],
    ["create below it", CREATE, OP.create, created("/ann/new"), path],
    ["create in sequence", CREATE, OP.create, created("/ann/", "", SEQUENTIAL), path],
    ["delete below it", DELETE, OP.delete, deleted("/ann/child"), nothing],
    ["setACL", ADMIN, OP.setAcl, aclSet("/ann", [[ALL, "world", "anyone"]]), stat],
    ["getACL", READ | ADMIN, OP.getAcl, named("/ann"), list],
  ];
  test.each(needs)("%s", (_, wanted, opcode, body, read) => {
    for (const permission of [READ, WRITE, CREATE, DELETE, ADMIN]) {
      const { other } = shopOf(permission);
      const expected = (permission & wanted) === 0 ? NO_AUTH : 0;
      expect([permission, ask(other, opcode, body, read).error]).toEqual([permission, expected]);
    }
    expect(ask(shopOf(0).owner, opcode, body, read).error).toBe(0);
  });

  test("whether a znode is there is no secret: exists, and sync", () => {
    const { other } = shopOf(0);
    expect(ask(other, OP.exists, asked("/ann"), stat).body?.dataLength).toBe(4);
    expect(ask(other, OP.sync, named("/ann"), path).error).toBe(0);
  });

  test("a znode's own list doesn't keep its parent's owner from deleting it", () => {
    const { owner, shop } = shopOf(CREATE);
    const third = proves(shop.client(), "cat:paws");
    expect(ask(third, OP.create, createdFor("/ann/cat", [[ALL, "auth", ""]]), path).error).toBe(0);
    expect(ask(owner, OP.getData, asked("/ann/cat"), data).error).toBe(NO_AUTH);
    expect(ask(owner, OP.delete, deleted("/ann/cat"), nothing).error).toBe(0);
  });

  test("a child has the list that it was given, and nothing of its parent's", () => {
    const { other } = shopOf(0);
    expect(ask(other, OP.getData, asked("/ann/child"), data).error).toBe(0);
  });

  test("what isn't there is refused for that", () => {
    const { other } = shopOf(0);
    expect([
      ask(other, OP.getData, asked("/nowhere"), data).error,
      ask(other, OP.setData, dataSet("/nowhere", ""), stat).error,
      ask(other, OP.create, created("/nowhere/child"), path).error,
      ask(other, OP.create, created("no path"), path).error,
    ]).toEqual([NO_NODE, NO_NODE, NO_NODE, -8]);
  });

  test("a read that is refused leaves no watch", () => {
    const { owner, other } = shopOf(0);
    ask(other, OP.getData, asked("/ann", true), data);
    ask(owner, OP.setData, dataSet("/ann", "new"), stat);
    expect(other.waiting).toBe(0);
  });

  test("of a multiRead each part is measured by its own list", () => {
    const { other } = shopOf(0);
    const list = parts(
      [OP.getData, asked("/ann")],
      [OP.getData, asked("/ann/child")],
      [OP.getChildren, asked("/ann")],
    );
    expect(ask(other, OP.multiRead, list, readParts).body?.map(({ error }) => error)).toEqual([
      NO_AUTH,
      0,
      NO_AUTH,
    ]);
  });

  test("a znode goes with its session, whatever any list says", () => {
    const { shop, owner, other } = shopOf(CREATE);
    ask(other, OP.create, created("/ann/bob", "", EPHEMERAL), path);
    other.say(request(9, -11));
    expect(ask(owner, OP.exists, asked("/ann/bob"), stat).error).toBe(NO_NODE);
    expect(shop.server.database.tree.record("/ann")!.children).toBe(1);
  });
});

rule(
  "a write is measured by the lists as they will be when it is its turn",
  "ZooKeeper source, PrepRequestProcessor",
  () => {
    test("a list that is decided and not yet carried out counts already", () => {
      const shop = shopWith({}, { slow: true });
      const dial = (): Client => {
        const client = shop.dial().say(hello());
        shop.at((server) => server.release());
        client.welcome();
        return client;
      };
      const [owner, other] = [proves(dial(), "ann:secret"), dial()];
      owner.say(request(1, OP.create, createdFor("/ann", [[ALL, "world", "anyone"]])));
      owner.say(request(2, OP.setAcl, aclSet("/ann", [[ALL, "auth", ""]])));
      other.say(request(3, OP.setData, dataSet("/ann", "bob was here")));
      owner.say(request(4, OP.setData, dataSet("/ann", "ann was here")));
      shop.at((server) => server.release());
      const errorsOf = (client: Client): number[] => {
        const errors: number[] = [];
        while (client.waiting > 0) errors.push(client.next().header().error);
        return errors;
      };
      expect([errorsOf(owner), errorsOf(other)]).toEqual([[0, 0, 0], [NO_AUTH]]);
    });

    test("in a multi what comes before counts, and the part that is refused is to blame", () => {
      const { owner, other, shop } = shopOf(0);
      const list = parts(
        [OP.create, createdFor("/bob", [[READ, "world", "anyone"]])],
        [OP.create, created("/bob/child")],
      );
      expect(ask(other, OP.multi, list, readParts).body?.map(({ error }) => error)).toEqual([0, NO_AUTH]);
      expect(ask(owner, OP.exists, asked("/bob"), stat).error).toBe(NO_NODE);
      const mixed = parts(
        [OP.create, created("/bob")],
        [OP.setData, dataSet("/ann", "")],
        [OP.delete, deleted("/bob")],
      );
      expect(ask(other, OP.multi, mixed, readParts).body?.map(({ error }) => error)).toEqual([
        0,
        NO_AUTH,
        -2,
      ]);
      expect(shop.server.database.tree.getData("/ann")).toEqual(new TextEncoder().encode("data"));
    });

    test("what is refused for another reason is refused for that", () => {
      const { other } = shopOf(0);
      const list = parts([OP.check, checked("/nowhere")], [OP.setData, dataSet("/ann", "")]);
      expect(ask(other, OP.multi, list, readParts).body?.map(({ error }) => error)).toEqual([NO_NODE, -2]);
    });

    test("a znode that is deleted and created again has the list that it is given now", () => {
      const { owner, other } = shopOf(0);
      ask(owner, OP.delete, deleted("/ann/child"), nothing);
      ask(owner, OP.delete, deleted("/ann"), nothing);
      ask(owner, OP.create, created("/ann"), path);
      expect(ask(other, OP.setData, dataSet("/ann", "bob"), stat).error).toBe(0);
    });
  },
);

rule("lists travel as they are, both ways", MEASURED, () => {
  const list: Entry[] = [
    [ALL, "digest", ANN],
    [READ, "ip", "10.0.0.0/8"],
    [READ, "world", "anyone"],
  ];

  test("what create was given getACL answers with; to others without the digest", () => {
    const shop = shopWith();
    const [owner, other] = [proves(shop.client(), "ann:secret"), shop.client()];
    ask(owner, OP.create, createdFor("/ann", list), path);
    expect(ask(owner, OP.getAcl, named("/ann"), entries).body).toEqual(list);
    expect(ask(other, OP.getAcl, named("/ann"), entries).body).toEqual([
      [ALL, "digest", "ann:x"],
      ...list.slice(1),
    ]);
  });

  test("setACL answers with the Stat; its version is that of the list, and not that of the data", () => {
    const client = shopWith().client();
    ask(client, OP.create, created("/shop"), path);
    const set = (version: number): ReturnType<typeof aclSet> =>
      aclSet("/shop", [[ALL, "world", "anyone"]], version);
    expect(ask(client, OP.setAcl, set(0), stat).body).toMatchObject({ aversion: 1, version: 0 });
    expect(ask(client, OP.setAcl, set(0), stat).error).toBe(-103);
    expect(ask(client, OP.setAcl, set(-1), stat).body?.aversion).toBe(2);
  });

  test("what is no list is refused (-114), and in its turn", () => {
    const client = shopWith().client();
    client.say(
      request(1, OP.create, created("/a")),
      request(2, OP.setAcl, aclSet("/a", [[ALL, "auth", ""]])),
      request(3, OP.create, createdFor("/b", undefined)),
      request(4, OP.create, createdFor("/c", list)),
    );
    const errors = [1, 2, 3, 4].map(() => client.next().header().error);
    expect(errors).toEqual([0, INVALID_ACL, INVALID_ACL, 0]);
  });

  test("whoever proves something later may from then on", () => {
    const { shop } = shopOf(0);
    const client = shop.client();
    const before = ask(client, OP.getData, asked("/ann"), data).error;
    proves(client, "ann:secret");
    expect([before, ask(client, OP.getData, asked("/ann"), data).body]).toEqual([NO_AUTH, "data"]);
    expect(ask(client, OP.setData, dataSet("/ann", "new"), stat).error).toBe(0);
  });

  test("auth means whom the client has proved to be when it asks", () => {
    const shop = shopWith();
    const client = proves(shop.client(), "ann:secret");
    client.say(
      request(1, OP.create, createdFor("/ann", [[ALL, "auth", ""]])),
      request(-4, 100, (out) => out.int(0).string("digest").string("bob:lamps")),
      request(2, OP.create, createdFor("/both", [[ALL, "auth", ""]])),
    );
    while (client.waiting > 0) client.next();
    const ids = (of: string): unknown =>
      ask(client, OP.getAcl, named(of), entries).body?.map(([, , id]) => id);
    expect([ids("/ann"), ids("/both")]).toEqual([[ANN], [ANN, BOB]]);
  });
});

rule(
  "no list binds the one that the server was told of",
  "ZooKeeper Administrator's Guide, superDigest",
  () => {
    test("they read, write and change what they aren't given", () => {
      const shop = shopWith({ superDigest: BOB });
      const owner = proves(shop.client(), "ann:secret");
      ask(owner, OP.create, createdFor("/ann", [[ALL, "auth", ""]], "data"), path);
      const boss = proves(shop.client(), "bob:lamps");
      expect([
        ask(boss, OP.getData, asked("/ann"), data).body,
        ask(boss, OP.getAcl, named("/ann"), entries).body,
        ask(boss, OP.setAcl, aclSet("/ann", [[READ, "world", "anyone"]]), stat).error,
        ask(owner, OP.setData, dataSet("/ann", ""), stat).error,
        ask(boss, OP.setData, dataSet("/ann", ""), stat).error,
      ]).toEqual(["data", [[ALL, "digest", ANN]], 0, NO_AUTH, 0]);
    });

    test("where lists are skipped they are kept all the same", () => {
      const client = shopWith({ skipAcl: true }).client();
      ask(client, OP.create, createdFor("/ann", [[READ, "digest", ANN]]), path);
      expect([
        ask(client, OP.setData, dataSet("/ann", "new"), stat).error,
        ask(client, OP.getAcl, named("/ann"), entries).body,
      ]).toEqual([0, [[READ, "digest", ANN]]]);
    });
  },
);
