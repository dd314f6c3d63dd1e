import { batchOf, fetchOf, Shop } from "../desk";

// A topic of a megabyte. Readers ask for all of it, again and again, and take nothing.
const KB = 1024;
const MB = 1024 * KB;
const shop = new Shop({ orders: 1 }, { maxBatchBytes: 20 * KB, outgoingBytes: 4 * MB });
for (let n = 0; n < 64; n++) {
  const batch = batchOf("x".repeat(16 * KB));
  shop.asBroker(({ topics }) => topics.get("orders", 0)!.append(batch, () => {}));
}
shop.pass(1_000);
let asked = 0;
for (const readers of [1, 3, 10]) {
  while (asked < readers) {
    const reader = shop.caller(`reader ${(asked += 1)}`);
    for (let id = 1; id <= 20; id++) shop.say(reader, fetchOf(id, 0, { maxBytes: MB, maxWaitMs: 60_000 }), 0);
    reader.pause();
    shop.pass(100);
  }
  const { outgoing, waitingFetches } = shop.broker.instance!;
  console.log(
    `${String(readers).padStart(2)} readers asked for ${String(20 * readers).padStart(3)} MB: ` +
      `${(outgoing.used / MB).toFixed(1)} MB are held, ${String(waitingFetches).padStart(3)} fetches wait`,
  );
}
