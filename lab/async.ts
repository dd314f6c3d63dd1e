import type { Clock } from "./host";

/** For clients and recipes, which may await; servers use `clock.after`. Resolves `ms` milliseconds from now. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
