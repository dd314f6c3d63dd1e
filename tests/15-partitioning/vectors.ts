/** Keys, what murmur2 makes of their UTF-8, and the partitions of six, ten and a hundred that follow from it. */
export const VECTORS: readonly [
  key: string,
  hash: number,
  ofSix: number,
  ofTen: number,
  ofHundred: number,
][] = [
  ["21", -973932308, 0, 0, 40],
  ["foobar", -790332482, 0, 6, 66],
  ["abc", 479470107, 3, 7, 7],
  ["", 275646681, 3, 1, 81],
  ["k", -1567496736, 2, 2, 12],
  ["é", 186971271, 3, 1, 71],
  ["naïve", 452640081, 3, 1, 81],
  ["日本", -700811021, 3, 7, 27],
  ["user-1", 1404122828, 2, 8, 28],
  ["user-42", 1459644460, 4, 0, 60],
];

/** Longer keys: every number of bytes behind the last whole four. */
export const LONG: readonly [key: string, hash: number][] = [
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
];
