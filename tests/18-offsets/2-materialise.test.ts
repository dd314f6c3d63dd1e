import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { cleanBatch, type Latest, noteKeys } from "#commit-log/compaction";
import { encodeBatch, place } from "#commit-log/record-batch";
import { encodeRecord, type GroupRecord } from "#offsets/group-record";
import { Offsets } from "#offsets/offsets";

const SOURCE = "Apache Kafka documentation, Distribution: Consumer Offset Tracking";
const HOUR = 3_600_000;

const says = (offset: number | undefined, partition = 0, group = "email", at = 0): GroupRecord => ({
  type: "offset",
  group,
  topic: "orders",
  partition,
  commit: offset === undefined ? undefined : { offset: BigInt(offset), leaderEpoch: 0, metadata: "", at },
});
const generation = (number: number | undefined, group = "email"): GroupRecord => ({
  type: "group",
  group,
  generation: number,
  at: 0,
});

/** A batch that has its place in the log. */
function batch(base: number, ...records: GroupRecord[]): Uint8Array {
  const written = records.map((record, at) => ({
    offset: BigInt(at),
    timestamp: 0n,
    ...encodeRecord(record),
    headers: [],
  }));
  return place(encodeBatch(written), BigInt(base), 0);
}

function known(...batches: Uint8Array[]): Offsets {
  const offsets = new Offsets();
  offsets.take(batches);
  return offsets;
}

const shown = (offsets: Offsets, group = "email"): string[] =>
  offsets
    .placesOf(group)
    .map((each) => `${each.topic}/${each.partition} ${offsets.committed(group, each)!.offset}`)
    .sort();

rule("The map holds the last word of the log on each key", SOURCE, () => {
  test("by group and partition; who never spoke has said nothing", () => {
    const offsets = known(batch(0, says(3), says(4, 1), says(9, 0, "stock")), batch(3, says(5)));

    expect(shown(offsets)).toEqual(["orders/0 5", "orders/1 4"]);
    expect(shown(offsets, "stock")).toEqual(["orders/0 9"]);
    expect(offsets.committed("nobody", { topic: "orders", partition: 0 })).toBeUndefined();
    expect([...offsets.groups].sort()).toEqual(["email", "stock"]);
  });

  test("the last word counts, and not the highest: a group may go back", () => {
    expect(shown(known(batch(0, says(9)), batch(1, says(2))))).toEqual(["orders/0 2"]);
  });

  test("a tombstone takes a word back", () => {
    expect(shown(known(batch(0, says(9), says(8, 1)), batch(2, says(undefined))))).toEqual(["orders/1 8"]);
  });

  test("a group of which nothing is left is gone", () => {
    const offsets = known(batch(0, says(9), generation(2)), batch(2, says(undefined), generation(undefined)));

    expect([offsets.groups, offsets.generationOf("email")]).toEqual([[], 0]);
  });

  test("a generation is remembered beside the offsets", () => {
    const offsets = known(batch(0, generation(1), says(3), generation(2)));

    expect([offsets.generationOf("email"), offsets.generationOf("stock")]).toEqual([2, 0]);
  });

  test("keys of another kind, and records without a key, are passed over", () => {
    const other = { offset: 0n, timestamp: 0n, key: new Uint8Array([0, 9, 1]), value: null, headers: [] };
    const offsets = known(encodeBatch([other, { ...other, offset: 1n, key: null }]), batch(2, says(3)));

    expect([shown(offsets), offsets.next]).toEqual([["orders/0 3"], 3n]);
  });
});

rule("It is taken from the log in the log's order", "KAFKA-5247", () => {
  test("a batch that comes again changes nothing", () => {
    const offsets = known(batch(0, says(3)), batch(1, says(4)));
    offsets.take([batch(0, says(3))]);

    expect([shown(offsets), offsets.next]).toEqual([["orders/0 4"], 2n]);
  });

  test("of a batch that is known in part, the rest is taken", () => {
    const offsets = new Offsets(1n);
    offsets.take([batch(0, says(7, 1), says(3))]);

    expect([shown(offsets), offsets.next]).toEqual([["orders/0 3"], 2n]);
  });

  test("it goes on behind a batch whose last records compaction has taken", () => {
    const latest: Latest = new Map();
    const before = batch(0, says(3), says(4, 1), says(5, 2));
    for (const each of [before, batch(3, says(9, 2))]) noteKeys(latest, each);
    const offsets = known(encodeBatch([], { baseOffset: 0n, lastOffset: 2n, baseTimestamp: 0n }));

    expect([latest.size, offsets.next]).toEqual([3, 3n]);
  });

  test("a compacted log makes the same map", () => {
    const one = fc.record({
      group: fc.constantFrom("email", "stock"),
      partition: fc.nat(2),
      offset: fc.option(fc.nat(99), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (all) => {
        let base = 0;
        const batches = all.map((some) => {
          const made = batch(base, ...some.map((each) => says(each.offset, each.partition, each.group)));
          base += some.length;
          return made;
        });
        const latest: Latest = new Map();
        for (const each of batches) noteKeys(latest, each);
        // Twice: the first time a tombstone stays for a while.
        const once = batches.map((each) => cleanBatch(latest, each, 0, 1));
        const compacted = once.map((each) => cleanBatch(latest, each, 1_000, 1));
        const [plain, cleaned] = [known(...batches), known(...compacted)];
        for (const group of ["email", "stock"]) expect(shown(cleaned, group)).toEqual(shown(plain, group));
      }),
      { numRuns: 100 },
    );
  });
});

rule("What nobody wants any more is forgotten, and nothing else", "KIP-211; KAFKA-8069", () => {
  let offsets: Offsets;
  beforeEach(() => {
    offsets = known(batch(0, says(3, 0, "email", 0), says(4, 1, "email", 5 * HOUR), generation(1)));
  });
  const gone = (now: number, since: number | undefined): string[] =>
    offsets
      .expired(now, HOUR, () => since)
      .map((each) =>
        each.type === "group" ? `group ${each.generation}` : `${each.partition} ${each.commit?.offset}`,
      );

  test("as long as somebody is in the group, everything is kept, however old", () => {
    expect(gone(1_000 * HOUR, undefined)).toEqual([]);
  });

  test("a group that was left is kept for the whole time from then on", () => {
    expect([gone(100 * HOUR - 1, 99 * HOUR), gone(100 * HOUR, 99 * HOUR)]).toEqual([
      [],
      ["0 undefined", "1 undefined", "group undefined"],
    ]);
  });

  test("and so is what was said after it was left", () => {
    expect(gone(5 * HOUR + 1, 0)).toEqual(["0 undefined"]);
  });

  test("nothing is forgotten before the log says so", () => {
    gone(1_000 * HOUR, 0);

    expect(shown(offsets)).toEqual(["orders/0 3", "orders/1 4"]);
  });
});
