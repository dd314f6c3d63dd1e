import type { Assignor } from "#consumer-groups/assignor";
import { range } from "#consumer-groups/range";
import { roundRobin } from "#consumer-groups/round-robin";
import { divide, wants } from "../assigning";

// Seven small topics, one partition each, and three members that want all of them.
const names = Array.from({ length: 7 }, (_, n) => `t${n}`);
const topics = Object.fromEntries(names.map((name) => [name, 1]));
const members = ["a", "b", "c"].map((id) => wants(id, names.join(" ")));

function tell(title: string, assignor: Assignor): void {
  console.log(title);
  for (const [id, part] of Object.entries(divide(assignor, topics, ...members))) {
    console.log(`  ${id}  ${part === "" ? "nothing" : part.replaceAll("/0", "")}`);
  }
}

tell("by range", range);
tell("in turn", roundRobin);
