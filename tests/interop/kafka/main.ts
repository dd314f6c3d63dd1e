/**
 * `npm run interop:kafka`: the same contract, asked for by unmodified clients, of Apache Kafka's own brokers and of the
 * workbook's, of one broker and of three. Whatever Apache's don't do isn't asked.
 *
 * `-- --only ours` or `-- --only apache` asks one kind; `-- --brokers 1` or `3` so many; `-- --fetch` brings Apache's
 * jars from Maven Central, and does nothing else.
 */
import { parseArgs } from "node:util";
import type { CaseResult } from "../case-result";
import { confluentCases } from "./clients/confluent";
import { javaCases } from "./clients/java";
import { kafkaJsCases } from "./clients/kafkajs";
import { kcatCases } from "./clients/kcat";
import { restartCases } from "./clients/restart";
import { ApacheBrokers } from "./targets/apache";
import type { Brokers } from "./targets/brokers";
import { OurBrokers } from "./targets/ours";
import { demandParts, fetchJars } from "./targets/parts";

/** In ms, for all of it. */
const LIMIT = 15 * 60_000;

const { values } = parseArgs({
  options: { only: { type: "string" }, brokers: { type: "string" }, fetch: { type: "boolean" } },
});

async function* allCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  yield* kcatCases(brokers);
  yield* kafkaJsCases(brokers);
  yield* confluentCases(brokers);
  yield* javaCases(brokers);
  yield* restartCases(brokers);
}

async function runAll(brokers: Brokers): Promise<CaseResult[]> {
  await brokers.start();
  const results: CaseResult[] = [];
  for await (const result of allCases(brokers)) {
    results.push(result);
    const { group, name, ok, detail, ms } = result;
    const who = `${brokers.name} × ${brokers.count}`;
    console.log(`${ok ? "ok  " : "FAIL"} ${who.padEnd(10)} ${group}: ${name} (${ms} ms)`);
    if (!ok) console.log(`     ${detail ?? ""}`);
  }
  brokers.stop();
  return results;
}

try {
  if (values.fetch === true) {
    fetchJars();
    process.exit(0);
  }
  demandParts();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
setTimeout(() => {
  console.error(`not done within ${LIMIT / 60_000} minutes`);
  process.exit(1);
}, LIMIT).unref();

const counts = values.brokers === undefined ? [1, 3] : [Number(values.brokers)];
const results: CaseResult[] = [];
for (const count of counts) {
  const targets: Brokers[] = [];
  if (values.only !== "ours") targets.push(await ApacheBrokers.create(count, ["-Xmx512m"]));
  if (values.only !== "apache") targets.push(await OurBrokers.create(count));
  results.push(...(await Promise.all(targets.map(runAll))).flat());
}
const passed = results.filter(({ ok }) => ok).length;
const failed = results.length - passed;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
