import { Board, OFFSETS } from "../board";

// P coordinates and dies just after it has answered; Q takes over, and R, whom it needs, is away for a while.
const board = new Board();

function show(what: string, answers: readonly string[]): void {
  console.log(`${what.padEnd(42)}${answers.join(", ")}`);
}

board.commit("P", 5);
board.pass(100);
const told = board.commit("P", 6);
for (let ms = 0; ms < 100 && told.length === 0; ms++) board.pass(1);
show("P is told 6, and says", told);
board.kill("P");
board.kill("R");
board.leads(OFFSETS, "Q", ["Q", "R"]);
board.pass(100);
show("P is gone. Q is asked, and says", board.fetch("Q"));
board.start("R");
board.pass(1_000);
show("R is back. Q says", board.fetch("Q"));
