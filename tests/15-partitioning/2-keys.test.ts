import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import type { Partitioner } from "#broker/partitioner";
import { ByKey, keyOf, partitionOf } from "#partitioning/by-key";
import { crc32 } from "#transaction-log/checksum";
import { VECTORS } from "./vectors";

const SOURCE = "Kafka documentation, Producer configs: partitioner.class";

/** Always the last partition; it writes down what it is told. */
class Last implements Partitioner {
  readonly told: string[] = [];

  choose(topic: string, key: Uint8Array | null, partitions: number): number {
    this.told.push(`${topic}: ${key === null ? "no key" : "a key"}`);
    return partitions - 1;
  }

  added(topic: string, partition: number, bytes: number): void {
    this.told.push(`${topic}-${partition}: ${bytes} bytes`);
  }
}

rule("A key is its UTF-8, whoever writes it", "Kafka documentation, StringSerializer: UTF-8", () => {
  test.each([
    ["Ann", [65, 110, 110]],
    ["é", [195, 169]],
    ["日本", [230, 151, 165, 230, 156, 172]],
    ["🪔", [240, 159, 170, 148]],
    ["", []],
  ])("%p", (text, bytes) => {
    expect([...keyOf(text)]).toEqual(bytes);
  });
});

rule("Equal keys go to the same partition, and every client agrees which", SOURCE, () => {
  test.each(VECTORS)("%p", (key, _, ofSix, ofTen, ofHundred) => {
    const places = [1, 6, 10, 100].map((partitions) => partitionOf(keyOf(key), partitions));

    expect(places).toEqual([0, ofSix, ofTen, ofHundred]);
  });

  test("it is one of those that there are, for any key and any number of them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 1, max: 5_000 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);

        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
      }),
      { seed: 2, numRuns: 1_000 },
    );
  });

  test("the topic plays no part: a customer is number 4 of both orders and payments", () => {
    const byKey = new ByKey(new Last());
    const places = ["orders", "payments"].map((topic) => byKey.choose(topic, keyOf("user-42"), 6));

    expect(places).toEqual([4, 4]);
  });
});

rule("What has no key goes where somebody else says", SOURCE, () => {
  test("no key: the other one is asked; a key: it isn't", () => {
    const last = new Last();
    const byKey = new ByKey(last);
    const places = [byKey.choose("orders", null, 6), byKey.choose("orders", keyOf("user-42"), 6)];

    expect([places, last.told]).toEqual([[5, 4], ["orders: no key"]]);
  });

  test("an empty key is a key", () => {
    expect(new ByKey(new Last()).choose("orders", keyOf(""), 6)).toBe(3);
  });

  test("the other one is told how much went where", () => {
    const last = new Last();
    new ByKey(last).added("orders", 2, 150);

    expect(last.told).toEqual(["orders-2: 150 bytes"]);
  });

  test("also one that doesn't want to know", () => {
    expect(() => new ByKey({ choose: () => 0 }).added("orders", 2, 150)).not.toThrow();
  });
});

rule(
  "Two clients that hash differently don't agree where a key is",
  "librdkafka's CONFIGURATION: partitioner, consistent_random is CRC-32",
  () => {
    test("with CRC-32 most customers are somewhere else", () => {
      const customers = Array.from({ length: 1_000 }, (_, n) => keyOf(`customer-${n}`));
      const elsewhere = customers.filter((key) => crc32(key) % 6 !== partitionOf(key, 6)).length;

      expect(elsewhere).toBeGreaterThan(700);
    });
  },
);
