import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import type { Transaction } from "#znode-tree/changes";
import type { WatchKind } from "#watches/events";
import { WatchTable } from "#watches/watch-table";
import { check, create, desk, remove, setData, toldBy } from "./desk";
import { arbitraryAct, ModelTable } from "./model";
import { shop, WireClient } from "./wire";

const GUIDE = "ZooKeeper Programmer's Guide, Persistent, Recursive Watches";

rule("A persistent watch tells of data and children, again and again", GUIDE, () => {
  test("every change of the data", () => {
    const { table, ask } = desk();
    table.add("ann", "persistent", "/shop");

    expect([ask(setData("/shop")), ask(setData("/shop"))]).toEqual([
      { ann: ["NodeDataChanged /shop"] },
      { ann: ["NodeDataChanged /shop"] },
    ]);
  });

  test("every child that comes or goes", () => {
    const { table, ask } = desk();
    table.add("ann", "persistent", "/shop");

    expect([ask(create("/shop/x")), ask(remove("/shop/x"))]).toEqual([
      { ann: ["NodeChildrenChanged /shop"] },
      { ann: ["NodeChildrenChanged /shop"] },
    ]);
  });

  test("also within one multi", () => {
    const { table, ask } = desk();
    table.add("ann", "persistent", "/shop");

    expect(ask(create("/shop/x"), check("/shop"), setData("/shop"), create("/shop/y"))).toEqual({
      ann: ["NodeChildrenChanged /shop", "NodeDataChanged /shop", "NodeChildrenChanged /shop"],
    });
  });

  test("it outlives its znode, and may be there before it", () => {
    const { table, ask } = desk();
    table.add("ann", "persistent", "/mall");

    expect([ask(create("/mall")), ask(remove("/mall")), ask(create("/mall"))]).toEqual([
      { ann: ["NodeCreated /mall"] },
      { ann: ["NodeDeleted /mall"] },
      { ann: ["NodeCreated /mall"] },
    ]);
  });

  test("not of what happens to a child or further below", () => {
    const { table, ask } = desk();
    ask(create("/shop/x"));
    table.add("ann", "persistent", "/shop");

    expect([ask(setData("/shop/x")), ask(create("/shop/x/deep"))]).toEqual([{}, {}]);
  });
});

rule("A recursive watch tells of its znode and of everything below it", GUIDE, () => {
  test("at any depth, by the path of the znode that changed", () => {
    const { table, ask } = desk();
    table.add("ann", "recursive", "/shop");

    expect(ask(create("/shop/x"), create("/shop/x/deep"), setData("/shop/x/deep"), setData("/shop"))).toEqual(
      {
        ann: [
          "NodeCreated /shop/x",
          "NodeCreated /shop/x/deep",
          "NodeDataChanged /shop/x/deep",
          "NodeDataChanged /shop",
        ],
      },
    );
  });

  test("of deletes, down to its own znode's, and of what comes after", () => {
    const { table, ask } = desk();
    ask(create("/shop/x"));
    table.add("ann", "recursive", "/shop");

    expect(ask(remove("/shop/x"), remove("/shop"), create("/shop"))).toEqual({
      ann: ["NodeDeleted /shop/x", "NodeDeleted /shop", "NodeCreated /shop"],
    });
  });

  test("on the root it tells of all there is", () => {
    const { table, ask } = desk();
    table.add("ann", "recursive", "/");

    expect(ask(setData("/"), create("/mall"), create("/mall/x"))).toEqual({
      ann: ["NodeDataChanged /", "NodeCreated /mall", "NodeCreated /mall/x"],
    });
  });

  test("not of a neighbour whose path begins alike, nor of its parent", () => {
    const { table, ask } = desk();
    table.add("ann", "recursive", "/shop");

    expect(ask(create("/shop-two"), create("/shop-two/x"), setData("/"))).toEqual({});
  });
});

rule("A recursive watch isn't told of children: it is told of each child itself", "ZOOKEEPER-4475", () => {
  test("a child is created and deleted: NodeCreated and NodeDeleted, and nothing more", () => {
    const { table, ask } = desk();
    table.add("ann", "recursive", "/shop");

    expect(ask(create("/shop/x"), remove("/shop/x"))).toEqual({
      ann: ["NodeCreated /shop/x", "NodeDeleted /shop/x"],
    });
  });

  test("who has a child watch as well is told of both", () => {
    const { table, ask } = desk();
    table.add("ann", "recursive", "/shop");
    table.add("ann", "children", "/shop");

    expect(ask(create("/shop/x"), create("/shop/y"))).toEqual({
      ann: ["NodeCreated /shop/x", "NodeChildrenChanged /shop", "NodeCreated /shop/y"],
    });
  });
});

rule("However many watches an event meets, a watcher is told of it once", GUIDE, () => {
  test.each([
    ["setData", setData("/shop/x"), "NodeDataChanged /shop/x"],
    ["delete", remove("/shop/x"), "NodeDeleted /shop/x"],
  ])("%s", (_, request, event) => {
    const { table, ask } = desk();
    ask(create("/shop/x"));
    for (const path of ["/", "/shop", "/shop/x"]) table.add("ann", "recursive", path);
    for (const kind of ["data", "children", "persistent"] as const) table.add("ann", kind, "/shop/x");

    expect(ask(request)).toEqual({ ann: [event] });
  });

  test("the parent's event too", () => {
    const { table, ask } = desk();
    table.add("ann", "children", "/shop");
    table.add("ann", "persistent", "/shop");

    expect(ask(create("/shop/x"))).toEqual({ ann: ["NodeChildrenChanged /shop"] });
  });

  test("a one-shot watch beside one that stays is used up all the same", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "persistent", "/shop");
    ask(setData("/shop"));

    expect(table.size).toBe(1);
  });
});

rule("A watch that is removed tells nothing more", "ZooKeeper API, removeWatches", () => {
  test.each(["data", "children", "persistent", "recursive"] as const)("%s", (kind) => {
    const { table, ask } = desk();
    table.add("ann", kind, "/shop");
    const removed = table.remove("ann", kind, "/shop");

    expect({ removed, told: ask(setData("/shop"), create("/shop/x")), size: table.size }).toEqual({
      removed: true,
      told: {},
      size: 0,
    });
  });

  test("only the one: not another kind, another path or another watcher's", () => {
    const { table, ask } = desk();
    table.add("ann", "persistent", "/shop");
    table.add("ann", "recursive", "/shop");
    table.add("ann", "persistent", "/");
    table.add("bob", "persistent", "/shop");
    table.remove("ann", "persistent", "/shop");

    expect(ask(create("/shop/x"), create("/mall"))).toEqual({
      ann: ["NodeCreated /shop/x", "NodeChildrenChanged /"],
      bob: ["NodeChildrenChanged /shop"],
    });
  });

  test("what isn't there can't be removed", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    ask(setData("/shop"));

    expect([
      table.remove("ann", "data", "/shop"),
      table.remove("ann", "recursive", "/shop"),
      table.remove("bob", "data", "/shop"),
    ]).toEqual([false, false, false]);
  });
});

rule(
  "The table counts the watches that wait",
  "ZooKeeper Administrator's Guide, mntr: zk_watch_count",
  () => {
    test("each once, and not those that have fired", () => {
      const { table, ask } = desk();
      for (const kind of KINDS) {
        table.add("ann", kind, "/shop");
        table.add("ann", kind, "/shop");
        table.add("bob", kind, "/shop");
      }
      const before = table.size;
      ask(remove("/shop"));

      expect([before, table.size]).toEqual([8, 4]);
    });
  },
);

rule("A watcher that is gone leaves nothing behind", "ZOOKEEPER-1382, ZOOKEEPER-3131", () => {
  test("watches of every kind go with it, and nobody else's", () => {
    const { table, ask } = desk();
    for (const kind of KINDS) for (const path of ["/", "/shop"]) table.add("ann", kind, path);
    table.add("bob", "data", "/shop");
    table.drop("ann");

    expect({ size: table.size, told: ask(setData("/shop"), create("/shop/x")) }).toEqual({
      size: 1,
      told: { bob: ["NodeDataChanged /shop"] },
    });
  });

  test("a watcher without watches can be dropped, and dropped again", () => {
    const { table } = desk();
    table.add("ann", "data", "/shop");
    table.drop("bob");
    table.drop("ann");
    table.drop("ann");

    expect(table.size).toBe(0);
  });

  test("a connection that closes takes its watches with it", () => {
    const { server } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    for (const client of [ann, bob]) {
      client.send({ type: "getData", path: "/shop", watch: true });
      client.send({ type: "exists", path: "/mall", watch: true });
      client.send({ type: "getChildren", path: "/shop", watch: true });
      client.send({ type: "addWatch", path: "/shop", mode: "persistent" });
      client.send({ type: "addWatch", path: "/mall", mode: "recursive" });
    }
    const before = server.watches.size;
    ann.connection.close();

    expect([before, server.watches.size]).toEqual([10, 5]);
  });

  test("a read that still waited when the connection closed leaves no watch", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "mine"));
    ann.send({ type: "getData", path: "/shop", watch: true });
    ann.send({ type: "addWatch", path: "/shop", mode: "persistent" });
    ann.connection.close();
    commitAll();

    expect({ size: server.watches.size, heard: ann.deliver() }).toEqual({ size: 0, heard: [] });
  });

  test("a request that arrives behind the close leaves none either", () => {
    const { server } = shop();
    const ann = new WireClient(server);
    ann.connection.close();
    ann.send({ type: "addWatch", path: "/shop", mode: "recursive" });

    expect({ size: server.watches.size, heard: ann.deliver() }).toEqual({ size: 0, heard: [] });
  });

  test("a write that was on its way is done, though there is nobody left to tell", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "mine"));
    ann.connection.close();
    commitAll();

    expect(server.store.tree.exists("/shop")?.version).toBe(1);
  });
});

rule("A client leaves a watch that stays by addWatch", "ZooKeeper API, addWatch", () => {
  test("on what is there and on what isn't", () => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "addWatch", path: "/shop", mode: "persistent" });
    ann.send({ type: "addWatch", path: "/mall", mode: "recursive" });
    write(create("/shop/x"));
    write({ type: "multi", requests: [create("/mall"), create("/mall/y")] });

    expect(ann.deliver()).toEqual([
      "1: addWatch",
      "2: addWatch",
      "NodeChildrenChanged /shop",
      "NodeCreated /mall",
      "NodeCreated /mall/y",
    ]);
  });
});

rule("Watches cost what they must", "ZooKeeper source, WatchManager: by path, and by watcher", () => {
  test("50,000 watchers of one znode go one by one: no drop looks through the others", () => {
    const table = new WatchTable<number>();
    for (let index = 0; index < MANY; index++) {
      table.add(index, "persistent", "/shop");
      table.add(index, "data", `/shop/${index}`);
    }
    for (let index = 0; index < MANY; index++) table.drop(index);

    expect(table.size).toBe(0);
  });

  test("50,000 recursive watches, 50,000 changes: a change looks only at the paths above it", () => {
    const table = new WatchTable<string>();
    for (let index = 0; index < MANY; index++) table.add("ann", "recursive", `/shop/${index}`);

    let told = 0;
    for (let index = 0; index < MANY; index++) {
      told += table.fire(change(`/shop/${index}/a/b/c`)).length + table.fire(change("/mall/a/b/c")).length;
    }
    expect(told).toBe(MANY);
  });
});

rule("Whatever is watched and done in whatever order, the table tells what a plain list would", GUIDE, () => {
  test("300 random runs", () => {
    fc.assert(
      fc.property(fc.array(arbitraryAct, { maxLength: 60 }), (acts) => {
        const table = new WatchTable<string>();
        const model = new ModelTable();
        for (const [index, act] of acts.entries()) {
          if (act.act === "fire") {
            const told = toldBy(table.fire(act.transaction));
            expect({ index, told }).toEqual({ index, told: model.fire(act.transaction) });
            continue;
          }
          for (const each of [table, model]) {
            if (act.act === "add") each.add(act.watcher, act.kind, act.path);
            if (act.act === "remove") each.remove(act.watcher, act.kind, act.path);
            if (act.act === "drop") each.drop(act.watcher);
          }
          expect({ index, size: table.size }).toEqual({ index, size: model.size });
        }
      }),
      { numRuns: 300, seed: 20_263 },
    );
  });
});

const KINDS: WatchKind[] = ["data", "children", "persistent", "recursive"];
const MANY = 50_000;

/** A setData that was decided without a store. */
function change(path: string): Transaction {
  return { zxid: 1n, time: 1_000, change: { type: "setData", path, data: new Uint8Array(0), version: 1 } };
}
