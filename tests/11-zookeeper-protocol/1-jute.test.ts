import { bytes } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { FrameReader, MAX_FRAME } from "#zookeeper-protocol/frame-reader";
import { JuteReader } from "#zookeeper-protocol/jute-reader";
import { JuteWriter } from "#zookeeper-protocol/jute-writer";
import { Malformed } from "#zookeeper-protocol/malformed";
import { Out } from "./wire";

const JUTE = "ZooKeeper source, org.apache.jute.BinaryOutputArchive and BinaryInputArchive";

/** What a writer makes of it, in hexadecimal digits. */
function written(write: (writer: JuteWriter) => void): string {
  const writer = new JuteWriter();
  write(writer);
  return hex(writer.view());
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}

function reading(out: Out): JuteReader {
  return new JuteReader(out.bytes);
}

/** Whether it is refused as malformed; any other error is one of the test. */
function isRefused(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (error instanceof Malformed) return true;
    throw error;
  }
}

rule("numbers are big-endian, and everything that may be long has its length before it", JUTE, () => {
  test.each([
    [1, "00000001"],
    [-1, "ffffffff"],
    [-112, "ffffff90"],
    [2 ** 31 - 1, "7fffffff"],
    [-(2 ** 31), "80000000"],
  ])("the int %d is %s", (value, expected) => {
    expect(written((writer) => writer.int(value))).toBe(expected);
    expect(reading(new Out().int(value)).int()).toBe(value);
  });

  test.each([
    [1n, "0000000000000001"],
    [-1n, "ffffffffffffffff"],
    [0x100000003n, "0000000100000003"],
    [2n ** 63n - 1n, "7fffffffffffffff"],
    [-(2n ** 63n), "8000000000000000"],
  ])("the long %d is %s: no bit gets lost", (value, expected) => {
    expect(written((writer) => writer.long(value))).toBe(expected);
    expect(reading(new Out().long(value)).long()).toBe(value);
  });

  test("a session's id has no sign: that of server 200 reads as it is written", () => {
    const id = 200n << 56n;
    expect(written((writer) => writer.long(id))).toBe("c800000000000000");
    expect(reading(new Out().long(id)).unsignedLong()).toBe(id);
  });

  test.each([
    [0, "0000000000000000"],
    [1_700_000_000_123, "0000018bcfe5687b"],
    [1_700_000_000_123.75, "0000018bcfe5687b"],
    [2 ** 32 - 1, "00000000ffffffff"],
    [2 ** 32, "0000000100000000"],
  ])("the time %d is %s: whole ms, in 64 bits", (ms, expected) => {
    expect(written((writer) => writer.time(ms))).toBe(expected);
  });

  test("a boolean is one byte", () => {
    expect(written((writer) => [true, false].forEach((value) => writer.boolean(value)))).toBe("0100");
    const reader = reading(new Out().bool(true).bool(false));
    expect([reader.boolean(), reader.boolean()]).toEqual([true, false]);
  });

  test("a buffer is its length and its bytes; an empty one has a length, too", () => {
    expect(written((writer) => writer.buffer(Uint8Array.of(7, 8)))).toBe("000000020708");
    expect(written((writer) => writer.buffer(new Uint8Array(0)))).toBe("00000000");
    const reader = reading(new Out().buffer(Uint8Array.of(7, 8)).int(5));
    expect([hex(reader.buffer()), reader.int()]).toEqual(["0708", 5]);
  });

  test.each([
    ["/shop", "000000052f73686f70"],
    ["", "00000000"],
    ["/brød", "000000062f6272c3b864"],
    ["/パン", "000000072fe38391e383b3"],
    ["\ufeff/a", "00000005efbbbf2f61"],
  ])("the text %j counts its bytes, not its characters", (value, expected) => {
    expect(written((writer) => writer.string(value))).toBe(expected);
    const reader = reading(new Out().string(value).int(5));
    expect([reader.string(), reader.int()]).toEqual([value, 5]);
  });

  test("long text reads as short text does", () => {
    for (const value of [
      "/a".repeat(500),
      `/${"ø".repeat(500)}`,
      `${"/a".repeat(500)}ø`,
      `/${"a".repeat(63)}`,
    ]) {
      expect(reading(new Out().string(value)).string()).toBe(value);
    }
  });

  test("a list is a number, and so many values", () => {
    const names = ["bread", "", "milk"];
    const expected = new Out().strings(names);
    expect(written((writer) => writer.vector(names, (name) => writer.string(name)))).toBe(
      hex(expected.bytes),
    );
    const reader = reading(expected.int(5));
    expect([reader.vector(() => reader.string()), reader.int()]).toEqual([names, 5]);
  });

  test("a length of -1 is Java's null: no bytes, no text, no values", () => {
    const reader = reading(new Out().int(-1).int(-1).int(-1).int(5));
    expect([
      reader.buffer().length,
      reader.string(),
      reader.vector(() => reader.int()),
      reader.int(),
    ]).toEqual([0, "", [], 5]);
  });

  test("`left` says how many bytes haven't been read", () => {
    const reader = reading(new Out().int(1).bool(true));
    const before = reader.left;
    reader.int();
    expect([before, reader.left]).toEqual([5, 1]);
  });

  test("a frame is the length of what is in it, and that; one stands behind the other", () => {
    const frames = written((writer) => {
      writer.frame(() => writer.string("hi"));
      writer.frame(() => {});
      writer.frame(() => writer.int(1));
    });
    expect(frames).toBe("00000006000000026869" + "00000000" + "0000000400000001");
  });

  test("a writer that was cleared begins again", () => {
    const writer = new JuteWriter();
    writer.string("something long that must not be seen again");
    writer.clear();
    writer.frame(() => writer.int(1));
    expect([hex(writer.view()), writer.length]).toEqual(["0000000400000001", 8]);
  });
});

rule(
  "a length is looked at before anything is done by it",
  "Issue ZOOKEEPER-2186; ZooKeeper source, BinaryInputArchive.checkLength",
  () => {
    const everyWay: [string, (reader: JuteReader) => unknown][] = [
      ["bytes", (reader) => reader.buffer()],
      ["text", (reader) => reader.string()],
      ["a list", (reader) => reader.vector(() => reader.boolean())],
    ];

    test.each(everyWay)("%s with a negative length other than -1 are refused", (_, read) => {
      expect(isRefused(() => read(reading(new Out().int(-2).raw([1, 2, 3]))))).toBe(true);
      expect(isRefused(() => read(reading(new Out().int(-(2 ** 31)).raw([1, 2, 3]))))).toBe(true);
    });

    test.each(everyWay)("%s that are longer than what is left are refused", (_, read) => {
      expect(isRefused(() => read(reading(new Out().int(4).raw([1, 2, 3]))))).toBe(true);
      expect(isRefused(() => read(reading(new Out().int(2 ** 31 - 1).raw([1, 2, 3]))))).toBe(true);
    });

    test.each(everyWay)("%s as long as what is left are not", (_, read) => {
      expect(isRefused(() => read(reading(new Out().int(3).raw([49, 50, 51]))))).toBe(false);
    });

    test("a list that can't be whole is refused before its first value is read", () => {
      let reads = 0;
      const reader = reading(new Out().int(1_000).raw(new Uint8Array(500)));
      const refused = isRefused(() =>
        reader.vector(() => {
          reads += 1;
          return reader.boolean();
        }),
      );
      expect({ refused, reads }).toEqual({ refused: true, reads: 0 });
    });

    const numbers: [string, (reader: JuteReader) => unknown, number][] = [
      ["an int", (reader) => reader.int(), 4],
      ["a long", (reader) => reader.long(), 8],
      ["an unsigned long", (reader) => reader.unsignedLong(), 8],
      ["a boolean", (reader) => reader.boolean(), 1],
    ];
    test.each(numbers)("%s that isn't all there is refused", (_, read, size) => {
      expect(isRefused(() => read(new JuteReader(new Uint8Array(size - 1))))).toBe(true);
      expect(isRefused(() => read(new JuteReader(new Uint8Array(size))))).toBe(false);
    });

    test("what lies behind the bytes that were given isn't read", () => {
      const whole = new Out().int(1).int(2).bytes;
      const reader = new JuteReader(whole.subarray(0, 4));
      reader.int();
      expect([reader.left, isRefused(() => reader.int())]).toEqual([0, true]);
    });

    test("bytes in the middle of an array are read from there", () => {
      const reader = new JuteReader(new Out().int(9).string("/shop").int(5).bytes.subarray(4));
      expect([reader.string(), reader.int()]).toEqual(["/shop", 5]);
    });

    test.each([
      [[0xc3], "ends in the middle of a character"],
      [[0xff, 0xfe], "has bytes that UTF-8 never has"],
      [[...new Uint8Array(200).fill(97), 0xc3], "is long and ends in the middle of a character"],
    ])("text that is no UTF-8 is refused: it %#", (data) => {
      expect(isRefused(() => reading(new Out().buffer(Uint8Array.from(data))).string())).toBe(true);
    });
  },
);

rule("frames are found however the stream is cut", "TCP: a stream has no boundaries", () => {
  const contents = [
    "first",
    "",
    "the third",
    "x".repeat(300),
    ...Array.from({ length: 50 }, (_, index) => `frame ${index} `.repeat(10)),
  ];
  const stream = new Out().strings(contents).bytes.subarray(4);

  /** The frames that come out when the stream comes in pieces of this size. */
  function framesOf(size: number): string[] {
    const reader = new FrameReader();
    const frames: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) {
      reader.push(stream.slice(at, at + size));
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
    }
    // Read at the end: a frame that was handed out must stay as it is.
    return frames.map((frame) => new TextDecoder().decode(frame));
  }

  test.each([1, 2, 3, 4, 5, 7, 64, 1_000])("pieces of %d bytes", (size) => {
    expect(framesOf(size)).toEqual(contents);
  });

  test("several pieces may come before anybody asks", () => {
    const reader = new FrameReader();
    for (let at = 0; at < stream.length; at += 3) reader.push(stream.slice(at, at + 3));
    const frames = contents.map(() => new TextDecoder().decode(reader.next()));
    expect([frames, reader.next()]).toEqual([contents, undefined]);
  });

  test("a frame that isn't whole waits, also if only its last byte is missing", () => {
    const reader = new FrameReader();
    reader.push(Uint8Array.of(0, 0, 0, 2, 7));
    const early = reader.next();
    reader.push(Uint8Array.of(8));
    expect([early, [...reader.next()!]]).toEqual([undefined, [7, 8]]);
  });

  test("an array that came from outside is left as it is", () => {
    const reader = new FrameReader();
    const room = new Uint8Array(64).fill(9);
    reader.push(room.subarray(0, 3).fill(0));
    reader.push(Uint8Array.of(1, 5));
    expect([[...reader.next()!], [...room.subarray(3, 6)]]).toEqual([[5], [9, 9, 9]]);
  });
});

rule(
  "a frame is at most as long as jute.maxbuffer says",
  "ZooKeeper Administrator's Guide, jute.maxbuffer",
  () => {
    const announce = (length: number, limit?: number): (() => unknown) => {
      const reader = limit === undefined ? new FrameReader() : new FrameReader(limit);
      reader.push(new Out().int(length).bytes);
      return () => reader.next();
    };

    test("a longer one is refused as soon as its length is there", () => {
      expect(isRefused(announce(MAX_FRAME + 1))).toBe(true);
      expect(isRefused(announce(101, 100))).toBe(true);
    });

    test("one that is just as long isn't", () => {
      expect(isRefused(announce(MAX_FRAME))).toBe(false);
      expect(isRefused(announce(100, 100))).toBe(false);
    });

    test("a negative length is none", () => {
      expect([-1, -2, -(2 ** 31)].map((length) => isRefused(announce(length)))).toEqual([true, true, true]);
    });

    test("what is only announced takes no room", () => {
      const readers = Array.from({ length: 200 }, () => new FrameReader());
      const before = process.memoryUsage().arrayBuffers;
      for (const reader of readers) {
        reader.push(new Out().int(MAX_FRAME).bytes);
        reader.next();
      }
      const megabytes = (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
      expect(readers.filter((reader) => reader.next() !== undefined)).toEqual([]);
      expect(megabytes).toBeLessThan(20);
    });

    test("a browser that came to the wrong port is refused by its first four bytes", () => {
      const reader = new FrameReader();
      reader.push(bytes("GET "));
      expect(isRefused(() => reader.next())).toBe(true);
    });
  },
);
