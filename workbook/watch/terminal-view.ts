import type { WriteStream } from "node:tty";
import { AlternateScreen } from "../screen/alternate-screen";
import type { Paint } from "../screen/paint";
import { drawFrame } from "./frame";
import type { Key } from "./key-names";
import type { WatchState } from "./state";

/** The watch on a whole terminal. It draws over what was there, and gives it back at the end. */
export class TerminalView {
  readonly #output: WriteStream;
  readonly #screen: AlternateScreen;
  readonly #paint: Paint;
  #scroll = 0;
  #maxScroll = 0;
  #scrolled = "";

  constructor(output: WriteStream, paint: Paint) {
    this.#output = output;
    this.#screen = new AlternateScreen(output);
    this.#paint = paint;
  }

  open(): void {
    this.#screen.open();
  }

  /** May be called twice, and when the process ends in any way. */
  close(): void {
    this.#screen.close();
  }

  draw(state: WatchState): void {
    if (!this.#screen.isOpen) return;
    const content = contentOf(state);
    if (content !== this.#scrolled) this.#scroll = 0;
    this.#scrolled = content;
    const { columns = 80, rows = 24 } = this.#output;
    const frame = drawFrame(state, { columns, rows, scroll: this.#scroll, paint: this.#paint });
    this.#maxScroll = frame.maxScroll;
    this.#scroll = Math.min(this.#scroll, frame.maxScroll);
    this.#screen.show(frame.lines);
  }

  /** Scrolls, if the key is for that. In the list the same keys move the selection, which isn't the view's affair. */
  scroll(key: Key, state: WatchState): boolean {
    if (state.panel.kind === "list" || state.panel.kind === "question") return false;
    const page = Math.max(1, (this.#output.rows ?? 24) - 10);
    const moves: Record<string, number> = {
      up: -1,
      k: -1,
      down: 1,
      j: 1,
      "page-up": -page,
      "page-down": page,
      " ": page,
      home: -Infinity,
      end: Infinity,
    };
    const move = moves[key];
    if (move === undefined) return false;
    this.#scroll = Math.max(0, Math.min(this.#maxScroll, this.#scroll + move));
    this.draw(state);
    return true;
  }
}

/** Changes whenever something else is to be read, so that one begins at its top. */
function contentOf({ step, panel, result }: WatchState): string {
  const level = panel.kind === "hint" ? panel.level : "";
  return [step.id, panel.kind, level, result?.verdict.durationMs].join(" ");
}
