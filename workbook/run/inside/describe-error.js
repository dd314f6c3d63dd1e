/** Turns what was thrown into text, while the values are still at hand. What the text means is the parent's business. */
import { TEXT_LENGTH } from "./limits.js";
import { printed } from "./printed.js";
import { describeSyntaxError, isSyntaxError } from "./syntax-error.js";

const TIMEOUT = /^Exceeded timeout of .+ for a (test|hook)/;

/**
 * @param {unknown} thrown an error, or any other value, or Jest's pair of either and the place of the test
 * @param {Error} [testMade] made where the test was: its stack leads there
 * @returns {import("../reports").ErrorReport}
 */
export function describeError(thrown, testMade) {
  const pair = Array.isArray(thrown);
  const error = pair ? thrown[0] : thrown;
  const made = testMade ?? (pair ? thrown[1] : undefined);
  try {
    return { ...describeThrown(error), ...(made && { testStack: stackOf(made) }) };
  } catch {
    return { message: "The code threw something that can't be shown.", stack: "" };
  }
}

function describeThrown(error) {
  if (typeof error === "string" && TIMEOUT.test(error)) return { message: error, stack: "", kind: "timeout" };
  if (!isError(error))
    return { message: `The code threw ${printed(error)}, which is not an Error.`, stack: "" };

  if (isSyntaxError(error)) return describeSyntaxError(error);

  const cause = isError(error.cause) ? error.cause : undefined;
  const judged = [error, cause].find((one) => one?.matcherResult && "expected" in one.matcherResult);
  return {
    kind: error.code === "MODULE_NOT_FOUND" ? "missing" : "thrown",
    message: cut(cause ? `${messageOf(error)}\n\n${messageOf(cause)}` : messageOf(error)),
    stack: cause ? `${stackOf(cause)}\n${stackOf(error)}` : stackOf(error),
    ...(judged && compared(judged.matcherResult, String(judged.message))),
  };
}

/** @returns {{ expected: string, observed: string }} */
function compared({ expected, actual, name }, message) {
  const not = /\)\.(?:resolves\.|rejects\.)?not\./.test(message.split("\n", 1)[0]);
  const texts = { expected: printed(expected), observed: printed(actual) };
  if (not) return { ...texts, expected: `not ${texts.expected}` };
  if (name === "toBe" && texts.expected === texts.observed && typeof expected === "object") {
    return { ...texts, observed: `${texts.observed}\n(another object with the same content)` };
  }
  return texts;
}

function messageOf(error) {
  const message = String(error.message);
  const inner = Array.isArray(error.errors)
    ? error.errors.slice(0, 5).map((one) => `\n- ${messageOf(one)}`)
    : [];
  const named =
    error.matcherResult || error.name === "Error" || error.name === undefined || error.name === "";
  return `${named ? "" : `${String(error.name)}: `}${message}${inner.join("")}`;
}

/** Errors of the sandbox are of another realm: `instanceof` doesn't know them. */
function isError(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    (typeof value.message === "string" || typeof value.stack === "string")
  );
}

function stackOf(error) {
  return cut(String(error.stack ?? ""), 4 * TEXT_LENGTH);
}

function cut(text, length = TEXT_LENGTH) {
  return text.length <= length
    ? text
    : `${text.slice(0, length)}\n… (${text.length - length} more characters)`;
}
