import { sweepInTest } from "#lab/sweep/in-test";
import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { Court } from "./court";
import { deposed } from "./deposed";
import { type Client, MessageCount, Nodes, persist } from "./nodes";
import { large } from "./scenarios";

const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees";
const NOTES = "the story of max_connections on Nodes A, B and C";

type Read = { data: Uint8Array };
function value(read: unknown): string {
  return typeof read === "string" ? read : text((read as Read).data);
}

rule("A read may lag behind; after a sync it has what the leader had", GUARANTEES, () => {
  test("a follower that lags answers with the old value, and after a sync with the new one", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [lags] = nodes.followers;
    const leader = nodes.leader!;
    const bob = nodes.client("Bob", [lags!]);
    await bob.does((keeper) => keeper.create("/max_connections", bytes("100")));
    nodes.world.faults.clog(leader, lags!);
    await nodes.ask([leader], (keeper) => keeper.setData("/max_connections", bytes("150")));
    const old = await bob.does((keeper) => keeper.getData("/max_connections"));
    const synced = bob.begin((keeper) => keeper.sync("/max_connections"));
    await nodes.world.run(50);
    const early = synced.over;
    nodes.world.faults.unclog(leader, lags!);
    const fresh = await bob.does((keeper) => keeper.getData("/max_connections"));

    expect({ old: value(old), syncedAtOnce: early, behindTheSync: value(fresh) }).toEqual({
      old: "100",
      syncedAtOnce: false,
      behindTheSync: "150",
    });
  });

  test("a sync is answered by the leader, and not by the server that may be behind it", () => {
    const court = new Court(2);
    court.session(1n, 2);
    let done = false;
    court.followers.get(2)!.remote.sync(() => (done = true));
    const early = done;
    court.carryDown();
    const stillEarly = done;
    court.settle();

    expect({ atOnce: early, whenAsked: stillEarly, whenAnswered: done }).toEqual({
      atOnce: false,
      whenAsked: false,
      whenAnswered: true,
    });
  });

  test("it waits for what the leader has decided and a majority hasn't yet", () => {
    const court = new Court(2, 3);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 3)];
    void bob;
    court.followers.get(2)!.create(ann, "/shop");
    court.carryUp();
    let found: unknown = "not told";
    const follower = court.followers.get(3)!;
    follower.remote.sync(() => (found = follower.database.tree.exists("/shop")?.czxid));
    court.carryUp();
    court.carryDown();
    const early = found;
    court.commit();
    court.carryDown();

    expect({ beforeTheCommit: early, behindIt: found }).toEqual({
      beforeTheCommit: "not told",
      behindIt: 3n,
    });
  });

  test("a sync where nothing is under way is answered at once, also at the leader itself", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    for (const name of nodes.names) {
      expect(await nodes.ask([name], (keeper) => keeper.sync("/"))).toBeUndefined();
    }
  });

  test("a read that a client sends behind its own write or sync doesn't overtake it", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const read = await nodes.ask([nodes.followers[0]!], async (keeper) => {
      const [, , found] = await Promise.all([
        keeper.create("/shop", bytes("open")),
        keeper.sync("/shop"),
        keeper.getData("/shop"),
      ]);
      return found;
    });

    expect(value(read)).toBe("open");
  });

  test("no majority is asked: a sync costs a question and an answer", async () => {
    const count = new MessageCount();
    const nodes = new Nodes({ recorder: count });
    await nodes.ready();
    const ann = nodes.client("Ann", [nodes.followers[0]!]);
    await ann.does((keeper) => keeper.exists("/"));
    count.seen.length = 0;
    await ann.does((keeper) => keeper.sync("/"));

    expect(count.seen.filter(({ type }) => ["propose", "ack", "commit"].includes(type))).toEqual([]);
  });

  test("and so a leader that doesn't know that it is deposed answers a sync with what was: ZOOKEEPER-1675", async () => {
    const nodes = new Nodes();
    const { old, ann } = await deposed(nodes);
    const begun = ann.begin(async (keeper) => {
      await keeper.sync("/max_connections");
      return keeper.getData("/max_connections");
    });
    await nodes.world.run(100);
    const others = nodes.names.filter((name) => name !== old);

    // It has answered with the old value; or it has found out in time, and hung up. It can't know the new one.
    expect(["100", "ConnectionLoss"]).toContain(begun.over ? value(begun.outcome) : "ConnectionLoss");
    expect(others.map((name) => nodes.data(name, "/max_connections"))).toEqual(["150", "150"]);
  });
});

rule(
  "A write goes to one server, from there to the leader, and the leader tells the others",
  GUARANTEES,
  () => {
    test("a client at a follower: one request, one forwarded, a proposal and a commit for each follower", async () => {
      const count = new MessageCount();
      const nodes = new Nodes({ servers: 5, recorder: count });
      await nodes.ready();
      const [follower] = nodes.followers;
      const ann = nodes.client("Ann", [follower!]);
      await ann.does((keeper) => keeper.create("/max_connections", bytes("100")));
      count.seen.length = 0;
      await ann.does((keeper) => keeper.setData("/max_connections", bytes("150")));
      await nodes.world.run(20);
      const sent = (type: string): number => count.seen.filter((each) => each.type === type).length;
      const fromAnn = count.seen.filter(({ from }) => from === "Ann").map(({ to }) => to);

      expect(fromAnn).toEqual([follower]);
      expect({
        forward: sent("forward"),
        propose: sent("propose"),
        ack: sent("ack"),
        commit: sent("commit"),
      }).toEqual({
        forward: 1,
        propose: 4,
        ack: 4,
        commit: 4,
      });
    });
  },
);

rule("max_connections on Nodes A, B and C", NOTES, () => {
  test("100 becomes 150 with two acknowledgements; B says 150, C says 100 until it has caught up; a restart loses nothing", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [a, b, c] = [nodes.leader!, ...nodes.followers] as [string, string, string];

    // The initial state: all three have 100.
    await nodes.ask([a], (keeper) => keeper.create("/max_connections", bytes("100")));
    await nodes.world.run(100);
    expect([a, b, c].map((name) => nodes.data(name, "/max_connections"))).toEqual(["100", "100", "100"]);

    const [bob, cho] = [nodes.client("Bob", [b]), nodes.client("Cho", [c])];
    const read = async (client: Client): Promise<string> =>
      value(await client.does((keeper) => persist(() => keeper.getData("/max_connections"))));
    expect([await read(bob), await read(cho)]).toEqual(["100", "100"]);

    // The update: A and B acknowledge it, and two of three are enough. Nothing of it gets to C.
    nodes.world.faults.clog(a, c);
    const stat = await nodes.ask([b], (keeper) => keeper.setData("/max_connections", bytes("150")));
    expect(stat.version).toBe(1);

    // The read: another client asks B, and gets 150. One that asks C gets what C has.
    expect([await read(bob), await read(cho)]).toEqual(["150", "100"]);

    // Both that have acknowledged lose their power: it was on their disks. C learns of it from them.
    nodes.machine(a).powerCut();
    nodes.machine(b).powerCut();
    nodes.world.faults.unclog(a, c);
    nodes.machine(a).start();
    nodes.machine(b).start();
    await nodes.world.until("C has caught up", () => nodes.data(c, "/max_connections") === "150", 20_000);
    await nodes.ready();
    expect([a, b, c].map((name) => nodes.data(name, "/max_connections"))).toEqual(["150", "150", "150"]);
  });
});

rule("Whatever befalls a larger ensemble, it keeps its word as well", "every rule of this chapter", () => {
  test("five servers and an observer", () => sweepInTest(large, { seeds: 15 }));
});
