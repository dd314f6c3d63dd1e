import type { Mutant } from "#lab/testing/mutant";
import { joining } from "./mutants/joining";
import { rounds } from "./mutants/rounds";
import { rules } from "./mutants/rules";
import { trust } from "./mutants/trust";

/** Wrong elections that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [...rules, ...rounds, ...joining, ...trust];
