import type { Pipe } from "./pipe";

/** The way from one server to another, in one direction. What holds for it holds for all that goes along it. */
export class Link {
  /** Holds everything back; it goes on later. */
  clogged = false;
  /** Lets nothing through: connections over it break after a while. */
  cut = false;
  /** Counts the cuts, so that what was set off by an earlier one can tell. */
  cuts = 0;
  /** Travelling time in ms of this link alone. */
  delay: { min: number; max: number } | undefined;
  /** Pipes with something that could not go on. */
  readonly stalled = new Set<Pipe<unknown>>();

  constructor(
    readonly from: string,
    readonly to: string,
  ) {}

  get shut(): boolean {
    return this.clogged || this.cut;
  }

  /** To be called when it may have opened: what stalled goes on. */
  opened(): void {
    if (this.shut) return;
    const pipes = [...this.stalled];
    this.stalled.clear();
    for (const pipe of pipes) pipe.goOn();
  }
}
