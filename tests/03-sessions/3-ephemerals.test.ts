import { rule } from "#lab/testing/rule";
import { Database } from "#sessions/database";
import { treeTransaction } from "#sessions/tree-change";
import { WatchTable } from "#watches/watch-table";
import { DB1, DB2, History, session } from "./history";

const GUIDE = "ZooKeeper Programmer's Guide, Ephemeral Nodes";
const CLOSE = "ZooKeeper source, CloseSessionTxn; ZOOKEEPER-3145";

rule("A session is known from its opening to its closing", GUIDE, () => {
  test("with its timeout and its password", () => {
    const { database } = masters();

    expect(database.session(DB1)).toEqual(session(DB1));
  });

  test("and with it all the others", () => {
    const { database } = masters();

    expect(new Set(database.sessions().map(({ id }) => id))).toEqual(new Set([DB1, DB2]));
  });

  test("when it is closed, nothing is known of it", () => {
    const { database, history } = masters();
    history.close(DB1, "/servers/db1", "/master");

    expect([database.session(DB1), database.sessions()]).toEqual([undefined, [session(DB2)]]);
  });

  test("beginning and end have their place in the order of all changes", () => {
    const { database, history } = masters();
    const before = database.lastZxid;
    history.open(3n);
    history.close(3n);

    expect(database.lastZxid).toBe(before + 2n);
  });

  test("neither touches a znode that isn't the session's", () => {
    const { database, history } = masters();
    const before = database.tree.exists("/");
    history.open(3n);
    history.close(3n);

    expect(database.tree.exists("/")).toEqual(before);
  });
});

rule("Each session's ephemeral znodes can be found", GUIDE, () => {
  test("those and no others", () => {
    const { database } = masters();

    expect([database.ephemerals.of(DB1).sort(), database.ephemerals.of(DB2)]).toEqual([
      ["/master", "/servers/db1"],
      ["/servers/db2"],
    ]);
  });

  test("a session without any has an empty list", () => {
    expect(masters().database.ephemerals.of(99n)).toEqual([]);
  });

  test("one that was deleted is no longer among them", () => {
    const { database, history } = masters();
    history.delete("/master");

    expect(database.ephemerals.of(DB1)).toEqual(["/servers/db1"]);
  });

  test("one that came with a multi is among them", () => {
    const { database, history } = masters();
    const changes = [history.creation("/queue"), history.creation("/queue/db2", DB2)];
    history.apply({ type: "multi", changes });

    expect(database.ephemerals.of(DB2).sort()).toEqual(["/queue/db2", "/servers/db2"]);
  });

  test("one that was deleted with a multi isn't", () => {
    const { database, history } = masters();
    history.apply({ type: "multi", changes: [{ type: "delete", path: "/master" }] });

    expect(database.ephemerals.of(DB1)).toEqual(["/servers/db1"]);
  });

  test("a path that changed hands is its new owner's", () => {
    const { database, history } = masters();
    history.delete("/master");
    history.create("/master", DB2);

    expect([database.ephemerals.of(DB1), database.ephemerals.of(DB2).sort()]).toEqual([
      ["/servers/db1"],
      ["/master", "/servers/db2"],
    ]);
  });

  test("a list that was handed out doesn't change", () => {
    const { database, history } = masters();
    const before = database.ephemerals.of(DB2);
    history.delete("/servers/db2");

    expect(before).toEqual(["/servers/db2"]);
  });

  test("a copy goes its own way", () => {
    const { database, history } = masters();
    const copy = database.ephemerals.copy();
    history.delete("/master");
    copy.apply({ type: "delete", path: "/servers/db2" });

    expect({
      here: [database.ephemerals.of(DB1), database.ephemerals.of(DB2)],
      copy: [copy.of(DB1).sort(), copy.of(DB2)],
    }).toEqual({
      here: [["/servers/db1"], ["/servers/db2"]],
      copy: [["/master", "/servers/db1"], []],
    });
  });
});

rule("With a session go its ephemeral znodes, all at one zxid", CLOSE, () => {
  test("what was the session's is gone, what was somebody else's stays", () => {
    const { database, history } = masters();
    history.close(DB1, "/servers/db1", "/master");

    expect([database.tree.getChildren("/"), database.tree.getChildren("/servers")]).toEqual([
      ["servers"],
      ["db2"],
    ]);
  });

  test("their parents changed at the zxid of the closing", () => {
    const { database, history } = masters();
    history.close(DB1, "/servers/db1", "/master");
    const closing = history.written.at(-1)!.zxid;

    expect([database.tree.exists("/")?.pzxid, database.tree.exists("/servers")?.pzxid]).toEqual([
      closing,
      closing,
    ]);
  });

  test("they are no longer found as the session's", () => {
    const { database, history } = masters();
    history.close(DB1, "/servers/db1", "/master");

    expect(database.ephemerals.of(DB1)).toEqual([]);
  });

  test("whoever watches one of them is told, with that zxid", () => {
    const { history } = masters();
    const watches = new WatchTable<string>();
    watches.add("DB2", "data", "/master");
    watches.add("shop", "data", "/servers/db1");
    history.close(DB1, "/servers/db1", "/master");
    const { zxid } = history.written.at(-1)!;

    expect(watches.fire(treeTransaction(history.written.at(-1)!))).toEqual([
      { event: { type: "NodeDeleted", path: "/servers/db1", zxid }, watchers: ["shop"] },
      { event: { type: "NodeDeleted", path: "/master", zxid }, watchers: ["DB2"] },
    ]);
  });

  test("the beginning of a session tells no watcher anything", () => {
    const { history } = masters();
    const watches = new WatchTable<string>();
    watches.add("DB2", "recursive", "/");
    history.open(3n);

    expect(watches.fire(treeTransaction(history.written.at(-1)!))).toEqual([]);
  });
});

rule("Applying transactions again that the database already holds changes nothing", CLOSE, () => {
  test("a whole history, applied twice", () => {
    const { database, history } = masters();
    history.delete("/master");
    history.create("/master", DB2);
    history.close(DB1, "/servers/db1");
    const once = contentOf(database);
    for (const transaction of history.written) database.apply(transaction);

    expect(contentOf(database)).toEqual(once);
  });

  test("a closing finds its znodes gone already: their parent still learns of it", () => {
    // So it is when a picture of the tree was taken while the tree changed: of the child later than of its parent.
    const database = new Database();
    const history = new History(database);
    history.create("/servers");
    history.close(DB1, "/servers/db1");

    expect(database.tree.exists("/servers")?.pzxid).toBe(2n);
  });
});

/** DB1 with `/servers/db1` and `/master`, DB2 with `/servers/db2`; `/servers` is nobody's. */
function masters() {
  const database = new Database();
  const history = new History(database);
  history.create("/servers");
  history.open(DB1);
  history.open(DB2);
  history.create("/servers/db1", DB1);
  history.create("/servers/db2", DB2);
  history.create("/master", DB1);
  return { database, history };
}

function contentOf(database: Database) {
  const paths = ["/", "/servers", "/servers/db1", "/servers/db2", "/master"];
  return {
    znodes: paths.map((path) => [path, database.tree.exists(path)]),
    sessions: [DB1, DB2].map((id) => database.session(id)),
    ephemerals: [DB1, DB2].map((id) => database.ephemerals.of(id).sort()),
    lastZxid: database.lastZxid,
  };
}
