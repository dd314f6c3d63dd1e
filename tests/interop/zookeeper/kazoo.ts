import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CaseResult } from "../case-result";
import { PYTHON } from "../parts";
import { start } from "../processes";

const GROUPS = ["znodes", "watches", "sessions", "access", "recipes"];
/** In ms, for a group. */
const LIMIT = 120_000;

/** The cases of kazoo: a process of Python for each group. */
export async function* kazooCases(connectString: string): AsyncGenerator<CaseResult> {
  for (const group of GROUPS) yield* runGroup(group, connectString);
}

async function* runGroup(group: string, connectString: string): AsyncGenerator<CaseResult> {
  const script = join(import.meta.dirname, "kazoo", `${group}.py`);
  const name = `kazoo ${group}`;
  const child = start(PYTHON, ["-B", script, connectString], { stdio: ["ignore", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT);
  const ended = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  let complaints = "";
  child.stderr!.on("data", (text) => (complaints += String(text)));
  let count = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    count += 1;
    yield { group: name, ...(JSON.parse(line) as Omit<CaseResult, "group">) };
  }
  clearTimeout(timer);
  const end = await ended;
  if (end !== "exit code 0" || count === 0) {
    yield { group: name, name: "runs to its end", ok: false, detail: `${end}\n${complaints}`, ms: LIMIT };
  }
}
