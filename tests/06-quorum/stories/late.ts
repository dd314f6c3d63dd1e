import { drawDiagram } from "#lab/trace/diagram";
import { Recording } from "#lab/trace/recording";
import { Ensemble } from "../ensemble";
import { readable } from "../picture";

// C was there for the first write, was down for the next two, and comes back while the fourth is under way.
const recording = new Recording();
const ensemble = new Ensemble({ seed: 9, recorder: recording });
ensemble.pass(200);
ensemble.write("100");
ensemble.pass();
ensemble.machine("C").kill();
for (const value of ["110", "120"]) {
  ensemble.write(value);
  ensemble.pass();
}
const begun = recording.events.length;
const from = ensemble.world.now;
ensemble.machine("C").start();
ensemble.pass(14);
ensemble.machine("A").disk.flushTime = { min: 6, max: 6 };
ensemble.write("150");
ensemble.pass(30);
const shown = recording.events
  .slice(begun)
  .filter((event) => event.kind !== "flush" || event.server === "A")
  .filter((event) => event.kind !== "message" || (event.from !== "B" && event.to !== "B"));
console.log(drawDiagram(readable(shown, from), { lanes: ["A", "C"], columns: 70 }).replace(/ +$/gm, ""));
console.log(`\nC has ${ensemble.setting("C")}`);
