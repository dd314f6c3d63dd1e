/**
 * The way out of the child process: one line of JSON a report, written to file descriptor 3.
 *
 * Written at once and not queued, so that the parent knows which test was running even when that test never gives the
 * thread back or takes the process down. Each line bears a secret that the learner's code isn't handed: what the code
 * itself writes to the descriptor is not taken for a report.
 */
import { writeSync } from "node:fs";

const REPORTS = 3;
const { stringify } = JSON;

let secret = "";
/** Counts the steps forward for the guard, which ends a process that makes none. */
let beats = new Int32Array(1);

/**
 * @param {string} newSecret what each line begins with
 * @param {Int32Array} sharedBeats its first element counts the steps forward
 */
export function openChannel(newSecret, sharedBeats) {
  secret = newSecret;
  beats = sharedBeats;
}

/** @param {import("../reports").Report} message */
export function report(message) {
  if (message.type !== "output" && message.type !== "dropped") Atomics.add(beats, 0, 1);
  // The line break before it ends whatever else was written to the descriptor.
  const line = Buffer.from(`\n${secret}${stringify(message)}\n`);
  for (let written = 0; written < line.length;) written += writePart(line, written);
}

/** @returns {number} the bytes that the pipe took: none where it is full for the moment */
function writePart(/** @type {Buffer} */ line, /** @type {number} */ from) {
  try {
    return writeSync(REPORTS, line, from);
  } catch (error) {
    if (error.code !== "EAGAIN") throw error;
    return 0;
  }
}
