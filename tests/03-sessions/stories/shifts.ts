import { SessionIds } from "#sessions/opening";

// The first id of server 3, and its number put into the top byte by the arithmetic of JavaScript's numbers.
console.log(`with numbers: 0x${(3 << 56).toString(16).padStart(16, "0")}`);
console.log(`with bigints: 0x${(3n << 56n).toString(16).padStart(16, "0")}`);
console.log(`a whole id:   0x${new SessionIds(3, 1_795_384_800_000).next().toString(16).padStart(16, "0")}`);
