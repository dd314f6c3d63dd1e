/**
 * A copy of a message, as the receiver will see it. Sender and receiver share nothing, as over a real network.
 *
 * @throws TypeError if the message holds anything but plain data: it could not be sent over a real network
 */
export function copyMessage<M>(message: M): M {
  return copy(message, 0) as M;
}

/** Messages nest no deeper than this; a deeper one is most likely a cycle. */
export const MAX_DEPTH = 64;

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== "object") {
    if (typeof value === "function" || typeof value === "symbol") throw notPlain(`a ${typeof value}`);
    return value;
  }
  if (value === null) return null;
  if (depth > MAX_DEPTH)
    throw new TypeError(`a message nests more than ${MAX_DEPTH} deep: does it hold itself?`);
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return copyObject(value, depth);
}

function copyObject(value: object, depth: number): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The plain prototype of another realm (a page's frame, a test's sandbox) is one that has no prototype itself.
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw notPlain(`a ${value.constructor.name}`);
  }
  const target: Record<string, unknown> = {};
  for (const field in value) {
    const inner = (value as Record<string, unknown>)[field];
    if (inner !== undefined) target[field] = copy(inner, depth + 1);
  }
  return target;
}

function notPlain(what: string): TypeError {
  return new TypeError(
    `a message cannot hold ${what}: use null, booleans, numbers, bigints, strings, Uint8Arrays, arrays and objects`,
  );
}
