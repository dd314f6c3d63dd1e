import type { Mutant } from "#lab/testing/mutant";
import { acls } from "./mutants/acls";
import { handshake } from "./mutants/handshake";
import { identity } from "./mutants/identity";
import { jute } from "./mutants/jute";
import { limits } from "./mutants/limits";
import { requests } from "./mutants/requests";
import { words } from "./mutants/words";
import { upkeep } from "./mutants/upkeep";
import { watches } from "./mutants/watches";

/** Wrong layers of bytes that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  ...jute,
  ...handshake,
  ...requests,
  ...watches,
  ...limits,
  ...words,
  ...identity,
  ...acls,
  ...upkeep,
];
