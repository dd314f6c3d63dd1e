import { keyOf, partitionOf } from "#partitioning/by-key";
import { murmur2 } from "#partitioning/murmur2";

// Where some customers' orders go, of six partitions, and of eight.
console.log("key       murmur2        of 6   of 8");
for (const name of ["Ann", "Bob", "Cid", "Dee", "Eve", "Zoë", "日本"]) {
  const key = keyOf(name);
  const [six, eight] = [partitionOf(key, 6), partitionOf(key, 8)];
  const moves = six === eight ? "" : "   moves";
  const wide = name.padEnd(name === "日本" ? 6 : 8);
  console.log(
    `${wide}${String(murmur2(key)).padStart(13)}${String(six).padStart(9)}${String(eight).padStart(7)}${moves}`,
  );
}
