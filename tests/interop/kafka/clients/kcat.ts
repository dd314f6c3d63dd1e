import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type CaseResult, runCase } from "../../case-result";
import { linesOf, runCommand } from "../run-command";
import type { Brokers } from "../targets/brokers";

const GROUP = "kcat";
const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"];

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** kcat, which is librdkafka with a command line. */
export async function* kcatCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  const kcat = (args: readonly string[], lines: readonly string[] = []): Promise<string[]> =>
    linesOf("kcat", ["-b", brokers.connectString, ...args], lines.map((line) => `${line}\n`).join(""));
  const produce = (topic: string, lines: readonly string[], ...args: string[]): Promise<string[]> =>
    kcat(["-P", "-t", topic, ...args], lines);
  const consume = (topic: string, ...args: string[]): Promise<string[]> =>
    kcat(["-C", "-e", "-q", "-t", topic, ...args]);

  yield runCase(GROUP, "lists brokers, and a topic that is made by being written to", async () => {
    await produce("listed", ["first"]);
    const listed = (await kcat(["-L"])).join("\n");
    match(listed, new RegExp(`${brokers.count} brokers:`));
    for (const address of brokers.addresses) ok(listed.includes(`at ${address}`), listed);
    match(listed, /topic "listed" with \d+ partitions/);
  });

  yield runCase(GROUP, "keys, values and offsets come back as they were sent", async () => {
    await produce("keyed", ["a:1", "b:2", "a:3"], "-K:", "-p", "0");
    deepEqual(await consume("keyed", "-o", "beginning", "-f", "%o %k %s\\n"), ["0 a 1", "1 b 2", "2 a 3"]);
  });

  yield runCase(GROUP, "an empty value, no key, and a tombstone", async () => {
    await produce("empty", ["a:", "b:x"], "-K:", "-Z", "-p", "0");
    await produce("empty", ["only"], "-p", "0");
    deepEqual(await consume("empty", "-o", "beginning", "-f", "%K %S\\n"), ["1 -1", "1 1", "-1 4"]);
  });

  yield runCase(GROUP, "headers are kept", async () => {
    await produce("headed", ["x"], "-p", "0", "-H", "shop=Ann", "-H", "try=2");
    deepEqual(await consume("headed", "-o", "beginning", "-f", "%h\\n"), ["shop=Ann,try=2"]);
  });

  for (const codec of CODECS) {
    yield runCase(GROUP, `batches compressed by ${codec}`, async () => {
      const lines = numbers(1, 500).map((number) => `order ${number} of a long day`);
      await produce(`codec-${codec}`, lines, "-z", codec, "-p", "0");
      deepEqual(await consume(`codec-${codec}`, "-o", "beginning"), lines);
    });
  }

  yield runCase(GROUP, "reads from an offset, and from the end backwards", async () => {
    await produce("offsets", numbers(0, 19), "-p", "0");
    deepEqual(await consume("offsets", "-o", "15"), numbers(15, 19));
    deepEqual(await consume("offsets", "-o", "-3"), numbers(17, 19));
    deepEqual(await consume("offsets", "-o", "5", "-c", "2"), numbers(5, 6));
  });

  yield runCase(GROUP, "finds offsets by time", async () => {
    await produce("timed", ["old"], "-p", "0");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const between = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await produce("timed", ["new"], "-p", "0");
    deepEqual(await consume("timed", "-o", `s@${between}`), ["new"]);
    const [found] = await kcat(["-Q", "-t", `timed:0:${between}`]);
    match(found!, /offset 1$/);
  });

  yield runCase(GROUP, "acknowledged by all, by one, and by nobody", async () => {
    for (const acks of ["all", "1", "0"]) await produce("acks", [acks], "-p", "0", "-X", `acks=${acks}`);
    deepEqual(await consume("acks", "-o", "beginning"), ["all", "1", "0"]);
  });

  yield runCase(GROUP, "a publisher that is told to write each message once", async () => {
    const lines = numbers(1, 300);
    await produce("once", lines, "-p", "0", "-X", "enable.idempotence=true");
    deepEqual(await consume("once", "-o", "beginning"), lines);
  });

  yield runCase(GROUP, "a hundred thousand messages in their order", async () => {
    const lines = numbers(1, 100_000);
    await produce("many", lines, "-p", "0");
    deepEqual(await consume("many", "-o", "beginning"), lines);
  });

  yield runCase(GROUP, "messages of half a megabyte", async () => {
    const lines = ["x", "y"].map((letter) => letter.repeat(500_000));
    await produce("large", lines, "-p", "0");
    deepEqual(await consume("large", "-o", "beginning"), lines);
  });

  yield runCase(GROUP, "a message that is too large is refused, and the connection lives", async () => {
    const args = [
      "-b",
      brokers.connectString,
      "-P",
      "-t",
      "large",
      "-p",
      "0",
      "-X",
      "message.max.bytes=5000000",
    ];
    const { code, stderr } = await runCommand("kcat", args, `${"z".repeat(3_000_000)}\n`);
    ok(code !== 0 || /too large|Message size/i.test(stderr), `ended with ${code}: ${stderr}`);
    await produce("large", ["after"], "-p", "0");
    equal((await consume("large", "-o", "-1"))[0], "after");
  });

  yield runCase(GROUP, "a group reads all, and goes on where it has committed", async () => {
    await produce("grouped", numbers(1, 10), "-p", "0");
    const join = (group: string): Promise<string[]> =>
      kcat(["-G", group, "-e", "-q", "-X", "auto.offset.reset=earliest", "grouped"]);
    deepEqual(await join("readers"), numbers(1, 10));
    await produce("grouped", numbers(11, 12), "-p", "0");
    deepEqual(await join("readers"), numbers(11, 12));
    deepEqual(await join("others"), numbers(1, 12));
  });

  yield runCase(GROUP, "a topic name that tries to be a path is refused", async () => {
    const args = ["-b", brokers.connectString, "-P", "-t", "../x", "-X", "message.timeout.ms=3000"];
    const { code, stderr } = await runCommand("kcat", args, "x\n");
    ok(code !== 0 || /ERROR|failed/i.test(stderr), `ended with ${code}: ${stderr}`);
  });
}
