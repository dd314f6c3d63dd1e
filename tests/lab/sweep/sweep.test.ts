import { drawPlan } from "#lab/sweep/plan";
import { digestOf, run } from "#lab/sweep/run";
import { report } from "#lab/sweep/report";
import { sweepInTest } from "#lab/sweep/in-test";
import { type Finding, planFor, sweepSeeds } from "#lab/sweep/sweep";
import { type Mistake, registerScenario } from "./register";

const SEEDS = 400;

async function find(mistake: Mistake, seeds = SEEDS): Promise<Finding> {
  const { finding } = await sweepSeeds(registerScenario(mistake), range(1, seeds));
  if (finding === undefined) throw new Error(`${seeds} seeds did not find it`);
  return finding;
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

/** The message with which a promise is refused; undefined if it is kept. */
function messageOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

test("a program that keeps its promises passes all seeds", async () => {
  await sweepInTest(registerScenario(), { seeds: SEEDS });
});

test("a write that is acknowledged before it is on disk is lost by some seed, and the report says which", async () => {
  const message = await messageOf(
    sweepInTest(registerScenario("acknowledges before the flush"), { seeds: SEEDS }),
  );
  const lines = message!.split("\n");
  expect(lines[0]).toBe("an acknowledged write is kept");
  expect(lines[1]).toMatch(/^ {2}- c was told that \d+ is written$/);
  expect(lines[2]).toMatch(/^ {2}- A has \d+$/);
  expect(message).toMatch(/npm run sweep -- copies --mine --replay \d+:register\n/);
});

test("a program that does not recover is found: once the faults are over, things must go on", async () => {
  const { failure } = await find("forgets to dial again");
  expect(failure.property).toBe("once the faults are over, everything comes to rest");
  expect(failure.facts).toEqual([
    "no fault has been since 5000 ms, and A, B can reach each other",
    "10000 ms later, no write was acknowledged",
  ]);
});

test("what a server throws is told with the error as the cause, so that its place can be shown", async () => {
  const thrown: unknown = await sweepInTest(registerScenario("stops at 30"), { seeds: 5 }).catch(
    (error: unknown) => error,
  );
  expect((thrown as Error).message).toContain("no server or client throws\n  - A threw Error: it can count");
  expect(((thrown as Error).cause as Error).message).toBe("it can count no further");
});

test("code that is not written yet is told as such, without a report", async () => {
  const scenario = registerScenario(undefined, {
    setup: (world) => {
      world.server("A", () => {
        throw new Error("Not written yet (step primary)");
      });
      return { writes: () => 0, unsettled: () => undefined };
    },
  });
  expect(await messageOf(sweepInTest(scenario, { seeds: 5 }))).toBe("Not written yet (step primary)");
});

test("the report tells the seed, a few faults, how to repeat them, and a picture of at most 60 lines", async () => {
  const finding = await find("acknowledges before the flush");
  const { text, shrunk, svg } = await report(registerScenario("acknowledges before the flush"), finding);
  expect(shrunk.plan.actions.length).toBeLessThanOrEqual(5);
  expect(shrunk.replays).toBeLessThanOrEqual(100);
  expect(text).toContain(`the run ${finding.source} of scenario register`);
  expect(text).toContain(`npm run sweep -- copies --replay ${finding.source}:register`);
  const picture = text.slice(text.indexOf("\n ms  ") + 1).split("\n");
  expect(picture.length).toBeGreaterThan(5);
  expect(picture.length).toBeLessThanOrEqual(60);
  expect(svg()).toMatch(/^<svg [^]*<\/svg>\n$/);
});

test("the actions alone repeat the failure, also after they were written down as JSON", async () => {
  const scenario = registerScenario("acknowledges before the flush");
  const { shrunk } = await report(scenario, await find("acknowledges before the flush"));
  const again = await run(scenario, JSON.parse(JSON.stringify(shrunk.plan)) as typeof shrunk.plan);
  expect(again.failure?.message).toBe(shrunk.failure.message);
});

test("what is left after shrinking is needed: without any one of the faults the run passes", async () => {
  const scenario = registerScenario("acknowledges before the flush");
  const { plan, failure } = (await report(scenario, await find("acknowledges before the flush"))).shrunk;
  for (const action of plan.actions) {
    const fewer = plan.actions.filter((other) => other !== action);
    const outcome = await run(scenario, { ...plan, actions: fewer });
    expect(outcome.failure?.property).not.toBe(failure.property);
  }
});

test("a failure that needs no fault is shrunk to none", async () => {
  const scenario = registerScenario("stops at 30");
  const { text } = await report(scenario, await find("stops at 30"));
  expect(text).toContain("It takes no fault.");
});

test("the same seed gives the same run twice, byte by byte, and another seed another run", async () => {
  const digests = async (): Promise<string[]> => {
    const all: string[] = [];
    for (const seed of range(1, 20)) {
      all.push(await digestOf(registerScenario(), drawPlan(registerScenario(), seed)));
    }
    return all;
  };
  const first = await digests();
  expect(await digests()).toEqual(first);
  expect(new Set(first).size).toBe(20);
});

test("what a seed draws stays the same, so that a seed in a report is worth keeping", () => {
  const { actions, core, outside } = drawPlan(registerScenario(), 7);
  expect(actions.slice(0, 2)).toEqual([
    { at: 203.9, kind: "power-cut", on: "B", ms: 604.9 },
    { at: 4137.6, kind: "power-cut", on: "A", ms: 659.3 },
  ]);
  expect({ count: actions.length, core, outside }).toEqual({ count: 2, core: ["A", "B"], outside: "down" });
});

test("a scenario in which nothing is ever written is refused, although no property is broken", async () => {
  const scenario = registerScenario("never acknowledges", {
    setup: (world, random) => {
      const trial = registerScenario("never acknowledges").setup(world, random);
      return { writes: () => trial.writes(), unsettled: () => undefined };
    },
  });
  const message = await messageOf(sweepInTest(scenario, { seeds: 60 }));
  expect(message).toMatch(/^The runs of scenario register prove too little\n/);
  expect(message).toContain("only 0.0 % of the runs have 10 acknowledged writes");
});

test("a fault that is declared and never happens is refused", async () => {
  const scenario = registerScenario();
  const faults = { ...scenario.faults, "flush-error": { on: ["c"] }, "bit-flip": { on: ["c"] } };
  const message = await messageOf(sweepInTest({ ...scenario, faults }, { seeds: 60 }));
  expect(message).toContain('"flush-error" had an effect in 0.0 % of the runs');
  expect(message).toContain('"bit-flip" had an effect in 0.0 % of the runs');
  expect(message).not.toContain('"kill"');
});

test("a pinned schedule is run before any seed and is found again by its name", async () => {
  const { shrunk } = await report(
    registerScenario("acknowledges before the flush"),
    await find("acknowledges before the flush"),
  );
  const pinned = [{ name: "power-goes-early", seed: shrunk.plan.seed, actions: shrunk.plan.actions }];
  const scenario = registerScenario("acknowledges before the flush", { pinned });
  const message = await messageOf(sweepInTest(scenario, { seeds: 1 }));
  expect(message).toContain("--replay power-goes-early:register");
  expect((await run(scenario, planFor(scenario, "power-goes-early"))).failure).toBeDefined();
  await sweepInTest(registerScenario(undefined, { pinned }), { seeds: 1 });
});

test("what is to be replayed is a seed or a pinned schedule", () => {
  const pinned = [{ name: "known", seed: 1, actions: [] }];
  expect(() => planFor(registerScenario(undefined, { pinned }), "1e3")).toThrow(
    "1e3 is no seed and none of the pinned schedules known",
  );
});
