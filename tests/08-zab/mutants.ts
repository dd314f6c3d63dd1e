import type { Mutant } from "#lab/testing/mutant";
import { decisions } from "./mutants/decisions";
import { following } from "./mutants/following";
import { leading } from "./mutants/leading";

/** Wrong broadcasts. Each must die in its step. */
export const mutants: Mutant[] = [...decisions, ...following, ...leading];
