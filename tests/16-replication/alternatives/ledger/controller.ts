import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { elect, type ElectionOptions } from "#replication/election";
import { BROKERS, PARTITIONS, readState, writeState } from "#replication/keeper-states";

/** Reads everything anew when something changes. Only what happens after its last look counts. */
export class Controller {
  constructor(
    private readonly keeper: Keeper,
    private readonly isInCharge: () => boolean,
    private readonly options: ElectionOptions,
  ) {}

  async run(): Promise<void> {
    while (this.isInCharge()) await this.#look();
  }

  /** One look at everything, until something changes. */
  async #look(): Promise<void> {
    const { keeper } = this;
    let tell = (): void => {};
    const changed = new Promise<void>((resolve) => (tell = resolve));
    const [brokers, partitions] = await Promise.all([
      keeper.getChildren(BROKERS, tell),
      keeper.getChildren(PARTITIONS, tell),
    ]);
    const live = new Set(brokers);
    await Promise.all(
      partitions.map(async (partition) => {
        const before = await readState(keeper, partition, tell);
        const after = elect(before, live, this.options);
        if (after === undefined || !this.isInCharge()) return;
        await writeState(keeper, partition, after).catch((error: unknown) => {
          if (!failedBy(error, "BadVersion")) throw error;
        });
      }),
    );
    await changed;
  }
}
