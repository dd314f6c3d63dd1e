import { rule } from "#lab/testing/rule";
import { decodeRecord, encodeRecord, type GroupRecord, groupPartition } from "#offsets/group-record";

const KAFKA = "Apache Kafka, OffsetCommitKey and OffsetCommitValue";

const hex = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");
const bytesOf = (hexed: string): Uint8Array => new Uint8Array(Buffer.from(hexed.replaceAll(" ", ""), "hex"));

const COMMIT = { offset: 258n, leaderEpoch: 3, metadata: "m", at: 4_096 };
const OFFSET: GroupRecord = { type: "offset", group: "email", topic: "orders", partition: 2, commit: COMMIT };
const GROUP: GroupRecord = { type: "group", group: "email", generation: 7, at: 4_096 };

rule("What a group says of a partition is a record in Kafka's own layout", KAFKA, () => {
  test("the key names the group, the topic and the partition; the value is what was said", () => {
    const { key, value } = encodeRecord(OFFSET);

    expect(hex(key)).toBe("00010005656d61696c00066f726465727300000002");
    expect(hex(value)).toBe("00030000000000000102000000030001" + "6d" + "0000000000001000");
  });

  test("a tombstone has the same key, and no value", () => {
    const { key, value } = encodeRecord({ ...OFFSET, commit: undefined });

    expect([hex(key), value]).toEqual(["00010005656d61696c00066f726465727300000002", null]);
  });

  test("a group's generation is remembered by a record of a group without members", () => {
    const { key, value } = encodeRecord(GROUP);

    expect(hex(key)).toBe("00020005656d61696c");
    expect(hex(value)).toBe("00030008636f6e73756d657200000007ffffffff000000000000100000000000");
  });

  test("what is written can be read: offsets beyond 2^53, names of all scripts, an unknown epoch", () => {
    const commit = { offset: 9_007_199_254_740_993n, leaderEpoch: -1, metadata: "日本", at: 5 };
    const records: GroupRecord[] = [
      OFFSET,
      GROUP,
      { ...OFFSET, group: "naïve 日本", topic: "é", commit },
      { ...OFFSET, commit: undefined },
      { ...GROUP, generation: undefined, at: -1 },
    ];
    const read = records.map(encodeRecord).map(({ key, value }) => decodeRecord(key, value));

    expect(read).toEqual(records);
  });

  test("a key of version 0 is read as one of version 1", () => {
    const { value } = encodeRecord(OFFSET);
    const key = bytesOf("0000 0005656d61696c 00066f7264657273 00000002");

    expect(decodeRecord(key, value)).toEqual(OFFSET);
  });

  test("a key of a kind that isn't known is passed over", () => {
    expect(decodeRecord(bytesOf("0003 0005656d61696c"), bytesOf("0000"))).toBeUndefined();
  });

  test("a group's value that has members is read as far as it is needed", () => {
    const { key } = encodeRecord(GROUP);
    const value = bytesOf(
      "0003 0008636f6e73756d6572 00000009 000572616e6765 00026d31 0000000000001000 00000001 00026d31",
    );

    expect(decodeRecord(key, value)).toEqual({ ...GROUP, generation: 9 });
  });

  test("bytes that end too early are refused", () => {
    const { key, value } = encodeRecord(OFFSET);

    expect(() => decodeRecord(key.subarray(0, 9), value)).toThrow(RangeError);
    expect(() => decodeRecord(key, value!.subarray(0, 9))).toThrow(RangeError);
  });
});

rule("A group's name decides which partition remembers it", "Apache Kafka, GroupMetadataManager", () => {
  test("by Java's String.hashCode", () => {
    // "email" has 96619420, "hello" 99162322, and "日本" 835047.
    expect(["", "email", "hello", "日本"].map((name) => groupPartition(name, 1_000_000_000))).toEqual([
      0, 96_619_420, 99_162_322, 835_047,
    ]);
    expect(groupPartition("email", 50)).toBe(20);
  });

  test("a hash below 0 counts without its sign", () => {
    // "inventory" has -2020599460.
    expect(groupPartition("inventory", 50)).toBe(10);
  });

  test("the least number has no counterpart: it counts as 0", () => {
    // Its hash is -2147483648.
    expect(groupPartition("polygenelubricants", 50)).toBe(0);
  });

  test("a character outside of the first plane counts as its two code units", () => {
    // "😀" is d83d de00 in UTF-16: 31 * 55357 + 56832.
    expect(groupPartition("😀", 1_000_000_000)).toBe(1_772_899);
  });
});
