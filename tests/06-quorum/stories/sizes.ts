import { Majority } from "#quorum/majority";
import { enough, servers } from "../sets";

/** Each server is down one hundredth of its time, whatever the others do. */
const UP = 0.99;

console.log("servers  must agree  may fail  down of a year, if each is down 1 % of it");
for (const count of servers(7)) {
  const sets = enough(new Majority(new Set(servers(count))), servers(count));
  const needed = Math.min(...sets.map(({ size }) => size));
  const up = sets.reduce((sum, { size }) => sum + UP ** size * (1 - UP) ** (count - size), 0);
  const seconds = (1 - up) * 365 * 24 * 60 * 60;
  const time =
    seconds < 60
      ? `${seconds.toFixed(0)} s`
      : seconds < 6_000
        ? `${(seconds / 60).toFixed(0)} min`
        : `${(seconds / 3_600).toFixed(0)} h`;
  console.log(
    `${String(count).padStart(4)}${String(needed).padStart(13)}${String(count - needed).padStart(11)}    ${time.padStart(9)}`,
  );
}
