import type { Notification } from "#leader-election/notification";
import type { Sign } from "./replica";
import { nameOf } from "./stage";
import { showPlace } from "./zxid";

/** A notification as pictures show it: `1: B (4, 17)`, `1: I follow B`. */
export function labelOf({ state, vote, round }: Notification): string {
  if (vote === undefined) return "who leads?";
  const name = nameOf(vote.leader);
  if (state === "LEADING") return `${round}: I lead`;
  if (state !== "LOOKING") return `${round}: I follow ${name}`;
  return `${round}: ${name} ${showPlace(vote)}`;
}

/** What passes between the servers of the scenarios: notifications, and the signs of life of those who have decided. */
export function tell(message: unknown): string {
  const said = message as Notification | Sign;
  if (!("type" in said)) return labelOf(said);
  return said.type === "wait" ? "wait" : `${said.type} ${showPlace(said.place)}`;
}
