import { Majority } from "#quorum/majority";
import type { Quorum } from "#quorum/quorum";
import { servers, strangers } from "../sets";

// A network splits the servers. Is there a way to split them so that both sides may decide?
function half(count: number): Quorum {
  const voters = new Set(servers(count));
  return { voters, isReachedBy: (set) => [...voters].filter((id) => set.has(id)).length >= count / 2 };
}

console.log("servers  half is enough              more than half");
for (const count of [2, 3, 4, 5, 6]) {
  const [one, other] = [half(count), new Majority(new Set(servers(count)))].map((quorum) => {
    const apart = strangers(quorum, servers(count));
    return apart === undefined ? "never both" : `both: ${apart}`;
  });
  console.log(`${String(count).padStart(4)}     ${one!.padEnd(28)}${other}`);
}
