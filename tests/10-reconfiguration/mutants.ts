import type { Mutant } from "#lab/testing/mutant";
import { asking } from "./mutants/asking";
import { deciding } from "./mutants/deciding";
import { leaving } from "./mutants/leaving";
import { remembering } from "./mutants/remembering";

/** Wrong reconfigurations that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [...deciding, ...remembering, ...asking, ...leaving];
