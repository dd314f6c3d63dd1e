import type { Random } from "#lab/host";
import type { Partitioner } from "#broker/partitioner";

/** A deck of partitions for each topic, shuffled: each gets a row before any gets another. */
export class Sticky implements Partitioner {
  readonly #decks = new Map<string, { left: number[]; now: number; room: number }>();

  constructor(
    private readonly batchBytes: number,
    private readonly random: Pick<Random, "below">,
  ) {}

  choose(topic: string, _key: Uint8Array | null, partitions: number): number {
    const deck = this.#decks.get(topic) ?? { left: [], now: Infinity, room: 0 };
    this.#decks.set(topic, deck);
    while (deck.room <= 0 || deck.now >= partitions) {
      if (deck.left.length === 0) deck.left = Array.from({ length: partitions }, (_, index) => index);
      deck.now = deck.left.splice(this.random.below(deck.left.length), 1)[0]!;
      deck.room = this.batchBytes;
    }
    return deck.now;
  }

  added(topic: string, partition: number, bytes: number): void {
    const deck = this.#decks.get(topic);
    if (deck?.now === partition) deck.room -= bytes;
  }
}
