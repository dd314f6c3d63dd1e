import fc from "fast-check";
import { text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import type { SingleRequest } from "#znode-tree/changes";
import { ZnodeStore } from "#znode-tree/store";
import type { ZnodeCache } from "#watches/cache";
import { ClientWatches } from "#watches/client-watches";
import { NO_ZXID } from "#watches/events";
import type { ClientRequest, SetWatchesRequest } from "#watches/messages";
import { rearm } from "#watches/rearm";
import { create, line, remove, setData } from "./desk";
import { reconnecting } from "./reconnecting";
import { shop, WireClient } from "./wire";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Watches";
const CODE = "ZooKeeper source, DataTree.setWatches";

rule("A data watch fires for what was missed, or goes on", CODE, () => {
  test("nothing happened: it goes on", () => {
    expect(whileAway({ data: ["/shop"] })).toEqual({ missed: [], armed: ["data /shop"] });
  });

  test("the data was set", () => {
    expect(whileAway({ data: ["/shop"] }, setData("/shop"))).toEqual({
      missed: ["NodeDataChanged /shop"],
      armed: [],
    });
  });

  test("the znode was deleted", () => {
    expect(whileAway({ data: ["/shop"] }, remove("/shop"))).toEqual({
      missed: ["NodeDeleted /shop"],
      armed: [],
    });
  });

  test("it was deleted and created again: what the client has read is no longer so", () => {
    expect(whileAway({ data: ["/shop"] }, remove("/shop"), create("/shop"))).toEqual({
      missed: ["NodeDataChanged /shop"],
      armed: [],
    });
  });

  test("only its children changed: that was never the watch's affair", () => {
    expect(whileAway({ data: ["/shop"] }, create("/shop/x"))).toEqual({ missed: [], armed: ["data /shop"] });
  });
});

rule("A watch on what wasn't there fires if it is there now", "ZOOKEEPER-1667", () => {
  test("it still isn't: the watch goes on", () => {
    expect(whileAway({ exists: ["/mall"] })).toEqual({ missed: [], armed: ["data /mall"] });
  });

  test("it was created", () => {
    expect(whileAway({ exists: ["/mall"] }, create("/mall"))).toEqual({
      missed: ["NodeCreated /mall"],
      armed: [],
    });
  });

  test("it was created and given other data: to the client it is new", () => {
    expect(whileAway({ exists: ["/mall"] }, create("/mall"), setData("/mall"))).toEqual({
      missed: ["NodeCreated /mall"],
      armed: [],
    });
  });

  test("it came and went: nobody can know any more, and the watch goes on", () => {
    expect(whileAway({ exists: ["/mall"] }, create("/mall"), remove("/mall"))).toEqual({
      missed: [],
      armed: ["data /mall"],
    });
  });
});

rule("A child watch fires for what was missed, or goes on", "ZOOKEEPER-3145", () => {
  test("nothing happened: it goes on", () => {
    expect(whileAway({ children: ["/list"] })).toEqual({ missed: [], armed: ["children /list"] });
  });

  test.each([
    ["a child came", [create("/list/x")]],
    ["a child went", [remove("/list/old")]],
    ["a child came and went, and all looks as before", [create("/list/x"), remove("/list/x")]],
    [
      "the znode was deleted and created again",
      [remove("/list/old"), remove("/list"), create("/list"), create("/list/old")],
    ],
  ])("%s", (_, requests) => {
    expect(whileAway({ children: ["/list"] }, ...requests)).toEqual({
      missed: ["NodeChildrenChanged /list"],
      armed: [],
    });
  });

  test("the znode was deleted", () => {
    expect(whileAway({ children: ["/list"] }, remove("/list/old"), remove("/list"))).toEqual({
      missed: ["NodeDeleted /list"],
      armed: [],
    });
  });

  test("only data changed, or something further below: it goes on", () => {
    expect(whileAway({ children: ["/list"] }, setData("/list"), create("/list/old/deep"))).toEqual({
      missed: [],
      armed: ["children /list"],
    });
  });
});

rule("What the client has heard of already isn't told again", GUIDE, () => {
  test("the change at the very zxid of its last reply is no news", () => {
    const store = new ZnodeStore();
    store.submit(create("/shop"), 1_000);
    store.submit(create("/shop/x"), 1_000);
    const { zxid } = store.submit(setData("/shop"), 1_000);
    const { missed } = rearm(store.tree, {
      ...NOTHING,
      relativeZxid: zxid,
      data: ["/shop"],
      children: ["/shop"],
    });

    expect(missed).toEqual([]);
  });
});

rule("A watch that stays goes on, and what it missed stays missed", CODE, () => {
  test.each(["persistent", "recursive"] as const)("%s", (kind) => {
    expect(whileAway({ [kind]: ["/shop", "/mall"] }, setData("/shop"), create("/mall"))).toEqual({
      missed: [],
      armed: [`${kind} /mall`, `${kind} /shop`],
    });
  });
});

rule("The server tells what was missed before it answers", "ZooKeeper source, FinalRequestProcessor", () => {
  test("events first, then the reply; what goes on fires later, once", () => {
    const { server, write } = shop();
    write(create("/a"));
    const ann = new WireClient(server);
    write(setData("/a"));
    ann.send({ ...NOTHING, relativeZxid: 2n, data: ["/shop", "/a"], exists: ["/b"], recursive: ["/c"] });
    const first = ann.deliver();
    write(setData("/shop"));
    write(setData("/shop"));
    write(setData("/a"));
    write(create("/b"));
    write(create("/c"));

    expect({ first, later: ann.deliver() }).toEqual({
      first: ["NodeDataChanged /a", "1: setWatches"],
      later: ["NodeDataChanged /shop", "NodeCreated /b", "NodeCreated /c"],
    });
  });

  test("an event that is made up for has no zxid of its own", () => {
    const { server, write } = shop();
    const ann = new WireClient(server);
    const zxids: bigint[] = [];
    ann.onEvent = (event) => zxids.push(event.zxid);
    write(setData("/shop"));
    ann.send({ ...NOTHING, relativeZxid: 1n, data: ["/shop"] });
    ann.deliver();

    expect(zxids).toEqual([NO_ZXID]);
  });
});

rule("The client knows which of its requests has left which watch", CODE, () => {
  test.each<[string, ClientRequest, string[]]>([
    ["getData of what is there", { type: "getData", path: "/shop", watch: true }, ["data /shop"]],
    ["exists of what is there", { type: "exists", path: "/shop", watch: true }, ["data /shop"]],
    ["exists of what isn't", { type: "exists", path: "/mall", watch: true }, ["exists /mall"]],
    ["getChildren", { type: "getChildren", path: "/shop", watch: true }, ["children /shop"]],
    ["addWatch", { type: "addWatch", path: "/mall", mode: "persistent" }, ["persistent /mall"]],
    ["addWatch", { type: "addWatch", path: "/", mode: "recursive" }, ["recursive /"]],
    ["getData of what isn't there", { type: "getData", path: "/mall", watch: true }, []],
    ["getChildren of what isn't there", { type: "getChildren", path: "/mall", watch: true }, []],
    ["getData without a watch", { type: "getData", path: "/shop" }, []],
    ["a write", setData("/shop"), []],
  ])("%s", (_, request, watches) => {
    const { ask, watching } = reconnecting();
    ask(request);

    expect(watching()).toEqual(watches);
  });

  test("a request that never was answered has left none to speak of", () => {
    const { client, ask, watching } = reconnecting();
    ask({ type: "exists", path: "/mall", watch: true }, "not delivered");
    client.break();

    expect(watching()).toEqual([]);
  });

  test("without a watch there is nothing to send", () => {
    expect(new ClientWatches().request()).toBeUndefined();
  });
});

rule("An event uses up the watches that it came from", CODE, () => {
  const all: ClientRequest[] = [
    { type: "getData", path: "/shop", watch: true },
    { type: "getChildren", path: "/shop", watch: true },
    { type: "exists", path: "/mall", watch: true },
    { type: "addWatch", path: "/shop", mode: "persistent" },
    { type: "addWatch", path: "/mall", mode: "recursive" },
  ];
  const lasting = ["persistent /shop", "recursive /mall"];
  test.each([
    ["NodeDataChanged", setData("/shop"), ["exists /mall", "children /shop", ...lasting]],
    ["NodeChildrenChanged", create("/shop/x"), ["data /shop", "exists /mall", ...lasting]],
    ["NodeDeleted", remove("/shop"), ["exists /mall", ...lasting]],
    ["NodeCreated", create("/mall"), ["data /shop", "children /shop", ...lasting]],
  ])("%s", (_, request, left) => {
    const { client, write, ask, watching } = reconnecting();
    for (const each of all) ask(each);
    write(request);
    client.deliver();

    expect(watching()).toEqual(left);
  });
});

rule("The client goes by its replies: what came after the last of them, it may have missed", GUIDE, () => {
  test("replies raise its zxid, and it never falls", () => {
    const { client, write, ask, watches } = reconnecting();
    const zxids = [watches.lastZxid];
    ask({ type: "getData", path: "/shop" });
    zxids.push(watches.lastZxid);
    write(setData("/shop"));
    ask({ type: "getData", path: "/nowhere" });
    zxids.push(watches.lastZxid);
    client.send({ type: "exists", path: "/shop" }, (reply) =>
      watches.answered({ type: "exists", path: "/shop" }, reply),
    );
    client.break();
    zxids.push(watches.lastZxid);

    expect(zxids).toEqual([0n, 1n, 2n, 2n]);
  });

  test("an event doesn't: another of the same transaction may be behind it on a wire that breaks", () => {
    const { server, client, write, ask, events, reconnect } = reconnecting();
    ask({ type: "exists", path: "/a", watch: true });
    ask({ type: "exists", path: "/b", watch: true });
    ask({ type: "getData", path: "/shop", watch: true });
    write({ type: "multi", requests: [create("/a"), setData("/shop")] });
    client.deliver(1);
    client.break();
    reconnect(server);

    expect(events).toEqual(["NodeCreated /a", "NodeDataChanged /shop"]);
  });
});

rule("A connection may break at any time: nothing that is remembered stays wrong", GUIDE, () => {
  test("200 random runs with broken connections: in the end, memory and tree agree", () => {
    const paths = ["/a", "/b", "/c"] as const;
    const arbitraryStep = fc.record({
      act: fc.constantFrom("set", "remove", "create", "get", "get", "deliver", "deliver", "break", "dial"),
      path: fc.constantFrom(...paths),
    });
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 80 }), (steps) => {
        const { server, client, cache, reconnect } = reconnecting();
        let connected = true;
        for (const [index, { act, path }] of steps.entries()) {
          if (act === "set") server.submit(setData(path, `${index}`));
          if (act === "create") server.submit(create(path, `${index}`));
          if (act === "remove") server.submit(remove(path));
          server.commit();
          if (act === "deliver") client.deliver(1);
          if (act === "get" && connected) cache.get(path, () => {});
          if (act === "break") {
            client.break();
            connected = false;
          }
          if (act === "dial" && !connected) {
            reconnect(server, "not delivered");
            connected = true;
          }
        }
        if (!connected) reconnect(server);
        client.deliver();
        for (const path of paths) {
          expect({ path, data: memoryOf(cache, path) }).toEqual({
            path,
            data: server.store.tree.exists(path) && text(server.store.tree.getData(path)),
          });
        }
        function memoryOf(memory: ZnodeCache, path: string): string | undefined {
          let data: Uint8Array | undefined;
          memory.get(path, (answer) => (data = answer));
          client.deliver();
          return data && text(data);
        }
      }),
      { numRuns: 200, seed: 20_264 },
    );
  });
});

const NOTHING: SetWatchesRequest = {
  type: "setWatches",
  relativeZxid: 0n,
  data: [],
  exists: [],
  children: [],
  persistent: [],
  recursive: [],
};

/** What becomes of these watches, where `/shop` and `/list/old` were there and the requests were done meanwhile. */
function whileAway(watches: Partial<SetWatchesRequest>, ...requests: SingleRequest[]) {
  const store = new ZnodeStore();
  for (const path of ["/shop", "/list", "/list/old"]) store.submit(create(path), 1_000);
  const relativeZxid = store.tree.exists("/list/old")!.czxid;
  for (const request of requests) store.submit(request, 1_000);
  const { missed, armed } = rearm(store.tree, { ...NOTHING, ...watches, relativeZxid });
  return { missed: missed.map(line).sort(), armed: armed.map(({ kind, path }) => `${kind} ${path}`).sort() };
}
