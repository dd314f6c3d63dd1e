import { SingleBroker } from "#broker/placement";
import { Producer } from "#broker/producer";
import { bytes, BROKER, Shop } from "../desk";

// A thousand orders at once, each of a hundred bytes.
const ORDERS = 1_000;

function sell(batchBytes: number): void {
  const shop = new Shop();
  let requests = 0;
  let size = 0;
  shop.asBroker((broker) => {
    const hear = broker.onMessage.bind(broker);
    broker.onMessage = (connection, message) => {
      requests += 1;
      if (message.type === "produce") size += message.batch.length;
      hear(connection, message);
    };
  });
  const begun = shop.world.now;
  let told = 0;
  let last = 0;
  shop.world.server("shop", (host) => {
    const placement = new SingleBroker(BROKER, new Map([["orders", 1]]));
    const producer = new Producer(host, placement, { batchBytes, lingerMs: 0 });
    for (let n = 0; n < ORDERS; n++) {
      producer.send("orders", null, bytes(`lamp ${n} `.padEnd(100, ".")), () => {
        told += 1;
        last = shop.world.now;
      });
    }
    return producer;
  });
  shop.pass(60_000);
  const how = batchBytes < 100 ? "one by one:" : `batches of ${batchBytes / 1024} KB:`;
  console.log(
    `${how.padEnd(19)}${told} told, ${String(requests).padStart(4)} requests, ` +
      `${String(size).padStart(6)} bytes, ${(last - begun).toFixed(0).padStart(5)} ms`,
  );
}

sell(1);
sell(4 * 1024);
sell(64 * 1024);
