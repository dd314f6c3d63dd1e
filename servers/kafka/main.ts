/**
 * `npm run kafka`: brokers on this machine that Kafka's own clients can connect to, and the ensemble that they need, one
 * process for each. Ctrl-C stops it; started again with the same folder, it has what it had.
 */
import { fork } from "node:child_process";
import * as path from "node:path";
import { chooseCode } from "../whose-code";
import { brokersOf, formatOptions, parseOptions, USAGE } from "./options";

function readOptions(): ReturnType<typeof parseOptions> {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

const { settings, mine } = readOptions();
const code = chooseCode(mine, "kafka-protocol");
const brokers = brokersOf(settings);
const addresses = brokers.map(({ host, port }) => `${host}:${port}`);
console.log(`the servers run ${code.description}`);
console.log(`data in ${path.resolve(settings.data)}`);
console.log(`clients connect to ${addresses.join(",")}`);

const nameOf = (id: number): string => (id === 0 ? "ensemble" : `broker ${id} (${addresses[id - 1]})`);
const execArgv = [...code.conditions.map((name) => `--conditions=${name}`), "--import", "tsx"];
let stopping = false;
let running = brokers.length + 1;
const children = [0, ...brokers.map(({ id }) => id)].map((id) => {
  const child = fork(path.join(import.meta.dirname, "server.ts"), formatOptions(settings, id), { execArgv });
  child.on("message", ({ status }: { status: string }) => console.log(`${nameOf(id)}: ${status}`));
  child.on("exit", (code, signal) => {
    running -= 1;
    if (!stopping) console.log(`${nameOf(id)} has ended: ${signal ?? `exit code ${code}`}`);
    if (running === 0) process.exit(stopping ? 0 : 1);
  });
  return child;
});

function stop(): void {
  if (stopping) return;
  stopping = true;
  console.log("stopping");
  for (const child of children) child.kill("SIGTERM");
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
