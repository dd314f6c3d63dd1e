import { decodeRecords } from "#commit-log/record-batch";
import { decodeRecord } from "#offsets/group-record";
import { Board, OPERATOR } from "../board";

// Two groups say how far they are, again and again; then the log is compacted.
const board = new Board({ compactMs: 1_000 }, 300);

function show(what: string): void {
  const { log } = board.replica("P");
  const lines = log
    .read(log.startOffset, Infinity)
    .flatMap((batch) => decodeRecords(batch))
    .map(({ offset, key, value }) => {
      const record = decodeRecord(key!, value)!;
      return record.type === "offset"
        ? `${offset}: ${record.group} ${record.commit?.offset}`
        : `${offset}: ?`;
    });
  console.log(`${what}\n  ${lines.join("   ")}`);
}

for (let offset = 1; offset <= 4; offset++) {
  board.commit("P", 10 * offset);
  board.commit("P", 7 * offset, { ...OPERATOR, group: "stock" });
  board.pass(100);
}
show("before");
board.pass(2_000);
show("after");
