import { rule } from "#lab/testing/rule";
import {
  array,
  BOOL,
  BYTES,
  type Codec,
  INT16,
  INT32,
  INT64,
  INT8,
  NULLABLE_BYTES,
  NULLABLE_STRING,
  nullableArray,
  since,
  STRING,
  struct,
  until,
  UUID,
} from "#kafka-protocol/codec";
import { WireReader } from "#kafka-protocol/wire-reader";
import { WireWriter } from "#kafka-protocol/wire-writer";
import { Malformed } from "#zookeeper-protocol/malformed";

const PRIMITIVES = 'Kafka documentation, Protocol, "Protocol Primitive Types"';
const FLEXIBLE = "KIP-482, The Kafka Protocol should Support Optional Tagged Fields";

const PLAIN = { version: 0, isFlexible: false };
const COMPACT = { version: 9, isFlexible: true };

function hex(bytes: Iterable<number>): string {
  return Buffer.from([...bytes]).toString("hex");
}

function written<T>(codec: Codec<T>, value: T, dialect = PLAIN): string {
  const writer = new WireWriter();
  codec.write(writer, value, dialect);
  return hex(writer.take());
}

function read<T>(codec: Codec<T>, digits: string, dialect = PLAIN): T {
  return codec.read(new WireReader(Buffer.from(digits, "hex")), dialect);
}

/** Whether bytes are refused as Malformed: any other error is a mistake. */
function isRefused(codec: Codec<unknown>, digits: string, dialect = PLAIN): boolean {
  try {
    read(codec, digits, dialect);
    return false;
  } catch (error) {
    if (error instanceof Malformed) return true;
    throw error;
  }
}

rule("numbers are big-endian and have a sign", PRIMITIVES, () => {
  test.each([
    [INT8, -2, "fe"],
    [INT16, 258, "0102"],
    [INT16, -2, "fffe"],
    [INT32, 16_909_060, "01020304"],
    [INT32, -1, "ffffffff"],
    [BOOL, true, "01"],
  ] as [Codec<unknown>, unknown, string][])("%#: a value and its bytes", (codec, value, digits) => {
    expect([written(codec, value), read(codec, digits)]).toEqual([digits, value]);
  });

  test("64 bits keep their last one", () => {
    const value = 2n ** 62n + 1n;
    expect([written(INT64, value), read(INT64, "4000000000000001")]).toEqual(["4000000000000001", value]);
  });

  test("a UUID is sixteen bytes", () => {
    expect(read(UUID, "00".repeat(15) + "07").length).toBe(16);
  });
});

rule("a number without a sign has seven bits a byte, the lowest first", FLEXIBLE, () => {
  test.each([
    [0, "00"],
    [127, "7f"],
    [128, "8001"],
    [300, "ac02"],
    [2 ** 31, "8080808008"],
    [2 ** 32 - 1, "ffffffff0f"],
  ])("%d", (value, digits) => {
    const writer = new WireWriter();
    writer.uvarint(value);
    expect([hex(writer.take()), new WireReader(Buffer.from(digits, "hex")).uvarint()]).toEqual([
      digits,
      value,
    ]);
  });

  test.each(["8080808010", "ffffffffff01", "80808080808000"])("%s is more than 32 bits", (digits) => {
    expect(() => new WireReader(Buffer.from(digits, "hex")).uvarint()).toThrow(Malformed);
  });
});

rule("what may be long has its length before it, and null has one, too", PRIMITIVES, () => {
  test("text: the number of its bytes, in two bytes", () => {
    expect([written(STRING, "für"), read(STRING, "000466c3bc72")]).toEqual(["000466c3bc72", "für"]);
    expect([written(NULLABLE_STRING, null), read(NULLABLE_STRING, "ffff")]).toEqual(["ffff", null]);
  });

  test("bytes: four bytes", () => {
    expect([written(BYTES, Uint8Array.of(7)), hex(read(BYTES, "0000000107"))]).toEqual(["0000000107", "07"]);
    expect([written(NULLABLE_BYTES, null), read(NULLABLE_BYTES, "ffffffff")]).toEqual(["ffffffff", null]);
  });

  test("a list: four bytes, and an empty one isn't null", () => {
    expect([written(array(INT16), [1, 2]), read(array(INT16), "0000000200010002")]).toEqual([
      "0000000200010002",
      [1, 2],
    ]);
    expect([read(nullableArray(INT16), "00000000"), read(nullableArray(INT16), "ffffffff")]).toEqual([
      [],
      null,
    ]);
    expect([written(nullableArray(INT16), []), written(nullableArray(INT16), null)]).toEqual([
      "00000000",
      "ffffffff",
    ]);
  });

  test("in a flexible version a length is one more than it says, and 0 is null", () => {
    expect(written(STRING, "ab", COMPACT)).toBe("036162");
    expect(read(STRING, "036162", COMPACT)).toBe("ab");
    expect([read(NULLABLE_STRING, "00", COMPACT), read(NULLABLE_STRING, "01", COMPACT)]).toEqual([null, ""]);
    expect([written(NULLABLE_STRING, null, COMPACT), written(NULLABLE_STRING, "", COMPACT)]).toEqual([
      "00",
      "01",
    ]);
    expect(read(array(INT8), "03 01 02".replaceAll(" ", ""), COMPACT)).toEqual([1, 2]);
    expect(written(BYTES, new Uint8Array(200), COMPACT).slice(0, 4)).toBe("c901");
  });

  test("null is refused where there must be something", () => {
    expect([
      isRefused(STRING, "ffff"),
      isRefused(BYTES, "ffffffff"),
      isRefused(array(INT8), "00", COMPACT),
    ]).toEqual([true, true, true]);
  });
});

rule("no length is believed", "bytes come from whoever can reach the port", () => {
  test("one that is negative, and not null's, is none", () => {
    expect([isRefused(NULLABLE_STRING, "fffe"), isRefused(NULLABLE_BYTES, "80000000")]).toEqual([true, true]);
  });

  test("one that is more than what is left is refused, and one that is just as much isn't", () => {
    expect([isRefused(STRING, "00036162"), isRefused(STRING, "00026162")]).toEqual([true, false]);
  });

  test("a list of more elements than there are bytes is refused before any is read", () => {
    let reads = 0;
    const counting: Codec<number> = { read: () => (reads += 1), write: () => {} };
    expect([isRefused(array(counting), "0000ffff01020304"), reads]).toEqual([true, 0]);
  });

  test("a number that isn't there whole is refused", () => {
    expect([isRefused(INT64, "00000000000000"), isRefused(INT16, "00")]).toEqual([true, true]);
  });

  test("bytes that are no text are refused, and not repaired", () => {
    expect(isRefused(STRING, "0002c328")).toBe(true);
  });

  test("what was cut out of a larger array is read from where it begins", () => {
    const bytes = Uint8Array.of(9, 9, 0, 5).subarray(2);
    expect(new WireReader(bytes).int16()).toBe(5);
  });
});

rule("a schema says which versions have a field", "Kafka's message definitions, `versions`", () => {
  const schema = struct({
    name: STRING,
    rack: since<string | null>(2, NULLABLE_STRING, null),
    old: until(3, INT8, -1),
  });

  test("a field that came later isn't in earlier versions", () => {
    expect(written(schema, { name: "a", rack: "r", old: 5 }, { version: 1, isFlexible: false })).toBe(
      "00016105",
    );
    expect(written(schema, { name: "a", rack: "r", old: 5 }, { version: 2, isFlexible: false })).toBe(
      "00016100017205",
    );
  });

  test("one that went isn't in later ones", () => {
    expect(
      written(schema, { name: "a", rack: "r", old: 5 }, { version: 3, isFlexible: false }).slice(-2),
    ).toBe("05");
    expect(written(schema, { name: "a", rack: null, old: 5 }, { version: 4, isFlexible: false })).toBe(
      "000161ffff",
    );
  });

  test("where it isn't, it has the value that means nothing", () => {
    expect(read(schema, "00016105", { version: 0, isFlexible: false })).toEqual({
      name: "a",
      rack: null,
      old: 5,
    });
    expect(read(schema, "000161ffff", { version: 4, isFlexible: false })).toEqual({
      name: "a",
      rack: null,
      old: -1,
    });
  });
});

rule("a structure of a flexible version ends with tagged fields", FLEXIBLE, () => {
  const schema = struct({ id: INT8 });

  test("there are none", () => {
    expect([written(schema, { id: 5 }, COMPACT), written(schema, { id: 5 })]).toEqual(["0500", "05"]);
  });

  test("what nobody knows is skipped", () => {
    const list = array(schema);
    expect(read(list, "03 05 01 63 02 aabb 06 00".replaceAll(" ", ""), COMPACT)).toEqual([
      { id: 5 },
      { id: 6 },
    ]);
  });

  test("several of them, too", () => {
    const two = struct({ first: schema, last: INT8 });
    expect(read(two, "05 02 00 01 aa 07 00 09 00".replaceAll(" ", ""), COMPACT)).toEqual({
      first: { id: 5 },
      last: 9,
    });
  });

  test("one that ends behind the message is refused", () => {
    expect(isRefused(schema, "05010105aa", COMPACT)).toBe(true);
  });
});
