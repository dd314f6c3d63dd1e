import { rule } from "#lab/testing/rule";
import { OVER, type ToServer } from "#sessions/messages";
import type { SessionServer } from "#sessions/server";
import { create } from "./clients";
import { type Client, clientOf, Ensemble, TICK, TIMEOUT } from "./ensemble";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const MEASURED = "measured on Apache ZooKeeper 3.8";
const MOVED = "ZooKeeper API, KeeperException.SessionMovedException";

rule("A connection begins with a session", GUIDE, () => {
  test("a new one has an id of the server that was asked, a password and a timeout within the bounds", () => {
    const { one, two } = new Ensemble();
    const sessions = [clientOf(one, 6_000), clientOf(two, 1), clientOf(two, 1_000_000)].map(
      ({ session }) => session!,
    );

    expect(sessions.map(({ id, password, timeout }) => [id >> 56n, password.length, timeout])).toEqual([
      [1n, 16, 6_000],
      [2n, 16, 4_000],
      [2n, 16, 40_000],
    ]);
  });

  test.each([
    ["a ping", { type: "ping" }],
    ["a request", { xid: 1, request: create("/a") }],
    ["a close", { type: "close" }],
  ] as [string, ToServer][])("a client that begins with %s is hung up on", (_, message) => {
    const { one } = new Ensemble();
    const sent: unknown[] = [];
    one.connect({ send: (told) => sent.push(told), hangUp: () => sent.push("hung up") }).receive(message);

    expect({ sent, znodes: one.database.tree.getChildren("/") }).toEqual({ sent: ["hung up"], znodes: [] });
  });
});

rule("Whatever a client sends, it has been heard of", GUIDE, () => {
  test.each([
    ["a ping", { type: "ping" }],
    ["a read", { xid: 7, request: { type: "exists", path: "/" } }],
    ["a write", { xid: 7, request: { type: "setData", path: "/", data: new Uint8Array(0), version: -1 } }],
    ["a write that is refused", { xid: 7, request: { type: "delete", path: "/nowhere", version: -1 } }],
  ] as [string, ToServer][])("%s within each timeout keeps the session", (_, message) => {
    const { clock, one, db1 } = masters();
    for (let beat = 0; beat < 20; beat++) {
      clock.advance(TIMEOUT - 1);
      db1.send(message);
    }

    expect(masterAt(one)).toBe(db1.session!.id);
  });

  test("a ping is answered, so that the client hears of the server, too", () => {
    const { db1 } = masters();
    db1.send({ type: "ping" });

    expect(db1.told.at(-1)).toEqual({ type: "pong" });
  });
});

rule("A broken connection ends no session", GUIDE, () => {
  test("a millisecond before the timeout is over, its znodes are still there", () => {
    const { clock, two, db1 } = masters();
    db1.drop();
    clock.advance(TIMEOUT - 1);

    expect(masterAt(two)).toBe(db1.session!.id);
  });

  test("a client that comes back elsewhere after half its timeout has the same session and the same znode", () => {
    const { clock, one, two, db1 } = masters();
    const before = two.database.tree.exists("/master");
    db1.drop();
    clock.advance(TIMEOUT / 2);
    const { id } = db1.session!;
    const again = db1.goOn(two);
    clock.advance(TIMEOUT - 1);

    expect(again).toMatchObject({ id, timeout: TIMEOUT });
    expect([one, two].map((server) => server.database.tree.exists("/master"))).toEqual([before, before]);
  });

  test("it may go on as long as its timeout isn't over", () => {
    const { clock, two, db1 } = masters();
    db1.drop();
    clock.advance(TIMEOUT - 1);
    expect(db1.goOn(two).id).toBe(db1.session!.id);
  });

  test("one that stays away for longer than its timeout and a tick finds it over, and its znodes gone", () => {
    const { clock, one, two, db1 } = masters();
    db1.drop();
    clock.advance(TIMEOUT + TICK);

    expect([db1.goOn(two), db1.hungUp]).toEqual([OVER, 1]);
    expect([masterAt(one), masterAt(two)]).toEqual([undefined, undefined]);
  });

  test("a watcher at another server hears of the end of the session, not of the end of the connection", () => {
    const { clock, two, db1, leader } = masters();
    const db2 = clientOf(two);
    db2.ask({ type: "exists", path: "/master", watch: true });
    const events = () => db2.told.filter(({ type }) => type === "event");
    db1.drop();
    clock.advance(TIMEOUT / 2);
    db2.send({ type: "ping" });
    const before = events();
    clock.advance(TIMEOUT / 2 + TICK);
    const zxid = leader.store.database.lastZxid;

    expect(before).toEqual([]);
    expect(events()).toEqual([{ type: "event", event: { type: "NodeDeleted", path: "/master", zxid } }]);
  });
});

rule("A session that ends ends everywhere", MEASURED, () => {
  test("a client that closes it is told so, and hung up on; its znodes are gone at once", () => {
    const { one, two, db1 } = masters();
    db1.send({ type: "close" });

    expect([db1.told.at(-1), db1.hungUp]).toEqual([{ type: "closed" }, 1]);
    expect([masterAt(one), masterAt(two)]).toEqual([undefined, undefined]);
  });

  test("a silent client is hung up on when its session expires, though its connection is fine", () => {
    const { clock, db1 } = masters();
    clock.advance(TIMEOUT + TICK);

    expect(db1.hungUp).toBe(1);
  });

  test.each([
    ["has expired", (client: Client, { clock }: Ensemble) => (client.drop(), clock.advance(TIMEOUT + TICK))],
    ["was closed", (client: Client) => client.send({ type: "close" })],
  ])("a session that %s doesn't go on, and no other is put in its place", (_, end) => {
    const ensemble = masters();
    end(ensemble.db1, ensemble);
    const answer = ensemble.db1.goOn(ensemble.two);

    expect({ answer, sessions: ensemble.leader.store.database.sessions() }).toEqual({
      answer: OVER,
      sessions: [],
    });
  });
});

rule("Only who knows the password goes on with a session", MEASURED, () => {
  test.each([
    ["another", (password: Uint8Array) => password.map((byte) => byte ^ 1)],
    ["the wrong last byte", (password: Uint8Array) => password.with(15, password[15]! ^ 1)],
    ["the first half of it", (password: Uint8Array) => password.slice(0, 8)],
    ["none", () => new Uint8Array(0)],
  ])("a stranger with %s is refused, and the session isn't disturbed", (_, guess) => {
    const { one, db1 } = masters();
    const stranger = clientOf(one);
    const { id, password, timeout } = db1.session!;
    const answer = stranger.goOn(one, { type: "connected", id, password: guess(password), timeout });

    expect([answer, stranger.hungUp, db1.hungUp]).toEqual([OVER, 1, 0]);
    expect(db1.ask(create("/still-here"))).toMatchObject({ type: "create" });
  });
});

rule("A session is at one place", MOVED, () => {
  test("on a new connection to the same server, the old one is hung up on", () => {
    const { one, db1 } = masters();
    const old = db1.connection;
    db1.goOn(one);
    old.receive({ xid: 1, request: create("/late") });

    expect([db1.hungUp, one.database.tree.exists("/late")]).toEqual([1, undefined]);
  });

  test("a late write through the server that it has left is refused, and that connection hung up on", () => {
    const { one, two, db1 } = masters();
    const old = db1.connection;
    db1.goOn(two);
    old.receive({ xid: 99, request: create("/late") });

    expect(db1.answerTo(99)).toMatchObject({ type: "refused", reason: "SessionMoved" });
    expect([db1.hungUp, one.database.tree.exists("/late")]).toEqual([1, undefined]);
  });

  test("a late close through that server doesn't end it", () => {
    const { two, db1 } = masters();
    const old = db1.connection;
    db1.goOn(two);
    old.receive({ type: "close" });

    expect([masterAt(two), db1.told.filter(({ type }) => type === "closed")]).toEqual([db1.session!.id, []]);
  });

  test("at its new server it writes as before, and back at the old one, too", () => {
    const { one, two, db1 } = masters();
    const written = [two, one].map((server) => {
      db1.goOn(server);
      return db1.ask({ ...create("/here-", db1.session!.id), sequential: true })?.type;
    });

    expect(written).toEqual(["create", "create"]);
  });

  test("an old connection that breaks late takes nothing from the new one", () => {
    const { clock, one, db1 } = masters();
    const old = db1.connection;
    db1.goOn(one);
    old.dropped();
    clock.advance(TIMEOUT - 1);
    const alive = db1.ask(create("/here"));
    clock.advance(TIMEOUT + TICK);

    // Once for the old connection; and again when the session has expired, for the new one.
    expect([alive?.type, db1.hungUp]).toEqual(["create", 2]);
  });
});

rule("A session outlives its leader", "ZOOKEEPER-1367", () => {
  test("its client writes on, on the same connection", () => {
    const ensemble = masters();
    ensemble.changeLeader();

    expect(ensemble.db1.ask(create("/here", ensemble.db1.session!.id))).toMatchObject({ type: "create" });
  });

  test("or goes on elsewhere, with a whole timeout from when the new leader came", () => {
    const ensemble = masters();
    const { clock, two, db1 } = ensemble;
    db1.drop();
    clock.advance(TIMEOUT - 1);
    ensemble.changeLeader();
    clock.advance(TIMEOUT - 1);

    expect(db1.goOn(two).id).toBe(db1.session!.id);
    expect(masterAt(two)).toBe(db1.session!.id);
  });
});

/** An ensemble in which the client `db1`, at server one, is the master. */
function masters(): Ensemble & { db1: Client } {
  const ensemble = new Ensemble();
  const db1 = clientOf(ensemble.one);
  db1.ask(create("/master", db1.session!.id));
  return Object.assign(ensemble, { db1 });
}

/** Whose `/master` is, as this server knows it. */
function masterAt(server: SessionServer): bigint | undefined {
  return server.database.tree.exists("/master")?.ephemeralOwner;
}
