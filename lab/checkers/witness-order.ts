import { describe } from "../describe";
import type { Violation } from "../world/failure";
import type { Operation } from "./history";
import type { Model } from "./linearizability";

/** How to read a history whose operations carry the place that the system gave them: a zxid, or an offset. */
export interface WitnessOrder<S, I, O> {
  /** Whether an operation changes something. Each of these has a place of its own; a read shares the place it saw. */
  isWrite(input: I): boolean;
  /** Whether reads too must be up to date. Where reads may lag (ZooKeeper's), only writes are held to real time. */
  freshReads?: boolean;
  /** What the operations should have returned, had they run alone in the order of their places. */
  model?: Model<S, I, O>;
}

/**
 * Checks the operations that took effect against the order that the system itself gave them: no place is given twice,
 * an operation that began after another had ended comes after it, and run one by one in that order they return what was
 * returned. Cheap, because there is nothing to search for.
 *
 * @returns the offending pair, or undefined if all is well
 */
export function checkWitnessOrder<S, I, O>(
  history: readonly Operation<I, O>[],
  order: WitnessOrder<S, I, O>,
): Violation | undefined {
  const done = history.filter(({ status, witness }) => status === "ok" && witness !== undefined);
  const byPlace = done
    .map((operation) => ({ operation, place: operation.witness!, isWrite: order.isWrite(operation.input) }))
    .sort((a, b) => compare(a.place, b.place) || Number(b.isWrite) - Number(a.isWrite) || byInvocation(a, b));
  return (
    sharedPlace(byPlace) ??
    againstRealTime(byPlace, order.freshReads ?? false) ??
    againstModel(byPlace, order.model)
  );
}

interface Placed<I, O> {
  operation: Operation<I, O>;
  place: bigint;
  isWrite: boolean;
}

function sharedPlace<I, O>(byPlace: Placed<I, O>[]): Violation | undefined {
  const writes = byPlace.filter(({ isWrite }) => isWrite);
  for (const [i, { operation, place }] of writes.entries()) {
    const next = writes[i + 1];
    if (next?.place === place) return { facts: [tell(operation), tell(next.operation)] };
  }
  return undefined;
}

function againstRealTime<I, O>(byPlace: Placed<I, O>[], freshReads: boolean): Violation | undefined {
  const ended = [...byPlace].sort((a, b) => a.operation.returned! - b.operation.returned!);
  const begun = [...byPlace].sort(byInvocation);
  let latest: Placed<I, O> | undefined;
  let next = 0;
  for (const entry of begun) {
    for (; next < ended.length && ended[next]!.operation.returned! < entry.operation.invoked; next++) {
      const candidate = ended[next]!;
      if (!candidate.isWrite && !freshReads) continue;
      if (latest === undefined || candidate.place > latest.place) latest = candidate;
    }
    if (latest === undefined || (!entry.isWrite && !freshReads)) continue;
    const tooEarly = entry.isWrite ? entry.place <= latest.place : entry.place < latest.place;
    if (tooEarly)
      return { facts: [`${tell(latest.operation)} had ended`, `${tell(entry.operation)} began after that`] };
  }
  return undefined;
}

function againstModel<S, I, O>(byPlace: Placed<I, O>[], model?: Model<S, I, O>): Violation | undefined {
  if (!model) return undefined;
  const parts = new Map<string, { state: S; last: Operation<I, O> | undefined }>();
  for (const { operation, isWrite } of byPlace) {
    const part = model.part?.(operation.input) ?? "";
    const { state, last } = parts.get(part) ?? { state: model.initial, last: undefined };
    const after = model.step(state, operation.input, operation.output);
    if (after === undefined) {
      const before = last ? `the write before it is ${tell(last)}` : "nothing was written before it";
      return { facts: [tell(operation), `${before}: the state is then ${describe(state)}`] };
    }
    parts.set(part, { state: after, last: isWrite ? operation : last });
  }
  return undefined;
}

/** One operation in a sentence. */
export function tell({ client, input, output, status, witness, invokedAt, returnedAt }: Operation): string {
  const result = status === "ok" ? describe(output ?? null) : status;
  const place = witness === undefined ? "" : ` at ${witness}`;
  const time = `${invokedAt.toFixed(1)} to ${returnedAt?.toFixed(1) ?? "…"} ms`;
  return `${client}: ${describe(input)} gave ${result}${place} (${time})`;
}

function byInvocation<I, O>(a: Placed<I, O>, b: Placed<I, O>): number {
  return a.operation.invoked - b.operation.invoked;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
