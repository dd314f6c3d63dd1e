import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { GROUP_SERVICE } from "#consumer-groups/coordinator";
import {
  type FromCoordinator,
  type GroupReply,
  refused,
  type ToCoordinator,
} from "#consumer-groups/messages";
import type { Replica } from "#replication/replica";
import type { ReplicatedBroker } from "#replication/replicated-broker";
import { OffsetsCoordinator, type CoordinatorOptions } from "./coordinator";
import { groupPartition, OFFSETS_TOPIC } from "./group-record";
import { boundsOf } from "./bounds";
import { type FromDesk, OFFSETS_SERVICE, type OffsetReply, type ToDesk } from "./messages";

export interface DeskOptions extends CoordinatorOptions {
  /** How many partitions the internal topic has: `offsets.topic.num.partitions`. It never changes. Default: 50. */
  offsetsPartitions?: number;
  /** How often the internal topic is compacted here, in ms. Default: never. */
  compactMs?: number;
}

/** A broker's place for consumers: it finds the copy that is asked about, or whoever coordinates. Nothing to write here. */
export class ConsumerDesk {
  readonly #host: Host;
  readonly #options: DeskOptions;
  readonly #replicas = new Map<string, Replica>();
  readonly #coordinators = new Map<string, OffsetsCoordinator>();

  constructor(host: Host, options: DeskOptions = {}) {
    this.#host = host;
    this.#options = options;
    const members: ConnectionHandler<ToCoordinator> = {
      onMessage: (connection, message) => this.#member(connection, message),
      onClose: () => {},
    };
    const consumers: ConnectionHandler<ToDesk> = {
      onMessage: (connection, message) => this.#consumer(connection, message),
      onClose: () => {},
    };
    host.network.listen(GROUP_SERVICE, members);
    host.network.listen(OFFSETS_SERVICE, consumers);
  }

  /** Serves the copies of a broker. To be called before it runs. */
  serve(broker: ReplicatedBroker): void {
    broker.onReplica = (replica) => this.add(replica);
  }

  add(replica: Replica): void {
    this.#replicas.set(replica.partition, replica);
    if (!replica.partition.startsWith(`${OFFSETS_TOPIC}-`)) return;
    this.#coordinators.set(replica.partition, new OffsetsCoordinator(this.#host, replica, this.#options));
    this.#compactLater(replica);
  }

  /** Whoever may coordinate a group here: it leads, or it doesn't. */
  coordinatorOf(group: string): OffsetsCoordinator | undefined {
    const { offsetsPartitions = 50 } = this.#options;
    return this.#coordinators.get(`${OFFSETS_TOPIC}-${groupPartition(group, offsetsPartitions)}`);
  }

  #compactLater(replica: Replica): void {
    const { compactMs } = this.#options;
    if (compactMs === undefined) return;
    this.#host.clock.after(compactMs, () => {
      replica.log.compact(this.#host.clock.now(), replica.highWatermark, () => this.#compactLater(replica));
    });
  }

  #member(connection: Connection<ToCoordinator>, message: ToCoordinator): void {
    const { request, group } = message;
    const tell = (reply: GroupReply): void =>
      (connection as Connection<unknown>).send({ request, ...reply } satisfies FromCoordinator);
    const coordinator = this.coordinatorOf(group);
    if (coordinator === undefined) return tell(refused("NOT_COORDINATOR"));
    if (message.type === "join") return coordinator.join(message, tell);
    if (message.type === "sync") return coordinator.sync(message, tell);
    const wrong = message.type === "leave" ? coordinator.leave(message) : coordinator.heartbeat(message);
    tell(wrong === undefined ? { type: "done" } : refused(wrong));
  }

  #consumer(connection: Connection<ToDesk>, question: ToDesk): void {
    const { id } = question;
    const tell = (reply: OffsetReply): void =>
      (connection as Connection<unknown>).send({ id, ...reply } satisfies FromDesk);
    if (question.type === "commit" || question.type === "fetch") {
      const coordinator = this.coordinatorOf(question.group);
      if (question.type === "commit") {
        if (coordinator === undefined) return tell({ type: "committed", error: "NOT_COORDINATOR" });
        return coordinator.commit(question, question.offsets, (error) => tell({ type: "committed", error }));
      }
      if (coordinator === undefined) return tell({ type: "fetched", error: "NOT_COORDINATOR", commits: [] });
      return coordinator.fetch(question, question.places, (error, commits) =>
        tell({ type: "fetched", error, commits }),
      );
    }
    const replica = this.#replicas.get(question.partition);
    if (question.type === "bounds") return tell({ type: "bounds", ...boundsOf(replica, question.epoch) });
    const epoch = replica?.leadership?.epoch;
    if (replica === undefined || epoch === undefined) {
      return tell({ type: "records", error: "NOT_LEADER_OR_FOLLOWER", batches: [] });
    }
    if (epoch !== question.leaderEpoch) {
      const error = epoch > question.leaderEpoch ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";
      return tell({ type: "records", error, batches: [] });
    }
    const { error, batches } = replica.read(question);
    tell({ type: "records", error, batches });
  }
}
