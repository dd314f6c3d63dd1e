import { checkDelivery } from "#lab/checkers/delivery";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { text } from "#lab/testing/bytes";
import type { World } from "#lab/world/world";
import { decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { record } from "../13-commit-log/records";
import { BROKER_NAMES, Cluster, Publisher } from "./cluster";

const SHOPS = ["Ann", "Bob"];

/** "Ann 17": the orders of one shop must stay in order. */
const laneOf = (value: string): string => value.slice(0, value.indexOf(" "));

/** What was ever known to be everybody's, by offset: it is the same for ever, wherever it is read. */
class Promised {
  readonly values = new Map<bigint, string>();
  readonly #seen = new Map<object, bigint>();

  /** @returns what conflicts, if anything does */
  look(cluster: Cluster): string | undefined {
    for (const name of BROKER_NAMES) {
      const replica = cluster.replica(name);
      if (replica === undefined || !replica.isLeading) continue;
      let from = this.#seen.get(replica) ?? replica.log.startOffset;
      const { highWatermark } = replica;
      if (highWatermark <= from) continue;
      for (const batch of replica.log.read(from, Infinity, highWatermark)) {
        for (const { offset, value } of decodeRecords(batch)) {
          const shown = text(value!);
          const before = this.values.get(offset);
          if (before !== undefined && before !== shown)
            return `offset ${offset} was ${before}, and at ${name} it is ${shown}`;
          this.values.set(offset, shown);
          from = offset + 1n;
        }
      }
      this.#seen.set(replica, from);
    }
    return undefined;
  }
}

function open(world: World): Trial {
  const cluster = new Cluster({ minInSync: 2 }, 1, world);
  const sent: string[] = [];
  const accepted = new Set<string>();
  let isSelling = true;
  let lastId = 0;
  for (const name of SHOPS) {
    let current = "";
    world.server(name, (host) => {
      // A shop that has died doesn't know any more what it had in hand.
      return new Publisher(
        host,
        "all",
        () => {
          if (!isSelling) return undefined;
          current = `${name} ${++lastId}`;
          sent.push(current);
          return encodeBatch([record(0, current)]);
        },
        () => accepted.add(current),
      );
    });
  }
  const promised = new Promised();
  world.always("what all in sync have is the same for ever", () => promised.look(cluster));
  return {
    writes: () => accepted.size,
    heal: () => (isSelling = false),
    unsettled: () => {
      const leader = cluster.leader;
      if (leader === undefined) return "nobody leads";
      const { log, highWatermark, state } = cluster.replica(leader)!;
      if (state!.isr.length < BROKER_NAMES.length) return `only ${state!.isr.join(", ")} are in sync`;
      if (highWatermark < log.endOffset) return "not everybody has everything";
      for (const name of BROKER_NAMES) {
        const other = cluster.replica(name);
        if (other?.log.endOffset !== log.endOffset) return `${name} doesn't have everything`;
        if (other.highWatermark !== highWatermark)
          return `${name} doesn't know that everybody has everything`;
      }
      return undefined;
    },
    checks: {
      "every order that was acknowledged is there, and each shop's are in order": () => {
        const received = cluster.content(cluster.leader!).map((each) => each.slice(each.indexOf(" ") + 1));
        return checkDelivery(
          { accepted: sent.filter((value) => accepted.has(value)), unknown: sent, received },
          { complete: true, once: false, lane: laneOf },
        );
      },
      "all copies are the same": () => {
        const contents = BROKER_NAMES.map((name) => cluster.content(name).join());
        return new Set(contents).size === 1 ? undefined : contents.join(" / ");
      },
    },
  };
}

const { datagrams: _datagrams, ...FAULTS } = serverFaults({ min: 50, max: 2_500 });

/** Brokers die, lose their power and are cut off; now and then so does a server of the ensemble. */
export const orders: Scenario = {
  name: "orders",
  step: "replication/controller",
  servers: ["A", "B", "C", ...BROKER_NAMES],
  clients: SHOPS,
  faults: { ...FAULTS, break: {} },
  faultsFor: 8_000,
  mostFaults: 14,
  settlesWithin: 30_000,
  setup: open,
};

export const scenarios: readonly Scenario[] = [orders];
