import { Halted } from "../world/failure";

/** One life of a real server: while it lasts its callbacks run, and after its end none does. */
export class Life {
  alive = true;
  private readonly ends = new Set<() => void>();

  /** @param onEnd told once, with the error if the server threw or halted */
  constructor(private readonly onEnd: (error?: Error) => void) {}

  /** Runs code of the server. What it throws ends its life, as an uncaught error ends a process. */
  run(act: () => void): void {
    if (!this.alive) return;
    try {
      act();
    } catch (error) {
      if (!(error instanceof Halted && !this.alive))
        this.end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Frees something when the life ends. Returns what takes that back. */
  atEnd(free: () => void): () => void {
    this.ends.add(free);
    return () => this.ends.delete(free);
  }

  end(error?: Error): void {
    if (!this.alive) return;
    this.alive = false;
    for (const free of this.ends) free();
    this.onEnd(error);
  }
}
