/**
 * A thread beside the one that runs the tests: it ends the process when the tests no longer get on, or when they take
 * too much memory. An endless loop can't be ended from within its own thread, and a parent may be gone.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openChannel, report } from "./channel.js";
import { whereMainThreadIs } from "./where-it-loops.js";

const EVERY_MS = 100;
/** Node's own share of the memory, with Jest and TypeScript. */
const BASE_BYTES = 512 * 1024 * 1024;

/** [steps forward, time limit in ms or 0 while no request runs] */
const shared = workerData.shared;
openChannel(workerData.secret, shared);

let beats = -1;
let since = performance.now();
let ending = false;

const timer = setInterval(() => {
  const now = performance.now();
  const timeoutMs = Atomics.load(shared, 1);
  const seen = Atomics.load(shared, 0);
  if (seen !== beats || timeoutMs === 0) {
    beats = seen;
    since = now;
  }
  if (ending) return;
  if (process.memoryUsage.rss() > BASE_BYTES + workerData.heapBytes)
    void end(() => ({ type: "out-of-memory" }));
  else if (now - since >= timeoutMs && timeoutMs > 0) void end(stuck);
}, EVERY_MS);
parentPort?.on("message", () => clearInterval(timer));

async function stuck() {
  return { type: "stuck", where: await whereMainThreadIs() };
}

async function end(/** @type {() => object | Promise<object>} */ reason) {
  ending = true;
  report(await reason());
  process.kill(process.pid, "SIGKILL");
}
