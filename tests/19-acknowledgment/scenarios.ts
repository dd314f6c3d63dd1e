import { checkDelivery } from "#lab/checkers/delivery";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { IdempotentProducer } from "#acknowledgment/idempotent-producer";
import { ProducerStates } from "#acknowledgment/producer-states";
import { record } from "../13-commit-log/records";
import { BROKER_NAMES, Cluster } from "../16-replication/cluster";
import { PARTITION } from "../16-replication/stage";

const SHOPS = ["Ann", "Bob"];

/** "Ann 17": the orders of one shop must stay in order. */
const laneOf = (value: string): string => value.slice(0, value.indexOf(" "));

/** Two shops publish, several orders under way at a time, to brokers of which some always die. */
function open(world: World): Trial {
  const cluster = new Cluster({ minInSync: 2, admission: () => new ProducerStates() }, 1, world);
  const accepted = new Set<string>();
  const sent: string[] = [];
  const refused: string[] = [];
  const shops: Machine<IdempotentProducer>[] = [];
  let isSelling = true;
  let lastProducer = 0n;
  let lastOrder = 0;
  for (const name of SHOPS) {
    const shop = world.server(name, (host) => {
      const producer = new IdempotentProducer(host, BROKER_NAMES, PARTITION, {
        id: ++lastProducer,
        epoch: 0,
      });
      const sell = (): void => {
        if (isSelling && producer.pending < 8) {
          const order = `${name} ${++lastOrder}`;
          sent.push(order);
          producer.send([record(0, order)], (error) => {
            if (error === "NONE") accepted.add(order);
            else refused.push(`${order}: ${error}`);
          });
        }
        host.clock.after(40, sell);
      };
      sell();
      return producer;
    });
    shops.push(shop);
  }
  const contents = (): string[] =>
    cluster.content(cluster.leader!).map((each) => each.slice(each.indexOf(" ") + 1));
  return {
    writes: () => accepted.size,
    heal: () => (isSelling = false),
    unsettled: () => {
      const leader = cluster.leader;
      if (leader === undefined) return "nobody leads";
      const { log, highWatermark, state } = cluster.replica(leader)!;
      if (state!.isr.length < BROKER_NAMES.length) return `only ${state!.isr.join(", ")} are in sync`;
      if (highWatermark < log.endOffset) return "not everybody has everything";
      return shops.some(({ instance }) => instance!.pending > 0) ? "an order is under way" : undefined;
    },
    checks: {
      "every order that was acknowledged is there once, no order is there twice, and each shop's are in order":
        () =>
          checkDelivery(
            // In the order in which they were sent: an answer may overtake another.
            { accepted: sent.filter((order) => accepted.has(order)), unknown: sent, received: contents() },
            { complete: true, once: true, lane: laneOf },
          ),
      "no order is refused for good": () => (refused.length === 0 ? undefined : refused.join(", ")),
      "all copies are the same": () => {
        const all = BROKER_NAMES.map((name) => cluster.content(name).join());
        return new Set(all).size === 1 ? undefined : all.join(" / ");
      },
    },
  };
}

const { datagrams: _datagrams, ...FAULTS } = serverFaults({ min: 50, max: 2_500 });

/** Brokers die, lose their power and are cut off while publishers send; nothing is there twice. */
export const once: Scenario = {
  name: "once",
  step: "acknowledgment/retries",
  servers: ["A", "B", "C", ...BROKER_NAMES],
  clients: SHOPS,
  faults: { ...FAULTS, break: {} },
  faultsFor: 8_000,
  mostFaults: 14,
  settlesWithin: 30_000,
  setup: open,
};

export const scenarios: readonly Scenario[] = [once];
