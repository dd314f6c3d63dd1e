import { Ensemble } from "../ensemble";

// The primary dies while writes are on their way. What do the others have?
const ensemble = new Ensemble({ servers: 5, seed: 9 });
ensemble.pass(200);
ensemble.machine("E").kill();
ensemble.world.faults.slow("A", "C", { min: 12, max: 12 });
for (let number = 1; number <= 12; number++) {
  ensemble.write(String(number));
  ensemble.pass(3);
}
const told = ensemble.ledger.told.size;
ensemble.machine("A").powerCut();
ensemble.pass(60_000);
const carriedOut = new Map(["B", "C", "D"].map((name) => [name, ensemble.database(name)!.lastZxid]));
const logs = ensemble.loseAllPower();
console.log(`told: everything up to ${told}`);
for (const [name, zxids] of logs) {
  if (name === "A") continue;
  console.log(
    `${name}: has everything up to ${zxids.at(-1) ?? 0n}, and has carried out ${carriedOut.get(name) ?? "nothing"}`,
  );
}
