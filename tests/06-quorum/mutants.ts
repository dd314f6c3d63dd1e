import type { Mutant } from "#lab/testing/mutant";
import { commits } from "./mutants/commits";
import { late } from "./mutants/late";
import { replication } from "./mutants/replication";
import { rules } from "./mutants/rules";

/** Wrong quorums, commits and replications that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [...rules, ...commits, ...replication, ...late];
