import type { TraceEvent } from "#lab/trace/recording";

/** Messages by their names and numbers, and times from a moment on: so that a picture can be read. */
export function readable(events: readonly TraceEvent[], from: number): TraceEvent[] {
  return events
    .filter((event) => event.kind !== "start")
    .map((event) => {
      if (event.kind !== "message") return { ...event, at: event.at - from };
      const arrivedAt = event.arrivedAt === undefined ? undefined : event.arrivedAt - from;
      const lostAt = event.lostAt === undefined ? undefined : event.lostAt - from;
      const label = event.label.replace(/^(\w+)\{.*?zxid: (\d+).*$/, "$1 $2");
      return { ...event, label, sentAt: event.sentAt - from, arrivedAt, lostAt };
    });
}
