import { Stage } from "../stage";
import { Votes } from "./picture";

// A and B have elected B long ago. C comes back, and has a longer history than both.
const votes = new Votes();
const stage = new Stage({ seed: 3, delay: { min: 1, max: 5 }, recorder: votes });
stage.looking({ 1: [4, 16], 2: [4, 16] });
stage.pass(60_000);
stage.looking({ 3: [4, 17] });
stage.pass(100);
console.log(votes.draw({ lanes: ["A", "B", "C"], from: 60_000 }));
