export interface BrokerPlace {
  name: string;
  rack?: string;
}

export class InvalidReplicationFactor extends Error {
  override readonly name = "InvalidReplicationFactor";
}

/** Keeps accounts: who leads least, and who has taken over least from whom, is next. */
class Accounts {
  readonly #leads: number[];
  /** heirs[a][b]: how often b has a copy of what a leads. */
  readonly #heirs: number[][];

  constructor(readonly brokers: readonly BrokerPlace[]) {
    this.#leads = brokers.map(() => 0);
    this.#heirs = brokers.map(() => brokers.map(() => 0));
  }

  next(copies: number): string[] {
    const leader = this.#leads.indexOf(Math.min(...this.#leads));
    this.#leads[leader]! += 1;
    const chosen = [leader];
    while (chosen.length < copies) {
      const free = this.brokers.map((_, index) => index).filter((index) => !chosen.includes(index));
      const cost = (index: number): number =>
        this.#heirs[leader]![index]! +
        (chosen.some((each) => this.#share(each, index)) ? 1e6 : 0) +
        ((index - leader + this.brokers.length) % this.brokers.length) / 1_000;
      chosen.push(free.reduce((best, index) => (cost(index) < cost(best) ? index : best)));
    }
    for (const index of chosen.slice(1)) this.#heirs[leader]![index]! += 1;
    return chosen.map((index) => this.brokers[index]!.name);
  }

  #share(one: number, other: number): boolean {
    const rack = this.brokers[one]!.rack;
    return rack !== undefined && rack === this.brokers[other]!.rack;
  }
}

/** Does what was done before once more, and goes on from there. */
export function spread(
  brokers: readonly BrokerPlace[],
  partitions: number,
  replicas: number,
  first = 0,
): string[][] {
  if (!(replicas >= 1 && replicas <= brokers.length && replicas % 1 === 0)) {
    throw new InvalidReplicationFactor(`${replicas} of ${brokers.length}`);
  }
  const accounts = new Accounts(brokers);
  const all = Array.from({ length: first + partitions }, () => accounts.next(replicas));
  return all.slice(first);
}
