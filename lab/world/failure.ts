/** Why a run failed, in a form that a report can lay out. */
export interface Violation {
  /** The facts that cannot both be so, one sentence each; two where there are two. */
  facts: string[];
}

/** A simulated run that broke a property. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";

  constructor(
    /** The property, as a sentence that should hold: "at most one server is master". */
    readonly property: string,
    readonly facts: readonly string[],
    /** Virtual time in ms. */
    readonly time: number,
    readonly seed: number,
    cause?: unknown,
  ) {
    const lines = [
      property,
      ...facts.map((fact) => `  - ${fact}`),
      `  at ${time.toFixed(1)} ms, seed ${seed}`,
    ];
    super(lines.join("\n"), cause === undefined ? undefined : { cause });
  }
}

/** Thrown by `Host.halt` to leave the server's code. */
export class Halted extends Error {
  override readonly name = "Halted";
}
