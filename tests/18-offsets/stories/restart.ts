import { Board } from "../board";

// A consumer dies between two commits, and comes again.
const board = new Board();
board.order("P", [0, 1, 2, 3]);
board.pass(100);
const shopper = board.consumer("E1", { commitInterval: 2_000 });
board.pass(2_500);
board.order("P", [4, 5, 6]);
board.pass(300);
console.log(`committed: ${board.fetch("P").join()}   position: ${shopper.position}`);
console.log(`done:      ${shopper.did.join(" ")}`);
const before = shopper.did.length;
shopper.machine.kill();
shopper.machine.start();
board.pass(12_000);
console.log(`and again: ${shopper.did.slice(before).join(" ")}`);
