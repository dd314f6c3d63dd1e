/**
 * `npm run bench:zookeeper`: the workbook's ensemble beside Apache ZooKeeper's, each of three servers on this machine
 * which flush before they acknowledge, with the same client and the same load. They are measured in turn, several
 * times, so that whatever else the machine does befalls both: only the ratios count.
 *
 * `-- --write` keeps the figures for the docs. `-- --profile DIR` writes profiles of our servers there.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ApacheEnsemble } from "../../tests/interop/zookeeper/targets/apache";
import { type Ensemble, SERVERS } from "../../tests/interop/zookeeper/targets/ensemble";
import { OurEnsemble } from "../../tests/interop/zookeeper/targets/ours";
import { demandParts } from "../../tests/interop/zookeeper/targets/parts";
import { machineFacts } from "../machine";
import { median } from "../quantile";
import { PipeliningClient } from "./client";
import { DATA, DEPTH, KINDS, load, type Load, ZNODES } from "./load";
import { measureMemory, type Memory } from "./memory";
import { processorTime } from "./processor";

const ROUNDS = 3;
/** In ms, as ZooKeeper's sample configuration has it. */
const TICK = 2_000;
const RESULTS = "bench/zookeeper/results/speed.json";

const { values } = parseArgs({ options: { write: { type: "boolean" }, profile: { type: "string" } } });

/** What was measured, and how long all servers have calculated for one operation, in µs: others' work hardly counts. */
interface Measured extends Load {
  processor: number;
}

interface Candidate {
  ensemble: Ensemble;
  clients: PipeliningClient[];
  rounds: Record<string, Measured[]>;
  memory: Memory;
}

async function prepare(ensemble: Ensemble): Promise<Candidate> {
  await ensemble.startAll();
  const memory = await measureMemory(ensemble);
  const clients = await Promise.all(SERVERS.map((id) => PipeliningClient.open(ensemble.portOf(id))));
  await new Promise((resolve) => clients[0]!.create("/bench", DATA, resolve));
  await load([clients[0]!], ZNODES, (client, n, onAnswer) => client.create(`/bench/${n}`, DATA, onAnswer));
  return { ensemble, clients, rounds: {}, memory };
}

try {
  demandParts();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
console.log(machineFacts());
const profiling = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const ours = await prepare(await OurEnsemble.create(TICK, profiling));
const apache = await prepare(await ApacheEnsemble.create(TICK));
const candidates = [ours, apache];

for (let round = 0; round <= ROUNDS; round++) {
  for (const [kind, { count, send }] of Object.entries(KINDS)) {
    for (const { ensemble, clients, rounds } of candidates) {
      const before = processorTime(ensemble);
      const speed = await load(clients, count, send(round));
      const measured = { ...speed, processor: (processorTime(ensemble) - before) / count };
      // The first is for nothing: code is compiled in it.
      if (round > 0) (rounds[kind] ??= []).push(measured);
    }
  }
}

const rows = Object.keys(KINDS).map((kind) => {
  const figures = ({ rounds }: Candidate): Measured => ({
    perSecond: Math.round(median(rounds[kind]!.map(({ perSecond }) => perSecond))),
    p99: Math.round(median(rounds[kind]!.map(({ p99 }) => p99)) * 10) / 10,
    processor: Math.round(median(rounds[kind]!.map(({ processor }) => processor))),
  });
  return { kind, ours: figures(ours), apache: figures(apache) };
});
console.log(
  `three servers, ${SERVERS.length} clients with ${DEPTH} requests under way each, 100 bytes of data`,
);
console.table(
  rows.map(({ kind, ours: mine, apache: theirs }) => ({
    operation: kind,
    "ours/s": mine.perSecond,
    "Apache/s": theirs.perSecond,
    "times as many": Math.round((mine.perSecond / theirs.perSecond) * 100) / 100,
    "ours p99 ms": mine.p99,
    "Apache p99 ms": theirs.p99,
    "ours CPU µs": mine.processor,
    "Apache CPU µs": theirs.processor,
  })),
);
console.table({ ours: ours.memory, Apache: apache.memory });

if (values.write) {
  const results = {
    machine: machineFacts(),
    depth: DEPTH,
    rows,
    memory: { ours: ours.memory, apache: apache.memory },
  };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`wrote ${RESULTS}`);
}
if (values.profile !== undefined) {
  const gone = SERVERS.map(
    (id) => new Promise((resolve) => ours.ensemble.process(id)!.once("exit", resolve)),
  );
  for (const id of SERVERS) ours.ensemble.process(id)!.kill("SIGTERM");
  await Promise.all(gone);
}
process.exit(0);
