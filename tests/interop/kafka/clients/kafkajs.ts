import { deepEqual, equal, ok } from "node:assert/strict";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import { type CaseResult, runCase } from "../../case-result";
import { sleep } from "../../processes";
import type { Brokers } from "../targets/brokers";

const GROUP = "kafkajs";
/** In ms. */
const PATIENCE = 20_000;

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; !holds(); await sleep(20)) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
  }
}

/** kafkajs, a client in JavaScript alone. */
export async function* kafkaJsCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  const kafka = new Kafka({ clientId: "interop", brokers: brokers.addresses, logLevel: logLevel.NOTHING });
  const consumers: Consumer[] = [];
  const admin = kafka.admin();
  const producer = kafka.producer();
  const newConsumer = (groupId: string): Consumer => {
    const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, heartbeatInterval: 500 });
    consumers.push(consumer);
    return consumer;
  };
  const create = (topic: string, numPartitions = 1): Promise<boolean> =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions, replicationFactor: brokers.count }],
    });
  const send = (topic: string, values: readonly string[], partition = 0): Promise<unknown> =>
    producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
  /** Everything that a member of a group reads, as "partition value". */
  const readAll = async (consumer: Consumer, topic: string): Promise<string[]> => {
    const read: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        read.push(`${partition} ${message.value!.toString()}`);
        return Promise.resolve();
      },
    });
    return read;
  };

  yield runCase(GROUP, "connects", async () => {
    await admin.connect();
    await producer.connect();
    const { brokers: found } = await admin.describeCluster();
    equal(found.length, brokers.count);
  });

  yield runCase(GROUP, "makes topics, once, and lists them", async () => {
    equal(await create("js-made", 3), true);
    equal(await create("js-made", 3), false);
    ok((await admin.listTopics()).includes("js-made"));
    const { topics } = await admin.fetchTopicMetadata({ topics: ["js-made"] });
    deepEqual(topics[0]!.partitions.map(({ partitionId }) => partitionId).sort(), [0, 1, 2]);
  });

  yield runCase(GROUP, "adds partitions", async () => {
    await create("js-grown", 1);
    await admin.createPartitions({ topicPartitions: [{ topic: "js-grown", count: 4 }] });
    await sleep(500);
    equal((await admin.fetchTopicOffsets("js-grown")).length, 4);
  });

  yield runCase(GROUP, "sends, and is told the offsets", async () => {
    await create("js-sent");
    const first = (await send("js-sent", ["a", "b"])) as { baseOffset: string }[];
    const second = (await send("js-sent", ["c"])) as { baseOffset: string }[];
    deepEqual([first[0]!.baseOffset, second[0]!.baseOffset], ["0", "2"]);
    const [bounds] = await admin.fetchTopicOffsets("js-sent");
    deepEqual([bounds!.low, bounds!.high], ["0", "3"]);
  });

  yield runCase(GROUP, "compressed by gzip", async () => {
    await create("js-gzip");
    const messages = Array.from({ length: 100 }, (_, index) => ({ value: `order ${index}` }));
    await producer.send({ topic: "js-gzip", compression: 1, messages });
    const read = await readAll(newConsumer("js-gzip"), "js-gzip");
    await until("all are read", () => read.length === 100);
    equal(read[99], "0 order 99");
  });

  yield runCase(GROUP, "two members share the partitions, and each message is one's", async () => {
    await create("js-shared", 4);
    const one = await readAll(newConsumer("js-shared"), "js-shared");
    const other = await readAll(newConsumer("js-shared"), "js-shared");
    for (let partition = 0; partition < 4; partition++) await send("js-shared", ["x", "y", "z"], partition);
    await until("all are read", () => one.length + other.length >= 12);
    equal(new Set([...one, ...other]).size, 12);
    equal(one.length + other.length, 12);
  });

  yield runCase(GROUP, "a member that comes back goes on where the group has committed", async () => {
    await create("js-resumed");
    await send("js-resumed", ["1", "2", "3"]);
    const first = newConsumer("js-resumed");
    const before = await readAll(first, "js-resumed");
    await until("three are read", () => before.length === 3);
    await first.disconnect();
    await send("js-resumed", ["4"]);
    const after = await readAll(newConsumer("js-resumed"), "js-resumed");
    await until("one is read", () => after.length > 0);
    await sleep(300);
    deepEqual(after, ["0 4"]);
    const [found] = await admin.fetchOffsets({ groupId: "js-resumed", topics: ["js-resumed"] });
    const { offset } = found!.partitions[0]!;
    ok(["3", "4"].includes(offset), offset);
  });

  yield runCase(GROUP, "says what a group is, and sets back what it has read", async () => {
    const groupId = "js-reset";
    await create("js-reset");
    await send("js-reset", ["1", "2", "3"]);
    const first = newConsumer(groupId);
    const read = await readAll(first, "js-reset");
    await until("three are read", () => read.length === 3);
    const { groups } = await admin.describeGroups([groupId]);
    deepEqual(
      [groups[0]!.state, groups[0]!.members.length, groups[0]!.protocol],
      ["Stable", 1, "RoundRobinAssigner"],
    );
    ok((await admin.listGroups()).groups.some((group) => group.groupId === groupId));
    await first.disconnect();
    await admin.setOffsets({ groupId, topic: "js-reset", partitions: [{ partition: 0, offset: "1" }] });
    const again = await readAll(newConsumer(groupId), "js-reset");
    await until("two are read again", () => again.length === 2);
    deepEqual(again, ["0 2", "0 3"]);
  });

  yield runCase(GROUP, "deletes a group that is empty", async () => {
    const groupId = "js-deleted";
    await create("js-deleted");
    await admin.setOffsets({ groupId, topic: "js-deleted", partitions: [{ partition: 0, offset: "0" }] });
    const [outcome] = await admin.deleteGroups([groupId]);
    equal(outcome!.errorCode ?? 0, 0);
    ok(!(await admin.listGroups()).groups.some((group) => group.groupId === groupId));
  });

  yield runCase(GROUP, "finds offsets by time", async () => {
    await create("js-timed");
    await send("js-timed", ["old"]);
    await sleep(50);
    const between = Date.now();
    await sleep(50);
    await send("js-timed", ["new"]);
    const [found] = await admin.fetchTopicOffsetsByTimestamp("js-timed", between);
    equal(found!.offset, "1");
  });

  yield runCase(GROUP, "goes where it is told within a partition", async () => {
    await create("js-sought");
    await send("js-sought", ["0", "1", "2", "3"]);
    const consumer = newConsumer("js-sought");
    const read: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: "js-sought", fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        read.push(message.value!.toString());
        return Promise.resolve();
      },
    });
    consumer.seek({ topic: "js-sought", partition: 0, offset: "2" });
    await until("the last is read", () => read.includes("3"));
    deepEqual(read, ["2", "3"]);
  });

  yield runCase(GROUP, "writes each message once", async () => {
    await create("js-once");
    const once = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await once.connect();
    for (const value of ["1", "2", "3"]) await once.send({ topic: "js-once", messages: [{ value }] });
    await once.disconnect();
    const [bounds] = await admin.fetchTopicOffsets("js-once");
    equal(bounds!.high, "3");
  });

  yield runCase(GROUP, "takes leave", async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    await producer.disconnect();
    await admin.disconnect();
  });
}
