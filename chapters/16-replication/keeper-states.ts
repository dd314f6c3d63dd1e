import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";
import { KeeperError } from "#znode-tree/errors";
import type { PartitionState, States } from "./states";

/** The znodes of the brokers that are there, and those of the partitions. Nothing to write here. */
export const BROKERS = "/brokers";
export const PARTITIONS = "/partitions";

/** Without a connection it tries again after so long, in ms. */
const RETRY = 50;

export function encodeState({ replicas, leader, epoch, isr }: PartitionState): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ replicas, leader: leader ?? null, epoch, isr }));
}

export function decodeState(data: Uint8Array, version: number): PartitionState {
  const { leader, ...rest } = JSON.parse(new TextDecoder().decode(data)) as Omit<
    PartitionState,
    "leader" | "version"
  > & { leader: string | null };
  return { ...rest, leader: leader ?? undefined, version };
}

/** @param watcher called once when the state changes, or the session is over */
export async function readState(
  keeper: Keeper,
  partition: string,
  watcher?: () => void,
): Promise<PartitionState> {
  const { data, stat } = await keeper.getData(`${PARTITIONS}/${partition}`, watcher);
  return decodeState(data, stat.version);
}

/** Writes a state in the place of the one of its version. @throws KeeperError BadVersion if that isn't there any more */
export async function writeState(keeper: Keeper, partition: string, state: PartitionState): Promise<number> {
  const stat = await keeper.setData(`${PARTITIONS}/${partition}`, encodeState(state), state.version);
  return stat.version;
}

/** The table in the tree of ZooKeeper. */
export class KeeperStates implements States {
  /**
   * @param keeper of the session that there is now
   * @param pause lets so many ms pass
   */
  constructor(
    private readonly keeper: () => Keeper,
    private readonly pause: (ms: number) => Promise<void>,
  ) {}

  alter(
    partition: string,
    state: PartitionState,
    isr: readonly string[],
    done: (now: PartitionState) => void,
  ): void {
    void this.#alter(partition, { ...state, isr }).then(done);
  }

  async #alter(partition: string, wanted: PartitionState): Promise<PartitionState> {
    try {
      return { ...wanted, version: await writeState(this.keeper(), partition, wanted) };
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
    }
    // It was done or it wasn't, or somebody else has been there: only the table knows.
    for (;;) {
      try {
        return await readState(this.keeper(), partition);
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionMoved", "SessionExpired")) throw error;
        await this.pause(RETRY);
      }
    }
  }
}
