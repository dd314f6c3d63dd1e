import type { Connection, Host } from "#lab/host";
import type { Broker } from "#broker/broker";
import { bytesOf } from "#broker/fetch";
import { BROKER_SERVICE, type BrokerMessage } from "#broker/messages";
import { readInfo } from "#commit-log/record-batch";
import { MB, TOPIC } from "./site";

/** Reads all that a partition has, in fetches of a megabyte, without looking into the batches. @returns bytes */
export function fetchAll(host: Host, broker: Broker, partition: number): Promise<number> {
  const { startOffset, endOffset } = broker.topics.get(TOPIC, partition)!;
  let offset = startOffset;
  let bytes = 0;
  return new Promise((resolve) => {
    const ask = (connection: Connection<BrokerMessage>): void => {
      if (offset >= endOffset) return resolve(bytes);
      const positions = [{ topic: TOPIC, partition, offset }];
      connection.send({ type: "fetch", id: 1, positions, minBytes: 1, maxBytes: MB, maxWaitMs: 500 });
    };
    host.network.connect<BrokerMessage>(host.name, BROKER_SERVICE, {
      onOpen: ask,
      onMessage: (connection, message) => {
        if (message.type !== "fetched") return;
        const last = message.partitions[0]?.batches.at(-1);
        bytes += bytesOf(message.partitions);
        if (last !== undefined) offset = readInfo(last).lastOffset + 1n;
        ask(connection);
      },
      onClose: () => {},
    });
  });
}
