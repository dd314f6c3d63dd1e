import { keysOf } from "#workbook/watch/key-names";

test.each([
  ["h", ["h"]],
  ["hs", ["h", "s"]],
  ["\r\n", ["enter"]],
  ["\n\n", ["enter", "enter"]],
  ["\u001b", ["escape"]],
  ["\u001b[A\u001b[B", ["up", "down"]],
  ["\u001bOA", ["up"]],
  ["\u001b[5~\u001b[6~", ["page-up", "page-down"]],
  ["\u001b[1;5Cq", ["q"]],
  ["\u0003", ["quit"]],
  ["é", ["é"]],
  ["😀q", ["😀", "q"]],
])("%j is %j", (input, keys) => {
  expect(keysOf(input)).toEqual(keys);
});
