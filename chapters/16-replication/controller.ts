import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { elect, type ElectionOptions } from "./election";
import { BROKERS, PARTITIONS, readState, writeState } from "./keeper-states";
import type { PartitionState } from "./states";

/**
 * Sees to it that every partition has a leader, for as long as this broker is the one that has won chapter 4's race. It
 * may not know yet that it isn't any more; so it writes only on top of what it has read.
 */
export class Controller {
  /** States that were read, and haven't changed since: with many partitions, nobody reads all of them for one. */
  readonly #known = new Map<string, PartitionState>();
  /** A watch for all that is watched. One function: left twice, it is still called once. */
  readonly #tell = (): void => this.#wake();
  #wake = (): void => {};

  constructor(
    private readonly keeper: Keeper,
    private readonly isInCharge: () => boolean,
    private readonly options: ElectionOptions,
  ) {}

  /** Works until it isn't in charge, or its session is over. @throws KeeperError SessionExpired, ConnectionLoss */
  async run(): Promise<void> {
    while (this.isInCharge()) {
      const changed = new Promise<void>((resolve) => (this.#wake = resolve));
      // Write here (step controller): Who is there, and which partitions are? Leave watches. Then elect for each.
      throw new Error("Not written yet (step controller)");
      await changed;
    }
  }

  /** What the tree says of a partition. When that changes, there is another look at everything. */
  async #stateOf(partition: string): Promise<PartitionState> {
    const known = this.#known.get(partition);
    if (known !== undefined) return known;
    const state = await readState(this.keeper, partition, () => {
      this.#known.delete(partition);
      this.#tell();
    });
    this.#known.set(partition, state);
    return state;
  }

  // Yours (step controller): Room for helpers of your own.
}
