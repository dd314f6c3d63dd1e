import { range } from "../../05-transaction-log/site";
import { BROKER_NAMES, Cluster } from "../cluster";

// P leads, and dies. Somebody else takes over, and P comes back as a follower.
const cluster = new Cluster({ minInSync: 2 });

async function show(what: string): Promise<void> {
  const { leader, epoch, isr } = await cluster.state();
  const ends = BROKER_NAMES.map((name) => `${name} ${cluster.replica(name)?.log.endOffset ?? "-"}`);
  const sorted = [...isr].sort().join("");
  console.log(
    `${what.padEnd(34)}epoch ${epoch}  leader ${leader ?? "-"}  in sync ${sorted.padEnd(3)}   ${ends.join("  ")}`,
  );
}

const first = await cluster.led();
await cluster.world.run(500);
await cluster.produce(first, range(1, 5));
await show("five orders are acknowledged");
cluster.brokers.get(first)!.kill();
await cluster.world.run(50);
await show("the leader dies");
const second = await cluster.led(first);
await cluster.produce(second, range(6, 8));
await show("three more are");
cluster.brokers.get(first)!.start();
await cluster.world.run(4_000);
await show("it comes back");
