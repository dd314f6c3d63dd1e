import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { DEFAULTS, formatOptions, parseOptions } from "../../servers/kafka/options";
import { runBroker, runKeeper } from "../../servers/kafka/run-broker";
import { freePorts } from "./wire-client";

describe("options", () => {
  test("without any there is one broker that only this machine can dial", () => {
    expect(parseOptions([])).toEqual({ settings: DEFAULTS, mine: false, id: 0 });
    expect([DEFAULTS.brokers, DEFAULTS.host]).toEqual([1, "127.0.0.1"]);
  });

  test("a process for one broker gets all of them", () => {
    const { settings } = parseOptions(["--brokers", "3", "--data", "x y", "--port", "3000", "--mine"]);
    expect(parseOptions(formatOptions(settings, 2))).toEqual({ settings, mine: false, id: 2 });
  });

  test.each([
    ["--brokers", "0"],
    ["--port", "70000"],
    ["--peer-port", "x"],
  ])("%s %s is refused, with what may be given", (name, value) => {
    expect(() => parseOptions([name, value])).toThrow(`${name} is a whole number from`);
  });
});

test("a broker in this process: what was written is there when it is started again", async () => {
  const data = mkdtempSync(join(tmpdir(), "kafka-"));
  const settings = { ...DEFAULTS, data, port: freePorts(), peerPort: freePorts() };
  for (const expected of ["1", "2"]) {
    const servers = [await runKeeper(settings), await runBroker(settings, 1)];
    const kafka = new Kafka({
      brokers: [`127.0.0.1:${settings.port}`],
      logLevel: logLevel.NOTHING,
      retry: { retries: 20, maxRetryTime: 1_000 },
    });
    const producer = kafka.producer({ createPartitioner: () => () => 0 });
    await producer.connect();
    await producer.send({ topic: "orders", messages: [{ value: "lamps" }] });
    const admin = kafka.admin();
    await admin.connect();
    expect((await admin.fetchTopicOffsets("orders"))[0]!.high).toBe(expected);
    await producer.disconnect();
    await admin.disconnect();
    for (const server of servers) await server.stop();
  }
  rmSync(data, { recursive: true, force: true });
});
