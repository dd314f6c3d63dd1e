import type { Verdict } from "./verdict";

const KEPT_BYTES = 64 * 1024;
const LAST_WORDS = 4096;

/**
 * What comes out of a process past the console that the tests are given: from the programs that it starts, from Node
 * and from V8. Bounded, as all output is.
 */
export class RawOutput {
  /** The end of what came to the error output: of a process that is gone it may say why. */
  lastWords = "";
  #kept = Buffer.alloc(0);
  #dropped = 0;

  takeOutput(chunk: Buffer): void {
    const kept = chunk.subarray(0, KEPT_BYTES - this.#kept.length);
    if (kept.length > 0) this.#kept = Buffer.concat([this.#kept, kept]);
    this.#dropped += chunk.length - kept.length;
  }

  takeErrors(chunk: Buffer): void {
    this.lastWords = (this.lastWords + chunk.toString()).slice(-LAST_WORDS);
  }

  /** Adds what came since the last time. */
  addTo({ text, droppedBytes }: Verdict["output"]): Verdict["output"] {
    const output = { text: text + this.#kept.toString(), droppedBytes: droppedBytes + this.#dropped };
    this.#kept = Buffer.alloc(0);
    this.#dropped = 0;
    return output;
  }
}
