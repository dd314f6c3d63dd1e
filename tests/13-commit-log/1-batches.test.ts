import { bytes } from "#lab/testing/bytes";
import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { ByteWriter } from "#transaction-log/bytes";
import { crc32c } from "#commit-log/crc32c";
import {
  APPEND_TIME_BIT,
  checkBatch,
  decodeRecords,
  encodeBatch,
  InvalidBatch,
  place,
  readInfo,
} from "#commit-log/record-batch";
import { Cursor, writeVarint } from "#commit-log/varint";
import { recordOf } from "./arbitrary";
import { record } from "./records";

const FORMAT = "Kafka documentation, Message Format";

/** A batch with one gzipped record, as a broker has it on its disk. */
const GZIPPED = Uint8Array.from([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 113, 0, 0, 0, 0, 2, 228, 195, 36, 165, 0, 9, 0, 0, 0, 0, 0, 0, 1, 115, 237,
  245, 255, 167, 0, 0, 1, 115, 237, 245, 255, 201, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 1, 31, 139, 8, 0, 0, 0, 0, 0, 0, 19, 11, 99, 96, 96, 224, 202, 78, 173, 212, 53, 112, 40, 75, 204,
  41, 77, 213, 53, 208, 53, 50, 48, 50, 208, 53, 176, 208, 53, 52, 9, 49, 52, 183, 50, 52, 182, 50, 176, 208,
  51, 179, 48, 138, 98, 0, 0, 181, 227, 241, 167, 44, 0, 0, 0,
]);

rule("A number takes as few bytes as it needs, and comes back", "Protocol Buffers, Encoding", () => {
  test.each([
    [0n, [0]],
    [-1n, [1]],
    [1n, [2]],
    [63n, [126]],
    [-64n, [127]],
    [64n, [128, 1]],
    [300n, [216, 4]],
    [(1n << 63n) - 1n, [254, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
    [-(1n << 63n), [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
  ])("%d", (value, expected) => {
    const writer = new ByteWriter();
    writeVarint(writer, value);

    expect([...writer.view()]).toEqual(expected);
    expect(new Cursor(writer.view()).varint()).toBe(value);
  });
});

rule("A number of more than 64 bits is none", "Protocol Buffers, Encoding", () => {
  test.each([10, 11, 500])("%d bytes that say that there is more", (count) => {
    expect(() => new Cursor(Uint8Array.from([...new Array<number>(count).fill(0x80), 1])).varint()).toThrow(
      RangeError,
    );
  });
});

rule("A batch has Kafka's own layout", FORMAT, () => {
  test("the checksum is CRC-32C", () => {
    expect(crc32c(bytes("123456789"))).toBe(0xe3069283);
  });

  test("a batch of a real broker is whole, and says what it says", () => {
    expect(checkBatch(GZIPPED)).toEqual({
      baseOffset: 0n,
      lastOffset: 0n,
      size: 125,
      leaderEpoch: 0,
      attributes: 9,
      baseTimestamp: 1_597_425_188_775n,
      maxTimestamp: 1_597_425_188_809n,
      producerId: -1n,
      producerEpoch: 0,
      baseSequence: 0,
      recordCount: 1,
    });
  });

  test("its records are compressed: nobody here reads them", () => {
    expect(() => decodeRecords(GZIPPED)).toThrow(InvalidBatch);
  });

  test("records come back with every field", () => {
    const records = [
      record(0, "bread", "Ann", 5_000),
      record(1, null, "Bob", 4_000),
      {
        ...record(2, ""),
        headers: [
          { key: "naïve", value: bytes("x") },
          { key: "none", value: null },
        ],
      },
    ];
    expect(decodeRecords(encodeBatch(records))).toEqual(records);
  });

  test("a batch that was just made is whole", () => {
    const batch = encodeBatch([record(0, "bread", "Ann"), record(1, null, "Bob")], { leaderEpoch: 4 });

    expect(checkBatch(batch)).toMatchObject({ size: batch.length, recordCount: 2, leaderEpoch: 4 });
  });

  test("any bit behind the checksum turns, and it is noticed", () => {
    const batch = encodeBatch([record(0, "bread", "Ann")]);
    const unnoticed: number[] = [];
    for (let bit = 17 * 8; bit < batch.length * 8; bit++) {
      const copy = batch.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      try {
        checkBatch(copy);
        unnoticed.push(bit);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidBatch);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  test("a broker gives it its place and its epoch, and the checksum still fits", () => {
    const at = place(GZIPPED, 7_000_000_000n, 3);

    expect({ ...checkBatch(at) }).toEqual({
      ...readInfo(GZIPPED),
      baseOffset: 7_000_000_000n,
      lastOffset: 7_000_000_000n,
      leaderEpoch: 3,
    });
  });

  test("the broker gives a copy its place: the producer's bytes stay as they are", () => {
    const batch = encodeBatch([record(0, "bread")]);
    const before = batch.slice();
    place(batch, 99n, 7);

    expect(batch).toEqual(before);
  });

  test("a broker that sets the time of the append sets one for the whole batch", () => {
    const batch = encodeBatch([record(0, "a", null, 50), record(1, "b", null, 90)], {
      attributes: APPEND_TIME_BIT,
      maxTimestamp: 400n,
    });

    expect(decodeRecords(batch).map(({ timestamp }) => timestamp)).toEqual([400n, 400n]);
  });

  test("its timestamps: the first is the base, and the latest is noted, wherever it stands", () => {
    const info = readInfo(
      encodeBatch([record(0, "a", null, 50), record(1, "b", null, 90), record(2, "c", null, 70)]),
    );

    expect([info.baseTimestamp, info.maxTimestamp, info.recordCount, info.lastOffset]).toEqual([
      50n,
      90n,
      3,
      2n,
    ]);
  });
});

rule("Whatever is written comes back, and nothing else is taken for a batch", FORMAT, () => {
  test("any records: keys, values and headers of any bytes, times of 64 bits", () => {
    fc.assert(
      fc.property(fc.array(recordOf, { minLength: 1, maxLength: 20 }), (drafts) => {
        const records = drafts.map((draft, index) => ({ ...draft, offset: BigInt(index) }));
        expect(decodeRecords(encodeBatch(records))).toEqual(records);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test("an empty key is a key, and no key is none", () => {
    const records = [record(0, "x", ""), record(1, "y", null)];

    expect(decodeRecords(encodeBatch(records)).map(({ key }) => key)).toEqual([new Uint8Array(0), null]);
  });

  test("a batch that is cut off anywhere is no batch", () => {
    const batch = encodeBatch([record(0, "bread", "Ann"), record(1, "milk", "Bob")]);
    for (let length = 0; length < batch.length; length++) {
      expect(() => checkBatch(batch.subarray(0, length))).toThrow(InvalidBatch);
    }
  });

  test("nor is one with something behind it", () => {
    const batch = encodeBatch([record(0, "bread", "Ann")]);

    expect(() => checkBatch(Uint8Array.from([...batch, 0]))).toThrow(InvalidBatch);
  });

  test.each([
    ["a length that is negative", { at: 8, put: [255, 255, 255, 0] }],
    ["a length beyond every bound", { at: 8, put: [127, 255, 255, 255] }],
    ["another version of the format", { at: 16, put: [1] }],
    ["an end before its beginning", { at: 23, put: [255, 255, 255, 255] }],
  ])("%s", (_, { at, put }) => {
    const batch = encodeBatch([record(0, "bread", "Ann")]);
    batch.set(put, at);

    expect(() => readInfo(batch)).toThrow(InvalidBatch);
  });

  test("a record that is longer or shorter than it says", () => {
    for (const by of [-2, 2]) {
      const batch = encodeBatch([record(0, "bread", "Ann")]);
      batch[61]! += by;

      expect(() => decodeRecords(batch)).toThrow(InvalidBatch);
    }
  });

  test("records that lie about their length or their number: refused, and without much memory", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const batch = encodeBatch([record(0, "bread", "Ann"), record(1, "milk", null)]);
        for (const [at, byte] of changes) batch[57 + (at % (batch.length - 57))] = byte;
        try {
          decodeRecords(batch);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidBatch);
        }
      }),
      { seed: 2, numRuns: 2_000 },
    );
  });
});
