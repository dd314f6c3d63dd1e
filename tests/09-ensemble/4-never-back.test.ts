import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { bytes, text } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { CLIENT_SERVICE, type Wire } from "#master-election/keeper-server";
import { hasSeenMore } from "#ensemble/client-desk";
import { type ConnectedMessage, NO_SESSION, type ToServer } from "#sessions/messages";
import { deposed } from "./deposed";
import { Nodes, persist, TICK, TIMEOUT } from "./nodes";

const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees: Single System Image";

/** A client that says in its first message what the test lets it say, and writes down what it is told. */
class Stranger implements ConnectionHandler<Wire> {
  readonly told: Wire[] = [];
  isHungUp = false;

  constructor(
    host: Host,
    server: string,
    private readonly first: Wire,
  ) {
    host.network.connect<Wire>(server, CLIENT_SERVICE, this);
  }

  onOpen(connection: Connection<Wire>): void {
    connection.send(this.first);
  }
  onMessage(_: Connection<Wire>, message: Wire): void {
    this.told.push(message);
  }
  onClose(): void {
    this.isHungUp = true;
  }
}

function asks(lastZxid?: bigint): Wire {
  const connect = { type: "connect" as const, id: NO_SESSION, password: new Uint8Array(0), timeout: TIMEOUT };
  return lastZxid === undefined ? connect : { ...connect, lastZxid };
}

rule("A client that has seen something never finds itself before it", GUARANTEES, () => {
  test.each([
    ["more than the server", asks(8n), true],
    ["as much as the server", asks(7n), false],
    ["less", asks(6n), false],
    ["nothing yet", asks(0n), false],
    ["something of a later epoch", asks(1n << 32n), true],
    ["it doesn't say what", asks(), false],
  ])("a client has seen %s: zxid 7", (_, first, isAhead) => {
    expect(hasSeenMore(first as ToServer, 7n)).toBe(isAhead);
  });

  test("later messages say nothing about that", () => {
    expect(hasSeenMore({ type: "ping" }, 7n)).toBe(false);
  });

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

    expect([before, after].map((each) => text((each as { data: Uint8Array }).data))).toEqual(["150", "150"]);
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
    expect([before, after].map((each) => text((each as { data: Uint8Array }).data))).toEqual(["150", "150"]);
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
