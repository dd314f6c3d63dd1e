import type { Scenario } from "#lab/sweep/scenario";
import { DATABASES, KEEPER } from "../shop";

/** The session's timeout is 3 s: pauses and breaks are on both sides of it. */
const ms = { min: 100, max: 8_000 };

/** The server has no disk yet, so it never dies. Everything else may befall it. */
export const FAULTS: Scenario["faults"] = {
  kill: { on: DATABASES },
  pause: { ms },
  isolate: { on: DATABASES, ms },
  clog: { ms },
  slow: { ms },
  break: {},
};
export const SERVERS = [...DATABASES, KEEPER];
/** A session needs some seconds to expire and a new one to begin: with more faults than this nothing gets done. */
export const MOST_FAULTS = 16;
