import { rule } from "#lab/testing/rule";
import { lagOf } from "#offsets/bounds";
import { Board, ORDERS } from "./board";

const SOURCE = "Apache Kafka, kafka-consumer-groups, LAG";

rule("Lag is what can be read and wasn't said to be done", SOURCE, () => {
  test("from what is committed to the end", () => {
    expect([lagOf(3n, { start: 0n, end: 10n }), lagOf(10n, { start: 0n, end: 10n })]).toEqual([7n, 0n]);
  });

  test("a group that has said nothing has everything before it", () => {
    expect(lagOf(undefined, { start: 4n, end: 10n })).toBe(6n);
  });

  test("what is gone can't be read any more", () => {
    expect(lagOf(1n, { start: 4n, end: 10n })).toBe(6n);
  });

  test("never less than nothing: the end may be older than what was committed", () => {
    expect(lagOf(12n, { start: 0n, end: 10n })).toBe(0n);
  });

  test("an empty log", () => {
    expect([lagOf(undefined, { start: 7n, end: 7n }), lagOf(0n, { start: 7n, end: 7n })]).toEqual([0n, 0n]);
  });

  test("of a group that works: it grows while nobody is there, and goes when somebody is", () => {
    const board = new Board();
    const lag = (): bigint => {
      const { highWatermark: end, log } = board.replica("P", ORDERS);
      const { offsets } = board.coordinator("P");
      const commit = offsets!.committed("email", { topic: "orders", partition: 0 });
      return lagOf(commit?.offset, { start: log.startOffset, end });
    };
    board.order("P", [0, 1, 2, 3, 4]);
    board.pass(100);
    const before = lag();
    const shopper = board.consumer("E1");
    board.pass(3_000);

    expect([before, lag(), shopper.did.length]).toEqual([5n, 0n, 5]);
  });
});
