import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { type FromReplica, REPLICA_SERVICE, type ReplicaMessage, type ToReplica } from "./messages";
import type { Replica } from "./replica";

/** Where a broker's copies can be reached. Nothing to write here. */
export class ReplicaServer implements ConnectionHandler<ReplicaMessage> {
  readonly replicas = new Map<string, Replica>();

  constructor(host: Host) {
    host.network.listen(REPLICA_SERVICE, this);
  }

  onMessage(connection: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    const request = message as ToReplica;
    const { id } = request;
    const send = (answer: FromReplica): void => connection.send(answer);
    const replica = this.replicas.get(request.partition);
    if (replica === undefined) {
      const error = "UNKNOWN_TOPIC_OR_PARTITION";
      if (request.type === "produce") send({ type: "produced", id, error, baseOffset: -1n });
      else if (request.type === "end-of-epoch") send({ type: "epoch-end", id, error, answer: undefined });
      else send({ type: "records", id, error, batches: [], startOffset: -1n, highWatermark: -1n });
    } else if (request.type === "produce") {
      const { acks } = request;
      replica.append(request.batch, acks, (error, baseOffset) => {
        if (acks !== 0) send({ type: "produced", id, error, baseOffset });
      });
    } else if (request.type === "read") send({ type: "records", id, ...replica.read(request) });
    else if (request.type === "replicate") send({ type: "records", id, ...replica.replicate(request) });
    else send({ type: "epoch-end", id, ...replica.endOfEpoch(request) });
  }

  onClose(): void {}
}
