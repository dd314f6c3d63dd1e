import { describe } from "#lab/describe";
import { text } from "#lab/testing/bytes";
import type { Hearsay } from "#reconfiguration/hearsay";
import type { Transaction } from "#sessions/changes";
import { showZxid } from "#zab/zxids";
import { nameOf } from "../09-ensemble/stories/labels";
import { CONFIG } from "#reconfiguration/config";
import type { OfficeWire } from "#reconfiguration/office";
import type { ShopWire } from "./shop";

type Said = Hearsay | OfficeWire | ShopWire | { type: "propose"; transaction: Transaction };

/**
 * What passes between the servers of the scenarios and those who ask them something, for the pictures of runs. Of
 * hearsay, `ABC` is a list that is committed, and `ADE? after ABC` one that is in a log behind another.
 */
export function tell(message: unknown): string | undefined {
  const said = message as Said;
  if ("sale" in said) return `buy ${said.sale}`;
  if ("sold" in said) return `sold ${said.sold}`;
  if ("elsewhere" in said) return "elsewhere";
  if ("expected" in said) return "reconfig";
  // The others have types, or are votes.
  if (!("type" in said)) return nameOf(describe(said));
  switch (said.type) {
    case "ask":
      return "who?";
    case "tell":
      return said.proposed === undefined
        ? whoIn(said.committed)
        : `${whoIn(said.proposed)}? after ${whoIn(said.committed)}`;
    case "done":
      return `done: ${whoIn(said.text)}`;
    case "elsewhere":
      return said.type;
    case "refused":
      return said.reason;
    case "propose": {
      const list = listIn(said.transaction);
      return list === undefined
        ? nameOf(describe(said))
        : `${whoIn(list)} ${showZxid(said.transaction.zxid)}`;
    }
    default:
      return nameOf(describe(said));
  }
}

/** The configuration that a transaction writes. Read without the learner's code, which may be what goes wrong. */
function listIn({ change }: Transaction): Uint8Array | undefined {
  const changes = change.type === "multi" ? change.changes : [change];
  for (const each of changes) {
    if ((each.type === "create" || each.type === "setData") && each.path === CONFIG) return each.data;
  }
  return undefined;
}

/** "ABd": the names in its current lines, an observer's in a small letter. */
function whoIn(configuration: Uint8Array): string {
  return [...text(configuration).matchAll(/^server\.\d+=(\w+):(\w)/gm)]
    .map(([, name, role]) => (role === "p" ? name! : name!.toLowerCase()))
    .join("");
}
