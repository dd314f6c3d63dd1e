import fc from "fast-check";
import { decode, encode } from "#lab/codec";
import { frame, FrameReader } from "#lab/node/frames";
import { MessageReader } from "#lab/wire/message-reader";
import { MessageWriter } from "#lab/wire/message-writer";

const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 5 }).filter((name) => name !== "__proto__"),
      tie("value"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

test("what is encoded and decoded is what it was", () => {
  fc.assert(fc.property(message, (value) => expect(decode(encode(value))).toEqual(value)));
});

test("bytes that are no message are refused, and never cost more than they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a message that is cut off or goes on is refused", () => {
  const bytes = encode({ list: [1, 2n, "three"] });
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decode(bytes.subarray(0, length))).toThrow(RangeError);
  }
  expect(() => decode(new Uint8Array([...bytes, 0]))).toThrow(RangeError);
});

test("frames are found whatever pieces they come in", () => {
  const contents = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 });
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(contents, cuts, (frames, lengths) => {
      const stream = frames.flatMap((content) => [...frame(content)]);
      const reader = new FrameReader();
      const found: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = lengths[i % lengths.length]!;
        reader.push(new Uint8Array(stream.slice(at, at + length)));
        at += length;
        for (let next = reader.next(); next; next = reader.next()) found.push(next);
      }
      expect(found.map((bytes) => [...bytes])).toEqual(frames.map((bytes) => [...bytes]));
    }),
  );
});

test("a frame that claims to be longer than a message may be is refused at its head", () => {
  const reader = new FrameReader();
  reader.push(new Uint8Array([2, 0, 0, 1]));
  expect(() => reader.next()).toThrow(RangeError);
});

/** What a reader makes of what a writer wrote, piece by piece, each with the messages that were written until then. */
function readAll(reader: MessageReader, pieces: readonly Uint8Array[]): unknown[] {
  const found: unknown[] = [];
  for (const piece of pieces) {
    reader.begin(piece);
    while (!reader.done) found.push(reader.next());
  }
  return found;
}

test("messages of a connection are what they were, although shapes are told once", () => {
  const kinds = fc.constantFrom("a", "b", "propose", 5, undefined);
  const typed = fc.record({ x: fc.double(), type: kinds, y: message }, { requiredKeys: ["x"] });
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(message, typed), { maxLength: 5 }), { maxLength: 5 }),
      (batches) => {
        const writer = new MessageWriter();
        const pieces = batches.map((batch) => {
          for (const each of batch) writer.write(each);
          return writer.take();
        });
        const found = readAll(new MessageReader(), pieces);
        expect(found).toEqual(batches.flat().map((each) => decode(encode(each))));
      },
    ),
  );
});

test("a message of a shape that is known takes a few bytes for it", () => {
  const writer = new MessageWriter();
  writer.write({ type: "acknowledgement", zxid: 1n });
  const first = writer.take().length;
  writer.write({ type: "acknowledgement", zxid: 2n });
  expect(writer.take().length).toBe(12);
  expect(first).toBeGreaterThan(30);
});

test("objects that have a type and those whose type is a field aren't mixed up", () => {
  const writer = new MessageWriter();
  const messages = [
    { type: "a" },
    { type: 1, a: 2 },
    { type: null },
    { a: "type" },
    { type: "a", a: "type" },
  ];
  for (const each of messages) writer.write(each);
  expect(readAll(new MessageReader(), [writer.take()])).toEqual(messages);
});

test("a message that can't be sent leaves the others as they are", () => {
  const writer = new MessageWriter();
  writer.write({ one: 1 });
  expect(() => writer.write({ two: 2, wrong: () => {} })).toThrow(TypeError);
  const length = writer.length;
  writer.write({ large: "too large, somebody says" });
  writer.cut(length);
  writer.write({ large: "not too large" });
  writer.write({ two: 2 });
  const found = readAll(new MessageReader(), [writer.take()]);
  expect(found).toEqual([{ one: 1 }, { large: "not too large" }, { two: 2 }]);
});

test("objects that are used as maps may have any number of shapes", () => {
  const writer = new MessageWriter();
  const reader = new MessageReader();
  const maps = Array.from({ length: 5000 }, (_, index) => ({ [`key-${index}`]: index, [index]: "x" }));
  for (const map of maps) writer.write(map);
  writer.write(maps);
  expect(readAll(reader, [writer.take()])).toEqual([...maps, maps]);
});

test("bytes behind a good beginning that are no message are refused", () => {
  const writer = new MessageWriter();
  writer.write({ type: "hello", name: "A" });
  const beginning = writer.take();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const reader = new MessageReader();
      readAll(reader, [beginning]);
      try {
        readAll(reader, [bytes]);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2000 },
  );
});
