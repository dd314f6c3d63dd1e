import { Hierarchical } from "#quorum/hierarchical";
import { Majority } from "#quorum/majority";
import { servers } from "../sets";

// Nine servers in three buildings.
const groups = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
const majority = new Majority(new Set(servers(9)));
const hierarchical = new Hierarchical(groups.map((ids) => new Map(ids.map((id) => [id, 1]))));

function show(what: string, gone: readonly number[]): void {
  const left = new Set(servers(9).filter((id) => !gone.includes(id)));
  const picture = groups.map((ids) => ids.map((id) => (left.has(id) ? id : "·")).join(" ")).join(" | ");
  const goesOn = [majority, hierarchical].map((quorum) => (quorum.isReachedBy(left) ? "goes on" : "stops"));
  console.log(`${picture}   ${what.padEnd(34)}${goesOn[0]!.padEnd(12)}${goesOn[1]}`);
}

console.log(`${" ".repeat(24)}${"".padEnd(34)}majority    groups`);
show("all are well", []);
show("a building is dark", [7, 8, 9]);
show("and one more server", [3, 7, 8, 9]);
show("and one in each of the others", [3, 6, 7, 8, 9]);
show("four servers, in two buildings", [2, 3, 5, 6]);
