import type { TraceEvent } from "#lab/trace/recording";
import { showZxid } from "#zab/zxids";

/** Messages named by what they say. Heartbeats and reports of sessions are left out. */
export function shorten(events: readonly TraceEvent[]): TraceEvent[] {
  return events.flatMap((event): TraceEvent[] => {
    if (event.kind !== "message") return [event];
    const label = tell(event.label);
    return label === undefined ? [] : [{ ...event, label }];
  });
}

/** What a message is about, by how the recording describes it; undefined for what only keeps a connection alive. */
export function tell(label: string): string | undefined {
  const name = nameOf(label);
  return name === "ping" || name === "pong" || name === "heard" ? undefined : name;
}

/** What a message is about, heartbeats and reports of sessions too. */
export function nameOf(label: string): string | undefined {
  const vote = /^\{from: \d+, state: (\w+).*?leader: (\d+)/.exec(label);
  if (vote !== null) return `${vote[1] === "LOOKING" ? "votes" : vote[1]!.toLowerCase()} ${vote[2]}`;
  const [word = ""] = /^\w+/.exec(label) ?? [];
  const zxid = /zxid: (\d+)/.exec(label)?.[1];
  if (["propose", "commit", "ack", "truncate"].includes(word)) {
    return zxid === undefined ? word : `${word} ${showZxid(BigInt(zxid))}`;
  }
  const request = /^\{xid: \d+, request: (\w+)/.exec(label)?.[1];
  const inner = /^program\{message: (\w+)/.exec(label)?.[1];
  return request ?? inner ?? (word === "" ? undefined : word);
}
