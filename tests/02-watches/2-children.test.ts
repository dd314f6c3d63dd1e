import { rule } from "#lab/testing/rule";
import { create, desk, remove, setData } from "./desk";

const GUIDE = "ZooKeeper Programmer's Guide, Semantics of Watches";

rule("A child watch tells that a child came or went", GUIDE, () => {
  test("a child is created", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");

    expect(ask(create("/shop/orders"))).toEqual({ ann: ["NodeChildrenChanged /shop"] });
  });

  test("a child is deleted", () => {
    const { table, ask } = desk();
    ask(create("/shop/orders"));
    table.add("ann", "children", "/shop");

    expect(ask(remove("/shop/orders"))).toEqual({ ann: ["NodeChildrenChanged /shop"] });
  });

  test("the root has children too", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/");

    expect(ask(create("/mall"))).toEqual({ ann: ["NodeChildrenChanged /"] });
  });

  test("the first event uses it up", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");
    ask(create("/shop/orders"));

    expect(ask(create("/shop/users"))).toEqual({});
  });

  test("who watched twice is told once", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");
    table.add("ann", "children", "/shop");

    expect([ask(create("/shop/orders")), ask(create("/shop/users"))]).toEqual([
      { ann: ["NodeChildrenChanged /shop"] },
      {},
    ]);
  });
});

rule("A child watch tells nothing else", GUIDE, () => {
  test("not that a child's data was set, nor the znode's own", () => {
    const { table, ask } = desk();
    ask(create("/shop/orders"));
    table.add("ann", "children", "/shop");

    expect([ask(setData("/shop/orders")), ask(setData("/shop"))]).toEqual([{}, {}]);
  });

  test("not that a grandchild came or went", () => {
    const { table, ask } = desk();
    ask(create("/shop/orders"));
    table.add("ann", "children", "/shop");

    expect([ask(create("/shop/orders/42")), ask(remove("/shop/orders/42"))]).toEqual([{}, {}]);
  });

  test("and it is still there after all of that", () => {
    const { table, ask } = desk();
    ask(create("/shop/orders"));
    table.add("ann", "children", "/shop");
    ask(setData("/shop"));
    ask(create("/shop/orders/42"));

    expect(ask(create("/shop/users"))).toEqual({ ann: ["NodeChildrenChanged /shop"] });
  });
});

rule("Data and children are watched apart", GUIDE, () => {
  test("a data watch doesn't hear of children, and isn't used up by them", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("bob", "children", "/shop");

    expect([ask(create("/shop/orders")), ask(setData("/shop"))]).toEqual([
      { bob: ["NodeChildrenChanged /shop"] },
      { ann: ["NodeDataChanged /shop"] },
    ]);
  });

  test("who has both is told of each, and each is used up by its own", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "children", "/shop");

    expect([ask(setData("/shop")), ask(create("/shop/orders"))]).toEqual([
      { ann: ["NodeDataChanged /shop"] },
      { ann: ["NodeChildrenChanged /shop"] },
    ]);
  });
});

rule("The end of a znode ends every watch on it", GUIDE, () => {
  test("a child watch hears that its znode is gone", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");

    expect(ask(remove("/shop"))).toEqual({ ann: ["NodeDeleted /shop"] });
  });

  test("who has a data watch and a child watch is told once", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "children", "/shop");

    expect(ask(remove("/shop"))).toEqual({ ann: ["NodeDeleted /shop"] });
  });

  test("neither of them waits for the znode to come back", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "children", "/shop");
    ask(remove("/shop"));

    expect([ask(create("/shop")), ask(create("/shop/orders"))]).toEqual([{}, {}]);
  });
});

rule("First the znode, then its parent", "ZooKeeper source, DataTree.createNode and deleteNode", () => {
  test.each([
    ["created", () => create("/shop/x"), "NodeCreated /shop/x"],
    ["deleted", () => remove("/shop/x"), "NodeDeleted /shop/x"],
  ])("a child is %s", (what, request, first) => {
    const { table, ask } = desk();
    if (what === "deleted") ask(create("/shop/x"));
    table.add("ann", "children", "/shop");
    table.add("ann", "data", "/shop/x");

    expect(ask(request())).toEqual({ ann: [first, "NodeChildrenChanged /shop"] });
  });
});

rule("A multi fires as its changes would one after another", "ZooKeeper source, DataTree.processTxn", () => {
  test("three children in one go: a child watch is told once", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");

    expect(ask(create("/shop/a"), create("/shop/b"), create("/shop/c"))).toEqual({
      ann: ["NodeChildrenChanged /shop"],
    });
  });

  test("the events come in the order of the changes", () => {
    const { table, ask } = desk();
    ask(create("/mall"));
    for (const path of ["/shop", "/mall", "/"]) table.add("ann", "children", path);
    table.add("ann", "data", "/shop");

    expect(ask(create("/mall/x"), setData("/shop"), create("/shop/y"), create("/inn"))).toEqual({
      ann: [
        "NodeChildrenChanged /mall",
        "NodeDataChanged /shop",
        "NodeChildrenChanged /shop",
        "NodeChildrenChanged /",
      ],
    });
  });

  test("a child that comes and goes within it has come, for the child watch", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");
    table.add("ann", "data", "/shop/x");

    expect(ask(create("/shop/x"), remove("/shop/x"))).toEqual({
      ann: ["NodeCreated /shop/x", "NodeChildrenChanged /shop"],
    });
  });

  test("children and then their parent are deleted: each watch is told of the first that concerns it", () => {
    const { table, ask } = desk();
    ask(create("/shop/x"));
    table.add("ann", "children", "/shop");
    table.add("bob", "data", "/shop");

    expect(ask(remove("/shop/x"), remove("/shop"))).toEqual({
      ann: ["NodeChildrenChanged /shop"],
      bob: ["NodeDeleted /shop"],
    });
  });
});
