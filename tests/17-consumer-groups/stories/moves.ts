import type { Assignor, Subscriber } from "#consumer-groups/assignor";
import { roundRobin } from "#consumer-groups/round-robin";
import { sticky } from "#consumer-groups/sticky";
import { after, keyOf, wants } from "../assigning";

// A hundred partitions, ten members, and one of them leaves: how many partitions change hands?
const topics = new Map([["orders", 100]]);

function movesOf(assignor: Assignor): number {
  const ten: Subscriber[] = Array.from({ length: 10 }, (_, n) => wants(`m${n}`, "orders"));
  const before = assignor.assign(topics, ten);
  const nine = after(ten, before, 1).filter(({ id }) => id !== "m4");
  const now = assignor.assign(topics, nine);
  return nine.reduce((moves, { id, owned }) => {
    const had = new Set(owned.map(keyOf));
    return moves + now.get(id)!.filter((each) => !had.has(keyOf(each))).length;
  }, 0);
}

console.log(`in turn: ${movesOf(roundRobin)} of 100 have a new owner`);
console.log(`sticky:  ${movesOf(sticky)} of 100 have a new owner`);
