import type { Quorum } from "#quorum/quorum";
import { Majority } from "#quorum/majority";
import { Weighted } from "#quorum/weighted";
import { Ensemble, SETTING } from "../ensemble";

// Three rules for one primary and two backups: whom does a write wait for?
const RULES: [string, Quorum][] = [
  ["nobody", new Weighted(new Map([[1, 1]]))],
  ["all", { voters: new Set([1, 2, 3]), isReachedBy: (set) => set.size === 3 }],
  ["a majority", new Majority(new Set([1, 2, 3]))],
];

/** What becomes of a hundred writes, one every 5 ms, while something befalls the servers. */
function run(
  quorum: Quorum,
  befalls: (ensemble: Ensemble) => void,
): { ensemble: Ensemble; answers: number; ms: number } {
  const ensemble = new Ensemble({ quorum, seed: 3 });
  ensemble.pass(200);
  befalls(ensemble);
  const times: number[] = [];
  for (let number = 1; number <= 100; number++) {
    const begun = ensemble.world.now;
    ensemble.write(String(number), SETTING, () => times.push(ensemble.world.now - begun));
    ensemble.pass(5);
  }
  return { ensemble, answers: times.length, ms: times.sort((a, b) => a - b)[times.length >> 1] ?? Infinity };
}

function speed({ answers, ms }: { answers: number; ms: number }): string {
  return answers === 0 ? "no answer" : `${ms.toFixed(0)} ms`;
}

console.log("waits for    all are well   C is slow    C is down    A and its disk are gone");
for (const [name, quorum] of RULES) {
  const well = run(quorum, () => {});
  const slow = run(quorum, ({ world }) => world.faults.slow("C", "A", { min: 200, max: 200 }));
  const down = run(quorum, (ensemble) => ensemble.machine("C").kill());
  const gone = run(quorum, ({ world }) => {
    for (const backup of ["B", "C"]) world.faults.slow("A", backup, { min: 60, max: 60 });
  });
  const { ensemble } = gone;
  const told = new Set(ensemble.ledger.told.keys());
  ensemble.machine("A").powerCut();
  const logs = ensemble.loseAllPower();
  const lost = [...told].filter((zxid) => !["B", "C"].some((backup) => logs.get(backup)!.includes(zxid)));
  console.log(
    name.padEnd(13) +
      speed(well).padEnd(15) +
      speed(slow).padEnd(13) +
      speed(down).padEnd(13) +
      `${told.size} answered, ${lost.length} of them lost`,
  );
}
