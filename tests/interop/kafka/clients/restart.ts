import { deepEqual } from "node:assert/strict";
import { type CaseResult, runCase } from "../../case-result";
import { linesOf } from "../run-command";
import type { Brokers } from "../targets/brokers";

/** What is there after all brokers were stopped and started again. */
export async function* restartCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  const kcat = (args: readonly string[], input = ""): Promise<string[]> =>
    linesOf("kcat", ["-b", brokers.connectString, ...args], input);
  const join = (): Promise<string[]> =>
    kcat(["-G", "lasting", "-e", "-q", "-X", "auto.offset.reset=earliest", "lasting"]);

  yield runCase("restart", "what was written is there, and so is how far a group had read", async () => {
    await kcat(["-P", "-t", "lasting", "-p", "0"], "1\n2\n3\n");
    deepEqual(await join(), ["1", "2", "3"]);
    await brokers.restart();
    await kcat(["-P", "-t", "lasting", "-p", "0"], "4\n");
    deepEqual(await join(), ["4"]);
    deepEqual(await kcat(["-C", "-e", "-q", "-t", "lasting", "-o", "beginning"]), ["1", "2", "3", "4"]);
  });
}
