import type { Mutant } from "#lab/testing/mutant";
import { endings } from "./mutants/endings";
import { places } from "./mutants/places";
import { timing } from "./mutants/timing";

/** Wrong sessions that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [...timing, ...endings, ...places];
