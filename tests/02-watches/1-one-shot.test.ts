import { rule } from "#lab/testing/rule";
import type { Transaction } from "#znode-tree/changes";
import { WatchTable } from "#watches/watch-table";
import { check, create, desk, remove, setData } from "./desk";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Watches";

rule("A data watch tells what happened to its znode", GUIDE, () => {
  test("its data was set", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");

    expect(ask(setData("/shop", "bread"))).toEqual({ ann: ["NodeDataChanged /shop"] });
  });

  test("it was created: what isn't there yet can be watched", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/mall");

    expect(ask(create("/mall"))).toEqual({ ann: ["NodeCreated /mall"] });
  });

  test("it was deleted", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");

    expect(ask(remove("/shop"))).toEqual({ ann: ["NodeDeleted /shop"] });
  });

  test("setting the same data again is a change like any other", () => {
    const { table, ask } = desk();
    ask(setData("/shop", "bread"));
    table.add("ann", "data", "/shop");

    expect(ask(setData("/shop", "bread"))).toEqual({ ann: ["NodeDataChanged /shop"] });
  });

  test("the event carries the zxid of the transaction that did it", () => {
    const { table, fire } = desk();
    table.add("ann", "data", "/shop");

    expect(fire(setData("/shop"))).toEqual([
      { event: { type: "NodeDataChanged", path: "/shop", zxid: 2n }, watchers: ["ann"] },
    ]);
  });
});

rule("A data watch is used up by the first event", GUIDE, () => {
  test("the second change tells nobody", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    ask(setData("/shop", "one"));

    expect(ask(setData("/shop", "two"))).toEqual({});
  });

  test("a watch on a znode that is deleted doesn't wait for it to come back", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    ask(remove("/shop"));

    expect(ask(create("/shop"))).toEqual({});
  });

  test("who watches again is told again", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    ask(setData("/shop", "one"));
    table.add("ann", "data", "/shop");

    expect(ask(setData("/shop", "two"))).toEqual({ ann: ["NodeDataChanged /shop"] });
  });

  test("who watched twice is told once", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "data", "/shop");

    expect([ask(setData("/shop", "one")), ask(setData("/shop", "two"))]).toEqual([
      { ann: ["NodeDataChanged /shop"] },
      {},
    ]);
  });
});

rule("Whoever watches the znode is told, and nobody else", GUIDE, () => {
  test("all who watch it, each once", () => {
    const { table, ask } = desk();
    for (const name of ["ann", "bob", "cho"]) table.add(name, "data", "/shop");

    expect(ask(setData("/shop"))).toEqual({
      ann: ["NodeDataChanged /shop"],
      bob: ["NodeDataChanged /shop"],
      cho: ["NodeDataChanged /shop"],
    });
  });

  test.each(["/", "/shop/orders", "/shop-two", "/sho"])("not who watches %s", (elsewhere) => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("bob", "data", elsewhere);

    expect(ask(setData("/shop"))).toEqual({ ann: ["NodeDataChanged /shop"] });
  });

  test("of two watches by one watcher only the fired one is used up", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");
    table.add("ann", "data", "/mall");
    ask(setData("/shop"));

    expect(ask(create("/mall"))).toEqual({ ann: ["NodeCreated /mall"] });
  });

  test("an event that nobody watches is left out", () => {
    const { table, fire } = desk();
    table.add("ann", "data", "/shop");

    expect(fire(create("/mall"))).toEqual([]);
  });
});

rule("Only what happened is told", "ZooKeeper source, DataTree.processTxn", () => {
  test("a check tells nobody and leaves the watch where it is", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/shop");

    expect([ask(check("/shop")), ask(setData("/shop"))]).toEqual([{}, { ann: ["NodeDataChanged /shop"] }]);
  });

  test("a multi tells of each of its changes, in their order", () => {
    const { table, ask } = desk();
    for (const path of ["/a", "/shop", "/b"]) table.add("ann", "data", path);

    expect(ask(create("/b"), check("/shop"), setData("/shop"), create("/a"))).toEqual({
      ann: ["NodeCreated /b", "NodeDataChanged /shop", "NodeCreated /a"],
    });
  });

  test("in a multi too, a watch is used up by the first event", () => {
    const { table, ask } = desk();
    table.add("ann", "data", "/mall");

    expect(ask(create("/mall"), setData("/mall"), remove("/mall"))).toEqual({ ann: ["NodeCreated /mall"] });
  });

  test("all events of a multi have its one zxid", () => {
    const { table, fire } = desk();
    table.add("ann", "data", "/a");
    table.add("ann", "data", "/b");

    const firings = fire({ type: "multi", requests: [create("/a"), create("/b")] });
    expect(firings.map(({ event }) => event.zxid)).toEqual([2n, 2n]);
  });
});

rule("Firing costs what there is to tell", "ZooKeeper source, WatchManager: one table by path", () => {
  test("50,000 watches, and each of them fires once: no firing looks through the others", () => {
    const table = new WatchTable<string>();
    for (let index = 0; index < MANY; index++) table.add("ann", "data", `/shop/${index}`);

    let told = 0;
    for (let index = 0; index < MANY; index++) {
      told += table.fire(change("/shop")).length + table.fire(change(`/shop/${index}`)).length;
    }
    expect(told).toBe(MANY);
  });

  test("50,000 watchers of one znode are told of one change, each once", () => {
    const table = new WatchTable<number>();
    for (let index = 0; index < MANY; index++) table.add(index, "data", "/shop");

    const watchers = table.fire(change("/shop")).flatMap((firing) => firing.watchers);
    expect({ told: watchers.length, different: new Set(watchers).size }).toEqual({
      told: MANY,
      different: MANY,
    });
  });
});

const MANY = 50_000;

/** A setData that was decided without a store. */
function change(path: string): Transaction {
  return { zxid: 1n, time: 1_000, change: { type: "setData", path, data: new Uint8Array(0), version: 1 } };
}
