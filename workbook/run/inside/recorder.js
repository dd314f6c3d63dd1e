/** Listens to the run of one test file and reports it, test by test. */
import { report } from "./channel.js";
import { describeError } from "./describe-error.js";
import { snapshotBuiltins } from "./builtins.js";

const ROOT_BLOCK = "ROOT_DESCRIBE_BLOCK";

export class Recorder {
  /** Errors that belong to no test: thrown after the tests, or in a hook behind them. */
  loose = [];
  tests = 0;
  failed = false;
  #bail;
  #testTimeoutMs;
  /** @type {() => string[]} */
  #replacedBuiltins = () => [];
  /** What was seen of each test, apart from Jest's own books: those lie within reach of the learner's code. */
  #seen = new Map();

  /** @param {{ bail: boolean, testTimeoutMs: number }} options */
  constructor({ bail, testTimeoutMs }) {
    this.#bail = bail;
    this.#testTimeoutMs = testTimeoutMs;
  }

  /** @param {any} event @param {any} state both as jest-circus has them @param {any} global the sandbox's */
  onEvent(event, state, global) {
    switch (event.name) {
      case "setup":
        state.testTimeout = this.#testTimeoutMs;
        this.#replacedBuiltins = snapshotBuiltins(global);
        return;
      case "test_start":
        return this.#start(event.test);
      case "test_fn_success":
        this.#seen.get(event.test).ran = true;
        return;
      case "test_fn_failure":
        this.#seen.get(event.test).errors.push(event.error);
        return;
      case "hook_failure":
        if (event.test) this.#seen.get(event.test)?.errors.push(event.error);
        return;
      case "test_skip":
      case "test_todo":
        return this.#done(event.test, "skipped");
      case "test_done":
        return this.#finish(event.test);
      case "teardown":
        return this.#end(state);
    }
  }

  #start(test) {
    if (this.#bail && this.failed) test.mode = "skip";
    const seen = { id: this.tests++, errors: [], ran: false, reported: 0, startedAt: performance.now() };
    this.#seen.set(test, seen);
    report({ type: "start", test: seen.id, titles: titlesOf(test) });
  }

  #finish(test) {
    const seen = this.#seen.get(test);
    const errors = test.errors.length > 0 ? test.errors : seen.errors;
    seen.reported = errors.length;
    if (errors.length === 0 && seen.ran) return this.#done(test, "passed");
    this.failed = true;
    this.#done(test, "failed", describeError(errors[0], test.asyncError));
  }

  #done(test, status, error = undefined) {
    const { id, startedAt } = this.#seen.get(test);
    report({ type: "done", test: id, status, durationMs: Math.round(performance.now() - startedAt), error });
  }

  #end(state) {
    // A promise may have been rejected behind the test that left it lying.
    for (const [test, seen] of this.#seen) if (test.errors.length > seen.reported) this.#finish(test);
    for (const error of state.unhandledErrors) this.loose.push(describeError(error));
    const replaced = this.#replacedBuiltins();
    if (replaced.length === 0) return;
    const message = `The code replaced ${replaced.join(", ")}. The tests need it as JavaScript has it.`;
    this.loose.push({ message, stack: "" });
  }
}

/** @returns {string[]} the blocks around a test from the outside in, and its own name */
function titlesOf(test) {
  const titles = [];
  for (let at = test; at && at.name !== ROOT_BLOCK; at = at.parent) titles.unshift(String(at.name));
  return titles;
}
