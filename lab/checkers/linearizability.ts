import { keyOf } from "../describe";
import type { Operation } from "./history";

/** What a client may see if there is one copy of the data and one operation at a time. */
export interface Model<S, I, O> {
  readonly initial: S;
  /**
   * The state after an operation; undefined if it cannot come back with this output in this state. Without an output
   * (nobody knows what came back) anything may. It must leave `state` as it is.
   */
  step(state: S, input: I, output: O | undefined): S | undefined;
  /** Equal for equal states only. Default: the state's fields. */
  key?(state: S): string;
  /** Parts of the data that have nothing to do with each other are decided one by one, which is much faster. */
  part?(input: I): string;
}

export type Verdict<S, I, O> =
  | { readonly kind: "linearizable" }
  | {
      readonly kind: "not linearizable";
      /** The shortest prefix of the history that no order explains, operations by invocation. */
      readonly prefix: readonly Operation<I, O>[];
      /** The operation whose return made it so. */
      readonly culprit: Operation<I, O>;
      /** The states that were possible at last, before nothing could be explained any more. */
      readonly states: readonly S[];
    }
  | { readonly kind: "undecided"; readonly why: string };

/** A search that holds more possibilities than this at once gives up. */
export const MAX_POSSIBILITIES = 200_000;

/**
 * Decides whether a history is linearizable: whether there is one order of its operations, each taking effect at one
 * moment between its invocation and its return, that the sequential model allows.
 *
 * The search is that of Wing and Gong with a memo of what was visited, in the form that Lowe calls just-in-time
 * linearization: it goes through the history in time and keeps every possibility, that is a state, and which of the
 * operations under way have taken effect. An operation is made to take effect only when another one cannot return
 * otherwise. The first return that leaves no possibility ends the shortest offending prefix.
 *
 * Operations of unknown outcome stay under way for ever. A possibility that has used up more of them than another one,
 * and is otherwise the same, is dropped: whatever follows from it follows from the other one too.
 *
 * Source: G. Lowe, "Testing for linearizability", Concurrency and Computation 29(4), 2017.
 */
export function checkLinearizability<S, I, O>(
  history: readonly Operation<I, O>[],
  model: Model<S, I, O>,
): Verdict<S, I, O> {
  let undecided: Verdict<S, I, O> | undefined;
  let shortest: Offence<S, I, O> | undefined;
  for (const part of parts(history, model)) {
    const found = search(part, model);
    if (found === "too many") {
      undecided = { kind: "undecided", why: `more than ${MAX_POSSIBILITIES} possibilities at once` };
    } else if (found !== undefined) {
      const offence = shorten(part, model, found);
      if (shortest === undefined || offence.culprit.returned! < shortest.culprit.returned!)
        shortest = offence;
    }
  }
  if (shortest === undefined) return undecided ?? { kind: "linearizable" };
  return { kind: "not linearizable", ...shortest };
}

/** Where the search came to an end: no possibility was left when `culprit` returned. */
interface DeadEnd<S, I, O> {
  culprit: Operation<I, O>;
  states: S[];
}

interface Offence<S, I, O> extends DeadEnd<S, I, O> {
  prefix: Operation<I, O>[];
}

function parts<S, I, O>(history: readonly Operation<I, O>[], model: Model<S, I, O>): Operation<I, O>[][] {
  const byPart = new Map<string, Operation<I, O>[]>();
  for (const operation of history) {
    if (operation.status === "failed") continue;
    const part = model.part?.(operation.input) ?? "";
    const operations = byPart.get(part);
    if (operations) operations.push(operation);
    else byPart.set(part, [operation]);
  }
  return [...byPart.values()];
}

/**
 * The search knows what operations under way will come back with, so it may fail before that is evident. The shortest
 * prefix that offends with nothing known of what comes later is found by halving: every longer one offends too.
 */
function shorten<S, I, O>(
  part: Operation<I, O>[],
  model: Model<S, I, O>,
  found: DeadEnd<S, I, O>,
): Offence<S, I, O> {
  const returns = part.filter(({ status }) => status === "ok").sort((a, b) => a.returned! - b.returned!);
  let low = returns.indexOf(found.culprit);
  let high = returns.length - 1;
  let states = found.states;
  while (low < high) {
    const middle = (low + high) >> 1;
    const offence = search(cut(part, returns[middle]!.returned!), model);
    if (offence === undefined || offence === "too many") {
      low = middle + 1;
    } else {
      states = offence.states;
      high = middle;
    }
  }
  const culprit = returns[low]!;
  const prefix = part
    .filter(({ invoked }) => invoked <= culprit.returned!)
    .sort((a, b) => a.invoked - b.invoked);
  return { prefix, culprit, states };
}

/** The history as it was known right after `end`. */
function cut<I, O>(history: Operation<I, O>[], end: number): Operation<I, O>[] {
  return history
    .filter(({ invoked }) => invoked <= end)
    .map((operation) =>
      operation.status === "ok" && operation.returned! > end
        ? { ...operation, status: "unknown", output: undefined, returned: undefined }
        : operation,
    );
}

/** A state that is possible now, and which of the operations under way have taken effect in it. */
interface Possibility<S> {
  readonly state: S;
  /** Operations that will return, as bits. */
  readonly certain: bigint;
  /** Operations of unknown outcome, as bits. */
  readonly unknown: bigint;
}

function search<S, I, O>(
  history: Operation<I, O>[],
  model: Model<S, I, O>,
): DeadEnd<S, I, O> | "too many" | undefined {
  const underWay: { operation: Operation<I, O>; bit: bigint; certain: boolean }[] = [];
  let possible: Possibility<S>[] = [{ state: model.initial, certain: 0n, unknown: 0n }];
  const slots = new Slots();

  for (const { operation, invocation } of eventsOf(history)) {
    const certain = operation.status === "ok";
    if (invocation) {
      underWay.push({ operation, bit: slots.take(), certain });
      continue;
    }
    const at = underWay.findIndex((entry) => entry.operation === operation);
    const returning = underWay[at]!;
    const reached = new Memo(model);
    const done = new Memo(model);
    for (const start of possible) reached.add(start);
    // Both memos grow while they are walked through: this is the breadth-first search itself.
    for (const from of reached.all) {
      if (reached.isDropped(from)) continue;
      if ((from.certain & returning.bit) !== 0n) {
        done.add({ ...from, certain: from.certain & ~returning.bit });
        continue;
      }
      for (const { operation: next, bit, certain } of underWay) {
        if (((certain ? from.certain : from.unknown) & bit) !== 0n) continue;
        const state = model.step(from.state, next.input, next.output);
        if (state === undefined) continue;
        if (certain) reached.add({ state, certain: from.certain | bit, unknown: from.unknown });
        else reached.add({ state, certain: from.certain, unknown: from.unknown | bit });
      }
      if (reached.all.length > MAX_POSSIBILITIES) return "too many";
    }
    if (done.all.length === 0) {
      const states = new Map(possible.map(({ state }) => [model.key?.(state) ?? keyOf(state), state]));
      return { culprit: operation, states: [...states.values()] };
    }
    possible = done.all.filter((possibility) => !done.isDropped(possibility));
    underWay.splice(at, 1);
    slots.give(returning.bit);
  }
  return undefined;
}

/** Invocations and returns in their order; at the same place, invocations first, so that such operations overlap. */
function eventsOf<I, O>(history: Operation<I, O>[]): { operation: Operation<I, O>; invocation: boolean }[] {
  const events = history.flatMap((operation) => {
    const invocation = { operation, invocation: true, place: operation.invoked };
    if (operation.status !== "ok") return [invocation];
    return [invocation, { operation, invocation: false, place: operation.returned! }];
  });
  return events.sort((a, b) => a.place - b.place || Number(b.invocation) - Number(a.invocation));
}

/** The possibilities seen so far, without those that another one makes superfluous. */
class Memo<S, I, O> {
  readonly all: Possibility<S>[] = [];
  private readonly best = new Map<string, Possibility<S>[]>();
  private readonly dropped = new Set<Possibility<S>>();

  constructor(private readonly model: Model<S, I, O>) {}

  add(possibility: Possibility<S>): void {
    const { state, certain, unknown } = possibility;
    const key = `${certain}|${this.model.key?.(state) ?? keyOf(state)}`;
    const rivals = this.best.get(key) ?? [];
    if (rivals.some((rival) => (rival.unknown & ~unknown) === 0n)) return;
    const beaten = rivals.filter((rival) => (unknown & ~rival.unknown) === 0n);
    for (const rival of beaten) this.dropped.add(rival);
    this.best.set(key, [...rivals.filter((rival) => !beaten.includes(rival)), possibility]);
    this.all.push(possibility);
  }

  isDropped(possibility: Possibility<S>): boolean {
    return this.dropped.has(possibility);
  }
}

/** Gives out bits, the lowest free one first, so that the sets stay small however long the history is. */
class Slots {
  private used = 0n;

  take(): bigint {
    let bit = 1n;
    while ((this.used & bit) !== 0n) bit <<= 1n;
    this.used |= bit;
    return bit;
  }

  give(bit: bigint): void {
    this.used &= ~bit;
  }
}
