import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type CaseResult, runCase } from "../../case-result";
import { linesOf } from "../run-command";
import type { Brokers } from "../targets/brokers";
import { CLASS_PATH } from "../targets/parts";

const GROUP = "Java 4.1";
const TOOLS = "org.apache.kafka.tools";

/** The Java client of Apache Kafka 4, by the tools that come with it. */
export async function* javaCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  const at = brokers.connectString;
  const tool = (main: string, args: readonly string[], input?: string): Promise<string[]> =>
    linesOf("java", ["-Xmx256m", "-cp", CLASS_PATH, main, "--bootstrap-server", at, ...args], input);
  const topics = (...args: string[]): Promise<string[]> => tool(`${TOOLS}.TopicCommand`, args);
  const groups = (...args: string[]): Promise<string[]> =>
    tool(`${TOOLS}.consumer.group.ConsumerGroupCommand`, args);
  const create = (topic: string, partitions = 1): Promise<string[]> =>
    topics(
      "--create",
      "--topic",
      topic,
      "--partitions",
      String(partitions),
      "--replication-factor",
      String(brokers.count),
    );
  const produce = (topic: string, lines: readonly string[], ...args: string[]): Promise<string[]> =>
    tool(`${TOOLS}.ConsoleProducer`, ["--topic", topic, ...args], lines.map((line) => `${line}\n`).join(""));
  const consume = (topic: string, count: number, ...args: string[]): Promise<string[]> =>
    tool(`${TOOLS}.consumer.ConsoleConsumer`, [
      "--topic",
      topic,
      "--max-messages",
      String(count),
      "--timeout-ms",
      "20000",
      ...args,
    ]);

  yield runCase(GROUP, "makes, lists and describes a topic", async () => {
    await create("java-made", 3);
    ok((await topics("--list")).includes("java-made"));
    match((await topics("--describe", "--topic", "java-made")).join("\n"), /PartitionCount: 3/);
  });

  yield runCase(GROUP, "the console's publisher and reader", async () => {
    await create("java-console");
    await produce("java-console", ["one", "two", "three"]);
    deepEqual(await consume("java-console", 3, "--from-beginning"), ["one", "two", "three"]);
  });

  yield runCase(GROUP, "a group commits, is described, and is set back", async () => {
    await create("java-group");
    await produce("java-group", ["1", "2", "3", "4"]);
    deepEqual(await consume("java-group", 4, "--group", "java-readers", "--from-beginning"), [
      "1",
      "2",
      "3",
      "4",
    ]);
    ok((await groups("--list")).includes("java-readers"));
    const described = (await groups("--describe", "--group", "java-readers")).find((line) =>
      line.includes("java-group"),
    )!;
    const [, , partition, current, end, lag] = described.trim().split(/\s+/);
    deepEqual([partition, current, end, lag], ["0", "4", "4", "0"]);
    await groups(
      "--reset-offsets",
      "--group",
      "java-readers",
      "--topic",
      "java-group",
      "--to-offset",
      "2",
      "--execute",
    );
    deepEqual(await consume("java-group", 2, "--group", "java-readers"), ["3", "4"]);
    await groups("--delete", "--group", "java-readers");
    ok(!(await groups("--list")).includes("java-readers"));
  });

  yield runCase(GROUP, "tells where partitions end", async () => {
    await create("java-ends");
    await produce("java-ends", ["1", "2"]);
    const ends = await tool(`${TOOLS}.GetOffsetShell`, ["--topic", "java-ends"]);
    deepEqual(ends, ["java-ends:0:2"]);
  });

  yield runCase(GROUP, "its measuring publisher and reader", async () => {
    await create("java-perf");
    const settings = ["--producer-props", `bootstrap.servers=${at}`, "acks=all"];
    const load = [
      "--topic",
      "java-perf",
      "--num-records",
      "20000",
      "--record-size",
      "100",
      "--throughput",
      "-1",
    ];
    const told = await linesOf("java", [
      "-Xmx256m",
      "-cp",
      CLASS_PATH,
      `${TOOLS}.ProducerPerformance`,
      ...load,
      ...settings,
    ]);
    match(told.at(-1)!, /^20000 records sent/);
    const read = await tool(`${TOOLS}.ConsumerPerformance`, ["--topic", "java-perf", "--messages", "20000"]);
    equal(read.at(-1)!.split(",")[4]!.trim(), "20000");
  });
}
