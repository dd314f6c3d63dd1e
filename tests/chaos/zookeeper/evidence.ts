import { History, type Operation } from "#lab/checkers/history";
import { type RegisterInput, registerModel, type RegisterOutput } from "#lab/checkers/models";
import { checkSessionOrder } from "#lab/checkers/session-order";
import { checkWitnessOrder } from "#lab/checkers/witness-order";

export type Input = RegisterInput<string>;
export type Output = RegisterOutput<string>;

/** What all clients did and saw. */
export class Evidence {
  /** Its witness is the place of what was written or read: the mzxid. */
  readonly registers: History<Input, Output>;
  /** Its witness is how far the server was that answered. */
  readonly sessions: History<Input, Output>;
  /** What contradicts itself at once. */
  readonly findings: string[] = [];

  constructor(now: () => number) {
    this.registers = new History(now);
    this.sessions = new History(now);
  }

  /** Everything that can't be so. */
  violations(): string[] {
    const registers = withObserved(this.registers.operations);
    const model = registerModel<string>("");
    const writes = checkWitnessOrder(registers, { isWrite: ({ kind }) => kind === "write", model });
    const sessions = checkSessionOrder(this.sessions.operations);
    return [
      ...this.findings,
      ...(writes === undefined ? [] : [`writes are not in one order: ${writes.facts.join("; ")}`]),
      ...(sessions === undefined ? [] : [`a session went back: ${sessions.facts.join("; ")}`]),
    ];
  }
}

/**
 * A write of which nobody heard, and whose value was read, has been done, at the place that the read was told. Each
 * value is written once.
 */
function withObserved(operations: readonly Operation<Input, Output>[]): Operation<Input, Output>[] {
  const places = new Map<string, bigint>();
  for (const { input, output, witness } of operations) {
    if (input.kind === "read" && typeof output === "string" && witness !== undefined) {
      places.set(output, witness);
    }
  }
  return operations.map((operation) => {
    const { input, status } = operation;
    const witness = input.kind === "write" && status === "unknown" ? places.get(input.value) : undefined;
    if (witness === undefined) return operation;
    return { ...operation, status: "ok", witness, returned: Number.MAX_SAFE_INTEGER };
  });
}
