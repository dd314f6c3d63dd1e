import { rule } from "#lab/testing/rule";
import { check, create, remove, setData } from "./desk";
import { shop, WireClient } from "./wire";

const GUARANTEES = "ZooKeeper Programmer's Guide, What ZooKeeper Guarantees about Watches";
const CONSISTENCY = "ZooKeeper Programmer's Guide, Consistency Guarantees";

rule("A read answers from the tree as it is", "ZooKeeper API, getData, exists, getChildren", () => {
  test("getData brings the data and the Stat, exists the Stat, getChildren the names and the Stat", () => {
    const { server, write } = shop();
    write(setData("/shop", "bread"));
    write(create("/shop/orders"));
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop" });
    ann.send({ type: "exists", path: "/shop" });
    ann.send({ type: "getChildren", path: "/shop" });

    expect(ann.deliver()).toEqual(["1: getData bread", "2: exists v1", "3: getChildren orders"]);
    expect(ann.replies.map(({ outcome }) => outcome)).toMatchObject([
      { stat: { mzxid: 2n, pzxid: 3n } },
      { stat: { mzxid: 2n, pzxid: 3n } },
      { stat: { mzxid: 2n, pzxid: 3n } },
    ]);
  });

  test.each(["getData", "exists", "getChildren"] as const)("%s of what isn't there is NoNode", (type) => {
    const ann = new WireClient(shop().server);
    ann.send({ type, path: "/mall" });

    expect(ann.deliver()).toEqual(["1: NoNode"]);
  });
});

rule("A read leaves a watch if it is asked to", "ZooKeeper Programmer's Guide, ZooKeeper Watches", () => {
  test.each([
    ["getData", setData("/shop"), "NodeDataChanged /shop"],
    ["exists", setData("/shop"), "NodeDataChanged /shop"],
    ["getChildren", create("/shop/x"), "NodeChildrenChanged /shop"],
  ] as const)("%s", (type, change, event) => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type, path: "/shop", watch: true });
    ann.deliver();
    write(change);

    expect(ann.deliver()).toEqual([event]);
  });

  test("getData watches no children, and getChildren watches no data", () => {
    const { server, write } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    ann.send({ type: "getData", path: "/shop", watch: true });
    bob.send({ type: "getChildren", path: "/shop", watch: true });
    write(create("/shop/x"));
    write(setData("/shop"));

    expect([ann.deliver(), bob.deliver()]).toEqual([
      ["1: getData", "NodeDataChanged /shop"],
      ["1: getChildren", "NodeChildrenChanged /shop"],
    ]);
  });

  test("exists watches what isn't there yet", () => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "exists", path: "/mall", watch: true });
    write(create("/mall"));

    expect(ann.deliver()).toEqual(["1: NoNode", "NodeCreated /mall"]);
  });

  test.each(["getData", "getChildren"] as const)("a refused %s leaves nothing behind", (type) => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type, path: "/mall", watch: true });
    write(create("/mall"));
    write(create("/mall/x"));

    expect(ann.deliver()).toEqual(["1: NoNode"]);
  });

  test("who doesn't ask for a watch gets none, and keeps the one there was", () => {
    const { server, write } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    ann.send({ type: "getData", path: "/shop", watch: true });
    for (const client of [ann, bob]) client.send({ type: "getData", path: "/shop" });
    ann.deliver();
    bob.deliver();
    write(setData("/shop"));

    expect([ann.deliver(), bob.deliver()]).toEqual([["NodeDataChanged /shop"], []]);
  });
});

rule("A client hears of a change before it can see it", GUARANTEES, () => {
  test("of a znode that it watches, before the reply with the new data", () => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    write(setData("/shop", "new"));
    ann.send({ type: "getData", path: "/shop" });

    expect(ann.deliver()).toEqual(["1: getData", "NodeDataChanged /shop", "2: getData new"]);
  });

  test("also before it sees anything that came after the change", () => {
    const { server, write } = shop();
    write(create("/epoch", "1"));
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    write(setData("/shop", "moved"));
    write(setData("/epoch", "2"));
    ann.send({ type: "getData", path: "/epoch" });

    expect(ann.deliver()).toEqual(["1: getData", "NodeDataChanged /shop", "2: getData 2"]);
  });

  test("whoever makes the change hears of it as a watcher first, then as its writer", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    ann.send(setData("/shop", "mine"));
    commitAll();

    expect(ann.deliver()).toEqual(["1: getData", "NodeDataChanged /shop", "2: setData"]);
  });

  test("a read that waited behind the client's own write comes after the events of that write", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getChildren", path: "/shop", watch: true });
    ann.send(create("/shop/x"));
    ann.send({ type: "getChildren", path: "/shop" });
    commitAll();

    expect(ann.deliver()).toEqual([
      "1: getChildren",
      "NodeChildrenChanged /shop",
      "2: create /shop/x",
      "3: getChildren x",
    ]);
  });

  test("all events of a multi come before anything that it did can be seen", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    for (const path of ["/a", "/b"]) ann.send({ type: "exists", path, watch: true });
    ann.send({ type: "multi", requests: [create("/b"), create("/a")] });
    ann.send({ type: "exists", path: "/a" });
    commitAll();

    expect(ann.deliver()).toEqual([
      "1: NoNode",
      "2: NoNode",
      "NodeCreated /b",
      "NodeCreated /a",
      "3: multi",
      "4: exists v0",
    ]);
  });

  test("but not before it has happened: what is on its way fires nothing", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    server.submit(setData("/shop", "new"));
    const before = ann.deliver();
    commitAll();

    expect({ before, after: ann.deliver() }).toEqual({
      before: ["1: getData"],
      after: ["NodeDataChanged /shop"],
    });
  });

  test("a watch that is left while the change is on its way hears of it too", () => {
    const { server, commitAll } = shop();
    server.submit(setData("/shop", "new"));
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    commitAll();

    expect(ann.deliver()).toEqual(["1: getData", "NodeDataChanged /shop"]);
  });

  test("an event that is still on its way to one client holds up nobody else", () => {
    const { server, write } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    ann.send({ type: "getData", path: "/shop", watch: true });
    write(setData("/shop", "new"));
    bob.send({ type: "getData", path: "/shop" });

    expect([bob.deliver(), ann.deliver()]).toEqual([
      ["1: getData new"],
      ["1: getData", "NodeDataChanged /shop"],
    ]);
  });
});

rule("Replies come in the order of the requests", CONSISTENCY, () => {
  test("a read waits for the client's own writes before it, and sees them", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "mine"));
    ann.send({ type: "getData", path: "/shop" });
    const before = ann.deliver();
    commitAll();

    expect({ before, after: ann.deliver() }).toEqual({
      before: [],
      after: ["1: setData", "2: getData mine"],
    });
  });

  test("it sees those before it, and not those behind it", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "one"));
    ann.send({ type: "getData", path: "/shop" });
    ann.send(setData("/shop", "two"));
    ann.send({ type: "getData", path: "/shop" });
    commitAll();

    expect(ann.deliver()).toEqual(["1: setData", "2: getData one", "3: setData", "4: getData two"]);
  });

  test("it doesn't wait for writes of others", () => {
    const { server } = shop();
    server.submit(setData("/shop", "theirs"));
    const ann = new WireClient(server);
    ann.send({ type: "exists", path: "/shop" });

    expect(ann.deliver()).toEqual(["1: exists v0"]);
  });

  test("a refusal waits its turn", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "mine"));
    ann.send(create("/shop"));
    const before = ann.deliver();
    commitAll();

    expect({ before, after: ann.deliver() }).toEqual({ before: [], after: ["1: setData", "2: NodeExists"] });
  });

  test("a client's writes don't wait for each other: they are decided in the order in which they come", () => {
    const { server, commitAll } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    ann.send(setData("/shop", "first", 0));
    ann.send(setData("/shop", "second", 1));
    bob.send(setData("/shop", "third", 2));
    commitAll();

    expect([ann.deliver(), bob.deliver()]).toEqual([["1: setData", "2: setData"], ["1: setData"]]);
  });

  test("who is told NodeExists then finds the znode", () => {
    const { server, commitAll } = shop();
    const [ann, bob] = [new WireClient(server), new WireClient(server)];
    ann.send(create("/mall"));
    bob.send(create("/mall"));
    bob.send({ type: "exists", path: "/mall" });
    commitAll();

    expect([ann.deliver(), bob.deliver()]).toEqual([["1: create /mall"], ["1: NodeExists", "2: exists v0"]]);
  });
});

rule("A reply says up to which transaction its sender has come", "ZOOKEEPER-1412", () => {
  test("a write's reply has the zxid of the write, a read's the last zxid before it", () => {
    const { server, write, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send(setData("/shop", "two"));
    commitAll();
    write(setData("/shop", "three"));
    ann.send({ type: "getData", path: "/shop" });
    ann.deliver();

    expect(ann.replies.map(({ zxid }) => zxid)).toEqual([2n, 3n]);
  });

  test("a refused request has it too", () => {
    const { server } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/mall" });
    ann.send(create("/shop"));
    ann.deliver();

    expect(ann.replies.map(({ zxid }) => zxid)).toEqual([1n, 1n]);
  });

  test("what is only on its way doesn't count: the client hasn't been told of it", () => {
    const { server, commitAll } = shop();
    server.submit(setData("/shop", "new"));
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop" });
    commitAll();
    ann.deliver();

    expect(ann.replies.map(({ zxid }) => zxid)).toEqual([1n]);
  });

  test("a reply comes behind the events of every transaction that it counts", () => {
    const { server, commitAll } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    ann.send(setData("/shop", "new"));
    commitAll();
    const fromNow = ann.deliver();

    expect({ heard: fromNow, zxids: ann.replies.map(({ zxid }) => zxid) }).toEqual({
      heard: ["1: getData", "NodeDataChanged /shop", "2: setData"],
      zxids: [1n, 2n],
    });
  });
});

rule("A refused request fires nothing", "ZooKeeper API, KeeperException", () => {
  test.each([
    ["a setData with an old version", setData("/shop", "x", 7)],
    ["a create of what is there", create("/shop")],
    ["a delete with children", remove("/shop")],
    [
      "a multi whose last request is refused",
      multi(setData("/shop"), create("/shop/new"), check("/shop", 7)),
    ],
  ] as const)("%s", (_, request) => {
    const { server, write } = shop();
    write(create("/shop/orders"));
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    ann.send({ type: "getChildren", path: "/shop", watch: true });
    ann.send({ type: "exists", path: "/shop/new", watch: true });
    ann.deliver();
    write(request);

    expect(ann.deliver()).toEqual([]);
  });

  test("and the watch is still there for what does happen", () => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    ann.send({ type: "getData", path: "/shop", watch: true });
    write(setData("/shop", "x", 7));
    write(setData("/shop", "x", 0));

    expect(ann.deliver()).toEqual(["1: getData", "NodeDataChanged /shop"]);
  });
});

function multi(...requests: ReturnType<typeof create>[]) {
  return { type: "multi" as const, requests };
}
