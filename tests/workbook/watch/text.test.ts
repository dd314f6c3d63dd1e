import fc from "fast-check";
import { breakCode, clean, cut, duration, visible, widthOf, workTime, wrap } from "#workbook/screen/text";

test("what a program prints can't move the cursor, nor ring, nor turn the text around", () => {
  expect(clean("\u001b[2J\u001b[31mred\u001b[0m\u0007 \u202egnp.exe\ttab\r\n")).toBe(
    "red\\u0007 \\u202egnp.exe  tab\n",
  );
});

test("in a value every control character shows: it may be what is wrong", () => {
  expect(visible('"\u0000\u001b[31m"')).toBe('"\\u0000\\u001b[31m"');
});

test.each([
  ["plain", 5],
  ["日本", 4],
  ["e\u0301", 1],
  ["😀", 2],
  ["\u001b[31mred\u001b[39m", 3],
])("%j takes %d cells", (text, cells) => {
  expect(widthOf(text)).toBe(cells);
});

test("a cut line shows that it was cut, and its colour ends", () => {
  const line = cut("\u001b[31m日本日本\u001b[39m", 5);
  expect(widthOf(line)).toBeLessThanOrEqual(5);
  expect(line).toBe("\u001b[31m日本…\u001b[39m");
});

test("wrapping breaks at blanks and keeps the indentation", () => {
  expect(wrap("  a tree of\n  znodes", 9)).toEqual(["  a tree", "  of", "  znodes"]);
});

test("a word that is longer than a line is broken", () => {
  expect(wrap("see abcdefghijklmnop", 8)).toEqual(["see", "abcdefgh", "ijklmnop"]);
});

test("no wrapped line is too wide, and no character gets lost", () => {
  const word = fc.string({
    unit: fc.constantFrom("a", "日", "e\u0301", "😀", "-"),
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 8, max: 40 }), (words, width) => {
      const lines = wrap(words.join(" "), width);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
    }),
  );
});

test("a long line of code is broken, not cut: it is meant to be read", () => {
  expect(breakCode("+ const   answer = 42;", 12, 4)).toEqual(["+ const   an", "    swer = 4", "    2;"]);
});

test.each([
  [7, "7 ms"],
  [999.6, "1000 ms"],
  [1500, "1.5 s"],
])("%d ms are written as %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [45, "45 min"],
  [60, "1 h"],
  [215, "3 h 35 min"],
])("%d minutes are written as %s", (minutes, text) => {
  expect(workTime(minutes)).toBe(text);
});
