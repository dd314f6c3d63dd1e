import { Consumer } from "#broker/consumer";
import { BROKER, Shop } from "../desk";

// Six subscribers of a quiet topic: one order in ten seconds.
function watch(maxWaitMs: number): void {
  const shop = new Shop();
  let fetches = 0;
  shop.asBroker((broker) => {
    const hear = broker.onMessage.bind(broker);
    broker.onMessage = (...heard) => {
      fetches += 1;
      hear(...heard);
    };
  });
  let came = 0;
  const late: number[] = [];
  for (const name of ["email", "phone", "stock", "history", "profile", "loyalty"]) {
    shop.world.server(name, (host) => {
      const position = { topic: "orders", partition: 0, offset: 0n };
      const work = (_: unknown, __: unknown, done: () => void): void => {
        late.push(shop.world.now - came);
        done();
      };
      return new Consumer(host, BROKER, [position], work, { maxWaitMs });
    });
  }
  shop.pass(5_000);
  came = shop.world.now;
  shop.add("orders", "lamp");
  shop.pass(4_900);
  const how = maxWaitMs === 0 ? "ask again and again:" : "wait at the broker:";
  const all = late.length === 6 ? Math.max(...late).toFixed(0) : "?";
  console.log(
    `${how.padEnd(21)}${String(fetches).padStart(6)} fetches; the last of six knew after ${all} ms`,
  );
}

watch(0);
watch(500);
