import { sweepInTest } from "#lab/sweep/in-test";
import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { CLIENT_SERVICE } from "#master-election/keeper-server";
import { epochOf } from "#zab/zxids";
import { MessageCount, Nodes, persist, TICK } from "./nodes";
import { writes } from "./scenarios";

const INTERNALS = "ZooKeeper Internals, Leader Activation";
const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees";

rule("All servers of an ensemble serve, and what is written through one is on all", GUARANTEES, () => {
  test.each([1, 3, 5])("an ensemble of %d", async (servers) => {
    const nodes = new Nodes({ servers });
    await nodes.ready();
    for (const name of nodes.names) {
      await nodes.ask([name], (keeper) => keeper.create(`/through-${name}`, bytes(name)));
    }
    await nodes.world.run(100);

    for (const server of nodes.names) {
      for (const name of nodes.names) expect(nodes.data(server, `/through-${name}`)).toBe(name);
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

rule(
  "Whatever befalls servers and network, no acknowledged write is lost, and servers agree",
  GUARANTEES,
  () => {
    test("three servers, and clients who write and read through all of them", () =>
      sweepInTest(writes, { seeds: 40 }));
  },
);
