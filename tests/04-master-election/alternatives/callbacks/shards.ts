import { ANY_VERSION } from "#znode-tree/changes";
import type { Keeper } from "#master-election/keeper";
import type { Ticket } from "#master-election/ticket";
import { failedBy } from "#master-election/watching";

export const SHARDS = "/shards";
export type Assignment = ReadonlyMap<string, string>;

/** Sorts the servers anew for each shard that needs one. */
export function assignShards(before: Assignment, servers: readonly string[]): Assignment {
  if (servers.length === 0) throw new RangeError("no server is there");
  const after = new Map([...before].map(([shard, owner]) => [shard, servers.includes(owner) ? owner : ""]));
  for (const [shard, owner] of after) {
    if (owner !== "") continue;
    const count = (name: string): number => [...after.values()].filter((each) => each === name).length;
    after.set(shard, [...servers].sort((a, b) => count(a) - count(b))[0]!);
  }
  return after;
}

export async function publishShards(
  keeper: Keeper,
  master: Ticket,
  before: Assignment,
  after: Assignment,
): Promise<void> {
  const changed = [...after].filter(([shard, server]) => before.get(shard) !== server);
  await keeper.multi([
    ...changed.map(([shard, server]) => ({
      type: "setData" as const,
      path: `${SHARDS}/${shard}`,
      data: new TextEncoder().encode(server),
      version: ANY_VERSION,
    })),
    { type: "check", path: master.path, version: ANY_VERSION },
  ]);
}

/** Remembers promises; one that turns out to be old, or empty, is forgotten. */
export class ShardFinder {
  private readonly known = new Map<string, Promise<string | undefined>>();

  constructor(private readonly keeper: Keeper) {}

  find(shard: string): Promise<string | undefined> {
    let found = this.known.get(shard);
    if (found === undefined) this.known.set(shard, (found = this.ask(shard)));
    return found;
  }

  private async ask(shard: string): Promise<string | undefined> {
    const forget = (): void => void this.known.delete(shard);
    try {
      return new TextDecoder().decode((await this.keeper.getData(`${SHARDS}/${shard}`, forget)).data);
    } catch (error) {
      forget();
      if (failedBy(error, "NoNode", "ConnectionLoss", "SessionExpired")) return undefined;
      throw error;
    }
  }
}
