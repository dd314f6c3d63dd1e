import { text } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { ZnodeTree } from "#znode-tree/znode-tree";
import { Scribe } from "./scribe";

const GUIDE = "ZooKeeper Programmer's Guide, The ZooKeeper Data Model";

test("a new tree holds the root, which has no children and no data", () => {
  const tree = new ZnodeTree();

  expect({ children: tree.getChildren("/"), data: text(tree.getData("/")) }).toEqual({
    children: [],
    data: "",
  });
});

rule("A znode keeps data, and it may have children at the same time", GUIDE, () => {
  test("a created znode has its data", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/motd", "open till eight");

    expect(text(tree.getData("/shop/motd"))).toBe("open till eight");
  });

  test("setData replaces the whole data", () => {
    const { tree, scribe } = shop();
    scribe.setData("/shop", "a far longer text than before");
    scribe.setData("/shop", "short");

    expect(text(tree.getData("/shop"))).toBe("short");
  });

  test("a znode with children keeps its own data", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");

    expect(text(tree.getData("/shop"))).toBe("the shop");
  });

  test("the root can be given data like any other", () => {
    const { tree, scribe } = shop();
    scribe.setData("/", "hello");

    expect(text(tree.getData("/"))).toBe("hello");
  });

  test("data is bytes, not text: all 256 of them come back", () => {
    const { tree, scribe } = shop();
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    scribe.apply({ type: "create", path: "/raw", data: all, ephemeralOwner: 0n, parentCreates: 2 });

    expect([...tree.getData("/raw")]).toEqual([...all]);
  });
});

rule("getChildren gives the names of the children and of nobody else", GUIDE, () => {
  test("children are names, not paths", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");
    scribe.create("/shop/users");

    expect([...tree.getChildren("/shop")].sort()).toEqual(["orders", "users"]);
  });

  test("grandchildren are not among them", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");
    scribe.create("/shop/orders/42", "");

    expect(tree.getChildren("/shop")).toEqual(["orders"]);
  });

  test("a neighbour whose path begins alike is not among them", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop-two", "");
    scribe.create("/shop-two/orders", "");

    expect(tree.getChildren("/shop")).toEqual([]);
  });

  test("a leaf has an empty list, never null", () => {
    const { tree } = shop();

    expect(tree.getChildren("/shop")).toEqual([]);
  });

  test("whoever asks again after a delete gets the children that are left", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");
    scribe.create("/shop/users");
    tree.getChildren("/shop");
    scribe.delete("/shop/orders");

    expect(tree.getChildren("/shop")).toEqual(["users"]);
  });

  test("a list that was handed out doesn't change with the tree", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");
    const before = tree.getChildren("/shop");
    scribe.create("/shop/users");
    scribe.delete("/shop/orders");

    expect({ before, after: tree.getChildren("/shop") }).toEqual({ before: ["orders"], after: ["users"] });
  });
});

rule("A deleted znode is gone", GUIDE, () => {
  test("reading it says NoNode", () => {
    const { tree, scribe } = shop();
    scribe.delete("/shop");

    expect(refusalOf(() => tree.getData("/shop"))).toBe("NoNode");
    expect(refusalOf(() => tree.getChildren("/shop"))).toBe("NoNode");
  });

  test("its parent no longer lists it", () => {
    const { tree, scribe } = shop();
    scribe.delete("/shop");

    expect(tree.getChildren("/")).toEqual([]);
  });

  test("created again, it is a new znode with new data and no children", () => {
    const { tree, scribe } = shop();
    scribe.create("/shop/orders");
    scribe.delete("/shop/orders");
    scribe.delete("/shop");
    scribe.create("/shop", "reopened");

    expect({ data: text(tree.getData("/shop")), children: tree.getChildren("/shop") }).toEqual({
      data: "reopened",
      children: [],
    });
  });
});

rule("What was never there is NoNode", "ZooKeeper API, KeeperException.NoNodeException", () => {
  test.each(["/nowhere", "/shop/nowhere", "/nowhere/below"])("%s", (path) => {
    const { tree } = shop();

    expect(refusalOf(() => tree.getData(path))).toBe("NoNode");
  });
});

/** A tree with one znode, `/shop`. */
function shop() {
  const tree = new ZnodeTree();
  const scribe = new Scribe(tree);
  scribe.create("/shop", "the shop");
  return { tree, scribe };
}
