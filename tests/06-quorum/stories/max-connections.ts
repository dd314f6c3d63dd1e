import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { Ensemble } from "../ensemble";
import { readable } from "../picture";

// max_connections is 100 on A, B and C. It is set to 150. C's disk is slower than the others'.
const recording = new Recording();
const ensemble = new Ensemble({ seed: 4, recorder: recording });
ensemble.pass(200);
ensemble.write("100");
ensemble.pass();
ensemble.machine("C").disk.flushTime = { min: 9, max: 9 };
const begun = recording.events.length;
const asked = ensemble.world.now;
ensemble.world.record("note", "A", "decides: 2 is 150");
const told = ensemble.write("150", undefined, () => {
  ensemble.world.record("note", "A", "answers: done");
});
ensemble.pass(30);
console.log(
  drawDiagram(readable(recording.events.slice(begun), asked), {
    lanes: ["B", "A", "C"],
    columns: 88,
  }).replace(/ +$/gm, ""),
);
console.log(
  `\nanswered ${told.length === 1 ? "once" : "more than once"}; A ${ensemble.setting("A")}, B ${ensemble.setting("B")}, C ${ensemble.setting("C")}`,
);
