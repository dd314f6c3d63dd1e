import { drawDiagram } from "#lab/trace/diagram";
import { Recording, type TraceEvent } from "#lab/trace/recording";
import { World } from "#lab/world/world";
import { range } from "#consumer-groups/range";
import { consume, coordinate } from "../party";

// Two members come, and are given what each is to do.
const recorder = new Recording();
const world = new World({ seed: 4, recorder });
coordinate(world, 50);
for (const name of ["A1", "A2"]) consume(world, name, { assignors: [range] });
world.advance(200);

/** Messages by their first word. */
function readable(event: TraceEvent): TraceEvent[] {
  if (event.kind !== "message") return [];
  const [word] = /^\w+/.exec(event.label)!;
  const error = /error: "?(\w+)/.exec(event.label)?.[1];
  return [{ ...event, label: error?.toLowerCase().replaceAll("_", " ") ?? word }];
}

const shown = recorder.events.flatMap(readable);
console.log(drawDiagram(shown, { lanes: ["A1", "C", "A2"], columns: 90 }).replace(/ +$/gm, ""));
