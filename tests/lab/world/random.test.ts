import { SeededRandom } from "#lab/world/random";

test("the same seed gives the same numbers, on every machine and version of Node", () => {
  const random = new SeededRandom(42);
  expect(Array.from({ length: 5 }, () => random.below(1000))).toEqual([760, 900, 516, 98, 767]);
});

test("neighbouring seeds, and labels of one seed, give streams that have nothing in common", () => {
  const streams = [
    new SeededRandom(1),
    new SeededRandom(2),
    new SeededRandom(1, "a"),
    new SeededRandom(1, "b"),
  ];
  const rows = streams.map((random) => Array.from({ length: 20 }, () => random.below(2 ** 32)));
  expect(new Set(rows.flat()).size).toBe(80);
});

test("a fork does not depend on what was drawn before it", () => {
  const drawn = new SeededRandom(7);
  drawn.next();
  expect(drawn.fork("disk").next()).toBe(new SeededRandom(7).fork("disk").next());
});

test("numbers spread evenly over their range", () => {
  const random = new SeededRandom(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.below(10)]! += 1;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test("a shuffle keeps every value once", () => {
  const values = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = new SeededRandom(5).shuffle(values);
  expect(shuffled).not.toEqual(values);
  expect(shuffled.sort((a, b) => a - b)).toEqual(values);
});

test("nothing can be picked from nothing", () => {
  expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  expect(() => new SeededRandom(1).below(0)).toThrow(RangeError);
});
