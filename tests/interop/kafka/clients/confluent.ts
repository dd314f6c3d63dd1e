import { join } from "node:path";
import type { CaseResult } from "../../case-result";
import { runCommand } from "../run-command";
import type { Brokers } from "../targets/brokers";
import { PYTHON } from "../../parts";

const GROUP = "confluent-kafka";

/** confluent-kafka for Python: its cases are a program of their own. */
export async function* confluentCases(brokers: Brokers): AsyncGenerator<CaseResult> {
  const script = join(import.meta.dirname, "confluent.py");
  const { code, stdout, stderr } = await runCommand(PYTHON, ["-B", script, brokers.connectString]);
  const lines = stdout.split("\n").filter((line) => line !== "");
  for (const line of lines) yield { group: GROUP, ...(JSON.parse(line) as Omit<CaseResult, "group">) };
  if (code !== 0 || lines.length === 0) {
    yield {
      group: GROUP,
      name: "runs to its end",
      ok: false,
      detail: `ended with ${code}\n${stderr}`,
      ms: 0,
    };
  }
}
