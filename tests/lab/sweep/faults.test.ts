import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Action, Fault, FaultKind } from "#lab/sweep/action";
import { Injector } from "#lab/sweep/injector";
import { drawPlan } from "#lab/sweep/plan";
import { run } from "#lab/sweep/run";
import type { Scenario } from "#lab/sweep/scenario";
import { Watcher } from "#lab/sweep/watcher";
import { World } from "#lab/world/world";

/** Talks to its peers and flushes, every 10 ms. */
class Busy implements ConnectionHandler<number> {
  heard = new Map<string, number>();

  constructor(private readonly host: Host) {
    host.network.listen("busy", this);
    host.network.receive("posts", { onDatagram: () => {} });
    for (const peer of NAMES) if (peer !== host.name) this.talk(peer, undefined);
    this.write();
  }

  onMessage({ peer }: Connection, _: number): void {
    this.heard.set(peer, this.host.clock.now());
  }

  onClose({ peer, dialled }: Connection): void {
    if (dialled) this.host.clock.after(10, () => this.talk(peer, undefined));
  }

  private talk(peer: string, before: Connection<number> | undefined): void {
    const connection = before ?? this.host.network.connect<number>(peer, "busy", this);
    if (!connection.open) return;
    connection.send(1);
    this.host.network.post(peer, "posts", "posts", 1);
    this.host.clock.after(10, () => this.talk(peer, connection));
  }

  private write(): void {
    this.host.disk.append("log", new Uint8Array(8));
    this.host.disk.flush("log", (error) => {
      if (error) this.host.halt(error.message);
      this.host.clock.after(10, () => this.write());
    });
  }
}

const NAMES = ["A", "B", "C"];
const ALL: Record<FaultKind, object> = {
  kill: {},
  "power-cut": {},
  pause: {},
  wipe: {},
  isolate: {},
  cut: {},
  clog: {},
  slow: {},
  break: {},
  split: {},
  datagrams: {},
  "flush-error": {},
  "full-disk": {},
  "lying-flush": {},
  "bit-flip": {},
};

function scenarioWith(more: Partial<Scenario> = {}): Scenario {
  return {
    name: "busy",
    step: "busy/all",
    servers: NAMES,
    faults: ALL,
    setup: (world) => {
      for (const name of NAMES) world.server(name, (host) => new Busy(host));
      return { writes: () => 100, unsettled: () => undefined };
    },
    ...more,
  };
}

function start(more: Partial<Scenario> = {}): { world: World; faults: Injector } {
  const scenario = scenarioWith(more);
  const watcher = new Watcher(undefined);
  const world = new World({ seed: 1, recorder: watcher });
  const trial = scenario.setup(world, world.random);
  const faults = new Injector(world, scenario, trial, watcher);
  world.advance(100);
  return { world, faults };
}

/** Servers that heard from each other in the last 100 ms: `A<B` if A heard B. */
function hearing(world: World): string[] {
  return NAMES.flatMap((name) => {
    const heard = (world.find(name)?.instance as Busy | undefined)?.heard ?? new Map<string, number>();
    return [...heard].filter(([, at]) => at > world.now - 100).map(([peer]) => `${name}<${peer}`);
  }).sort();
}

const EVERYBODY = ["A<B", "A<C", "B<A", "B<C", "C<A", "C<B"];

const kinds: Fault[] = [
  { kind: "kill", on: "A", ms: 500 },
  { kind: "power-cut", on: "A", ms: 500 },
  { kind: "wipe", on: "A", ms: 500 },
  { kind: "pause", on: "A", ms: 500 },
  { kind: "isolate", on: "A", direction: "both", ms: 500 },
  { kind: "split", groups: [["A"], ["B", "C"]], ms: 500 },
];

test.each(kinds)("$kind takes a server away, and it comes back by itself", (fault) => {
  const { world, faults } = start();
  expect(hearing(world)).toEqual(EVERYBODY);
  expect(faults.do(fault)).toBe(true);
  world.advance(400);
  expect(hearing(world)).toEqual(["B<C", "C<B"]);
  world.advance(2000);
  expect(hearing(world)).toEqual(EVERYBODY);
  expect([...faults.fired]).toEqual([fault.kind]);
});

test("cutting one way leaves the way back as it is", () => {
  const { world, faults } = start();
  faults.do({ kind: "clog", from: "A", to: "B", ms: 500 });
  world.advance(400);
  expect(hearing(world)).toEqual(EVERYBODY.filter((pair) => pair !== "B<A"));
});

test("who is in no group of a split reaches all", () => {
  const { world, faults } = start();
  faults.do({ kind: "split", groups: [["A"], ["B"]], ms: 500 });
  world.advance(400);
  expect(hearing(world)).toEqual(["A<C", "B<C", "C<A", "C<B"]);
});

test("a way that two faults have cut opens when the last of them ends", () => {
  const { world, faults } = start();
  faults.do({ kind: "isolate", on: "A", direction: "both", ms: 3000 });
  faults.do({ kind: "cut", from: "A", to: "B", ms: 100 });
  world.advance(2900);
  expect(hearing(world)).toEqual(["B<C", "C<B"]);
  world.advance(2000);
  expect(hearing(world)).toEqual(EVERYBODY);
});

test("a server that was stopped twice starts when the last stop ends", () => {
  const { world, faults } = start();
  faults.do({ kind: "kill", on: "A", ms: 300 });
  faults.do({ kind: "power-cut", on: "A", ms: 1000 });
  world.advance(900);
  expect(world.machine("A").up).toBe(false);
  world.advance(200);
  expect(world.machine("A").up).toBe(true);
});

test("a server that halts over a failing flush is started again, as a supervisor would", () => {
  const { world, faults } = start();
  const first = world.machine("A").incarnation;
  faults.do({ kind: "flush-error", on: "A", chance: 1, ms: 100 });
  world.advance(500);
  expect(world.machine("A").up).toBe(true);
  expect(world.machine("A").incarnation).not.toBe(first);
  expect([...faults.fired]).toEqual(["flush-error"]);
});

test("a fault counts only if it had its effect: nothing is flushed by a server that is down", () => {
  const { world, faults } = start();
  faults.do({ kind: "kill", on: "A", ms: 1000 });
  faults.do({ kind: "full-disk", on: "A", ms: 500 });
  faults.do({ kind: "lying-flush", on: "A", ms: 500 });
  expect(faults.do({ kind: "pause", on: "A", ms: 500 })).toBe(false);
  world.advance(1000);
  expect([...faults.fired]).toEqual(["kill"]);
});

test("a flush that fails is the fault of the flush errors, one that keeps nothing of the lie", () => {
  const { world, faults } = start();
  faults.do({ kind: "lying-flush", on: "A", ms: 500 });
  faults.do({ kind: "flush-error", on: "A", chance: 0, ms: 500 });
  world.advance(300);
  expect([...faults.fired]).toEqual(["lying-flush"]);
});

test("a slow way is as fast as before when its fault has ended", () => {
  const { world, faults } = start();
  faults.do({ kind: "slow", from: "A", to: "B", delay: { min: 200, max: 300 }, ms: 1000 });
  world.advance(150);
  expect(hearing(world)).toEqual(EVERYBODY.filter((pair) => pair !== "B<A"));
  world.advance(2000);
  expect(world.network.link("A", "B").delay).toBeUndefined();
  expect(hearing(world)).toEqual(EVERYBODY);
});

test("a fault that would exceed a cap is left out", () => {
  const { faults } = start({ caps: { down: 1, damaged: 1 } });
  expect(faults.do({ kind: "lying-flush", on: "B", ms: 500 })).toBe(true);
  expect(faults.do({ kind: "bit-flip", on: "A", place: 0.5 })).toBe(false);
  expect(faults.do({ kind: "bit-flip", on: "B", place: 0.5 })).toBe(true);
  expect(faults.do({ kind: "kill", on: "A", ms: 500 })).toBe(true);
  expect(faults.do({ kind: "pause", on: "B", ms: 500 })).toBe(false);
  expect(faults.do({ kind: "power-cut", on: "A", ms: 500 })).toBe(true);
});

test.each(["down", "cut off"] as const)("the servers outside of the core stay %s for good", (outside) => {
  const { world, faults } = start();
  faults.do({ kind: "power-cut", on: "A", ms: 60_000 });
  faults.do({ kind: "pause", on: "B", ms: 60_000 });
  faults.do({ kind: "isolate", on: "C", direction: "both", ms: 60_000 });
  world.advance(1000);
  faults.heal(["A", "B"], outside);
  world.advance(70_000);
  expect(hearing(world)).toEqual(["A<B", "B<A"]);
  expect(world.machine("C").up).toBe(outside === "cut off");
  expect(faults.do({ kind: "kill", on: "A", ms: 500 })).toBe(false);
});

test("the end of a fault from before the healing starts no server that is to stay down", () => {
  const { world, faults } = start();
  faults.do({ kind: "kill", on: "C", ms: 1000 });
  faults.heal(["A", "B"], "down");
  world.advance(5000);
  expect(world.machine("C").up).toBe(false);
});

test("the disks of the core work again after the healing", () => {
  const { world, faults } = start();
  faults.do({ kind: "flush-error", on: "A", chance: 1, ms: 60_000 });
  faults.do({ kind: "full-disk", on: "B", ms: 60_000 });
  faults.heal(NAMES, "down");
  world.advance(1000);
  const lives = NAMES.map((name) => world.machine(name).incarnation);
  expect(lives).not.toContain(undefined);
  world.advance(5000);
  expect(NAMES.map((name) => world.machine(name).incarnation)).toEqual(lives);
});

test("a scenario's own act is drawn, done with what was drawn, and counted by its name", async () => {
  const done: unknown[] = [];
  const scenario = scenarioWith({
    faults: {},
    own: {
      "stop a server": {
        most: 2,
        draw: (random) => ({ on: random.pick(NAMES) }),
        act: (_, faults, drawn) => {
          done.push(drawn);
          return faults.do({ kind: "kill", on: (drawn as { on: string }).on, ms: 100 });
        },
      },
    },
  });
  const plans = Array.from({ length: 40 }, (_, i) => drawPlan(scenario, i + 1));
  const plan = plans.find(({ actions }) => actions.length === 2)!;
  const { fired } = await run(scenario, plan);
  expect(done).toEqual(plan.actions.map((action) => (action.kind === "own" ? action.with : undefined)));
  expect(fired).toEqual(["kill", "stop a server"]);
  expect(Math.max(...plans.map(({ actions }) => actions.length))).toBe(2);
});

test("every kind of fault is drawn, and has its effect", async () => {
  const scenario = scenarioWith({ faultsFor: 3000 });
  const drawn = new Set<string>();
  const fired = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const plan = drawPlan(scenario, seed);
    for (const { kind } of plan.actions) drawn.add(kind);
    const outcome = await run(scenario, plan);
    expect(outcome.failure).toBeUndefined();
    for (const kind of outcome.fired) fired.add(kind);
  }
  expect([...drawn].sort()).toEqual(Object.keys(ALL).sort());
  expect([...fired].sort()).toEqual(Object.keys(ALL).sort());
});

test("a seed of a swarm leaves kinds of faults out; every fourth seed takes all kinds alike", () => {
  const kindsIn = (actions: readonly Action[]): number => new Set(actions.map(({ kind }) => kind)).size;
  const long = scenarioWith({ mostFaults: 400 });
  const counts = Array.from({ length: 40 }, (_, i) => kindsIn(drawPlan(long, i + 1).actions));
  const uniform = counts.filter((_, i) => (i + 1) % 4 === 0);
  const swarm = counts.filter((_, i) => (i + 1) % 4 !== 0);
  expect(Math.min(...uniform)).toBe(15);
  expect(Math.max(...swarm)).toBeLessThan(15);
});

test("faults befall only whom the scenario gives, and last only as long as it says", () => {
  const scenario = scenarioWith({ faults: { pause: { on: ["C"], ms: { min: 100, max: 400 } } } });
  const actions = Array.from({ length: 40 }, (_, i) => drawPlan(scenario, i + 1).actions).flat();
  expect(actions.length).toBeGreaterThan(100);
  for (const action of actions) {
    expect(action).toMatchObject({ kind: "pause", on: "C" });
    if (!("ms" in action)) throw new Error("a pause without an end");
    expect(action.ms).toBeGreaterThanOrEqual(100);
    expect(action.ms).toBeLessThanOrEqual(400);
  }
});

test("with a smallest core, runs heal every size from it up to all", () => {
  const scenario = scenarioWith({ caps: { core: 2 } });
  const sizes = Array.from({ length: 40 }, (_, i) => drawPlan(scenario, i + 1).core.length);
  expect([...new Set(sizes)].sort()).toEqual([2, 3]);
});
