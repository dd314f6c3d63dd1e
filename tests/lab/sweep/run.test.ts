import type { ConnectionHandler, Host } from "#lab/host";
import { drawPlan, type Plan } from "#lab/sweep/plan";
import { digestOf, run } from "#lab/sweep/run";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { shrink } from "#lab/sweep/shrink";

/** A scenario of two servers that do nothing, with acts that are written down. */
function quiet(more: Partial<Trial> = {}, seen: string[] = []): Scenario {
  const act = (name: string): NonNullable<Scenario["own"]>[string] => ({
    act: () => seen.push(name) > 0,
  });
  return {
    name: "quiet",
    step: "quiet/all",
    servers: ["A", "B"],
    faults: {},
    own: { first: act("first"), second: act("second"), third: act("third") },
    faultsFor: 1000,
    settlesWithin: 500,
    setup: (world) => {
      seen.length = 0;
      for (const name of ["A", "B"]) world.server(name, () => ({}));
      return { writes: () => 10, unsettled: () => undefined, ...more };
    },
  };
}

function planWith(...names: string[]): Plan {
  const actions = names.map((name, i) => ({ at: 100 + i, kind: "own" as const, name }));
  return { seed: 1, actions, core: ["A", "B"], outside: "down" };
}

test("what must hold at the end is checked when all has settled", async () => {
  const asked: string[] = [];
  const scenario = quiet({
    heal: (core) => void asked.push(`heal ${core.join(" ")}`),
    unsettled: (core) => (asked.push(`settled ${core.join(" ")}`) < 4 ? "it takes a while" : undefined),
    checks: { "all is kept": () => ({ facts: ["x was written", "x is gone"] }) },
  });
  const { failure } = await run(scenario, { ...planWith(), core: ["B"] });
  expect(asked).toEqual(["heal B", "settled B", "settled B", "settled B"]);
  expect(failure).toMatchObject({
    property: "all is kept",
    facts: ["x was written", "x is gone"],
    time: 1040,
  });
});

test("what has not settled in time is told, with what is still missing", async () => {
  const { failure } = await run(quiet({ unsettled: () => "B is still empty" }), planWith());
  expect(failure?.facts[1]).toBe("500 ms later, B is still empty");
});

test("an error in a look at the code under test fails the run and is its cause", async () => {
  const error = new Error("not a number");
  const unsettled = (): undefined => {
    throw error;
  };
  const { failure } = await run(quiet({ unsettled }), planWith());
  expect(failure).toMatchObject({ property: "nothing throws where a run is looked at", cause: error });
});

test("a program that answers itself for ever is stopped", async () => {
  const scenario: Scenario = {
    ...quiet(),
    setup: (world) => {
      world.server("A", ({ clock }) => {
        const again = (): void => void clock.after(0, again);
        again();
      });
      world.server("B", () => ({}));
      return { writes: () => 10, unsettled: () => undefined };
    },
  };
  const { failure } = await run(scenario, planWith());
  expect(failure?.property).toBe("a run has at most 2000000 events");
});

test("a shrunk run breaks the property that was broken, not another one", async () => {
  const seen: string[] = [];
  const scenario = quiet(
    {
      checks: {
        "first and second never meet": () =>
          seen.includes("first") && seen.includes("second") ? "they did" : undefined,
        "second never comes": () => (seen.includes("second") ? "it did" : undefined),
      },
    },
    seen,
  );
  const plan = planWith("third", "first", "third", "third", "second", "third");
  const { failure } = await run(scenario, plan);
  const shrunk = await shrink(scenario, plan, failure!);
  expect(shrunk.failure.property).toBe("first and second never meet");
  expect(shrunk.plan.actions.map((action) => action.kind === "own" && action.name)).toEqual([
    "first",
    "second",
  ]);
});

test("shrinking gives up when it has tried as often as it may", async () => {
  const seen: string[] = [];
  const scenario = quiet(
    { checks: { "never thrice": () => (seen.length >= 3 ? "it was" : undefined) } },
    seen,
  );
  const plan = planWith(...Array.from({ length: 30 }, () => "first"));
  const { failure } = await run(scenario, plan);
  expect((await shrink(scenario, plan, failure!, { replays: 4, ms: 10_000 })).replays).toBe(4);
  const shrunk = await shrink(scenario, plan, failure!);
  expect(shrunk.plan.actions.length).toBe(3);
  expect(shrunk.replays).toBeLessThan(100);
});

test("a digest tells runs apart whose messages differ in their content alone", async () => {
  const sends = (content: string): Scenario => ({
    ...quiet(),
    setup: (world) => {
      const handler: ConnectionHandler = { onMessage: () => {}, onClose: () => {} };
      const boot = (host: Host): void => {
        host.network.listen("s", handler);
        if (host.name === "A") host.network.connect<string>("B", "s", handler).send(content);
      };
      for (const name of ["B", "A"]) world.server(name, boot);
      return { writes: () => 10, unsettled: () => undefined };
    },
  });
  const plan = drawPlan(quiet(), 1);
  expect(await digestOf(sends("x"), plan)).toBe(await digestOf(sends("x"), plan));
  expect(await digestOf(sends("x"), plan)).not.toBe(await digestOf(sends("y"), plan));
});
