import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION } from "#znode-tree/changes";
import { Ensemble, SETTING } from "../ensemble";

// Every way takes 2 ms, every flush 3 ms. How long does a customer wait, and what for?
const WORLD = { network: { delay: { min: 2, max: 2 } }, disk: { flush: { min: 3, max: 3 } } };

/** @returns ms from the customer's question to its answer */
function run(servers: number, asks: "primary" | "another server"): number {
  const ensemble = new Ensemble({ servers, world: WORLD });
  ensemble.pass(200);
  // The first write makes a file, which takes another flush.
  ensemble.write("100");
  ensemble.pass();
  const { world, primary } = ensemble;
  let answered = 0;
  // The way between the customer and the servers, and from one of them to the primary.
  const go = (then: () => void): void => world.after(2, then);
  const decide = (answer: () => void): void =>
    ensemble.as("A", () =>
      primary.write({ type: "setData", path: SETTING, data: bytes("150"), version: ANY_VERSION }, () =>
        world.after(0, answer),
      ),
    );
  const done = (): void => {
    answered = world.now;
  };
  const asked = world.now;
  if (asks === "primary") go(() => decide(() => go(done)));
  else go(() => go(() => decide(() => go(() => go(done)))));
  ensemble.pass();
  return answered - asked;
}

function show(what: string, ms: number): void {
  console.log(`${what.padEnd(52)}${ms.toFixed(0).padStart(3)} ms`);
}

show("a single server", run(1, "primary"));
show("a primary with two backups", run(3, "primary"));
show("a primary with two backups, by way of one of them", run(3, "another server"));
