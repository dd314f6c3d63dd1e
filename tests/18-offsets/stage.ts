import { Agreement } from "#lab/checkers/invariants";
import type { Host } from "#lab/host";
import type { Show, Sight, Stage } from "#lab/stage/stage";
import { text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { cooperative } from "#consumer-groups/cooperative";
import { range } from "#consumer-groups/range";
import { failedBy } from "#master-election/watching";
import { ConsumerDesk } from "#offsets/desk";
import { GroupConsumer } from "#offsets/group-consumer";
import { OFFSETS_TOPIC } from "#offsets/group-record";
import type { Offsets } from "#offsets/offsets";
import { BROKERS, PARTITIONS } from "#replication/keeper-states";
import type { Replica } from "#replication/replica";
import { createPartition, ReplicatedBroker } from "#replication/replicated-broker";
import { ensure } from "../04-master-election/shop";
import { Nodes, persist } from "../09-ensemble/nodes";
import { record } from "../13-commit-log/records";
import { Publisher } from "../16-replication/cluster";

const KEEPERS = ["A", "B", "C"];
const NAMES = ["P", "Q", "R", "S", "T"];
const TOPIC = "orders";
const COUNT = 3;
const COPIES = 3;
const ORDERS = Array.from({ length: COUNT }, (_, partition) => `${TOPIC}-${partition}`);
const REMEMBERED = `${OFFSETS_TOPIC}-0`;
const SHOP = "Ann";
/** Consumers by name: the group of each. */
const CONSUMERS: Readonly<Record<string, string>> = { E1: "email", E2: "email", S1: "stock", S2: "stock" };
const GROUPS = ["email", "stock"];
/** Between two orders, and for the work on one, in ms. */
const PAUSE = 150;
const WORK = 100;

/** What is worth showing of what passes between brokers, consumers and the shop. */
const TOLD = new Set(["produce", "produced", "join", "joined", "sync", "synced", "leave", "end-of-epoch"]);

interface Life {
  broker: ReplicatedBroker;
  desk: ConsumerDesk;
  incarnation: unknown;
}

/** Three brokers or five, an ensemble behind them, a shop, and two groups: `npm run kata -- watch-cluster`. */
export const stage: Stage = {
  title: "A cluster",
  sizes: [3, 5],
  open(world: World, size: number): Show {
    const cluster = new Cluster(world, NAMES.slice(0, size));
    return {
      servers: [...NAMES.slice(0, size), ...Object.keys(CONSUMERS)],
      others: [SHOP],
      look: (name) => (name in CONSUMERS ? cluster.lookAtConsumer(name) : cluster.lookAtBroker(name)),
      summary: () => cluster.summary(),
      tell: (label) => {
        const [word = ""] = /^[\w-]+/.exec(label) ?? [];
        if (label.startsWith("commit{") && label.includes("offsets:")) return "commit offsets";
        return TOLD.has(word) ? word : undefined;
      },
    };
  },
};

class Cluster {
  readonly #brokers = new Map<string, Machine<void>>();
  readonly #consumers = new Map<string, Machine<GroupConsumer>>();
  readonly #lives = new Map<string, Life>();
  readonly #accepted: string[] = [];
  /** By group: the orders that were done at least once. */
  readonly #done = new Map(GROUPS.map((group) => [group, new Set<string>()]));

  constructor(world: World, names: readonly string[]) {
    const nodes = new Nodes({ servers: KEEPERS.length }, world);
    nodes.program("admin", async (keeper) => {
      await persist(() => ensure(keeper, BROKERS));
      await persist(() => ensure(keeper, PARTITIONS));
      for (const [index, partition] of [...ORDERS, REMEMBERED].entries()) {
        const turned = names.map((_, at) => names[(index + at) % names.length]!);
        await persist(async () => {
          try {
            await createPartition(keeper, partition, turned.slice(0, COPIES));
          } catch (error) {
            if (!failedBy(error, "NodeExists")) throw error;
          }
        });
      }
    });
    for (const name of names) {
      this.#brokers.set(
        name,
        world.client(name, (host) => this.#runBroker(host)),
      );
    }
    world.server(SHOP, (host) => this.#sell(host, names));
    for (const [name, group] of Object.entries(CONSUMERS)) {
      this.#consumers.set(
        name,
        world.server(name, (host) => this.#consume(host, group, names)),
      );
    }
    this.#watchOver(world);
  }

  lookAtBroker(name: string): Sight {
    const life = this.#life(name);
    const copies = [...(life?.broker.server.replicas.values() ?? [])];
    const led = copies.filter(({ isLeading }) => isLeading);
    const behind = copies.filter(({ state, partition }) => {
      const isr = this.#leader(partition)?.state?.isr ?? state?.isr;
      return isr !== undefined && !isr.includes(name);
    });
    const isController = life?.broker.isController === true;
    return {
      role: copies.length === 0 ? "starts" : isController ? "controller" : "broker",
      mood: copies.length === 0 ? "busy" : behind.length > 0 ? "busy" : "good",
      facts: [
        ["leads", led.map(({ partition }) => shortOf(partition)).join(" ") || "-"],
        ["behind", behind.map(({ partition }) => shortOf(partition)).join(" ") || "-"],
      ],
    };
  }

  lookAtConsumer(name: string): Sight {
    const { member, positions } = this.#consumers.get(name)!.instance!;
    const owned = member.owned.map(({ partition }) => partition).sort();
    const places = owned.map((partition) => positions.get(`${TOPIC}/${partition}`)?.offset ?? "?");
    return {
      role: CONSUMERS[name]!,
      mood: member.generation < 0 ? "bad" : owned.length === 0 ? "busy" : "good",
      facts: [
        ["reads", owned.join(" ") || "-"],
        ["at", places.join(" ") || "-"],
      ],
    };
  }

  summary(): string[] {
    const partitions = [...ORDERS, REMEMBERED].map((partition) => {
      const leader = this.#leader(partition);
      const state = leader?.state;
      const shown =
        leader === undefined
          ? "nobody leads it"
          : `${state!.leader} leads in epoch ${state!.epoch}, in sync ${state!.isr.join(" ")}, readable below ${leader.highWatermark}`;
      return `  ${partition.padEnd(REMEMBERED.length)} ${shown}`;
    });
    const groups = GROUPS.map((group) => {
      const found = this.#coordinator(group);
      const shown =
        found === undefined
          ? "nobody coordinates it"
          : `${found.group(group)?.state ?? "nobody is in it"}, generation ${found.group(group)?.generation ?? 0}, lag ${this.#lagOf(group, found.offsets!)}`;
      return `  group ${group}: ${shown}`;
    });
    const done = GROUPS.map((group) => `${this.#done.get(group)!.size} done by ${group}`).join(", ");
    return [...partitions, ...groups, `  orders: ${this.#accepted.length} accepted, ${done}`];
  }

  /** By partition: what is readable and not said to be done. */
  #lagOf(group: string, offsets: Offsets): string {
    return ORDERS.map((name, partition) => {
      const end = this.#leader(name)?.highWatermark;
      const committed = offsets.committed(group, { topic: TOPIC, partition })?.offset ?? 0n;
      return end === undefined ? "?" : String(end > committed ? end - committed : 0n);
    }).join(" ");
  }

  #coordinator(group: string) {
    return this.#up.map(({ desk }) => desk.coordinatorOf(group)).find((each) => each?.offsets !== undefined);
  }

  get #up(): Life[] {
    return [...this.#brokers.keys()].flatMap((name) => this.#life(name) ?? []);
  }

  #life(name: string): Life | undefined {
    const machine = this.#brokers.get(name)!;
    const life = this.#lives.get(name);
    return machine.up && life?.incarnation === machine.incarnation ? life : undefined;
  }

  /** The copy that leads in the newest epoch. */
  #leader(partition: string): Replica | undefined {
    const copies = this.#up.flatMap(({ broker }) => broker.server.replicas.get(partition) ?? []);
    const epochOf = ({ leadership }: Replica): number => leadership?.epoch ?? -1;
    return copies.filter(({ isLeading }) => isLeading).sort((a, b) => epochOf(b) - epochOf(a))[0];
  }

  async #runBroker(host: Host): Promise<void> {
    const options = { keepers: KEEPERS, sessionMs: 2_000, unclean: false, lagMs: 600, minInSync: 2 };
    const broker = new ReplicatedBroker(host, options);
    const desk = new ConsumerDesk(host, { offsetsPartitions: 1, initialDelay: 300 });
    desk.serve(broker);
    this.#lives.set(host.name, { broker, desk, incarnation: this.#brokers.get(host.name)!.incarnation });
    await broker.run();
  }

  /** One order after the other, each partition by itself: one without a leader doesn't hold up the others. */
  #sell(host: Host, brokers: readonly string[]): Publisher[] {
    return ORDERS.map((partition) => {
      let count = 0;
      let current = "";
      let readyAt = 0;
      const next = (): Uint8Array | undefined => {
        if (host.clock.now() < readyAt) return undefined;
        readyAt = host.clock.now() + PAUSE;
        current = `${partition} ${++count}`;
        return encodeBatch([record(0, current)]);
      };
      const accepted = (): void => void this.#accepted.push(current);
      return new Publisher(host, "all", next, accepted, { partition, brokers });
    });
  }

  #consume(host: Host, group: string, brokers: readonly string[]): GroupConsumer {
    const done = this.#done.get(group)!;
    const isCooperative = group === "stock";
    return new GroupConsumer(host, {
      group,
      brokers,
      topics: [TOPIC],
      partitionsOf: () => COUNT,
      assignors: [isCooperative ? cooperative : range],
      isCooperative,
      sessionTimeout: 6_000,
      rebalanceTimeout: 3_000,
      heartbeatInterval: 500,
      policy: "earliest",
      commitInterval: 500,
      process: ({ value }, _from, end) =>
        host.clock.after(WORK, () => {
          done.add(text(value!));
          end();
        }),
    });
  }

  /** Whatever the spectator does, what was readable once stays what it is. */
  #watchOver(world: World): void {
    const agreements = new Map(ORDERS.map((partition) => [partition, new Agreement()]));
    const seen = new Map<Replica, bigint>();
    world.always("what was readable once is the same for ever", () => {
      for (const partition of ORDERS) {
        const replica = this.#leader(partition);
        if (replica === undefined) continue;
        const from = seen.get(replica) ?? replica.log.startOffset;
        const { highWatermark } = replica;
        if (highWatermark <= from) continue;
        seen.set(replica, highWatermark);
        for (const batch of replica.log.read(from, Infinity, highWatermark)) {
          for (const { offset, value } of decodeRecords(batch)) {
            const found = agreements.get(partition)!.check(offset, text(value!), replica.state!.leader!);
            if (found !== undefined) return found;
          }
        }
      }
      return undefined;
    });
  }
}

function shortOf(partition: string): string {
  return partition === REMEMBERED ? "off" : partition.slice(TOPIC.length + 1);
}
