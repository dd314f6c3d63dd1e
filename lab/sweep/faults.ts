import type { Span } from "../world/network";
import type { Scenario } from "./scenario";

/**
 * What befalls servers that talk over connections and datagrams, and keep a disk.
 *
 * @param ms how long each of them lasts
 */
export function serverFaults(ms: Span): Scenario["faults"] {
  const lasting = { ms };
  return {
    kill: lasting,
    "power-cut": lasting,
    pause: lasting,
    isolate: lasting,
    split: lasting,
    clog: lasting,
    slow: lasting,
    datagrams: lasting,
  };
}
