import type { WriteStream } from "node:tty";

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE_END = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

/** A terminal's other screen, without a cursor: what was on the terminal before comes back when it is closed. */
export class AlternateScreen {
  readonly #output: WriteStream;
  #open = false;

  constructor(output: WriteStream) {
    this.#output = output;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): void {
    this.#open = true;
    this.#output.write(ENTER);
  }

  /** May be called twice, and when the process ends in any way. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#output.write(LEAVE);
  }

  /** Draws over what was there. */
  show(lines: readonly string[]): void {
    if (!this.#open) return;
    this.#output.write(HOME + lines.map((line) => line + CLEAR_LINE_END).join("\r\n") + CLEAR_BELOW);
  }
}
