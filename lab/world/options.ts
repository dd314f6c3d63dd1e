import type { Recorder } from "../trace/recorder";
import type { DiskOptions } from "./disk";
import type { Violation } from "./failure";
import type { NetworkOptions } from "./network";

/** What a world is made from. */
export interface WorldOptions {
  /** Decides everything that is left to chance. */
  seed: number;
  network?: Partial<NetworkOptions>;
  disk?: Partial<DiskOptions>;
  /** Writes down the run, for its picture. It costs time: a failed run is repeated with it. */
  recorder?: Recorder;
}

/** What a check finds: nothing, or why the property does not hold. */
export type Check = () => Violation | string | undefined;
