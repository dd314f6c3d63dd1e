import { lagOf } from "#offsets/bounds";
import { Board, ORDERS } from "../board";

// Ten orders a second come, a consumer does five; after ten seconds nothing comes any more.
const board = new Board();
board.consumer("E1", { commitInterval: 500 }).takes = 190;
let order = 0;
for (let second = 1; second <= 20; second++) {
  for (let tenth = 0; tenth < 10; tenth++) {
    if (second <= 10) board.order("P", [order++]);
    board.pass(100);
  }
  const { highWatermark: end, log } = board.replica("P", ORDERS);
  const commit = board.coordinator("P").offsets!.committed("email", { topic: "orders", partition: 0 });
  const lag = lagOf(commit?.offset, { start: log.startOffset, end });
  if (second % 4 === 0) console.log(`${String(second).padStart(2)} s  ${"#".repeat(Number(lag))} ${lag}`);
}
