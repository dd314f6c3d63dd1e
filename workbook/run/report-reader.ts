import type { Report } from "./reports";

/** In characters; a line that is longer is none of the child's. */
const LONGEST_LINE = 8 * 1024 * 1024;

/** Finds the child's reports in what comes through their pipe: see inside/channel.js. */
export class ReportReader {
  readonly #secret: string;
  #pending = "";

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns the reports that the chunk completes */
  read(chunk: string): Report[] {
    const lines = (this.#pending + chunk).split("\n");
    this.#pending = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    return lines.map((line) => this.#parse(line)).filter((report) => report !== undefined);
  }

  #parse(line: string): Report | undefined {
    if (!line.startsWith(this.#secret)) return undefined;
    try {
      return JSON.parse(line.slice(this.#secret.length)) as Report;
    } catch {
      return undefined;
    }
  }
}
