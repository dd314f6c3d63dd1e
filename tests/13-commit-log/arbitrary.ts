import fc from "fast-check";

const someBytes = fc.uint8Array({ maxLength: 80 });
const bytesOrNone = fc.option(someBytes, { nil: null });

/** Records of every kind, without a place. */
export const recordOf = fc.record({
  timestamp: fc.bigInt({ min: 0n, max: (1n << 62n) - 1n }),
  key: bytesOrNone,
  value: bytesOrNone,
  headers: fc.array(fc.record({ key: fc.string({ unit: "grapheme", maxLength: 8 }), value: bytesOrNone }), {
    maxLength: 3,
  }),
});
