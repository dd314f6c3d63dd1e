import { sweepInTest } from "#lab/sweep/in-test";
import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { CLIENT_SERVICE } from "#master-election/keeper-server";
import type { ConnectedMessage } from "#sessions/messages";
import { epochOf } from "#zab/zxids";
import { deposed } from "./deposed";
import { MessageCount, Nodes, persist, TICK, TIMEOUT } from "./nodes";
import { writes } from "./scenarios";
import { asks, Stranger } from "./stranger";
import { FORBIDDEN, Throne } from "./throne";

const INTERNALS = "ZooKeeper Internals, Leader Activation";
const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees";
const SINGLE = "ZooKeeper Programmer's Guide, Consistency Guarantees: Single System Image";
const SESSIONS = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";

rule("All servers of an ensemble serve, and what is written through one is on all", GUARANTEES, () => {
  test.each([1, 3, 5])("an ensemble of %d", async (servers) => {
    const nodes = new Nodes({ servers });
    await nodes.ready();
    for (const name of nodes.names) {
      await nodes.ask([name], (keeper) => keeper.create(`/through-${name}`, bytes(name)));
    }
    await nodes.world.run(100);

    for (const server of nodes.names) {
      for (const name of nodes.names) {
        const found = { server, writtenThrough: name, data: nodes.data(server, `/through-${name}`) };
        expect(found).toEqual({ server, writtenThrough: name, data: name });
      }
    }
  });

  test("an observer serves as well, and isn't counted: one of two participants and an observer are no quorum", async () => {
    const nodes = new Nodes({ servers: 3, observers: 1 });
    await nodes.ready();
    await nodes.ask(["D"], (keeper) => keeper.create("/shop", bytes("open")));
    const everywhere = nodes.names.map((name) => nodes.data(name, "/shop"));
    for (const name of nodes.followers.filter((each) => each !== "D")) nodes.machine(name).kill();
    await nodes.world.run(20 * TICK);

    expect({ everywhere, serving: nodes.serving }).toEqual({
      everywhere: ["open", "open", "open", "open"],
      serving: [],
    });
  });

  test("each server gives out session ids of its own: the first 8 bits are its number", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    for (const [index, name] of nodes.names.entries()) {
      const session = await nodes.ask([name], async (keeper) => {
        await keeper.exists("/");
        return keeper.session;
      });

      expect(session >> 56n).toBe(BigInt(index + 1));
    }
  });

  test("a read is answered by the server that is asked, without a word to the others", async () => {
    const count = new MessageCount();
    const nodes = new Nodes({ recorder: count });
    await nodes.ready();
    const [follower] = nodes.followers;
    const client = nodes.client("Ann", [follower!]);
    await client.does((keeper) => keeper.create("/shop", bytes("open")));
    count.seen.length = 0;
    await client.does((keeper) => keeper.getData("/shop"));
    const others = count.seen.filter(
      ({ from, to, type }) => ![from, to].includes("Ann") && type !== "ping" && type !== "pong",
    );

    expect(others.filter(({ type }) => type !== "heard")).toEqual([]);
  });
});

rule("A server serves only while it leads or follows, and has what a quorum has", INTERNALS, () => {
  test("before there is a leader nobody is served", async () => {
    const nodes = new Nodes();
    nodes.client("Ann");
    let early = 0;
    nodes.world.always("who serves has a leader", () => {
      early = Math.max(
        early,
        ...nodes.names.map((name) => (nodes.leader === undefined ? nodes.server(name).clients : 0)),
      );
      return undefined;
    });
    await nodes.ready();

    expect(early).toBe(0);
  });

  test("a minority doesn't serve: its clients are hung up on, and find the others", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const leader = nodes.leader!;
    const client = nodes.client("Ann", [leader, ...nodes.followers]);
    await client.does((keeper) => keeper.create("/shop", bytes("open")));
    const { faults } = nodes.world;
    for (const other of nodes.followers) {
      faults.cut(leader, other);
      faults.cut(other, leader);
    }
    await nodes.world.run(30 * TICK);
    const answer = await client.does((keeper) => persist(() => keeper.setData("/shop", bytes("closed"))));

    expect(nodes.server(leader).isServing).toBe(false);
    expect(nodes.server(leader).clients).toBe(0);
    expect(answer).toMatchObject({ version: 1 });
  });

  test("whoever dials a server that looks for a leader is hung up on at once, and can try the next", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [alone, other] = nodes.followers;
    nodes.machine(nodes.leader!).kill();
    nodes.machine(other!).kill();
    await nodes.world.until("it has noticed", () => !nodes.server(alone!).isServing, 20 * TICK);
    let hungUp = 0;
    nodes.world.server("Ann", (host) => {
      const onClose = (): void => void (hungUp += 1);
      host.network.connect(alone!, CLIENT_SERVICE, { onMessage: () => {}, onClose });
    });
    await nodes.world.run(TICK / 2);

    expect({ hungUp, clients: nodes.server(alone!).clients }).toEqual({ hungUp: 1, clients: 0 });
  });

  test("a server that comes back serves nothing until it has what it missed", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [away] = nodes.followers;
    nodes.machine(away!).kill();
    const written = await nodes.ask(nodes.serving, (keeper) => keeper.create("/new", bytes("here")));
    const seen: string[] = [];
    nodes.machine(away!).start();
    nodes.world.always("a server that serves has what was committed before it began", () => {
      if (nodes.machine(away!).instance?.isServing !== true) return undefined;
      seen.push(nodes.data(away!, "/new") ?? "nothing");
      return undefined;
    });
    await nodes.ready();

    expect(written.path).toBe("/new");
    expect(new Set(seen)).toEqual(new Set(["here"]));
  });

  test("a client that is connected when its server loses the leader hears nothing from it any more", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [follower] = nodes.followers;
    const client = nodes.client("Ann", [follower!]);
    await client.does((keeper) => keeper.create("/shop", bytes("open")));
    nodes.machine(nodes.leader!).kill();
    await nodes.world.until("the follower has noticed", () => !nodes.server(follower!).isServing, 20 * TICK);
    await nodes.world.run(20);

    expect(client.keeper.state).toBe("connecting");
    expect(nodes.server(follower!).clients).toBe(0);
  });

  test("a write whose server loses the leader is a lost connection to its client, and may be tried again", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const leader = nodes.leader!;
    const client = nodes.client("Ann", nodes.followers);
    await client.does((keeper) => keeper.create("/shop", bytes("open")));
    for (const follower of nodes.followers) nodes.world.faults.clog(leader, follower);
    const begun = client.begin((keeper) => keeper.setData("/shop", bytes("closed")));
    await nodes.world.run(10 * TICK);
    nodes.heal();
    await nodes.world.run(10 * TICK);
    const again = await client.does((keeper) => persist(() => keeper.getData("/shop")));

    expect(begun.outcome).toBe("ConnectionLoss");
    expect(["open", "closed"]).toContain(typeof again === "string" ? again : text(again.data));
  });
});

rule("Each leader's decisions have zxids of its own epoch", INTERNALS, () => {
  test("after a change of leaders the next zxid is of a later epoch, and the history goes on", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const first = await nodes.ask(nodes.names, (keeper) => keeper.create("/first", bytes("")));
    nodes.machine(nodes.leader!).kill();
    await nodes.world.run(20 * TICK);
    const second = await nodes.ask(nodes.serving, (keeper) => keeper.create("/second", bytes("")));
    const seen = await nodes.ask(nodes.serving, (keeper) => keeper.exists("/first"));

    expect(epochOf(second.stat.czxid)).toBeGreaterThan(epochOf(first.stat.czxid));
    expect(seen?.czxid).toBe(first.stat.czxid);
  });

  test("after all have been restarted everything is there, and the servers agree on it", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    for (let i = 0; i < 20; i++)
      await nodes.ask(nodes.names, (keeper) => keeper.create(`/order-${i}`, bytes(`${i}`)));
    for (const name of nodes.names) nodes.machine(name).powerCut();
    for (const name of nodes.names) nodes.machine(name).start();
    await nodes.ready();
    await nodes.ask(nodes.names, (keeper) => keeper.create("/after", bytes("")));
    await nodes.world.run(200);

    for (const name of nodes.names) {
      const { tree } = nodes.server(name).database;
      expect([...tree.getChildren("/")].filter((each) => each.startsWith("order-"))).toHaveLength(20);
    }
  });

  test("servers are restarted one after the other, and clients hardly notice", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const client = nodes.client("Ann");
    const { czxid } = (await client.does((keeper) =>
      keeper.create("/ann", bytes(""), { ephemeral: true }).then(({ stat }) => stat),
    )) as { czxid: bigint };
    for (const name of nodes.names) {
      nodes.machine(name).kill();
      await nodes.world.run(4 * TICK);
      nodes.machine(name).start();
      await nodes.ready();
    }
    const stat = await client.does((keeper) => persist(() => keeper.exists("/ann")));

    expect(stat).toMatchObject({ czxid });
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
      const znode = database.tree.exists("/ann");
      expect({ server: name, znode, session: database.session(session) }).toEqual({
        server: name,
        znode: undefined,
        session: undefined,
      });
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
      const znode = database.tree.exists("/ann");
      expect({ server: name, session: database.session(session), znode }).toEqual({
        server: name,
        session: undefined,
        znode: undefined,
      });
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

rule("A client that has seen something never finds itself before it", SINGLE, () => {
  test("a server that is behind what a client has seen hangs up on it, without an answer", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [name] = nodes.followers;
    const { lastZxid } = nodes.server(name!).database;
    const stranger = nodes.world.server("Ann", (host) => new Stranger(host, name!, asks(lastZxid + 1n)));
    await nodes.world.run(TICK);

    expect(stranger.instance).toMatchObject({ told: [], isHungUp: true });
    expect(nodes.server(name!).clients).toBe(0);
  });

  test("whether it has a session already makes no difference", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const leader = nodes.leader!;
    const first = nodes.world.server("Ann", (host) => new Stranger(host, leader, asks()));
    await nodes.world.run(TICK);
    const { id, password, timeout } = first.instance!.told[0] as ConnectedMessage;
    const { lastZxid } = nodes.server(leader).database;
    const again = { type: "connect" as const, id, password, timeout };
    const [ahead, level] = [lastZxid + 1n, lastZxid].map((seen, index) =>
      nodes.world.server(`Ann-${index}`, (host) => new Stranger(host, leader, { ...again, lastZxid: seen })),
    );
    await nodes.world.run(TICK);

    expect(ahead!.instance).toMatchObject({ told: [], isHungUp: true });
    expect(level!.instance!.told).toMatchObject([{ type: "connected", id }]);
  });

  test("one that has all that the client has seen serves it, be it more or just as much", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    await nodes.ask(nodes.names, (keeper) => keeper.create("/shop", bytes("")));
    await nodes.world.run(100);
    const [name] = nodes.followers;
    const { lastZxid } = nodes.server(name!).database;
    const strangers = [lastZxid, lastZxid - 1n, 0n, undefined].map((seen, index) =>
      nodes.world.server(`client-${index}`, (host) => new Stranger(host, name!, asks(seen))),
    );
    await nodes.world.run(TICK);

    expect(
      strangers.map(({ instance }) => instance!.told.map((message) => "type" in message && message.type)),
    ).toEqual([["connected"], ["connected"], ["connected"], ["connected"]]);
  });

  test("zxids are compared in all of their 64 bits: an epoch later is ahead, whatever the counter says", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [name] = nodes.followers;
    const { lastZxid } = nodes.server(name!).database;
    const ahead = ((lastZxid >> 32n) + 1n) << 32n;
    const stranger = nodes.world.server("Ann", (host) => new Stranger(host, name!, asks(ahead)));
    await nodes.world.run(TICK);

    expect(stranger.instance).toMatchObject({ told: [], isHungUp: true });
  });

  test("a client that comes from a server that was ahead gets by the one that lags, and sees what it has seen", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [lags, follows] = nodes.followers;
    const leader = nodes.leader!;
    await nodes.ask([leader], (keeper) => keeper.create("/price", bytes("100")));
    await nodes.world.run(100);
    nodes.world.faults.clog(leader, lags!);
    await nodes.ask([leader], (keeper) => keeper.setData("/price", bytes("150")));
    const ann = nodes.client("Ann", [follows!, lags!, leader]);
    const before = await ann.does((keeper) => keeper.getData("/price"));
    nodes.machine(follows!).kill();
    const after = await ann.does((keeper) => persist(() => keeper.getData("/price")));
    const stale = nodes.data(lags!, "/price");

    const read = (each: unknown): string => text((each as { data: Uint8Array }).data);
    expect({ before: read(before), after: read(after) }).toEqual({ before: "150", after: "150" });
    // The one that lags was there all the time, and would have had something else to say.
    expect(stale).toBe("100");
  });

  test("a leader that doesn't know that it is deposed can't lead a client back either", async () => {
    const nodes = new Nodes();
    const { old } = await deposed(nodes);
    const others = nodes.names.filter((name) => name !== old);
    const cho = nodes.client("Cho", [...others, old]);
    const before = await cho.does((keeper) => persist(() => keeper.getData("/max_connections")));
    for (const name of others) {
      nodes.world.faults.breakConnections("Cho", name);
      nodes.world.faults.cut("Cho", name);
    }
    const begun = cho.begin((keeper) => persist(() => keeper.getData("/max_connections")));
    await nodes.world.run(TICK);
    const meanwhile = { over: begun.over, old: nodes.data(old, "/max_connections") };
    nodes.heal();
    const after = await cho.does((keeper) => persist(() => keeper.getData("/max_connections")));

    expect(meanwhile).toEqual({ over: false, old: "100" });
    const read = (each: unknown): string => text((each as { data: Uint8Array }).data);
    expect({ before: read(before), after: read(after) }).toEqual({ before: "150", after: "150" });
  });

  test("its session isn't lost by that: it goes on at the next server", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [lags, follows] = nodes.followers;
    const leader = nodes.leader!;
    const ann = nodes.client("Ann", [follows!, lags!, leader]);
    nodes.world.faults.clog(leader, lags!);
    await ann.does((keeper) => keeper.create("/ann", bytes(""), { ephemeral: true }));
    const { session } = ann.keeper;
    nodes.machine(follows!).kill();
    const stat = await ann.does((keeper) => persist(() => keeper.exists("/ann")));

    expect(ann.keeper.session).toBe(session);
    expect(stat).toMatchObject({ ephemeralOwner: session });
  });

  test("a lagging server that has caught up serves it again", async () => {
    const nodes = new Nodes();
    await nodes.ready();
    const [lags, follows] = nodes.followers;
    const leader = nodes.leader!;
    nodes.world.faults.clog(leader, lags!);
    const ann = nodes.client("Ann", [follows!, lags!]);
    await ann.does((keeper) => keeper.create("/shop", bytes("open")));
    nodes.world.faults.breakConnections("Ann", follows!);
    nodes.world.faults.cut("Ann", follows!);
    await nodes.world.run(TICK);
    const meanwhile = ann.keeper.state;
    nodes.world.faults.unclog(leader, lags!);
    const seen = await ann.does((keeper) => persist(() => keeper.getData("/shop")));

    expect(meanwhile).toBe("connecting");
    expect(text((seen as { data: Uint8Array }).data)).toBe("open");
  });
});

rule(
  "What the ensemble refuses and what it asks for itself is decided by the leader, in turn with the rest",
  "ZooKeeper source, PrepRequestProcessor: one queue for all requests",
  () => {
    const session = { id: 5n, timeout: TIMEOUT, password: new Uint8Array(16) };
    const create = (path: string) => ({ type: "create" as const, path, data: bytes("") });

    test("what the guard refuses isn't proposed, and is answered behind what was asked for before it", () => {
      const throne = new Throne();
      throne.leads();
      throne.hears({ type: "open", session });
      throne.hears({ type: "write", id: session.id, request: create(FORBIDDEN) });
      const { length: proposed } = throne.proposed;
      const early = [...throne.told];
      throne.commits();

      expect({ proposed, early }).toEqual({ proposed: 1, early: [] });
      expect(throne.told).toMatchObject([
        { request: 1, outcome: { type: "done" } },
        { request: 2, outcome: { type: "refused", reason: "NoAuth" } },
      ]);
    });

    test("the guard stands in the way of clients, and not of the ensemble itself", () => {
      const throne = new Throne();
      throne.leads();
      const asked = throne.administers(() => create(FORBIDDEN));
      throne.commits();

      expect(asked.outcome).toBe(`done at ${(1n << 32n) + 1n}`);
    });

    test("what the ensemble asks for knows its zxid at once, and is told when it is committed", () => {
      const throne = new Throne();
      throne.leads();
      throne.hears({ type: "open", session });
      const zxids: bigint[] = [];
      const asked = throne.administers((zxid) => {
        zxids.push(zxid);
        return create("/asked");
      });
      const [, second] = throne.proposed;
      throne.commits();
      const early = asked.outcome;
      throne.commits();

      expect({ zxids, proposed: second?.zxid }).toEqual({
        zxids: [second?.zxid],
        proposed: (1n << 32n) + 2n,
      });
      expect({ early, outcome: asked.outcome }).toEqual({ early: undefined, outcome: `done at ${zxids[0]}` });
    });

    test("nobody is told, where the server leads no longer by then", () => {
      const throne = new Throne();
      throne.leads();
      const asked = throne.administers(() => create("/asked"));
      const decided = [...throne.proposed];
      throne.looks();
      throne.follows();
      throne.commits();

      expect({ decided: decided.length, outcome: asked.outcome }).toEqual({ decided: 1, outcome: undefined });
    });
  },
);

rule(
  "Whatever befalls servers and network, no acknowledged write is lost, and servers agree",
  GUARANTEES,
  () => {
    test("three servers, and clients who write and read through all of them", () =>
      sweepInTest(writes, { seeds: 40 }));
  },
);
