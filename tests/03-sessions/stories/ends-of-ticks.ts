import { ExpiryQueue } from "#sessions/expiry-queue";

// Ticks of 2 s, timeouts of 6 s. When does each of them expire, if it was heard of for the last time then?
const TIMEOUT = 6_000;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`.padStart(6);

console.log("last heard of   timeout over   expires");
for (const heard of [10_000, 10_700, 11_900, 12_000]) {
  const queue = new ExpiryQueue<string>(2_000);
  queue.touch("a session", TIMEOUT, heard);
  let now = heard;
  while (queue.takeExpired(now).length === 0) now++;
  console.log(
    `${seconds(heard).padStart(13)}${seconds(heard + TIMEOUT).padStart(15)}${seconds(now).padStart(10)}`,
  );
}
