import type { ErrorName } from "#znode-tree/errors";
import { KeeperError } from "#znode-tree/errors";
import type { Stat } from "#znode-tree/changes";
import type { Keeper } from "./keeper";

/** A znode at a moment, and a promise for the moment in which that is no longer true. */
export interface Watched {
  /** Undefined where there is no such znode. */
  stat: Stat | undefined;
  /** Resolves when the znode is created, is given data or is deleted, or when the session is over. Never rejects. */
  changed: Promise<void>;
}

/** Looks at a znode and leaves a watch, in one request: what happens between the two can't be missed. */
export async function watchZnode(keeper: Keeper, path: string): Promise<Watched> {
  let tell!: () => void;
  const changed = new Promise<void>((resolve) => (tell = resolve));
  return { stat: await keeper.exists(path, tell), changed };
}

/** Whether something failed for one of these reasons. Anything else isn't the recipe's business. */
export function failedBy(error: unknown, ...reasons: ErrorName[]): boolean {
  return error instanceof KeeperError && reasons.includes(error.reason);
}
