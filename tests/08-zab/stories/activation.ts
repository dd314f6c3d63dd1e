import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { World } from "#lab/world/world";
import { broadcast } from "../scenarios";
import { membersOf } from "../subject";
import { shorten } from "./labels";

// Three servers of a new ensemble, from the end of the election to the first commit.
const recording = new Recording();
const world = new World({ seed: 2, recorder: recording });
const { nodes, properties } = broadcast(world, membersOf(3));
while (properties.committed.length === 0) world.advance(1);
world.advance(8);
const leader = [...nodes].find(([, { instance }]) => instance!.leading !== undefined)![0];
const begun = recording.events.find((event) => event.kind === "note" && event.text === "leads")!;
const since = "at" in begun ? begun.at : 0;
const events = shorten(recording.events).filter((event) =>
  event.kind === "message" ? event.sentAt >= since : event.at >= since && event.kind === "note",
);
const others = ["A", "B", "C"].filter((name) => name !== leader);
console.log(
  drawDiagram(events, { lanes: [others[0]!, leader, others[1]!], lines: 40, columns: 92 }).replace(
    / +$/gm,
    "",
  ),
);
