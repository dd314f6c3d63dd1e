import { batch, Ledger } from "../ledger";

// A publisher that the broker doesn't know sends two batches. The first meets too few copies in sync.
const broker = new Ledger();
console.log("0: NOT_ENOUGH_REPLICAS");
for (const sequence of [1, 0]) console.log(`${sequence}: ${broker.add(batch(sequence))}`);
