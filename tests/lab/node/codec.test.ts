import fc from "fast-check";
import { decode, encode } from "#lab/codec";
import { frame, FrameReader } from "#lab/node/frames";

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
