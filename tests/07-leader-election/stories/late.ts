import { Stage } from "../stage";
import { Votes } from "./picture";

// A and B have agreed already when C comes, and C has a longer history.
const votes = new Votes();
const stage = new Stage({ seed: 2, delay: { min: 1, max: 5 }, recorder: votes });
stage.looking({ 1: [4, 16], 2: [4, 16] });
stage.pass(150);
stage.looking({ 3: [4, 17] });
stage.pass(220);
console.log(votes.draw({ lines: 40 }));
