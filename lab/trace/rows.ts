import type { TraceEvent } from "./recording";

/** One line of a picture: an event, or so many that were left out. */
export type Row = { readonly time: number; readonly event: TraceEvent } | { readonly leftOut: number };

/** Flushes and starts tell least, faults and notes most. */
const WEIGHT: Record<TraceEvent["kind"], number> = {
  flush: 0,
  message: 1,
  start: 2,
  broken: 2,
  note: 3,
  fault: 3,
  crash: 3,
};

/**
 * The events of a picture with at most `limit` rows. A failure is best explained by what came right before it, so the
 * end is kept; before it, faults and notes are kept in preference to messages. Gaps say how much they leave out.
 */
export function chooseRows(events: readonly TraceEvent[], limit: number): Row[] {
  const ended = events
    .map((event) => ({ event, time: timeOf(event) }))
    .filter((row): row is { event: TraceEvent; time: number } => row.time !== undefined)
    .sort((a, b) => a.time - b.time);
  if (ended.length <= limit) return ended;

  const end = ended.length - Math.ceil(limit / 2);
  const byWorth = ended.slice(0, end).map((row, place) => ({ place, weight: WEIGHT[row.event.kind] }));
  byWorth.sort((a, b) => b.weight - a.weight || b.place - a.place);
  const chosen = new Set<number>();
  let lines = ended.length - end + 1;
  for (const { place } of byWorth) {
    const gaps =
      1 - Number(place === 0 || chosen.has(place - 1)) - Number(place + 1 === end || chosen.has(place + 1));
    if (lines + 1 + gaps > limit) break;
    lines += 1 + gaps;
    chosen.add(place);
  }

  const rows: Row[] = [];
  let leftOut = 0;
  for (const [place, row] of ended.entries()) {
    if (place < end && !chosen.has(place)) {
      leftOut += 1;
      continue;
    }
    if (leftOut > 0) rows.push({ leftOut });
    leftOut = 0;
    rows.push(row);
  }
  return rows;
}

/** When an event is drawn: a message where it ended. One that is still under way is not drawn. */
function timeOf(event: TraceEvent): number | undefined {
  return event.kind === "message" ? (event.arrivedAt ?? event.lostAt) : event.at;
}

/** The servers that the events are about, in the order of `preferred`, then as they come. */
export function lanesOf(events: readonly TraceEvent[], preferred: readonly string[] = []): string[] {
  const seen = new Set<string>();
  for (const event of events) {
    if (event.kind === "message") seen.add(event.from).add(event.to);
    else seen.add(event.server);
  }
  return [...preferred.filter((name) => seen.delete(name)), ...seen];
}
