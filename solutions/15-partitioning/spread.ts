/** A server that keeps partitions. */
export interface BrokerPlace {
  /** By which others dial it. */
  name: string;
  /** What it shares its fate with: a rack, a building. Without one it stands for itself. */
  rack?: string;
}

/** As many copies as that can't be had: there are fewer brokers. Kafka's INVALID_REPLICATION_FACTOR. */
export class InvalidReplicationFactor extends Error {
  override readonly name = "InvalidReplicationFactor";
}

/**
 * Chooses the brokers of partitions that follow each other. The copies of one partition are on different brokers, and
 * in as many racks as can be. The numbers of partitions that any two brokers lead differ by one at most. What a broker
 * leads has its other copies on different brokers: when it fails, its work is shared.
 *
 * @param partitions how many
 * @param replicas copies of each
 * @param first how many were placed on these brokers before; the next ones go on where those ended
 * @returns for each partition its brokers' names, the one that leads it first
 * @throws InvalidReplicationFactor if there are not as many brokers as copies, or no copy is wanted
 *
 * Source: Kafka's own assignment of a new topic (AdminUtils, KIP-36 for racks), as far as it can be observed.
 */
export function spread(
  brokers: readonly BrokerPlace[],
  partitions: number,
  replicas: number,
  first = 0,
): string[][] {
  // #region write spread: The leaders in turn. The others in turn too, from another broker each time round.
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > brokers.length) {
    throw new InvalidReplicationFactor(`${replicas} copies on ${brokers.length} brokers`);
  }
  return Array.from({ length: partitions }, (_, index) => {
    const line = lineFrom(brokers, first + index);
    const chosen: BrokerPlace[] = [];
    while (chosen.length < replicas) {
      const left = line.filter((broker) => !chosen.includes(broker));
      const racks = new Set(chosen.map(rackOf));
      chosen.push(left.find((broker) => !racks.has(rackOf(broker))) ?? left[0]!);
    }
    return chosen.map(({ name }) => name);
  });
  // #endregion
}

// #region own spread: Your helpers.
/** The brokers in the order in which they are asked to keep a partition. */
function lineFrom(brokers: readonly BrokerPlace[], partition: number): BrokerPlace[] {
  const leader = partition % brokers.length;
  const others = brokers.length - 1;
  // Each time round, the first of the others is another one.
  const round = Math.floor(partition / brokers.length);
  const line = [brokers[leader]!];
  for (let each = 0; each < others; each++) {
    line.push(brokers[(leader + 1 + ((round + each) % others)) % brokers.length]!);
  }
  return line;
}

/** A broker without a rack is one by itself. */
function rackOf({ name, rack }: BrokerPlace): string {
  return rack === undefined ? `broker ${name}` : `rack ${rack}`;
}
// #endregion
