import { bytes, text } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { ANY_VERSION, type Request } from "#znode-tree/changes";
import { OPEN_ACL } from "#znode-tree/access";
import { CONTAINER, ttlOwner } from "#znode-tree/owners";
import { MAX_DATA_BYTES, prepare } from "#znode-tree/prepare";
import { ZnodeTree } from "#znode-tree/znode-tree";

const GUIDE = "ZooKeeper Programmer's Guide, Data Access";
const API = "ZooKeeper API, KeeperException";

rule("A request that may be done becomes a change, and the change does it", GUIDE, () => {
  test("create, setData and delete, one after another", () => {
    const { tree, ask } = shop();
    ask({ type: "create", path: "/shop/orders", data: bytes("none") });
    ask({ type: "setData", path: "/shop/orders", data: bytes("one"), version: 0 });
    ask({ type: "create", path: "/shop/users", data: bytes("") });
    ask({ type: "delete", path: "/shop/users", version: 0 });

    expect({ data: text(tree.getData("/shop/orders")), children: tree.getChildren("/shop") }).toEqual({
      data: "one",
      children: ["orders"],
    });
  });

  test("the versions in the Stat are those that were asked about", () => {
    const { tree, ask } = shop();
    ask({ type: "setData", path: "/shop", data: bytes("a"), version: 0 });
    ask({ type: "setData", path: "/shop", data: bytes("b"), version: 1 });
    ask({ type: "create", path: "/shop/orders", data: bytes("") });
    ask({ type: "delete", path: "/shop/orders", version: 0 });

    expect(tree.exists("/shop")).toMatchObject({ version: 2, cversion: 2, numChildren: 0 });
  });

  test("the data is the request's at the time of asking, whatever the caller does with its array later", () => {
    const { tree, ask } = shop();
    const data = bytes("bread");
    ask({ type: "create", path: "/shop/today", data });
    ask({ type: "setData", path: "/shop", data, version: ANY_VERSION });
    data.fill(0);

    expect([text(tree.getData("/shop/today")), text(tree.getData("/shop"))]).toEqual(["bread", "bread"]);
  });

  test("deciding alone changes nothing", () => {
    const { tree } = shop();
    prepare(tree, { type: "delete", path: "/shop", version: 0 });

    expect(tree.getChildren("/")).toEqual(["shop"]);
  });
});

rule("A znode is changed only by who knows its version", GUIDE, () => {
  test("two clients read version 0 and both set the data: the second is refused", () => {
    const { tree, ask } = shop();
    ask({ type: "setData", path: "/shop", data: bytes("first"), version: 0 });
    const second = refusalOf(() =>
      ask({ type: "setData", path: "/shop", data: bytes("second"), version: 0 }),
    );

    expect({ second, data: text(tree.getData("/shop")) }).toEqual({ second: "BadVersion", data: "first" });
  });

  test.each([1, 7, -2])("version %d is refused where the znode has version 0", (version) => {
    const { ask } = shop();

    expect(refusalOf(() => ask({ type: "setData", path: "/shop", data: bytes(""), version }))).toBe(
      "BadVersion",
    );
    expect(refusalOf(() => ask({ type: "delete", path: "/shop", version }))).toBe("BadVersion");
    expect(refusalOf(() => ask({ type: "check", path: "/shop", version }))).toBe("BadVersion");
  });

  test("version -1 means any, and the version still counts on", () => {
    const { tree, ask } = shop();
    ask({ type: "setData", path: "/shop", data: bytes("a"), version: ANY_VERSION });
    ask({ type: "setData", path: "/shop", data: bytes("b"), version: ANY_VERSION });
    ask({ type: "check", path: "/shop", version: ANY_VERSION });
    const version = tree.exists("/shop")?.version;
    ask({ type: "delete", path: "/shop", version: ANY_VERSION });

    expect({ version, left: tree.exists("/shop") }).toEqual({ version: 2, left: undefined });
  });

  test("a check of the right version changes nothing at all", () => {
    const { tree, ask } = shop();
    const before = tree.exists("/shop");
    ask({ type: "check", path: "/shop", version: 0 });

    expect(tree.exists("/shop")).toEqual(before);
  });
});

rule("What the tree doesn't allow is refused by its own name", API, () => {
  const refusals: [string, Request, string][] = [
    ["creating what is there", { type: "create", path: "/shop", data: bytes("") }, "NodeExists"],
    ["creating the root", { type: "create", path: "/", data: bytes("") }, "NodeExists"],
    ["creating below nothing", { type: "create", path: "/mall/shop", data: bytes("") }, "NoNode"],
    ["setting what isn't there", { type: "setData", path: "/mall", data: bytes(""), version: -1 }, "NoNode"],
    ["deleting what isn't there", { type: "delete", path: "/mall", version: -1 }, "NoNode"],
    ["checking what isn't there", { type: "check", path: "/mall", version: -1 }, "NoNode"],
    ["deleting the root", { type: "delete", path: "/", version: -1 }, "BadArguments"],
    ["creating what isn't a path", { type: "create", path: "/shop/", data: bytes("") }, "BadArguments"],
    [
      "setting what isn't a path",
      { type: "setData", path: "shop", data: bytes(""), version: -1 },
      "BadArguments",
    ],
    ["deleting what isn't a path", { type: "delete", path: "/a/../b", version: -1 }, "BadArguments"],
    ["checking what isn't a path", { type: "check", path: "//", version: -1 }, "BadArguments"],
  ];
  test.each(refusals)("%s", (_, request, reason) => {
    const { ask } = shop();

    expect(refusalOf(() => ask(request))).toBe(reason);
  });

  test("a znode with children cannot be deleted, and can once they are gone", () => {
    const { ask } = shop();
    ask({ type: "create", path: "/shop/orders", data: bytes("") });
    const full = refusalOf(() => ask({ type: "delete", path: "/shop", version: ANY_VERSION }));
    ask({ type: "delete", path: "/shop/orders", version: ANY_VERSION });
    const empty = refusalOf(() => ask({ type: "delete", path: "/shop", version: ANY_VERSION }));

    expect({ full, empty }).toEqual({ full: "NotEmpty", empty: "accepted" });
  });

  test("an ephemeral znode has no children: they would have to die with it", () => {
    const { ask } = shop();
    ask({ type: "create", path: "/shop/here", data: bytes(""), ephemeralOwner: 9n });

    expect(refusalOf(() => ask({ type: "create", path: "/shop/here/child", data: bytes("") }))).toBe(
      "NoChildrenForEphemerals",
    );
  });

  test.each([
    ["a container", CONTAINER],
    ["a znode with a time to live", ttlOwner(10_000)],
  ])("%s may have children, although its Stat names an owner: that is no session", (_, ephemeralOwner) => {
    const { ask } = shop();
    ask({ type: "create", path: "/shop/crate", data: bytes(""), ephemeralOwner });

    expect(refusalOf(() => ask({ type: "create", path: "/shop/crate/child", data: bytes("") }))).toBe(
      "accepted",
    );
  });
});

rule("An access list has a version of its own", "ZooKeeper API, setACL", () => {
  const acl = [{ permissions: 1, scheme: "world", id: "anyone" }];

  test("two clients have seen version 0 and both set the list: the second is refused", () => {
    const { tree, ask } = shop();
    ask({ type: "setAcl", path: "/shop", acl, version: 0 });
    const second = refusalOf(() => ask({ type: "setAcl", path: "/shop", acl: [], version: 0 }));
    const missing = refusalOf(() => ask({ type: "setAcl", path: "/mall", acl, version: ANY_VERSION }));

    expect({ second, missing, access: tree.access("/shop") }).toEqual({
      second: "BadVersion",
      missing: "NoNode",
      access: { acl, version: 1 },
    });
  });

  test("a znode can be given one with its creation, and one that isn't is open to everybody", () => {
    const { tree, ask } = shop();
    ask({ type: "create", path: "/shop/till", data: bytes(""), acl });

    expect([tree.access("/shop/till"), tree.access("/shop").acl]).toEqual([{ acl, version: 0 }, OPEN_ACL]);
  });
});

rule("A znode's data has a limit", "ZooKeeper Administrator's Guide, jute.maxbuffer", () => {
  test.each([
    [MAX_DATA_BYTES, "accepted"],
    [MAX_DATA_BYTES + 1, "BadArguments"],
  ])("%d bytes: %s", (size, outcome) => {
    const { ask } = shop();
    const data = new Uint8Array(size);

    expect(refusalOf(() => ask({ type: "create", path: "/big", data }))).toBe(outcome);
    expect(refusalOf(() => ask({ type: "setData", path: "/shop", data, version: ANY_VERSION }))).toBe(
      outcome,
    );
  });
});

/** A tree with one znode, `/shop`; `ask` decides a request and, if it isn't refused, applies it. */
function shop() {
  const tree = new ZnodeTree();
  let zxid = 0n;
  const ask = (request: Request): void => {
    const change = prepare(tree, request);
    zxid += 1n;
    tree.apply({ zxid, time: 1_000, change });
  };
  ask({ type: "create", path: "/shop", data: bytes("the shop") });
  return { tree, ask };
}
