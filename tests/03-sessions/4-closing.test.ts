import { CONTAINER, ttlOwner } from "#znode-tree/owners";
import fc from "fast-check";
import { bytes } from "#lab/testing/bytes";
import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { Database } from "#sessions/database";
import { SessionStore } from "#sessions/session-store";
import { ANY_VERSION, type Request } from "#znode-tree/changes";
import { DB1, DB2, session } from "./history";
import { arbitraryEvents, children, Clients, commitAll, create, orphansOf, run, storeWith } from "./clients";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const RACE = "ZOOKEEPER-1208";
const CODE = "ZooKeeper source, PrepRequestProcessor: closeSession";

rule("A session may write from its opening to its end", GUIDE, () => {
  test("its znodes are written as chapter 1 wrote them", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/config"));
    run(store, DB1, { type: "setData", path: "/config", data: bytes("100"), version: 0 });
    run(store, DB2, { type: "delete", path: "/config", version: 1 });

    expect(store.database.tree.getChildren("/")).toEqual([]);
  });

  test("what chapter 1 refuses is refused, and takes no zxid", () => {
    const store = storeWith(DB1, DB2);
    const { zxid } = store.write(DB1, create("/config"), 0);
    const refusal = refusalOf(() => store.write(DB2, create("/config"), 0));

    expect({ refusal, next: store.write(DB2, create("/motd"), 0).zxid }).toEqual({
      refusal: "NodeExists",
      next: zxid + 1n,
    });
  });

  test("openings, writes and closings have one order of zxids", () => {
    const store = new SessionStore(new Database());
    const proposed = [
      store.open(session(DB1), 0),
      store.write(DB1, create("/a"), 0),
      store.open(session(DB2), 0),
      store.close(DB1, 0),
    ];

    expect(proposed.map(({ zxid }) => zxid)).toEqual([1n, 2n, 3n, 4n]);
    expect(commitAll(store).map(({ zxid }) => zxid)).toEqual([1n, 2n, 3n, 4n]);
  });

  test("a session whose opening is on its way may write: its znode will come after it", () => {
    const store = new SessionStore(new Database());
    store.open(session(DB1), 0);
    store.write(DB1, create("/master", DB1), 0);
    commitAll(store);

    expect(store.database.ephemerals.of(DB1)).toEqual(["/master"]);
  });

  test.each([
    ["a create", create("/a")],
    ["a setData", { type: "setData", path: "/", data: bytes(""), version: ANY_VERSION }],
    ["a multi", { type: "multi", requests: [create("/a")] }],
  ] as [string, Request][])("nobody else may: %s of a session that never was", (_, request) => {
    const store = storeWith(DB1, DB2);

    expect(refusalOf(() => store.write(99n, request, 0))).toBe("SessionExpired");
  });
});

rule("A session's end takes everything of it, and nothing of anybody else", CODE, () => {
  test("all ephemeral znodes, in one transaction", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/servers"));
    run(store, DB1, create("/servers/db1", DB1));
    run(store, DB2, create("/servers/db2", DB2));
    run(store, DB1, create("/master", DB1));
    const closing = store.close(DB1, 0);
    commitAll(store);
    const { tree } = store.database;

    expect(children(store.database)).toEqual({ "/": ["servers"], "/servers": ["db2"] });
    expect([tree.exists("/")?.pzxid, tree.exists("/servers")?.pzxid]).toEqual([closing.zxid, closing.zxid]);
  });

  test("persistent znodes stay, whatever becomes of who made them", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/config"));
    store.close(DB1, 0);
    commitAll(store);

    expect(children(store.database)).toEqual({ "/": ["config"] });
  });

  test("nothing happens before it is carried out", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/master", DB1));
    store.close(DB1, 0);

    expect([children(store.database), store.database.session(DB1)]).toEqual([
      { "/": ["master"] },
      session(DB1),
    ]);
  });

  test("a znode whose creation is on its way goes with it", () => {
    const store = storeWith(DB1, DB2);
    store.write(DB1, create("/master", DB1), 0);
    store.close(DB1, 0);
    commitAll(store);

    expect(children(store.database)).toEqual({ "/": [] });
  });

  test("so does one with a number, and one in a multi", () => {
    const store = storeWith(DB1, DB2);
    store.write(DB1, { ...create("/job-", DB1), sequential: true }, 0);
    store.write(DB1, { type: "multi", requests: [create("/a", DB1), create("/b", DB1)] }, 0);
    store.close(DB1, 0);
    commitAll(store);

    expect(children(store.database)).toEqual({ "/": [] });
  });

  test("a znode that somebody puts in the place of a deleted one stays", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/master", DB1));
    store.write(DB2, { type: "delete", path: "/master", version: ANY_VERSION }, 0);
    store.write(DB2, create("/master", DB2), 0);
    store.close(DB1, 0);
    commitAll(store);

    expect(store.database.tree.exists("/master")?.ephemeralOwner).toBe(DB2);
  });

  test("containers and znodes with a time to live are nobody's: any session may create them, and they stay", () => {
    const store = storeWith(DB1);
    run(store, DB1, create("/crate", CONTAINER));
    run(store, DB1, create("/milk", ttlOwner(1_000)));
    run(store, DB1, create("/crate/bottle", DB1));
    store.close(DB1, 0);
    commitAll(store);

    expect(children(store.database)).toEqual({ "/": ["crate", "milk"] });
  });

  test("whoever decides right after it finds the place free", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/master", DB1));
    store.close(DB1, 0);
    store.write(DB2, create("/master", DB2), 0);
    commitAll(store);

    expect(store.database.tree.exists("/master")?.ephemeralOwner).toBe(DB2);
  });
});

rule("The end is final from the moment it is decided", RACE, () => {
  test("a create that comes before the end is carried out is refused", () => {
    const store = storeWith(DB1, DB2);
    store.close(DB1, 0);
    const refusal = refusalOf(() => store.write(DB1, create("/master", DB1), 0));
    commitAll(store);

    expect([refusal, children(store.database)]).toEqual(["SessionExpired", { "/": [] }]);
  });

  test.each([
    ["a setData", { type: "setData", path: "/config", data: bytes("late"), version: ANY_VERSION }],
    ["a delete", { type: "delete", path: "/config", version: ANY_VERSION }],
    ["a multi", { type: "multi", requests: [create("/a")] }],
    ["a persistent create", create("/a")],
  ] as [string, Request][])("so is %s", (_, request) => {
    const store = storeWith(DB1, DB2);
    run(store, DB2, create("/config"));
    store.close(DB1, 0);

    expect(refusalOf(() => store.write(DB1, request, 0))).toBe("SessionExpired");
  });

  test("so is everything after it was carried out", () => {
    const store = storeWith(DB1, DB2);
    store.close(DB1, 0);
    commitAll(store);

    expect(refusalOf(() => store.write(DB1, create("/master"), 0))).toBe("SessionExpired");
  });

  test("there is no second end: one who closes and one who expires it may meet", () => {
    const store = storeWith(DB1, DB2);
    store.close(DB1, 0);

    expect([refusalOf(() => store.close(DB1, 0)), refusalOf(() => store.close(99n, 0))]).toEqual([
      "SessionExpired",
      "SessionExpired",
    ]);
  });

  test("isOpen says what has been decided, not what has been carried out", () => {
    const store = new SessionStore(new Database());
    const seen = [store.isOpen(DB1)];
    store.open(session(DB1), 0);
    seen.push(store.isOpen(DB1));
    commitAll(store);
    store.close(DB1, 0);
    seen.push(store.isOpen(DB1));

    expect(seen).toEqual([false, true, false]);
  });
});

rule("An ephemeral znode is of the session that made it", GUIDE, () => {
  test.each([
    ["another session's", create("/a", DB2)],
    ["nobody's", create("/a", 99n)],
    ["another's, hidden in a multi", { type: "multi", requests: [create("/a"), create("/b", DB2)] }],
  ] as [string, Request][])("%s is refused", (_, request) => {
    const store = storeWith(DB1, DB2);

    expect(refusalOf(() => store.write(DB1, request, 0))).toBe("BadArguments");
  });
});

rule("Whoever decides next knows what was decided before", "ZOOKEEPER-1367", () => {
  test("sessions that the database holds are open, and their znodes go with them", () => {
    const store = storeWith(DB1, DB2);
    run(store, DB1, create("/master", DB1));
    const next = new SessionStore(store.database);
    next.write(DB1, create("/lock", DB1), 0);
    next.close(DB1, 0);
    commitAll(next);

    expect([children(next.database), next.isOpen(DB2)]).toEqual([{ "/": [] }, true]);
  });

  test("zxids go on from there", () => {
    const store = storeWith(DB1, DB2);
    const last = store.database.lastZxid;

    expect(new SessionStore(store.database).close(DB1, 0).zxid).toBe(last + 1n);
  });
});

rule("No ephemeral znode is ever without its session", RACE, () => {
  test("three clients whose sessions come and go while they write, with any number of changes on their way", () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        const clients = new Clients();
        for (const event of events) {
          clients.run(event);
          expect(orphansOf(clients.store.database)).toEqual([]);
        }
        commitAll(clients.store);
        expect(orphansOf(clients.store.database)).toEqual([]);
      }),
      { numRuns: 500, seed: 1208 },
    );
  });
});
