import type { Host } from "#lab/host";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { cooperative } from "#consumer-groups/cooperative";
import { range as byRange } from "#consumer-groups/range";
import { failedBy } from "#master-election/watching";
import { BROKERS as BROKERS_PATH, PARTITIONS } from "#replication/keeper-states";
import { createPartition, ReplicatedBroker } from "#replication/replicated-broker";
import { ConsumerDesk } from "#offsets/desk";
import { GroupConsumer } from "#offsets/group-consumer";
import { OFFSETS_TOPIC } from "#offsets/group-record";
import { Offsets } from "#offsets/offsets";
import { ensure } from "../04-master-election/shop";
import { Nodes, persist } from "../09-ensemble/nodes";
import { record } from "../13-commit-log/records";
import { Publisher } from "../16-replication/cluster";
import { PARTITION } from "../16-replication/stage";
import { BROKERS } from "./board";

const KEEPERS = ["A", "B", "C"];
const OFFSETS = `${OFFSETS_TOPIC}-0`;
/** Consumers by name: the group of each. */
const CONSUMERS: Readonly<Record<string, string>> = { E1: "email", E2: "email", S1: "stock", S2: "stock" };
const GROUPS = ["email", "stock"];

interface Life {
  broker: ReplicatedBroker;
  desk: ConsumerDesk;
  incarnation: unknown;
}

/** An ensemble, three brokers with their desks, one who sells, and two groups. */
class Shop {
  readonly brokers = new Map<string, Machine<void>>();
  readonly consumers = new Map<string, Machine<GroupConsumer>>();
  readonly sent: string[] = [];
  readonly accepted = new Set<string>();
  /** By group: what was done, and offsets of it. */
  readonly done = new Map(GROUPS.map((group) => [group, new Map<bigint, string>()]));
  readonly #lives = new Map<string, Life>();
  /** By group: how far it was said to be, by coordinators that knew. */
  readonly #said = new Map<string, bigint>();
  isSelling = true;

  constructor(readonly world: World) {
    const nodes = new Nodes({ servers: 3, seed: 1 }, world);
    nodes.program("admin", async (keeper) => {
      await persist(() => ensure(keeper, BROKERS_PATH));
      await persist(() => ensure(keeper, PARTITIONS));
      for (const partition of [PARTITION, OFFSETS]) {
        await persist(async () => {
          try {
            await createPartition(keeper, partition, BROKERS);
          } catch (error) {
            if (!failedBy(error, "NodeExists")) throw error;
          }
        });
      }
    });
    for (const name of BROKERS)
      this.brokers.set(
        name,
        world.client(name, (host) => this.#broker(host)),
      );
    let lastId = 0;
    let current = "";
    const next = (): Uint8Array | undefined => {
      if (!this.isSelling) return undefined;
      current = `order ${++lastId}`;
      this.sent.push(current);
      return encodeBatch([record(0, current)]);
    };
    world.server("Ann", (host) => new Publisher(host, "all", next, () => this.accepted.add(current)));
    for (const [name, group] of Object.entries(CONSUMERS)) {
      this.consumers.set(
        name,
        world.server(name, (host) => this.#consumer(host, group)),
      );
    }
  }

  async #broker(host: Host): Promise<void> {
    const broker = new ReplicatedBroker(host, {
      keepers: KEEPERS,
      sessionMs: 1_500,
      unclean: false,
      lagMs: 400,
      minInSync: 2,
    });
    const desk = new ConsumerDesk(host, { offsetsPartitions: 1, initialDelay: 100 });
    desk.serve(broker);
    this.#lives.set(host.name, { broker, desk, incarnation: this.brokers.get(host.name)!.incarnation });
    await broker.run();
  }

  #consumer(host: Host, group: string): GroupConsumer {
    const done = this.done.get(group)!;
    return new GroupConsumer(host, {
      group,
      brokers: BROKERS,
      topics: ["orders"],
      partitionsOf: () => 1,
      assignors: [group === "email" ? byRange : cooperative],
      isCooperative: group !== "email",
      sessionTimeout: 2_000,
      rebalanceTimeout: 2_000,
      heartbeatInterval: 500,
      policy: "earliest",
      commitInterval: 250,
      process: ({ offset, value }, _from, end) =>
        host.clock.after(host.random.below(10), () => {
          done.set(offset, text(value!));
          end();
        }),
    });
  }

  life(name: string): Life | undefined {
    const machine = this.brokers.get(name)!;
    const life = this.#lives.get(name);
    return machine.up && life?.incarnation === machine.incarnation ? life : undefined;
  }

  /** Nothing is said to be done that nobody has done, and what was said once isn't taken back. */
  look(): string | undefined {
    for (const name of BROKERS) {
      const desk = this.life(name)?.desk;
      for (const group of GROUPS) {
        const offsets = desk?.coordinatorOf(group)?.offsets;
        const committed = offsets?.committed(group, { topic: "orders", partition: 0 })?.offset;
        if (committed === undefined || committed === this.#said.get(group)) continue;
        const done = this.done.get(group)!;
        for (let offset = this.#said.get(group) ?? 0n; offset < committed; offset++) {
          if (!done.has(offset)) {
            return `${name} says that ${group} is at ${committed}, and nobody has done ${offset}`;
          }
        }
        this.#said.set(group, committed);
      }
    }
    return undefined;
  }

  get leader(): string | undefined {
    return BROKERS.find((name) => this.life(name)?.desk.coordinatorOf("email")?.offsets !== undefined);
  }

  unsettled(): string | undefined {
    const values = new Set<string>();
    const { leader } = this;
    if (leader === undefined) return "nobody coordinates";
    const leading = BROKERS.map((name) => this.life(name)?.broker.server.replicas.get(PARTITION)).find(
      (replica) => replica?.isLeading === true,
    );
    if (leading === undefined) return "nobody leads the orders";
    const { highWatermark, log } = leading;
    if (highWatermark < log.endOffset) return "not everybody has all orders";
    const desk = this.life(leader)!.desk;
    for (const group of GROUPS) {
      if (desk.coordinatorOf(group)!.group(group)?.state !== "Stable") return `${group} isn't stable`;
      values.clear();
      for (const value of this.done.get(group)!.values()) values.add(value);
      const missing = [...this.accepted].find((each) => !values.has(each));
      if (missing !== undefined) return `${group} hasn't done ${missing}`;
      const committed = desk
        .coordinatorOf(group)!
        .offsets!.committed(group, { topic: "orders", partition: 0 });
      if ((committed?.offset ?? 0n) !== highWatermark) {
        return `${group} is said to be at ${committed?.offset}, and there are ${highWatermark} orders`;
      }
    }
    return undefined;
  }

  /** The coordinator's map is what its log says. */
  remembered(): string | undefined {
    const leader = this.leader!;
    const replica = this.life(leader)!.broker.server.replicas.get(OFFSETS)!;
    const again = new Offsets();
    again.take(replica.log.read(0n, Infinity, replica.highWatermark));
    for (const group of GROUPS) {
      const place = { topic: "orders", partition: 0 };
      const inLog = again.committed(group, place)?.offset;
      const inMemory = this.life(leader)!.desk.coordinatorOf(group)!.offsets!.committed(group, place)?.offset;
      if (inLog !== inMemory) return `the log says ${inLog} of ${group}, and ${leader} says ${inMemory}`;
    }
    return undefined;
  }

  /** What the log has, by offset, is what both groups have done. */
  finished(): string | undefined {
    const replica = this.life(this.leader!)!.broker.server.replicas.get(PARTITION)!;
    for (const batch of replica.log.read(0n, Infinity, replica.highWatermark)) {
      for (const { offset, value } of decodeRecords(batch)) {
        for (const group of GROUPS) {
          const done = this.done.get(group)!.get(offset);
          if (done !== text(value!))
            return `offset ${offset} is ${text(value!)}, and ${group} has done ${done}`;
        }
      }
    }
    return undefined;
  }
}

function open(world: World): Trial {
  const shop = new Shop(world);
  world.always("what is said to be done was done", () => shop.look());
  return {
    writes: () => shop.accepted.size,
    heal: () => (shop.isSelling = false),
    unsettled: () => shop.unsettled(),
    checks: {
      "the coordinator knows what its log says": () => shop.remembered(),
      "each group has done each record": () => shop.finished(),
    },
  };
}

const { datagrams: _datagrams, ...FAULTS } = serverFaults({ min: 50, max: 2_500 });

/** Brokers and consumers die, lose their power, sleep and are cut off; now and then so does a server of the ensemble. */
export const shop: Scenario = {
  name: "shop",
  step: "offsets/consumer",
  servers: [...KEEPERS, ...BROKERS, ...Object.keys(CONSUMERS)],
  clients: ["Ann"],
  faults: { ...FAULTS, break: {} },
  faultsFor: 6_000,
  mostFaults: 16,
  settlesWithin: 40_000,
  tell: (message) => String((message as { type?: unknown }).type),
  setup: open,
};

export const scenarios: readonly Scenario[] = [shop];
