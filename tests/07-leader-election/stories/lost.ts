import { Stage } from "../stage";
import { Votes } from "./picture";

// Everything that is said in the first half second is lost.
const votes = new Votes();
const stage = new Stage({ seed: 3, delay: { min: 1, max: 5 }, recorder: votes });
stage.world.faults.datagrams({ loss: 1, duplication: 0 });
stage.looking({ 1: [4, 17], 2: [4, 16] });
stage.pass(500);
stage.world.faults.heal();
stage.pass(1_000);
console.log(votes.draw({ lanes: ["A", "B"] }));
