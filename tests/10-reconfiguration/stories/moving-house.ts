import type { Recorder } from "#lab/trace/recorder";
import { World } from "#lab/world/world";
import { ANY_CONFIGURATION } from "#reconfiguration/reconfigure";
import { Ensemble } from "../ensemble";
import { list } from "../members";

// Three servers, five, and three of which two are others. Ann buys all the time.
const lines: { at: number; text: string }[] = [];
const recorder: Recorder = {
  sent: () => 0,
  arrived: () => {},
  lost: () => {},
  happened: (at, kind, server, text) => {
    if (kind === "note" && /^(configuration|leads epoch|looks: it is)/.test(text))
      lines.push({ at, text: `${server}  ${text}` });
  },
};
const world = new World({ seed: 2, recorder });
const ensemble = new Ensemble(world, "ABC").add("ABCDE");
ensemble.addCustomers("Ann").addOperator("Olga");
await world.run(2_000);
const leader = ensemble.leaders()[0]!;
const other = leader === "A" ? "B" : "A";

async function change(to: string, ms: number): Promise<void> {
  lines.length = 0;
  const [from, before] = [world.now, ensemble.witness.sales.size];
  const wish = ensemble.wish({ expected: ANY_CONFIGURATION, members: list(to) });
  await world.run(ms);
  for (const { at, text } of lines.filter(
    ({ text }) => !/^. {2}configuration/.test(text) || text.startsWith(leader),
  )) {
    console.log(`  ${String(Math.round(at - from)).padStart(4)} ms  ${text}`);
  }
  console.log(
    `  Olga is told: ${wish.outcome}. Ann has bought ${ensemble.witness.sales.size - before} times in ${ms} ms`,
  );
}

console.log(`${leader} leads A, B and C. D and E join:`);
await change("ABCDE", 1_000);
const stay = [..."ABCDE"].filter((name) => name !== leader && name !== other).join("");
console.log(`${leader} and ${other} leave:`);
await change(stay, 1_000);
