import { describe, keyOf } from "../describe";
import type { Violation } from "../world/failure";

/** What was sent through a log or a queue, and what came out. Values must differ from each other. */
export interface Delivery<V> {
  /** What was accepted for certain, in the order in which it was sent. */
  readonly accepted: readonly V[];
  /** What may have been accepted: the outcome is unknown. */
  readonly unknown?: readonly V[];
  /** What one consumer, or a group of them together, received, in its order. */
  readonly received: readonly V[];
}

/** What the way from sender to receiver promises. */
export interface DeliveryPromise<V> {
  /** Nothing that was accepted is missing. Only to be asked for when the receiver has had time to catch up. */
  complete: boolean;
  /** Nothing comes twice. */
  once: boolean;
  /** What is sent in an order comes in that order, among values of one lane: a partition, a key. Default: no order. */
  lane?: (value: V) => string;
}

/**
 * Checks that nothing was invented, lost, doubled or overtaken.
 *
 * @returns the facts that conflict, or undefined if all is well
 */
export function checkDelivery<V>(delivery: Delivery<V>, promise: DeliveryPromise<V>): Violation | undefined {
  return (
    invented(delivery) ??
    (promise.once ? doubled(delivery.received) : undefined) ??
    (promise.lane ? overtaken(delivery, promise.lane) : undefined) ??
    (promise.complete ? lost(delivery) : undefined)
  );
}

function invented<V>({ accepted, unknown = [], received }: Delivery<V>): Violation | undefined {
  const sent = new Set([...accepted, ...unknown].map(keyOf));
  const at = received.findIndex((value) => !sent.has(keyOf(value)));
  if (at < 0) return undefined;
  return {
    facts: [`${describe(received[at])} was received as number ${at + 1}`, "nobody has sent it with success"],
  };
}

function doubled<V>(received: readonly V[]): Violation | undefined {
  const first = new Map<string, number>();
  for (const [i, value] of received.entries()) {
    const before = first.get(keyOf(value));
    if (before !== undefined) {
      const what = describe(value);
      return {
        facts: [`${what} was received as number ${before + 1}`, `${what} came again as number ${i + 1}`],
      };
    }
    first.set(keyOf(value), i);
  }
  return undefined;
}

/** Compares first receipts only: a redelivery is no change of order. */
function overtaken<V>(
  { accepted, received }: Delivery<V>,
  lane: (value: V) => string,
): Violation | undefined {
  const place = new Map(accepted.map((value, i) => [keyOf(value), i]));
  const furthest = new Map<string, { value: V; place: number }>();
  const seen = new Set<string>();
  for (const value of received) {
    const key = keyOf(value);
    const sentAs = place.get(key);
    if (sentAs === undefined || seen.has(key)) continue;
    seen.add(key);
    const before = furthest.get(lane(value));
    if (before && before.place > sentAs) {
      const [late, early] = [describe(value), describe(before.value)];
      return { facts: [`${late} was sent before ${early}`, `${early} was received before ${late}`] };
    }
    furthest.set(lane(value), { value, place: sentAs });
  }
  return undefined;
}

function lost<V>({ accepted, received }: Delivery<V>): Violation | undefined {
  const seen = new Set(received.map(keyOf));
  const missing = accepted.filter((value) => !seen.has(keyOf(value)));
  if (missing.length === 0) return undefined;
  const others = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
  return { facts: [`${describe(missing[0])}${others} was accepted`, "it was never received"] };
}

/** One place in a log that a consumer read. */
export interface Position {
  readonly consumer: string;
  readonly position: bigint;
}

/**
 * Checks that every consumer goes through its log step by step: never back, and without leaving out a position at which
 * the log has a record.
 *
 * @param exists whether the log has a record there; default: everywhere
 */
export function checkPositions(
  reads: readonly Position[],
  exists: (position: bigint) => boolean = () => true,
): Violation | undefined {
  const last = new Map<string, bigint>();
  for (const { consumer, position } of reads) {
    const before = last.get(consumer);
    if (before !== undefined && position <= before) {
      return { facts: [`${consumer} had read position ${before}`, `it read ${position} after that`] };
    }
    for (let skipped = (before ?? position) + 1n; skipped < position; skipped++) {
      if (exists(skipped)) {
        return {
          facts: [`${consumer} read ${position} right after ${before}`, `there is a record at ${skipped}`],
        };
      }
    }
    last.set(consumer, position);
  }
  return undefined;
}
