import type { Host } from "#lab/host";
import { RunFailure } from "#lab/world/failure";
import { World } from "#lab/world/world";
import { Listener, range } from "./parts";

/** Counts its own seconds. */
class Counter {
  seconds = 0;
  constructor(readonly host: Host) {
    this.tick();
  }
  private tick(): void {
    this.host.clock.after(1000, () => {
      this.seconds += 1;
      this.tick();
    });
  }
}

test("a paused server stands still, and does what it missed when it resumes, in order", () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  const a = world.server("A", (host) => {
    for (const ms of [10, 20, 30]) host.clock.after(ms, () => seen.push(`${ms} at ${host.clock.now()}`));
  });
  world.advance(15);
  a.pause();
  world.advance(985);
  expect(seen).toEqual(["10 at 10"]);
  a.resume();
  world.advance(0);
  expect(seen).toEqual(["10 at 10", "20 at 1000", "30 at 1000"]);
});

test("a timer that is cancelled after it fell due in a pause does not run", () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  const a = world.server("A", ({ clock }) => {
    const later = clock.after(20, () => seen.push("later"));
    clock.after(10, () => later.cancel());
  });
  a.pause();
  world.advance(100);
  a.resume();
  world.advance(100);
  expect(seen).toEqual([]);
});

test("a connection that is dialled to a paused server opens when it resumes", () => {
  const world = new World({ seed: 1, network: { breakAfter: { min: 5000, max: 5000 } } });
  const b = world.server("B", (host) => new Listener<number>(host, "s"));
  const a = world.server("A", (host) => new Listener<number>(host));
  b.pause();
  const connection = a.instance!.host.network.connect("B", "s", a.instance!);
  connection.send(1);
  connection.send(2);
  world.advance(1000);
  expect(b.instance!.messages).toEqual([]);
  b.resume();
  world.advance(1000);
  expect(b.instance!.messages).toEqual([1, 2]);
  expect(a.instance!.log).toEqual(["open B"]);
});

test("nothing of a killed server runs, and a restart begins from nothing but the disk", () => {
  const world = new World({ seed: 1 });
  const a = world.server("A", (host) => new Counter(host));
  world.advance(3500);
  const first = a.instance!;
  expect(first.seconds).toBe(3);
  a.kill();
  expect(a.up).toBe(false);
  expect(a.instance).toBeUndefined();
  world.advance(5000);
  a.start();
  world.advance(2000);
  expect([first.seconds, a.instance!.seconds]).toEqual([3, 2]);
  expect(() => a.start()).toThrow("A is up already");
});

test("when a server is killed its peers are told; when it loses power they find out only after a while", () => {
  for (const act of ["kill", "powerCut"] as const) {
    const world = new World({ seed: 1 });
    const b = world.server("B", (host) => new Listener(host, "s"));
    const a = world.server("A", (host) => new Listener(host));
    a.instance!.host.network.connect("B", "s", a.instance!);
    world.advance(100);
    b[act]();
    world.advance(50);
    expect(a.instance!.log).toEqual(act === "kill" ? ["open B", "close B"] : ["open B"]);
    world.advance(2000);
    expect(a.instance!.log).toEqual(["open B", "close B"]);
  }
});

test("of what a server sent just before it died, a prefix arrives", () => {
  for (const act of ["kill", "powerCut"] as const) {
    const counts = range(1, 60).map((seed) => {
      const world = new World({ seed });
      const b = world.server("B", (host) => new Listener<number>(host, "s"));
      const a = world.server("A", (host) => new Listener<number>(host));
      const connection = a.instance!.host.network.connect("B", "s", a.instance!);
      world.advance(100);
      for (const number of range(0, 10)) connection.send(number);
      a[act]();
      world.advance(3000);
      const { messages, log } = b.instance!;
      expect(messages).toEqual(range(0, messages.length));
      expect(log).toEqual(["open A", "close A"]);
      return messages.length;
    });
    expect(new Set(counts).size).toBeGreaterThan(5);
  }
});

test("an act through the Host of a dead life fails the run, and says whose it was", () => {
  const world = new World({ seed: 1 });
  const hosts: Host[] = [];
  const a = world.server("A", (host) => void hosts.push(host));
  a.kill();
  a.start();
  expect(() => hosts[0]!.clock.now()).toThrow(/A called clock.now[\s\S]*A is dead/);
  expect(() => world.advance(1)).toThrow(RunFailure);
});

test("a server that uses another server's Host fails the run", () => {
  const world = new World({ seed: 1 });
  const a = world.server("A", (host) => host);
  world.server("B", (host) => host.clock.after(10, () => a.instance!.note("I am A")));
  expect(() => world.advance(20)).toThrow(/A called note; B did it[\s\S]*for one server only/);
});

test("a server that throws fails the run, with the error as the cause", () => {
  const world = new World({ seed: 9 });
  const error = new RangeError("no such epoch");
  world.server("A", ({ clock }) =>
    clock.after(10, () => {
      throw error;
    }),
  );
  let failure: unknown;
  try {
    world.advance(20);
  } catch (caught) {
    failure = caught;
  }
  expect(failure).toBeInstanceOf(RunFailure);
  expect(failure).toMatchObject({
    time: 10,
    seed: 9,
    cause: error,
    facts: ["A threw RangeError: no such epoch"],
  });
});

test("a server that halts leaves its code at once, and can be started again", () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  const a = world.server("A", (host) => {
    host.clock.after(10, () => {
      seen.push("before");
      host.halt("the disk is broken");
      seen.push("after");
    });
    host.clock.after(20, () => seen.push("later"));
  });
  world.advance(15);
  expect(a.up).toBe(false);
  a.start();
  world.advance(5);
  expect(seen).toEqual(["before"]);
});

test("a property is checked after every event, and the run stops at the first that breaks it", () => {
  const world = new World({ seed: 3 });
  const a = world.server("A", (host) => new Counter(host));
  world.always("no server is old", () =>
    a.instance!.seconds > 4
      ? { facts: [`A has lived ${a.instance!.seconds} s`, "4 s is the most"] }
      : undefined,
  );
  expect(() => world.advance(60_000)).toThrow("no server is old\n  - A has lived 5 s\n  - 4 s is the most");
  expect(world.now).toBe(5000);
  expect(() => world.advance(1)).toThrow(RunFailure);
});

test("a property that must come true in time fails the run when it does not", async () => {
  const world = new World({ seed: 3 });
  const a = world.server("A", (host) => new Counter(host));
  await world.until("A lives 2 s", () => a.instance!.seconds >= 2, 10_000);
  expect(world.now).toBe(2000);
  await expect(world.until("A lives 20 s", () => a.instance!.seconds >= 20, 10_000)).rejects.toThrow(
    "A lives 20 s",
  );
  expect(world.now).toBe(12_000);
});

test("two servers cannot have the same name", () => {
  const world = new World({ seed: 1 });
  world.server("A", () => 1);
  expect(() => world.server("A", () => 1)).toThrow("A is in this world already");
  expect(() => world.machine("B")).toThrow("there is no B");
});
