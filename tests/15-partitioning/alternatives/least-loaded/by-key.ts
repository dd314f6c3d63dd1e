import type { Partitioner } from "#broker/partitioner";
import { murmur2 } from "#partitioning/murmur2";

export function keyOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

export function partitionOf(key: Uint8Array, partitions: number): number {
  const hash = murmur2(key);
  return (hash < 0 ? hash + 2 ** 31 : hash) % partitions;
}

export class ByKey implements Partitioner {
  readonly choose: Partitioner["choose"];
  readonly added: NonNullable<Partitioner["added"]>;

  constructor(withoutKey: Partitioner) {
    this.choose = (topic, key, partitions) =>
      key ? partitionOf(key, partitions) : withoutKey.choose(topic, null, partitions);
    this.added = (...told) => withoutKey.added?.(...told);
  }
}
