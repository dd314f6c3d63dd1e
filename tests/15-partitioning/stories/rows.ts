import { SeededRandom } from "#lab/world/random";
import { RoundRobin } from "#partitioning/round-robin";
import { Sticky } from "#partitioning/sticky";
import { sell } from "../sale";

// Where the first forty records go, and what the same 1500 orders cost in requests.
const sticky = new Sticky(300, new SeededRandom(11));
const turns = new RoundRobin();
const record = 40;
const inRows: number[] = [];
const inTurn: number[] = [];
for (let n = 0; n < 40; n++) {
  inTurn.push(turns.choose("orders", null, 4));
  const partition = sticky.choose("orders", null, 4);
  sticky.added("orders", partition, record);
  inRows.push(partition);
}
console.log(`in turn   ${inTurn.join("")}`);
console.log(`in rows   ${inRows.join("")}`);
const robin = sell(() => new RoundRobin());
const row = sell((random) => new Sticky(2_000, random));
for (const [name, { records, requests }] of [
  ["in turn", robin],
  ["in rows", row],
] as const) {
  console.log(
    `${name}   ${records} records in ${requests} requests, ${Math.round(records / requests)} in each`,
  );
}
