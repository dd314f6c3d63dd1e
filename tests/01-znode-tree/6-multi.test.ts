import fc from "fast-check";
import { bytes, text } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { ANY_VERSION, type MultiRequest, type SingleRequest } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { ZnodeStore } from "#znode-tree/store";
import { arbitraryRequest, ModelTree, treeAsObject } from "./model";

const API = "ZooKeeper API, multi";
const CODE = "ZooKeeper source, PrepRequestProcessor: outstanding changes";

rule("A multi does all of its requests or none", API, () => {
  test("all: they share one zxid", () => {
    const { store, ask } = shop();
    ask(create("/shop/orders"), setData("/shop", "moved", 0), create("/shop/users"));
    const stat = store.tree.exists("/shop")!;

    expect([stat.mzxid, stat.pzxid, store.tree.exists("/shop/users")?.czxid]).toEqual([2n, 2n, 2n]);
  });

  test("none: the last is refused, and nothing of the first is left", () => {
    const { store, ask } = shop();
    const before = treeAsObject(store.tree);
    const refusal = refusalOf(() =>
      ask(create("/shop/orders"), setData("/shop", "moved", 0), create("/shop")),
    );

    expect({ refusal, tree: treeAsObject(store.tree) }).toEqual({ refusal: "NodeExists", tree: before });
  });

  test("a refused multi takes no zxid and leaves nothing pending", () => {
    const { store, ask } = shop();
    refusalOf(() => ask(create("/shop/orders"), create("/shop/orders")));
    ask(create("/shop/orders"));

    expect(store.tree.exists("/shop/orders")?.czxid).toBe(2n);
  });

  test("the refusal names the place of the request", () => {
    const { ask } = shop();
    const refused = catchRefusal(() =>
      ask(create("/shop/orders"), create("/shop/users"), setData("/shop", "x", 5)),
    );

    expect([refused.reason, refused.failedIndex]).toEqual(["BadVersion", 2]);
  });

  test("a check guards the others: the wrong version stops them all", () => {
    const { store, ask } = shop();
    const refusal = refusalOf(() => ask(create("/shop/orders"), check("/shop", 1)));

    expect({ refusal, orders: store.tree.exists("/shop/orders") }).toEqual({
      refusal: "BadVersion",
      orders: undefined,
    });
  });

  test("an access list is set twice, as if the first had been carried out", () => {
    const { store, ask } = shop();
    ask(setAcl("/shop", 0), setAcl("/shop", 1));

    expect(store.tree.exists("/shop")?.aversion).toBe(2);
  });

  test("a znode with an access list is replaced by one that has none", () => {
    const { store, ask } = shop();
    store.propose(setAcl("/shop", 0), 0);
    ask({ type: "delete", path: "/shop", version: ANY_VERSION }, create("/shop"), setAcl("/shop", 0));

    expect(store.tree.exists("/shop")?.aversion).toBe(1);
  });

  test("an empty multi changes nothing", () => {
    const { store, ask } = shop();
    const before = treeAsObject(store.tree);
    ask();

    expect(treeAsObject(store.tree)).toEqual(before);
  });
});

rule("In a multi each request sees what those before it will have done", API, () => {
  test("a parent and its child in one go", () => {
    const { store, ask } = shop();
    ask(create("/mall"), create("/mall/shop"), create("/mall/shop/orders"));

    expect(store.tree.getChildren("/mall/shop")).toEqual(["orders"]);
  });

  test("children first, then the parent, are deleted in one go", () => {
    const { store, ask } = shop();
    ask(create("/shop/orders"));
    ask(remove("/shop/orders"), remove("/shop"));

    expect(store.tree.getChildren("/")).toEqual([]);
  });

  test("the same znode is set twice: the second must know the first's version", () => {
    const { store, ask } = shop();
    ask(setData("/shop", "one", 0), setData("/shop", "two", 1));
    const refusal = refusalOf(() => ask(setData("/shop", "three", 2), setData("/shop", "four", 2)));

    expect({ refusal, data: text(store.tree.getData("/shop")) }).toEqual({
      refusal: "BadVersion",
      data: "two",
    });
  });

  test("a znode is deleted and created again: it starts at version 0", () => {
    const { store, ask } = shop();
    ask(setData("/shop", "old", 0), remove("/shop"), create("/shop"), setData("/shop", "new", 0));

    expect(store.tree.exists("/shop")).toMatchObject({ version: 1, czxid: 2n, mzxid: 2n });
  });

  test("a znode that the multi has deleted is gone for the rest of it", () => {
    const { ask } = shop();

    expect(refusalOf(() => ask(remove("/shop"), setData("/shop", "ghost", ANY_VERSION)))).toBe("NoNode");
  });

  test("two sequential znodes get two numbers", () => {
    const { store, ask } = shop();
    const job: SingleRequest = { ...create("/shop/job-"), sequential: true };
    ask(job, job);

    expect(store.tree.getChildren("/shop")).toHaveLength(2);
  });
});

rule("A request is decided as if everything before it were done", CODE, () => {
  test("two setData with version 0 on their way at once: the second is refused", () => {
    const { store } = shop();
    store.propose(setData("/shop", "first", 0), 1_000);
    const second = refusalOf(() => store.propose(setData("/shop", "second", 0), 1_000));

    expect(second).toBe("BadVersion");
  });

  test("a proposal is not in the tree before its commit", () => {
    const { store } = shop();
    store.propose(create("/shop/orders"), 1_000);
    const before = store.tree.exists("/shop/orders");
    store.commit();

    expect([before, store.tree.exists("/shop/orders")?.czxid]).toEqual([undefined, 2n]);
  });

  test("what one proposal creates, the next may use before either is committed", () => {
    const { store } = shop();
    store.propose(create("/mall"), 1_000);
    store.propose(create("/mall/shop"), 1_000);
    store.propose(setData("/mall/shop", "open", 0), 1_000);
    while (store.commit() !== undefined);

    expect(text(store.tree.getData("/mall/shop"))).toBe("open");
  });

  test("the oldest is committed while a later one on the same znode still waits", () => {
    const { store } = shop();
    store.propose(setData("/shop", "one", 0), 1_000);
    store.propose(setData("/shop", "two", 1), 1_000);
    store.commit();
    const third = refusalOf(() => store.propose(setData("/shop", "three", 1), 1_000));

    expect({ third, data: text(store.tree.getData("/shop")) }).toEqual({ third: "BadVersion", data: "one" });
  });

  test("once all is committed, the tree alone decides", () => {
    const { store } = shop();
    store.propose(remove("/shop"), 1_000);
    store.commit();
    store.propose(create("/shop"), 1_000);
    store.commit();

    expect(refusalOf(() => store.propose(setData("/shop", "x", 0), 1_000))).toBe("accepted");
  });

  test("a delete on its way lets its parent be deleted behind it", () => {
    const { store, ask } = shop();
    ask(create("/shop/orders"));
    store.propose(remove("/shop/orders"), 1_000);
    store.propose(remove("/shop"), 1_000);
    while (store.commit() !== undefined);

    expect(store.tree.getChildren("/")).toEqual([]);
  });

  test("zxids count every change by one, in the order of the proposals", () => {
    const { store } = shop();
    const proposed = ["/a", "/b", "/c"].map((path) => store.propose(create(path), 1_000).zxid);
    const committed = [store.commit(), store.commit(), store.commit()].map(
      (transaction) => transaction?.zxid,
    );

    expect({ proposed, committed }).toEqual({ proposed: [2n, 3n, 4n], committed: [2n, 3n, 4n] });
  });
});

rule(
  "Whatever is asked in whatever order, the store does what a plain model does",
  "Every rule of this chapter",
  () => {
    test("300 random histories of requests, multis and late commits", () => {
      fc.assert(
        fc.property(
          fc.array(arbitraryRequest, { maxLength: 40 }),
          fc.array(fc.boolean(), { maxLength: 40 }),
          (requests, waits) => {
            const store = new ZnodeStore();
            const model = new ModelTree();
            for (const [index, request] of requests.entries()) {
              const outcome = refusalOf(() => store.propose(request, 1_000));
              expect({ index, outcome }).toEqual({ index, outcome: model.submit(request) });
              if (waits[index] !== true) store.commit();
            }
            while (store.commit() !== undefined);
            expect(treeAsObject(store.tree)).toEqual(model.asObject());
          },
        ),
        { numRuns: 300, seed: 20_260 },
      );
    });
  },
);

const create = (path: string) => ({ type: "create" as const, path, data: bytes("") });
const remove = (path: string): SingleRequest => ({ type: "delete", path, version: ANY_VERSION });
const check = (path: string, version: number): SingleRequest => ({ type: "check", path, version });
const setData = (path: string, data: string, version: number): SingleRequest => ({
  type: "setData",
  path,
  data: bytes(data),
  version,
});

/** A store with one znode, `/shop`, of zxid 1; `ask` submits one multi. */
function shop() {
  const store = new ZnodeStore();
  store.submit(create("/shop"), 1_000);
  const ask = (...requests: SingleRequest[]): void => {
    const multi: MultiRequest = { type: "multi", requests };
    store.submit(multi, 1_000);
  };
  return { store, ask };
}

function catchRefusal(attempt: () => void): KeeperError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof KeeperError) return error;
    throw error;
  }
  throw new Error("It was accepted");
}

function setAcl(path: string, version: number): SingleRequest {
  return { type: "setAcl", path, acl: [], version };
}
