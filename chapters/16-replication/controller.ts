import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { elect, type ElectionOptions } from "./election";
import { BROKERS, PARTITIONS, readState, writeState } from "./keeper-states";

/**
 * Sees to it that every partition has a leader, for as long as this broker is the one that has won chapter 4's race. It
 * may not know yet that it isn't any more; so it writes only on top of what it has read.
 */
export class Controller {
  constructor(
    private readonly keeper: Keeper,
    private readonly isInCharge: () => boolean,
    private readonly options: ElectionOptions,
  ) {}

  /** Works until it isn't in charge, or its session is over. @throws KeeperError SessionExpired, ConnectionLoss */
  async run(): Promise<void> {
    while (this.isInCharge()) {
      let tell!: () => void;
      const changed = new Promise<void>((resolve) => (tell = resolve));
      // Write here (step controller): Who is there, and which partitions are? Leave watches. Then elect for each.
      throw new Error("Not written yet (step controller)");
      await changed;
    }
  }

  // Yours (step controller): Room for helpers of your own.
}
