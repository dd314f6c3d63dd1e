/**
 * `npm run chaos:zookeeper`: three servers as processes, clients on sockets with a proxy in between, and faults: kill -9
 * of one or of all, pauses, cut and stalled connections. What the clients saw is judged: no acknowledged write is lost,
 * writes have one order that agrees with time, no session goes back, and ephemerals go exactly with their sessions.
 *
 * `-- --faults N` (200), `-- --seed N` for the same choices again; when they befall whom is the machine's affair.
 */
import { parseArgs } from "node:util";
import { SERVERS } from "../../interop/zookeeper/targets/ensemble";
import { OurEnsemble } from "../../interop/zookeeper/targets/ours";
import { sleep } from "../../interop/processes";
import { ChaosClient } from "./client";
import { Evidence } from "./evidence";
import { faultKinds } from "./faults";
import { Progress } from "./progress";
import { Proxy } from "./proxy";
import { readPlaces, NO_SESSION, WireSession } from "./wire-session";

const TICK = 200;
const CLIENTS = 5;
const REGISTERS = ["/chaos/a", "/chaos/b", "/chaos/c"];
/** In ms: until something is answered again behind a fault. */
const PATIENCE = 60_000;

const { values } = parseArgs({
  options: { faults: { type: "string", default: "200" }, seed: { type: "string" } },
});
const faults = Number(values.faults);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(seed);
console.log(`seed ${seed}, ${faults} faults`);

/** Numbers from 0 to 1 that are the same for the same seed. Source: mulberry32, T. Ettinger. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A session for what isn't judged. */
async function observer(): Promise<WireSession> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(50)) {
    const wire = await WireSession.open(ensemble.portOf(1), 4_000, 0n, NO_SESSION);
    if (wire !== undefined) return wire;
  }
  throw new Error("nobody serves");
}

const ensemble = await OurEnsemble.create(TICK);
await ensemble.startAll();
const proxies = new Map<number, Proxy>();
for (const id of SERVERS) proxies.set(id, await Proxy.to(ensemble.portOf(id)));
const began = performance.now();
const evidence = new Evidence(() => performance.now() - began);
const first = await observer();
for (const path of ["/chaos", "/chaos/live", ...REGISTERS]) await first.create(path, "");
await first.close();

const ports = [...proxies.values()].map(({ port }) => port);
const clients = Array.from(
  { length: CLIENTS },
  (_, index) => new ChaosClient(`client ${index + 1}`, { ports, registers: REGISTERS, evidence, random }),
);
const doneNow = (): number => clients.reduce((sum, { done }) => sum + done, 0);
const running = clients.map((client) => client.run());

const kinds = faultKinds(ensemble, proxies, random);
const counts: Record<string, number> = {};
const progress = new Progress(faults);
for (let count = 0; count < faults; count++) {
  const kind = kinds[Math.floor(random() * kinds.length)]!;
  const before = doneNow();
  await kind.strike();
  counts[kind.name] = (counts[kind.name] ?? 0) + 1;
  for (const end = Date.now() + PATIENCE; doneNow() === before; await sleep(20)) {
    if (Date.now() < end) continue;
    evidence.findings.push(`nobody was answered for ${PATIENCE / 1000} s behind "${kind.name}"`);
    break;
  }
  await sleep(random() * 400);
  progress.show(count + 1, `${doneNow()} answers`);
}

for (const proxy of proxies.values()) proxy.flow();
await ensemble.untilServing();
await sleep(500);
for (const client of clients) client.stop();
await Promise.all(running);

// All is well again: what was acknowledged must be there, at every server, and what belongs to nobody must go.
const highest = new Map<string, bigint>();
const acknowledged = new Map<string, number>();
for (const { input, status, witness } of evidence.registers.operations) {
  if (input.kind !== "write" || status !== "ok" || witness === undefined) continue;
  acknowledged.set(input.register!, (acknowledged.get(input.register!) ?? 0) + 1);
  if (witness > (highest.get(input.register!) ?? 0n)) highest.set(input.register!, witness);
}
const ephemerals = await Promise.all(clients.map((client, index) => client.leave(index % 2 === 0)));
for (const id of SERVERS) {
  const wire = await WireSession.open(ensemble.portOf(id), 4_000, 0n, NO_SESSION);
  if (wire === undefined) {
    evidence.findings.push(`server ${id} doesn't serve at the end`);
    continue;
  }
  await wire.sync("/");
  for (const register of REGISTERS) {
    const input = { kind: "read", register } as const;
    const call = evidence.registers.invoke(`server ${id} at the end`, input);
    const answer = await wire.getData(register);
    if (answer?.error !== 0) {
      call.fail();
      evidence.findings.push(`${register} can't be read at server ${id}`);
      continue;
    }
    const value = Buffer.from(answer.body.buffer()).toString();
    const { mzxid, version } = readPlaces(answer.body);
    call.ok(value, mzxid);
    if (mzxid < (highest.get(register) ?? 0n)) {
      evidence.findings.push(`server ${id} has lost an acknowledged write of ${register}`);
    }
    if (version < (acknowledged.get(register) ?? 0)) {
      evidence.findings.push(
        `${register} has version ${version}; ${acknowledged.get(register)} acknowledged`,
      );
    }
  }
  for (const path of ephemerals) {
    for (const end = Date.now() + 20_000; (await wire.getData(path))?.error === 0; await sleep(100)) {
      if (Date.now() < end) continue;
      evidence.findings.push(`${path} is still there at server ${id}`);
      break;
    }
  }
  await wire.close();
}

const violations = evidence.violations();
const { operations, ok } = evidence.registers;
const expired = clients.reduce((sum, client) => sum + client.expired, 0);
console.log(
  `${faults} faults: ${Object.entries(counts)
    .map(([name, count]) => `${count} × ${name}`)
    .join(", ")}`,
);
console.log(
  `${operations.length} operations, ${ok.length} of them answered; ${expired} sessions expired; ${Math.round((performance.now() - began) / 1000)} s`,
);
for (const violation of violations) console.log(`VIOLATION ${violation}`);
await ensemble.stop();
console.log(`\n${violations.length === 0 ? 1 : 0} passed, ${violations.length} failed`);
process.exit(violations.length === 0 ? 0 : 1);
