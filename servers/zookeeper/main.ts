/**
 * `npm run zookeeper`: an ensemble on this machine, one process for each server, that ZooKeeper's own clients can
 * connect to. Ctrl-C stops it; started again with the same folder, it has what it had.
 */
import { fork } from "node:child_process";
import * as path from "node:path";
import { chooseCode } from "../whose-code";
import { markIfNew } from "./new-ensemble";
import { formatOptions, parseOptions, USAGE } from "./options";

function readOptions(): ReturnType<typeof parseOptions> {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

const { settings, mine } = readOptions();
const code = chooseCode(mine, "zookeeper-protocol");
const isNew = markIfNew(settings);
const numbers = Array.from({ length: settings.servers }, (_, index) => index + 1);
const addresses = numbers.map((id) => `${settings.host}:${settings.clientPort + id - 1}`);
console.log(`the servers run ${code.description}`);
console.log(`${isNew ? "new data" : "data"} in ${path.resolve(settings.data)}`);
console.log(`clients connect to ${addresses.join(",")}`);

let stopping = false;
let running = numbers.length;
const children = numbers.map((id) => {
  const execArgv = [...code.conditions.map((name) => `--conditions=${name}`), "--import", "tsx"];
  const child = fork(path.join(import.meta.dirname, "server.ts"), formatOptions(settings, id), { execArgv });
  child.on("message", ({ status }: { status: string }) =>
    console.log(`server ${id} (${addresses[id - 1]}): ${status}`),
  );
  child.on("exit", (code, signal) => {
    running -= 1;
    if (!stopping) console.log(`server ${id} has ended: ${signal ?? `exit code ${code}`}`);
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
