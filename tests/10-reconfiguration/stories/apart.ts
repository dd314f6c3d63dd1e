import { Majority } from "#quorum/majority";
import type { Quorum } from "#quorum/quorum";
import { Both } from "#reconfiguration/both";
import { ids, smallest } from "../members";

// A, B and C are to become A, D and E. Some servers know of it already, the others still count by the old rule.
const old = new Majority(ids("ABC"));
const next = new Majority(ids("ADE"));
const union = new Majority(ids("ABCDE"));

/** Two groups with nobody in common, of which one decides by the rule and the other by the old one or the new one. */
function apart(rule: Quorum): string {
  for (const one of smallest(rule, "ABCDE").split(" ")) {
    for (const [others, known] of [
      [old, "old"],
      [next, "new"],
    ] as const) {
      const other = smallest(others, "ABCDE")
        .split(" ")
        .find((set) => ![...set].some((name) => one.includes(name)));
      if (other !== undefined) return `${one} decide, and by the ${known} rule so do ${other}`;
    }
  }
  return "never";
}

console.log(`the old quorum      ${apart(old)}`);
console.log(`the new quorum      ${apart(next)}`);
console.log(`most of all five    ${apart(union)}`);
console.log(`both                ${apart(new Both(old, next))}`);
