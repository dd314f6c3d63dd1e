/**
 * `npm run interop:zookeeper`: the same contract, asked for by unmodified clients, of Apache ZooKeeper's own servers and
 * of the workbook's. Whatever Apache's don't do isn't asked.
 *
 * `-- --only ours` or `-- --only apache` asks one of them. `-- --mine` asks the learner's code, as `npm run zookeeper --
 * --mine` runs it, in place of the solutions.
 */
import { parseArgs } from "node:util";
import { cClientCases } from "./c-client";
import type { CaseResult } from "../case-result";
import { kazooCases } from "./kazoo";
import { nodeClientCases } from "./node-client";
import { writeResults } from "./results";
import { ApacheEnsemble } from "./targets/apache";
import type { Ensemble } from "./targets/ensemble";
import { OurEnsemble } from "./targets/ours";
import { demandParts } from "./targets/parts";
import { wordCases } from "./words";
import { zkCliCases } from "./zkcli";

/** In ms. Sessions then last from one second to ten. */
const TICK = 500;
/** In ms, for all of it. */
const LIMIT = 10 * 60_000;

const { values } = parseArgs({
  options: { only: { type: "string" }, write: { type: "boolean" }, mine: { type: "boolean" } },
});

async function* allCases(ensemble: Ensemble): AsyncGenerator<CaseResult> {
  yield* kazooCases(ensemble.connectString);
  yield* zkCliCases(ensemble);
  yield* cClientCases(ensemble);
  yield* nodeClientCases(ensemble);
  yield* wordCases(ensemble);
}

async function runAll(ensemble: Ensemble): Promise<CaseResult[]> {
  await ensemble.startAll();
  const results: CaseResult[] = [];
  for await (const result of allCases(ensemble)) {
    results.push(result);
    const { group, name, ok, detail, ms } = result;
    console.log(`${ok ? "ok  " : "FAIL"} ${ensemble.name.padEnd(6)} ${group}: ${name} (${ms} ms)`);
    if (!ok) console.log(`     ${detail ?? ""}`);
  }
  await ensemble.stop();
  return results;
}

try {
  demandParts();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
setTimeout(() => {
  console.error(`not done within ${LIMIT / 60_000} minutes`);
  process.exit(1);
}, LIMIT).unref();

const ensembles: Ensemble[] = [];
if (values.only !== "ours") ensembles.push(await ApacheEnsemble.create(TICK, ["-Xmx256m"]));
if (values.only !== "apache") {
  const ours = await OurEnsemble.create(TICK, [], values.mine);
  console.log(`ours run ${ours.description}`);
  ensembles.push(ours);
}
const all = await Promise.all(ensembles.map(runAll)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const results = all.flat();
const passed = results.filter(({ ok }) => ok).length;
const failed = results.length - passed;
if (values.write && !values.mine)
  writeResults(new Map(ensembles.map(({ name }, index) => [name, all[index]!])));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
