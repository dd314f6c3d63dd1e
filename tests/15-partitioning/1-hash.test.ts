import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { murmur2 } from "#partitioning/murmur2";
import { LONG, VECTORS } from "./vectors";

const SOURCE = "A. Appleby, MurmurHash2; the vectors are those of Kafka's own clients";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

rule("Equal bytes have the hash that every other client computes", SOURCE, () => {
  test.each([...VECTORS.map(([key, hash]) => [key, hash] as const), ...LONG])("%p: %d", (key, hash) => {
    expect(murmur2(utf8(key))).toBe(hash);
  });

  test("it is a whole number of 32 bits, with its sign", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(murmur2(bytes)).toBe(murmur2(bytes) | 0);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("bytes that are a part of a larger memory are hashed, and nothing around them", () => {
    const memory = utf8("....user-42....");

    expect(murmur2(memory.subarray(4, 11))).toBe(1459644460);
  });

  test("the bytes stay as they are", () => {
    const key = utf8("user-42");
    murmur2(key);

    expect(key).toEqual(utf8("user-42"));
  });
});

rule("Keys that look alike are far apart", SOURCE, () => {
  test("ten thousand customers fill ten places about equally", () => {
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n++) counts[(murmur2(utf8(`customer-${n}`)) & 0x7fffffff) % 10]! += 1;

    expect(Math.min(...counts)).toBeGreaterThan(880);
    expect(Math.max(...counts)).toBeLessThan(1_120);
  });
});
