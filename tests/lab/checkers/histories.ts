import type { Operation } from "#lab/checkers/history";
import type { RegisterInput, RegisterOutput } from "#lab/checkers/models";
import type { SeededRandom } from "#lab/world/random";

type Input = RegisterInput<number>;
type Register = Operation<Input, RegisterOutput<number>>;

/**
 * What clients of a register see, each operation taking effect at a moment of its own; those of unknown outcome may do so
 * long after. A client does one operation at a time.
 *
 * @param unknown share of the operations whose outcome nobody learns
 */
export function realHistory(
  random: SeededRandom,
  operations: number,
  clients: number,
  unknown: number,
): Register[] {
  const history: Register[] = [];
  const effects: { at: number; apply: () => void }[] = [];
  const freeFrom = new Array<number>(clients).fill(0);
  let state = 0;
  for (let i = 0; i < operations; i++) {
    const client = random.below(clients);
    const invoked = freeFrom[client]! + random.below(10) + random.next();
    const isUnknown = random.chance(unknown);
    const returned = invoked + 1 + random.below(20) + random.next();
    freeFrom[client] = returned;
    const at = isUnknown ? invoked + random.below(300) : random.between(invoked, returned);
    const kind = random.below(3);
    const input: Input =
      kind === 0
        ? { kind: "read" }
        : kind === 1
          ? { kind: "write", value: random.below(5) }
          : { kind: "compare and set", from: random.below(5), to: random.below(5) };
    const operation = { client: `c${client}`, input, invoked, invokedAt: invoked, witness: undefined };
    const apply = (): void => {
      const before = state;
      if (input.kind === "write") state = input.value;
      else if (input.kind === "compare and set" && state === input.from) state = input.to;
      const output =
        input.kind === "read" ? before : input.kind === "write" ? undefined : before === input.from;
      const end = isUnknown
        ? { status: "unknown" as const, output: undefined, returned: undefined, returnedAt: undefined }
        : { status: "ok" as const, output, returned, returnedAt: returned };
      history.push({ ...operation, ...end });
    };
    effects.push({ at, apply });
  }
  effects.sort((a, b) => a.at - b.at).forEach(({ apply }) => apply());
  return history;
}
