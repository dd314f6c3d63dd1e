/**
 * The child process that runs a learner's tests. It loads Jest, warms it up, and waits on its standard input: one line
 * of JSON with the settings, then one line a request. All that it has to say goes through channel.js.
 */
import { readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { Worker } from "node:worker_threads";
import { runCLI } from "@jest/core";
import { openChannel, report } from "./channel.js";
import { current } from "./current.js";
import { describeError } from "./describe-error.js";
import { jestOptions } from "./jest-options.js";
import { TEST_SHARE } from "./limits.js";
import { Output } from "./output.js";
import { Recorder } from "./recorder.js";
import { warmUp } from "./warm-up.js";

/** What Jest and this process keep open for themselves. */
const OWN_RESOURCES = new Set(["PipeWrap", "Immediate", "FSReqCallback", "FSReqPromise", "MessagePort"]);

const lines = readLines();
/** @type {import("../reports").Settings} */
const settings = JSON.parse(lines.next().value);
current.root = settings.root;

await warmUp(settings);

const shared = new Int32Array(new SharedArrayBuffer(8));
openChannel(settings.secret, shared);
const guard = new Worker(new URL("./guard.js", import.meta.url), {
  workerData: { shared, secret: settings.secret, heapBytes: settings.heapMb * 1024 * 1024 },
});
guard.unref();
for (const name of ["uncaughtException", "unhandledRejection"]) {
  process.on(name, (error) => report({ type: "loose", error: describeError(error) }));
}

report({ type: "ready" });
for (const line of lines) await serve(JSON.parse(line));
process.exit();

/** @param {import("../reports").RequestLine} request */
async function serve(request) {
  Atomics.store(shared, 1, request.timeoutMs);
  const output = new Output();
  current.request = request;
  current.output = output;
  let failed = false;
  for (const [file, path] of request.paths.entries()) {
    if (failed && request.bail) break;
    report({ type: "file", file });
    const outcome = await runFile(path, request);
    failed ||= outcome.failed;
    output.flush();
    report({ ...outcome.report, file });
  }
  current.request = current.output = current.recorder = undefined;
  Atomics.store(shared, 1, 0);
  const leftovers = process.getActiveResourcesInfo().filter((name) => !OWN_RESOURCES.has(name));
  report({ type: "end", leftovers: leftovers.length });
}

async function runFile(path, request) {
  // The file before may have gone elsewhere.
  process.chdir(settings.root);
  const recorder = new Recorder({
    bail: request.bail === true,
    testTimeoutMs: request.timeoutMs * TEST_SHARE,
  });
  current.recorder = recorder;
  let loadError;
  try {
    const { results } = await runCLI(jestOptions(settings, path), [settings.root]);
    // Errors behind the tests are here as well: the recorder has them already, with their values.
    if (recorder.tests === 0) loadError = results.testResults[0]?.testExecError;
  } catch (error) {
    loadError = error;
  }
  const failed = recorder.failed || loadError !== undefined || recorder.loose.length > 0;
  return {
    failed,
    report: {
      type: "file-done",
      loose: recorder.loose,
      ...(loadError !== undefined && { loadError: describeError(loadError) }),
    },
  };
}

/** Waits without turning the event loop: what a request before left behind stands still until there is a next one. */
function* readLines() {
  const chunk = Buffer.alloc(64 * 1024);
  const decoder = new StringDecoder();
  let pending = "";
  for (;;) {
    const end = pending.indexOf("\n");
    if (end >= 0) {
      yield pending.slice(0, end);
      pending = pending.slice(end + 1);
      continue;
    }
    const length = readSync(0, chunk);
    if (length === 0) return;
    pending += decoder.write(chunk.subarray(0, length));
  }
}
