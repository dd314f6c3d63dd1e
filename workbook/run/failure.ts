import type { ErrorReport } from "./reports";
import type { Sources } from "./stack";
import type { Failure } from "./verdict";

const NOT_WRITTEN = /Not written yet \(step ([\w-]+)\)/;
const TIMEOUT = /^Exceeded timeout of (.+?) for a (test|hook)/;
const SHOWN_FRAMES = 20;

/**
 * What a learner reads about a test that failed.
 *
 * @param testFile relative to the root, with forward slashes
 */
export function toFailure(error: ErrorReport, testFile: string, sources: Sources): Failure {
  // A stack begins with the message, and the message of a matcher holds the stack of what a function threw within it.
  const frames = sources.frames(plain(error.stack));
  const message = cleaned(error.message);
  const { expected, observed } = error.expected === undefined ? readFrom(message) : error;
  const notWritten = NOT_WRITTEN.exec(message)?.[1];
  const scenario =
    error.testStack === undefined ? undefined : sources.scenario(testFile, error.testStack, frames);
  const where = sources.where(frames);
  return {
    ...(expected !== undefined && { expected }),
    ...(observed !== undefined && { observed }),
    message: error.kind === "timeout" ? ofTimeout(message) : message,
    ...(notWritten !== undefined && { notWritten }),
    ...(scenario && { scenario }),
    ...(where && { where }),
    stack: frames
      .slice(0, SHOWN_FRAMES)
      .map(({ file, line, column, name }) => `${file}:${line}:${column}${name && ` ${name}`}`),
  };
}

/** A message without colours, stack and code frames. */
export function cleaned(message: string): string {
  return plain(message)
    .split("\n")
    .filter((line) => !/^\s+at .*:\d+:\d+\)?$/.test(line) && !/^\s*(>\s*)?\d* \|/.test(line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- colours begin with one
  return text.replace(/\u001b\[[\d;]*m/g, "");
}

function ofTimeout(message: string): string {
  const [, time, what] = TIMEOUT.exec(message) ?? [];
  const who = what === "hook" ? "The preparation of the test" : "The test";
  return `${who} was still waiting after ${time}. A promise that it waits for is never resolved, nor rejected.`;
}

const DIFF = /^- Expected.*\n\+ Received.*\n\n([^]*)$/m;

/** The matchers without values of their own print them behind labels (`toThrow`, `toHaveLength`) or as a diff. */
function readFrom(message: string): Pick<Failure, "expected" | "observed"> {
  const diff = DIFF.exec(message)?.[1];
  return diff === undefined ? readLabels(message) : readDiff(diff.trimEnd().split("\n"));
}

/** What `toMatchObject` prints: lines with a minus are of what was expected, with a plus of what came, others of both. */
function readDiff(lines: readonly string[]): Pick<Failure, "expected" | "observed"> {
  const without = (sign: string) =>
    lines
      .flatMap((line) => (line.startsWith(sign) ? [] : [line.slice(2)]))
      .map((line) => line.replace(/^( *(?:"[^"]*": )?)(?:Object|Array) (?=[{[])/, "$1"))
      .join("\n");
  return { expected: without("+"), observed: without("-") };
}

function readLabels(message: string): Pick<Failure, "expected" | "observed"> {
  const found: Record<"Expected" | "Received", string[]> = { Expected: [], Received: [] };
  let open: string[] | undefined;
  for (const line of message.split("\n").slice(1)) {
    const [, side, label = "", value = ""] =
      /^(Expected|Received|Resolved to)(?: ([\w ]+?))?: *(.*)$/.exec(line) ?? [];
    const told = /^Received (function did not throw|promise .*)$/.exec(line);
    if (side !== undefined) {
      open = found[side === "Expected" ? "Expected" : "Received"];
      open.push(label === "" ? value : `${label}: ${value}`);
    } else if (told) {
      found.Received.push(`the ${told[1]}`);
    } else if (line.trim() === "") {
      open = undefined;
    } else {
      open?.push(line);
    }
  }
  const { Expected: expected, Received: observed } = found;
  return {
    ...(expected.length > 0 && { expected: expected.join("\n") }),
    ...(observed.length > 0 && { observed: observed.join("\n") }),
  };
}
