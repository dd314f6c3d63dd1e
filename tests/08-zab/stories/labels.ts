import type { TraceEvent } from "#lab/trace/recording";
import { showZxid } from "#zab/zxids";

/** Messages of the broadcast, named by what they say. Heartbeats and votes are left out. */
export function shorten(events: readonly TraceEvent[]): TraceEvent[] {
  return events.flatMap((event): TraceEvent[] => {
    if (event.kind !== "message") return [event];
    const [word = ""] = /^\w+/.exec(event.label) ?? [];
    if (["", "ping", "pong"].includes(word)) return [];
    const zxid = /zxid: (\d+)/i.exec(event.label)?.[1];
    const epoch = /^(?:leaderInfo|newLeader)\{epoch: (\d+)/.exec(event.label)?.[1];
    const detail = zxid !== undefined ? ` ${showZxid(BigInt(zxid))}` : epoch !== undefined ? ` ${epoch}` : "";
    return [{ ...event, label: word + detail }];
  });
}
