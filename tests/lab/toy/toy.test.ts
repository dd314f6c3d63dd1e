import { History, type Operation } from "#lab/checkers/history";
import { checkLinearizability } from "#lab/checkers/linearizability";
import { registerModel, type RegisterInput, type RegisterOutput } from "#lab/checkers/models";
import { sleep } from "#lab/host";
import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import type { SeededRandom } from "#lab/world/random";
import { World } from "#lab/world/world";
import { type Bugs, RegisterClient, RegisterServer, within } from "./register";

type Registers = History<RegisterInput<number>, RegisterOutput<number>>;

const SERVERS = ["A", "B", "C"];
const CLIENTS = ["c1", "c2", "c3"];
/** How long faults go on, in ms, and how long the world then has to calm down. */
const FAULTS = 3000;
const CALM = 3000;

interface Run {
  verdict: ReturnType<
    typeof checkLinearizability<number | null, RegisterInput<number>, RegisterOutput<number>>
  >;
  history: readonly Operation[];
  faults: Set<string>;
  /** Operations that ended after all faults were over. */
  afterwards: number;
  recording: Recording;
}

async function run(seed: number, bugs: Bugs): Promise<Run> {
  const recording = new Recording();
  const world = new World({ seed, recorder: recording, disk: { flush: { min: 5, max: 100 } } });
  const history: Registers = new History(() => world.now);
  for (const name of SERVERS) world.server(name, (host) => new RegisterServer(host, bugs));
  let values = 0;
  for (const name of CLIENTS) {
    world.client(name, async (host) => {
      const client = new RegisterClient(host, SERVERS, bugs);
      for (let i = 0; i < 12; i++) {
        await sleep(host.clock, host.random.below(300));
        const value = ++values;
        const isRead = host.random.below(2) === 0;
        const call = history.invoke(name, isRead ? { kind: "read" } : { kind: "write", value });
        const work: Promise<number | undefined> = isRead
          ? client.read()
          : client.write(value).then(() => undefined);
        const done = await within(host, 500, work);
        if (done) call.ok(done.result);
        else call.unknown();
      }
    });
  }
  const faults = new Set<string>();
  const random = world.random.fork("faults");
  for (let at = 200; at < FAULTS; at += 100 + random.below(400))
    world.after(at, () => faults.add(harm(world, random)));
  world.after(FAULTS, () => heal(world));
  await world.run(FAULTS + CALM);
  const afterwards = history.ok.filter(({ invokedAt }) => invokedAt > FAULTS).length;
  return {
    verdict: checkLinearizability(history.operations, registerModel(0)),
    history: history.operations,
    faults,
    afterwards,
    recording,
  };
}

/** Does one harm, to be undone soon. Returns its name. */
function harm(world: World, random: SeededRandom): string {
  const name = random.pick(SERVERS);
  const machine = world.machine(name);
  const other = random.pick(SERVERS.filter((server) => server !== name).concat(CLIENTS));
  const span = 50 + random.below(500);
  const kind = random.pick(["kill", "power cut", "pause", "isolate", "one way", "clog"]);
  switch (kind) {
    case "kill":
    case "power cut":
      if (kind === "kill") machine.kill();
      else for (const server of SERVERS) world.machine(server).powerCut();
      world.after(span, () => startAll(world));
      break;
    case "pause":
      machine.pause();
      world.after(span, () => machine.resume());
      break;
    case "isolate":
      world.faults.isolate(name);
      world.after(span, () => world.faults.heal());
      break;
    case "one way":
      world.faults.cut(other, name);
      world.after(span, () => world.faults.mend(other, name));
      break;
    case "clog":
      world.faults.clog(name, other);
      world.after(span, () => world.faults.unclog(name, other));
      break;
  }
  return kind;
}

function startAll(world: World): void {
  for (const server of SERVERS) if (!world.machine(server).up) world.machine(server).start();
}

function heal(world: World): void {
  world.faults.heal();
  for (const server of SERVERS) world.machine(server).resume();
  startAll(world);
}

async function firstFailingSeed(bugs: Bugs, seeds: number): Promise<number | undefined> {
  for (let seed = 1; seed <= seeds; seed++) {
    if ((await run(seed, bugs)).verdict.kind === "not linearizable") return seed;
  }
  return undefined;
}

jest.setTimeout(60_000);

test("the right register is linearizable under every mix of faults, and goes on when they are over", async () => {
  const seen = new Set<string>();
  let stuck = 0;
  let unknown = 0;
  for (let seed = 1; seed <= 50; seed++) {
    const { verdict, faults, afterwards, history } = await run(seed, {});
    expect([seed, verdict.kind]).toEqual([seed, "linearizable"]);
    faults.forEach((fault) => seen.add(fault));
    if (afterwards < 3) stuck += 1;
    unknown += history.filter(({ status }) => status === "unknown").length;
  }
  expect(seen.size).toBe(6);
  expect(stuck).toBe(0);
  expect(unknown).toBeGreaterThan(20);
});

test.each<[string, Bugs, number]>([
  ["answers before the flush", { answersBeforeFlush: true }, 60],
  ["does not write back what it reads", { readsWithoutWritingBack: true }, 85],
  ["takes one answer for a majority", { oneIsEnough: true }, 20],
])("a register that %s is caught", async (_, bugs, seeds) => {
  expect(await firstFailingSeed(bugs, seeds)).toBeDefined();
});

test("the same seed gives the same run, to the byte", async () => {
  const draw = async (): Promise<string> => {
    const { recording, history } = await run(4, {});
    const told = history.map(({ client, input, output, status, returnedAt }) => [
      client,
      input,
      output,
      status,
      returnedAt,
    ]);
    return JSON.stringify([recording.events, told]);
  };
  const first = await draw();
  expect(first.length).toBeGreaterThan(10_000);
  expect(await draw()).toBe(first);
});

test("a failing run can be shown: what was possible, who broke it, and the picture that leads there", async () => {
  const bugs = { oneIsEnough: true };
  const seed = await firstFailingSeed(bugs, 20);
  const { verdict, recording } = await run(seed!, bugs);
  if (verdict.kind !== "not linearizable") throw new Error("the run should have failed");
  expect(verdict.prefix.length).toBeGreaterThan(1);
  expect(verdict.culprit.returnedAt).toBeGreaterThan(0);
  const before = recording.events.filter(
    (event) => (event.kind === "message" ? event.sentAt : event.at) <= verdict.culprit.returnedAt!,
  );
  const picture = drawDiagram(before, { lanes: [...SERVERS, ...CLIENTS] }).split("\n");
  expect(picture.length).toBeLessThanOrEqual(60);
  expect(picture[0]).toMatch(/A +B +C +c1 +c2 +c3/);
});
