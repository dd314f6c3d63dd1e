import type { Protocol } from "./messages";

/** Somebody with the ways to divide that it knows, the preferred first. */
export interface Voter {
  readonly protocols: readonly Protocol[];
}

/** The names of the ways that all of them know. */
export function knownToAll(voters: readonly Voter[]): Set<string> {
  const [first, ...others] = voters.map(({ protocols }) => protocols.map(({ name }) => name));
  return new Set(first?.filter((name) => others.every((names) => names.includes(name))));
}

/**
 * The way to divide that most of them prefer among those that all of them know.
 * @param voters at least one; there is a way that all of them know
 */
export function commonProtocol(voters: readonly Voter[]): string {
  // Write here (step generations): Each votes for the first of its ways that all the others know too.
  throw new Error("Not written yet (step generations)");
}

/** Whether somebody says just what it said before. */
export function saysTheSame(before: readonly Protocol[], now: readonly Protocol[]): boolean {
  const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
    a.length === b.length && a.every((byte, at) => byte === b[at]);
  return (
    before.length === now.length &&
    before.every(({ name, metadata }, at) => name === now[at]!.name && isSame(metadata, now[at]!.metadata))
  );
}
