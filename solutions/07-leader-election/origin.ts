import type { Disk } from "#lab/host";

/** The file by which an operator says that a server belongs to a new ensemble, before its first start. */
export const NEW_MARK = "initialize";
/** The file that a server has had since it first followed or led: see `Storage.currentEpoch`. */
const KNOWN_MARK = "currentEpoch";

/**
 * Where a server's disk comes from.
 *
 * - `known`: it has taken part in an epoch, and its disk says how far it came
 * - `new`: it has not, and an operator has said that this is right
 * - `lost`: its disk is empty, and nobody has said that it should be. It may have acknowledged anything
 */
export type Origin = "known" | "new" | "lost";

/** Whether a server may vote is decided by it: whoever has lost what it knew may not. */
export function originOf(disk: Disk): Origin {
  // #region write no-vote: Two files, three answers. Which of them comes first?
  if (disk.exists(KNOWN_MARK)) return "known";
  return disk.exists(NEW_MARK) ? "new" : "lost";
  // #endregion
}
