import { type Mutant, mutant } from "#lab/testing/mutant";

const UPKEEP = { step: "upkeep", file: "upkeep.ts" };

/** Leaders that tidy up too much, too little, or at the wrong moment. */
export const upkeep: Mutant[] = [
  mutant(
    UPKEEP,
    "new-containers-go",
    "A container goes before anybody had the time to put a child into it",
    "Issue ZOOKEEPER-2163",
    [
      "if (ephemeralOwner === CONTAINER) return cversion > 0;",
      "if (ephemeralOwner === CONTAINER) return true;",
    ],
  ),
  mutant(UPKEEP, "full-containers-go", "Children aren't looked at", "prepare refuses it anyway", [
    "  if (numChildren > 0) return false;\n",
    "",
  ]),
  mutant(UPKEEP, "lives-for-ever", "A time to live is never up", "EphemeralType.TTL", [
    "return ttl !== undefined && now - mtime > ttl;",
    "return false;",
  ]),
  mutant(
    UPKEEP,
    "one-ms-early",
    "A znode goes at the last moment of its time",
    "ContainerManager, getElapsed",
    ["now - mtime > ttl", "now - mtime >= ttl"],
  ),
  mutant(UPKEEP, "everything-else-goes", "Whatever has no time to live is over at once", "undefined", [
    "return ttl !== undefined && now - mtime > ttl;",
    "return now - mtime > (ttl ?? 0);",
  ]),
  mutant(
    UPKEEP,
    "any-version",
    "Data that is being set doesn't keep a znode",
    "PrepRequestProcessor, deleteContainer",
    ["version: stat.version", "version: -1"],
  ),
  mutant(UPKEEP, "first-alone", "In each round one znode goes", "a return in a loop", [
    "if (asked === AT_ONCE) return;",
    "return;",
  ]),
  mutant(
    UPKEEP,
    "all-in-one-go",
    "A round asks for as many znodes as there are",
    "znode.container.maxPerMinute",
    ["if (asked === AT_ONCE) return;", ""],
  ),
  mutant(
    UPKEEP,
    "gone-is-the-end",
    "A round ends at the first znode that isn't due",
    "return in place of continue",
    [
      "if (stat === undefined || !isDue(stat, now)) continue;",
      "if (stat === undefined || !isDue(stat, now)) return;",
    ],
  ),
];
