import type { Notification } from "#leader-election/notification";
import type { Wire } from "#zab/messages";
import { showZxid } from "#zab/zxids";
import { labelOf } from "../07-leader-election/labels";
import { inWords, type Said } from "./subject";

/** What passes between the servers of the scenarios, for their pictures: votes and messages of the broadcast. */
export function tell(message: unknown): string {
  const said = message as Notification | Wire<Said>;
  if (!("type" in said)) return labelOf(said);
  if (said.type === "followerInfo") return `followerInfo ${said.acceptedEpoch}`;
  if (said.type !== "ackEpoch") return inWords(said);
  return `ackEpoch ${showZxid(said.lastZxid)}${said.promised ? "" : ", no promise"}`;
}
