import type { Host } from "#lab/host";
import { bytes } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { ClientDesk, hasSeenMore } from "#ensemble/client-desk";
import { KeeperClient } from "#master-election/keeper-client";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import type { ToServer } from "#sessions/messages";
import { SessionServer } from "#sessions/server";
import { TICK, TIMEOUT } from "./nodes";
import { asks, Stranger } from "./stranger";

const SOURCE = "ZooKeeper source, ZooKeeperServer.processConnectRequest";
const SESSIONS = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";

/** A door, and behind it a server that leads itself, as in chapter 3. It is closed until the test opens it. */
class House {
  readonly world = new World({ seed: 1 });
  readonly machine = this.world.server("S", (host) => ({ host, desk: new ClientDesk(host) }));
  readonly database = new Database();

  get desk(): ClientDesk {
    return this.machine.instance!.desk;
  }

  /** Opens the door; behind it is a new server that knows what the one before it knew. */
  open(): SessionServer {
    return this.#run(() => {
      const { clock, random } = this.machine.instance!.host;
      const leader = new SessionLeader<SessionServer>(this.database, clock, TICK);
      const server = new SessionServer(1, leader, clock, random, TICK, this.database);
      this.desk.open(server);
      return server;
    });
  }

  close(): void {
    this.#run(() => this.desk.close());
  }

  /** Somebody who only says hello. */
  stranger(name: string, first = asks()): Stranger {
    const machine = this.world.server(name, (host) => new Stranger(host, "S", first));
    this.world.advance(100);
    return machine.instance!;
  }

  #run<T>(act: () => T): T {
    let result: T;
    this.world.enter(this.machine.incarnation!, () => (result = act()));
    return result!;
  }
}

/** What somebody has been told, and whether the desk counts anybody. */
function seen({ desk: { clients } }: House, { told, isHungUp }: Stranger): unknown {
  return { told, isHungUp, clients };
}

function types(stranger: Stranger): string[] {
  return stranger.told.map((message) => ("type" in message ? message.type : "?"));
}

rule("The door is open only while there is a server behind it", SESSIONS, () => {
  test("as long as it is closed, whoever comes is hung up on, and told nothing", () => {
    const house = new House();
    const ann = house.stranger("Ann");

    expect(seen(house, ann)).toEqual({ told: [], isHungUp: true, clients: 0 });
  });

  test("when it is open, clients get sessions and are counted", () => {
    const house = new House();
    house.open();
    const [ann, bob] = [house.stranger("Ann"), house.stranger("Bob")];

    expect({ ann: types(ann), bob: types(bob), clients: house.desk.clients }).toEqual({
      ann: ["connected"],
      bob: ["connected"],
      clients: 2,
    });
  });

  test("when it closes, all who are there are hung up on", () => {
    const house = new House();
    house.open();
    const strangers = ["Ann", "Bob"].map((name) => house.stranger(name));
    house.close();
    house.world.advance(100);

    const [ann, bob] = strangers.map(({ isHungUp }) => (isHungUp ? "hung up on" : "still there"));
    expect({ ann, bob, clients: house.desk.clients }).toEqual({
      ann: "hung up on",
      bob: "hung up on",
      clients: 0,
    });
  });

  test("and whoever comes then is hung up on again", () => {
    const house = new House();
    house.open();
    house.close();
    const ann = house.stranger("Ann");

    expect(seen(house, ann)).toEqual({ told: [], isHungUp: true, clients: 0 });
  });

  test("nobody hears anything more of what was behind it, and no watch is left", async () => {
    const house = new House();
    const server = house.open();
    const told: string[] = [];
    house.world.client("Ann", async (host: Host) => {
      const keeper = new KeeperClient(host, ["S"], TIMEOUT);
      await keeper.exists("/shop", () => told.push("it is open"));
    });
    await house.world.run(200);
    const watches = server.znodes.watches.size;
    house.close();
    await house.world.run(20);

    expect({ watches, watchesAfterwards: server.znodes.watches.size, told }).toEqual({
      watches: 1,
      watchesAfterwards: 0,
      told: [],
    });
  });

  test("when it opens again, clients come back and go on with their sessions", async () => {
    const house = new House();
    house.open();
    const seen: string[] = [];
    house.world.client("Ann", async (host: Host) => {
      const keeper = new KeeperClient(host, ["S"], TIMEOUT);
      await keeper.create("/ann", bytes(""), { ephemeral: true });
      await keeper.exists("/nothing", () => {});
      seen.push(String(keeper.session));
      for (;;) {
        try {
          const stat = await keeper.exists("/ann");
          if (seen.length < 2 && house.world.now > 1_000) seen.push(String(stat?.ephemeralOwner));
        } catch {
          // The door was closed for a while.
        }
        await new Promise<void>((resolve) => host.clock.after(50, resolve));
      }
    });
    await house.world.run(400);
    house.close();
    await house.world.run(300);
    house.open();
    await house.world.run(1_500);

    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(seen[0]);
  });

  test("a client that goes is no longer counted, and its watches are gone", async () => {
    const house = new House();
    const server = house.open();
    const ann = house.world.client("Ann", async (host: Host) => {
      const keeper = new KeeperClient(host, ["S"], TIMEOUT);
      await keeper.exists("/shop", () => {});
    });
    await house.world.run(200);
    const count = (): { clients: number; watches: number } => ({
      clients: house.desk.clients,
      watches: server.znodes.watches.size,
    });
    const before = count();
    ann.kill();
    await house.world.run(2_000);

    expect({ before, afterwards: count() }).toEqual({
      before: { clients: 1, watches: 1 },
      afterwards: { clients: 0, watches: 0 },
    });
  });

  test("a client that the server hangs up on is no longer counted", () => {
    const house = new House();
    house.open();
    const ann = house.stranger("Ann", { type: "ping" });

    expect(seen(house, ann)).toEqual({ told: [], isHungUp: true, clients: 0 });
  });
});

rule("A client that has seen more than the server isn't served by it", SOURCE, () => {
  test.each([
    ["more than the server", () => asks(8n), true],
    ["as much as the server", () => asks(7n), false],
    ["less", () => asks(6n), false],
    ["nothing yet", () => asks(0n), false],
    ["something of a later epoch", () => asks(1n << 32n), true],
    ["it doesn't say what", () => asks(), false],
  ])("a client has seen %s: zxid 7", (_, first, isAhead) => {
    expect(hasSeenMore(first() as ToServer, 7n)).toBe(isAhead);
  });

  test("later messages say nothing about that", () => {
    expect(hasSeenMore({ type: "ping" }, 7n)).toBe(false);
  });

  test("it is hung up on without an answer, and isn't counted: its session is well, and others can serve it", () => {
    const house = new House();
    house.open();
    const { lastZxid } = house.database;
    const ahead = house.stranger("Ann", asks(lastZxid + 100n));

    expect(seen(house, ahead)).toEqual({ told: [], isHungUp: true, clients: 0 });
  });

  test("one that has seen exactly as much as the server is served", () => {
    const house = new House();
    house.open();
    const level = house.stranger("Bob", asks(house.database.lastZxid));

    expect({ told: types(level), clients: house.desk.clients }).toEqual({ told: ["connected"], clients: 1 });
  });
});
