/** Which partitions there are, and which broker has them. Nothing to write here. */
export interface Placement {
  /** How many partitions a topic has; 0 if there is no such topic. */
  partitionsOf(topic: string): number;
  /** The broker to talk to about a partition, by its server's name. */
  brokerOf(topic: string, partition: number): string;
}

/** One broker has them all. */
export class SingleBroker implements Placement {
  readonly #broker: string;
  readonly #topics: ReadonlyMap<string, number>;

  /** @param topics each with its number of partitions */
  constructor(broker: string, topics: ReadonlyMap<string, number>) {
    this.#broker = broker;
    this.#topics = topics;
  }

  partitionsOf(topic: string): number {
    return this.#topics.get(topic) ?? 0;
  }

  brokerOf(): string {
    return this.#broker;
  }
}
