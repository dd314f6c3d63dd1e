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
  // Write here (step spread): The leaders in turn. The others in turn too, from another broker each time round.
  throw new Error("Not written yet (step spread)");
}

// Yours (step spread): Your helpers.
