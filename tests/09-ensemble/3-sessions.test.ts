import { bytes } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { Court, REPORTS } from "./court";
import { Nodes, persist, TICK, TIMEOUT } from "./nodes";

const SESSIONS = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const INTERNALS = "ZooKeeper source, Learner.ping: the sessions touched since the last one";

rule("The leader hears of every session that any server hears of", INTERNALS, () => {
  test("a session that was heard of at a follower is reported within the interval", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const { remote, outbox } = court.followers.get(2)!;
    remote.touch(ann);
    court.clock.advance(REPORTS);

    expect(outbox.filter(({ type }) => type === "heard")).toEqual([{ type: "heard", sessions: [ann] }]);
  });

  test("a session lives as long as it is heard of, at a follower as at the leader", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    for (let i = 0; i < 40; i++) {
      court.followers.get(2)!.remote.touch(ann);
      court.clock.advance(500);
      court.settle();
    }

    expect(court.leader.store.isOpen(ann)).toBe(true);
  });

  test("a session that nobody hears of expires, by a tick and a report after its timeout", () => {
    const court = new Court(2);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 2)];
    for (let waited = 0; waited < 3_000 + 500 + REPORTS; waited += 250) {
      court.followers.get(2)!.remote.touch(bob);
      court.clock.advance(250);
      court.settle();
    }

    expect([court.leader.store.isOpen(ann), court.leader.store.isOpen(bob)]).toEqual([false, true]);
    expect(court.followers.get(2)!.database.session(ann)).toBeUndefined();
  });

  test("all sessions of a report live, not only one of them", () => {
    const court = new Court(2);
    const sessions = [1n, 2n, 3n].map((id) => court.session(id, 2));
    for (let i = 0; i < 20; i++) {
      for (const id of sessions) court.followers.get(2)!.remote.touch(id);
      court.clock.advance(500);
      court.settle();
    }

    expect(sessions.map((id) => court.leader.store.isOpen(id))).toEqual([true, true, true]);
  });

  test("a thousand heartbeats don't make a thousand messages", () => {
    const court = new Court(2);
    const sessions = Array.from({ length: 50 }, (_, index) => court.session(BigInt(index + 1), 2));
    const { remote, outbox } = court.followers.get(2)!;
    for (let i = 0; i < 20; i++) {
      for (const id of sessions) remote.touch(id);
      court.clock.advance(50);
    }

    expect(outbox.length).toBeLessThanOrEqual(10);
  });

  test("none is forgotten between two reports, and none is reported that wasn't heard of again", () => {
    const court = new Court(2);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 2)];
    const { remote, outbox } = court.followers.get(2)!;
    const reported = (): bigint[] => {
      court.clock.advance(2 * REPORTS);
      return outbox.splice(0).flatMap((message) => (message.type === "heard" ? message.sessions : []));
    };
    remote.touch(ann);
    remote.touch(bob);
    const first = reported();
    remote.touch(bob);

    expect([first, reported(), reported()]).toEqual([[ann, bob], [bob], []]);
  });

  test("a server that has ceased to follow reports nothing more", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const { remote, outbox } = court.followers.get(2)!;
    remote.touch(ann);
    remote.stop();
    court.clock.advance(4 * REPORTS);

    expect(outbox).toEqual([]);
  });
});

rule("A disconnect is no end: a session lives on, and so do its ephemerals", SESSIONS, () => {
  test("the connection breaks for half of the timeout, and the client goes on at another server: same znode", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [one, other] = nodes.followers;
    const ann = nodes.client("Ann", [one!, other!]);
    const created = await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    nodes.world.faults.cut("Ann", one!);
    nodes.world.faults.cut(one!, "Ann");
    await nodes.world.run(TIMEOUT / 2);
    const stat = await ann.does((keeper) => persist(() => keeper.exists("/ann")));

    expect(created).toMatchObject({ path: "/ann" });
    expect({ session: ann.keeper.session, stat }).toMatchObject({
      session,
      stat: { czxid: (created as { stat: { czxid: bigint } }).stat.czxid },
    });
  });

  test("its server dies, and the client goes on at another: same session, same znode", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [one, other] = nodes.followers;
    const ann = nodes.client("Ann", [one!, other!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    nodes.machine(one!).kill();
    await ann.does((keeper) => persist(() => keeper.setData("/ann", bytes("still here"))));

    expect(ann.keeper.session).toBe(session);
    expect(nodes.data(other!, "/ann")).toBe("still here");
  });

  test("a session that has moved lives on by its heartbeats at the new server", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [one, other] = nodes.followers;
    const ann = nodes.client("Ann", [one!, other!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    nodes.world.faults.breakConnections("Ann", one!);
    nodes.world.faults.cut("Ann", one!);
    await nodes.world.run(4 * TIMEOUT);

    expect({ state: ann.keeper.state, session: ann.keeper.session }).toEqual({ state: "connected", session });
    expect(nodes.data(nodes.leader!, "/ann")).toBe("");
  });

  test("the client is away for longer than timeout and tick: the znode is gone on every server, and so is the session", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const ann = nodes.client("Ann", [nodes.followers[0]!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    nodes.cutOff("Ann");
    await nodes.world.run(TIMEOUT + 3 * TICK);

    for (const name of nodes.names) {
      const { database } = nodes.server(name);
      expect([name, database.tree.exists("/ann"), database.session(session)]).toEqual([
        name,
        undefined,
        undefined,
      ]);
    }
  });

  test("a client that does nothing but beat lives, at the leader and at a follower", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const clients = nodes.names.map((name) => nodes.client(`at-${name}`, [name]));
    for (const client of clients) await client.does((keeper) => keeper.exists("/"));
    await nodes.world.run(6 * TIMEOUT);

    expect(clients.map(({ keeper }) => keeper.state)).toEqual(["connected", "connected", "connected"]);
  });
});

rule("The sessions are the ensemble's: they outlive every server and every leader", "ZOOKEEPER-1367", () => {
  test("a new leader gives every session a full timeout", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const ann = nodes.client("Ann");
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    nodes.cutOff("Ann");
    await nodes.world.run(TIMEOUT * 0.6);
    nodes.machine(nodes.leader!).kill();
    await nodes.world.until("there is another leader", () => nodes.leader !== undefined, 20 * TICK);
    await nodes.world.run(TIMEOUT * 0.8);
    const late = nodes.serving.map((name) => nodes.data(name, "/ann"));
    await nodes.world.run(TIMEOUT * 0.2 + 3 * TICK);

    expect(late).toEqual(["", ""]);
    expect(nodes.serving.map((name) => nodes.data(name, "/ann"))).toEqual([undefined, undefined]);
  });

  test("a session whose client died with the old leader expires under the new one", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const ann = nodes.client("Ann", [nodes.leader!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    ann.machine.kill();
    nodes.machine(nodes.leader!).kill();
    await nodes.world.run(20 * TICK + TIMEOUT);

    expect(nodes.serving.map((name) => nodes.data(name, "/ann"))).toEqual([undefined, undefined]);
  });

  test("after all servers have lost their power the session and its znode are there, until it is over", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const ann = nodes.client("Ann");
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    ann.machine.kill();
    for (const name of nodes.names) nodes.machine(name).powerCut();
    for (const name of nodes.names) nodes.machine(name).start();
    await nodes.ready();
    const there = nodes.names.map((name) => nodes.data(name, "/ann"));
    await nodes.world.run(TIMEOUT + 3 * TICK);

    expect(there).toEqual(["", "", ""]);
    expect(nodes.names.map((name) => nodes.data(name, "/ann"))).toEqual([undefined, undefined, undefined]);
  });

  test("a session that was closed is over on every server: nobody goes on with it anywhere", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const ann = nodes.client("Ann", [nodes.followers[0]!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    await ann.does((keeper) => keeper.close());
    await nodes.world.run(100);

    for (const name of nodes.names) {
      const { database } = nodes.server(name);
      expect([name, database.session(session), database.tree.exists("/ann")]).toEqual([
        name,
        undefined,
        undefined,
      ]);
    }
  });

  test("a follower that was away when a session ended has no znode of it when it serves again", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [away, there] = nodes.followers;
    const ann = nodes.client("Ann", [there!]);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    nodes.machine(away!).kill();
    await ann.does((keeper) => keeper.close());
    nodes.machine(away!).start();
    await nodes.ready();

    expect(nodes.data(away!, "/ann")).toBeUndefined();
  });
});

rule("A session is at one server at a time", "ZooKeeper source, SessionTrackerImpl.checkSession", () => {
  test("what a client sent through a slow server before it moved is not done after it has moved", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [one, other] = nodes.followers;
    const leader = nodes.leader!;
    const ann = nodes.client("Ann", [one!, other!]);
    await ann.does((keeper) => keeper.create("/x", bytes("first")));
    // What the follower sends its leader is held back. The client loses patience and goes to the other one.
    nodes.world.faults.clog(one!, leader);
    const stuck = ann.begin((keeper) => keeper.setData("/x", bytes("stuck")));
    await nodes.world.run(30);
    nodes.world.faults.cut("Ann", one!);
    nodes.world.faults.cut(one!, "Ann");
    await nodes.world.until("it has noticed", () => stuck.over, 3 * TIMEOUT);
    await ann.does((keeper) => persist(() => keeper.setData("/x", bytes("moved"))));
    nodes.world.faults.unclog(one!, leader);
    await nodes.world.run(2_000);

    expect(nodes.data(leader, "/x")).toBe("moved");
  });
});
