import type { Recorder } from "#lab/trace/recorder";

/** Counts the messages of a world, and keeps none of them. */
export class Traffic implements Recorder {
  /** Connections' messages and datagrams, those of clients too. */
  messages = 0;
  readonly #byType = new Map<string, number>();

  /** How many messages of a type there were: `propose`, `snapshot` … */
  of(type: string): number {
    return this.#byType.get(type) ?? 0;
  }

  sent(_time: number, _from: string, _to: string, message: unknown): number {
    this.messages += 1;
    const { type } = message as { type?: string };
    if (type !== undefined) this.#byType.set(type, this.of(type) + 1);
    return this.messages;
  }

  arrived(): void {}
  lost(): void {}
  happened(): void {}
}
