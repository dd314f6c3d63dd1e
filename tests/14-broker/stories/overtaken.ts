import { batchOf, produceOf, Shop } from "../desk";

// Ann sets her address three times, without waiting for an answer. The broker is short of memory.
const batch = (address: string, size: number): Uint8Array => batchOf(address.padEnd(size, " "));
const options = { incomingBytes: 1_000, maxBatchBytes: 1_000 };
const shop = new Shop({ orders: 1 }, options, { seed: 2, disk: { flush: { min: 20, max: 30 } } });
shop.pass(1_000);
const ann = shop.caller("Ann");
const requests = [
  produceOf(1, batch("Park Lane", 500)),
  produceOf(2, batch("Hill Road", 500)),
  produceOf(3, batch("Sea View", 100)),
];
for (const request of requests) shop.say(ann, request, 0);
shop.pass(500);
for (const answer of ann.instance!.heard) {
  if (answer.type === "produced") console.log(`${answer.id}: ${answer.error}`);
}
console.log("she sends 2 again");
shop.say(ann, requests[1]!, 500);
console.log("in the log:");
for (const record of shop.content("orders")) console.log(`  ${record.trim()}`);
