import { Stage } from "../stage";
import { Votes } from "./picture";

// Three servers look for a leader. B has the longest history, and C the highest number.
const votes = new Votes();
const stage = new Stage({ seed: 4, delay: { min: 1, max: 5 }, recorder: votes });
stage.looking({ 1: [4, 16], 2: [4, 17], 3: [4, 16] });
stage.pass(212);
console.log(votes.draw({ lines: 40 }));
