import { rule } from "#lab/testing/rule";
import { ZnodeTree } from "#znode-tree/znode-tree";
import { Scribe } from "./scribe";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Stat Structure";

rule("exists answers with the Stat, or with nothing", "ZooKeeper API, exists", () => {
  test("a znode that isn't there has no Stat", () => {
    expect(new ZnodeTree().exists("/shop")).toBeUndefined();
  });

  test("a new znode begins with versions 0 and three times the zxid of its creation", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");

    expect(tree.exists("/shop")).toEqual({
      czxid: 1n,
      mzxid: 1n,
      pzxid: 1n,
      ctime: 1_010,
      mtime: 1_010,
      version: 0,
      cversion: 0,
      aversion: 0,
      ephemeralOwner: 0n,
      dataLength: 5,
      numChildren: 0,
    });
  });

  test("an ephemeral znode names its session, all 64 bits of it", () => {
    const { tree, scribe } = start();
    scribe.create("/here", "", 0x0100_0000_dead_beefn);

    expect(tree.exists("/here")?.ephemeralOwner).toBe(0x0100_0000_dead_beefn);
  });

  test("a Stat that was handed out doesn't change with the tree", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");
    const before = tree.exists("/shop");
    scribe.setData("/shop", "bread and butter");

    expect(before?.version).toBe(0);
  });
});

rule("Setting data moves version, mzxid and mtime, and nothing else", GUIDE, () => {
  test("the znode's own", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");
    const before = tree.exists("/shop")!;
    scribe.setData("/shop", "rolls and more");

    expect(tree.exists("/shop")).toEqual({ ...before, version: 1, mzxid: 2n, mtime: 1_020, dataLength: 14 });
  });

  test("the parent's stay as they are", () => {
    const { tree, scribe } = start();
    scribe.create("/shop");
    const before = tree.exists("/");
    scribe.setData("/shop", "rolls");

    expect(tree.exists("/")).toEqual(before);
  });
});

rule("Setting the access list moves aversion, and nothing else", GUIDE, () => {
  test("the znode's own, and its parent's stays as it is", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");
    const before = [tree.exists("/shop")!, tree.exists("/")];
    scribe.apply({ type: "setAcl", path: "/shop", acl: [], version: 1 });

    expect([tree.exists("/shop"), tree.exists("/")]).toEqual([{ ...before[0], aversion: 1 }, before[1]]);
  });

  test("a znode that is deleted and created again begins with 0", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");
    scribe.apply({ type: "setAcl", path: "/shop", acl: [], version: 1 });
    scribe.delete("/shop");
    scribe.create("/shop", "bread");

    expect(tree.exists("/shop")?.aversion).toBe(0);
  });
});

rule("Creating or deleting a child moves the parent's pzxid and cversion, not its version", GUIDE, () => {
  test("a child is created", () => {
    const { tree, scribe } = start();
    scribe.create("/shop");
    const before = tree.exists("/shop")!;
    scribe.create("/shop/orders");

    expect(tree.exists("/shop")).toEqual({ ...before, pzxid: 2n, cversion: 1, numChildren: 1 });
  });

  test("a child is deleted: cversion counts that too", () => {
    const { tree, scribe } = start();
    scribe.create("/shop");
    const before = tree.exists("/shop")!;
    scribe.create("/shop/orders");
    scribe.delete("/shop/orders");

    expect(tree.exists("/shop")).toEqual({ ...before, pzxid: 3n, cversion: 2, numChildren: 0 });
  });

  test("a grandchild moves nothing here", () => {
    const { tree, scribe } = start();
    scribe.create("/shop");
    scribe.create("/shop/orders");
    const before = tree.exists("/shop");
    scribe.create("/shop/orders/42");
    scribe.delete("/shop/orders/42");

    expect(tree.exists("/shop")).toEqual(before);
  });
});

rule("A znode that is deleted and created again starts over", GUIDE, () => {
  test("nothing of its former life is left in its Stat", () => {
    const { tree, scribe } = start();
    scribe.create("/shop", "bread");
    scribe.setData("/shop", "rolls");
    scribe.create("/shop/orders");
    scribe.delete("/shop/orders");
    scribe.delete("/shop");
    scribe.create("/shop", "bread");

    expect(tree.exists("/shop")).toMatchObject({ czxid: 6n, mzxid: 6n, pzxid: 6n, version: 0, cversion: 0 });
  });
});

rule(
  "Applying transactions again that the tree already holds changes nothing",
  "ZOOKEEPER-3125, ZOOKEEPER-3249",
  () => {
    test("a whole history, applied twice, leaves every Stat as it was", () => {
      const { tree, scribe } = start();
      scribe.create("/shop", "bread");
      scribe.create("/shop/orders");
      scribe.create("/shop/users");
      scribe.setData("/shop", "rolls");
      scribe.delete("/shop/orders");
      const once = statsOf(tree);
      for (const transaction of scribe.written) tree.apply(transaction);

      expect(statsOf(tree)).toEqual(once);
    });

    test("one old create, applied again, does not turn its parent's pzxid and cversion back", () => {
      const { tree, scribe } = start();
      scribe.create("/shop");
      scribe.create("/shop/orders");
      scribe.create("/shop/users");
      const before = statsOf(tree);
      tree.apply(scribe.written[1]!);

      expect(statsOf(tree)).toEqual(before);
    });

    test("one old delete, applied again, does not turn its parent's pzxid back", () => {
      const { tree, scribe } = start();
      scribe.create("/shop");
      scribe.create("/shop/orders");
      scribe.delete("/shop/orders");
      scribe.create("/shop/users");
      const before = statsOf(tree);
      tree.apply(scribe.written[2]!);

      expect(statsOf(tree)).toEqual(before);
    });
  },
);

function start() {
  const tree = new ZnodeTree();
  return { tree, scribe: new Scribe(tree) };
}

/** Path → Stat of all that these tests create. */
function statsOf(tree: ZnodeTree) {
  return ["/", "/shop", "/shop/orders", "/shop/users"].map((path) => ({ path, stat: tree.exists(path) }));
}
