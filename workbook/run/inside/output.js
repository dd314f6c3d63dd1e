/**
 * What the learner's code prints: the first bytes are kept, the others are counted. In place of Jest's own console,
 * which takes the stack of every line and keeps them all.
 */
import { Console } from "node:console";
import { Writable } from "node:stream";
import { report } from "./channel.js";
import { KEPT_BYTES } from "./limits.js";

/** So that a flood doesn't become a flood of reports. */
const REPORT_EVERY = 64 * 1024;

export class Output {
  #kept = 0;
  #dropped = 0;
  #reported = 0;

  /** Stands in for `process.stdout`, `process.stderr` and below `console`. */
  stream = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => {
      this.#add(typeof chunk === "string" && encoding !== "utf8" ? Buffer.from(chunk, encoding) : chunk);
      done();
    },
  });

  console = new Console({ stdout: this.stream, stderr: this.stream, colorMode: false });

  /** Tells how much was left out, if that isn't known yet. */
  flush() {
    if (this.#dropped === this.#reported) return;
    this.#reported = this.#dropped;
    report({ type: "dropped", bytes: this.#dropped });
  }

  /** @param {string | Uint8Array} chunk */
  #add(chunk) {
    const room = KEPT_BYTES - this.#kept;
    if (room > 0) chunk = this.#keep(chunk, room);
    this.#dropped += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
    if (this.#dropped - this.#reported >= REPORT_EVERY) this.flush();
  }

  /** @returns {Uint8Array} what found no room */
  #keep(/** @type {string | Uint8Array} */ chunk, /** @type {number} */ room) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    const kept = bytes.subarray(0, room);
    this.#kept += kept.length;
    report({ type: "output", text: Buffer.from(kept).toString() });
    return bytes.subarray(room);
  }
}
