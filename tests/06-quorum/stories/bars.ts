import { Majority } from "#quorum/majority";
import { Proposals } from "#quorum/proposals";
import { servers } from "../sets";

// Five servers and seven proposals: how far has each of them come, and how far does that carry?
const NAMES = ["A", "B", "C", "D", "E"];
const proposals = new Proposals<{ zxid: bigint }>();
for (let zxid = 1n; zxid <= 7n; zxid++) proposals.add({ zxid }, new Majority(new Set(servers(5))));
const acked = [0n, 0n, 0n, 0n, 0n];
let committed = 0n;

function says(server: number, zxid: bigint): void {
  acked[server - 1] = zxid;
  committed = proposals.ack(server, zxid).at(-1)?.zxid ?? committed;
}

function draw(title: string): void {
  console.log(title);
  for (const [index, zxid] of acked.entries()) {
    const cells = Array.from({ length: 7 }, (_, place) => {
      if (BigInt(place) >= zxid) return "·";
      return BigInt(place) < committed ? "█" : "▒";
    });
    console.log(`  ${NAMES[index]}  ${cells.join("")}  ${zxid}`);
  }
  console.log(`  committed up to ${committed}\n`);
}

says(1, 7n);
says(2, 4n);
says(3, 2n);
draw("A has 7, B has 4, C has 2:");
says(4, 6n);
draw("D acknowledges 6:");
