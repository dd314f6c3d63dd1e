import { rule } from "#lab/testing/rule";
import { sweepInTest } from "#lab/sweep/in-test";
import type { Bounds } from "#offsets/messages";
import { type Position, positionAt, type ResetPolicy } from "#offsets/position";
import { range } from "../05-transaction-log/site";
import { Board, OFFSETS, ORDERS, valuesOf } from "./board";
import { shop } from "./scenarios";

const RESET = "Apache Kafka documentation, Consumer configs: auto.offset.reset";
const KIP320 = "KIP-320; KAFKA-7747";

const BOUNDS: Bounds = { leaderEpoch: 5, start: 10n, end: 20n, epochEnd: { epoch: 4, end: 15n } };

function shown(position: Position | undefined, policy: ResetPolicy, bounds: Partial<Bounds> = {}): string {
  const found = positionAt(position, { ...BOUNDS, ...bounds }, policy);
  return typeof found === "string" ? found : `${found.offset} of ${found.epoch}`;
}

const of = (offset: number, epoch = -1): Position => ({ offset: BigInt(offset), epoch });
const numbers = (from: number, to: number): string[] => range(from, to).map(String);

rule("Where nothing was committed, the policy says where to begin", RESET, () => {
  test("at the first record that is there, or behind the last, or nowhere", () => {
    expect((["earliest", "latest", "none"] as const).map((policy) => shown(undefined, policy))).toEqual([
      "10 of -1",
      "20 of -1",
      "NO_OFFSET_FOR_PARTITION",
    ]);
  });

  test("the same for a place that is gone, or was never there", () => {
    for (const place of [of(9), of(21)]) {
      expect([shown(place, "earliest"), shown(place, "latest"), shown(place, "none")]).toEqual([
        "10 of -1",
        "20 of -1",
        "OFFSET_OUT_OF_RANGE",
      ]);
    }
  });

  test("a place that is there is kept, whatever the policy: the first, the last, and between", () => {
    for (const place of [of(10), of(15), of(20)]) {
      expect([shown(place, "latest"), shown(place, "earliest")]).toEqual([
        `${place.offset} of -1`,
        `${place.offset} of -1`,
      ]);
    }
  });
});

rule("A place means something in its own history alone", KIP320, () => {
  test("an epoch that goes further at the leader: nothing was lost", () => {
    expect([shown(of(15, 4), "latest"), shown(of(12, 4), "latest")]).toEqual(["15 of 4", "12 of 4"]);
  });

  test("an epoch that ends before: back to where it ends, and nothing is passed over", () => {
    expect(shown(of(17, 4), "latest")).toBe("15 of 4");
  });

  test("an epoch that the leader never had: back to where the one before it ends", () => {
    const bounds = { epochEnd: { epoch: 3, end: 15n } };

    expect([shown(of(17, 4), "latest", bounds), shown(of(13, 4), "latest", bounds)]).toEqual([
      "15 of 3",
      "13 of 3",
    ]);
  });

  test("not further back than the log begins", () => {
    expect(shown(of(17, 4), "latest", { epochEnd: { epoch: 4, end: 3n } })).toBe("10 of 4");
  });

  test("all that is there is newer: go on only if that is what comes next", () => {
    const bounds = { epochEnd: null };

    expect([shown(of(10, 4), "latest", bounds), shown(of(12, 4), "earliest", bounds)]).toEqual([
      "10 of 4",
      "10 of -1",
    ]);
  });

  test("whoever wants to decide for themselves is told", () => {
    expect([shown(of(17, 4), "none"), shown(of(12, 4), "none", { epochEnd: null })]).toEqual([
      "LOG_TRUNCATION",
      "LOG_TRUNCATION",
    ]);
  });
});

rule("A group goes on where it was", "the notes, Offset Management", () => {
  test("what is committed is the next offset to read", () => {
    const board = new Board();
    board.order("P", range(0, 7));
    board.pass(100);
    const shopper = board.consumer("E1");
    board.pass(3_000);

    expect([shopper.did, shopper.position, board.fetch("P")]).toEqual([
      numbers(0, 7),
      "8 of epoch 0",
      ["orders/0 8"],
    ]);
  });

  test("a consumer that stopped in an orderly way has nothing to do again", () => {
    const board = new Board();
    board.order("P", range(0, 4));
    board.pass(100);
    const first = board.consumer("E1", { commitInterval: 1_000_000 });
    board.pass(500);
    board.world.enter(first.machine.incarnation!, () => first.consumer.stop());
    board.pass(500);
    board.order("P", range(5, 6));
    const second = board.consumer("E2");
    board.pass(3_000);

    expect([first.did, second.did]).toEqual([numbers(0, 4), numbers(5, 6)]);
  });

  test("a restart does again what was done and not committed: exactly that", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { commitInterval: 2_000 });
    board.pass(2_500);
    board.order("P", range(4, 6));
    board.pass(300);
    const [committed, position] = [board.fetch("P"), shopper.position];
    const before = [...shopper.did];
    shopper.machine.kill();
    board.order("P", [7]);
    shopper.machine.start();
    board.pass(12_000);

    expect([committed, position, before]).toEqual([["orders/0 4"], "7 of epoch 0", numbers(0, 6)]);
    expect(shopper.did.slice(before.length)).toEqual(["4", "5", "6", "7"]);
  });

  test("what it was working on when it died is done again: it was never committed", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { commitInterval: 300 });
    shopper.takes = 1_000;
    board.pass(2_700);
    shopper.machine.kill();
    const before = [...shopper.did];
    shopper.machine.start();
    board.pass(15_000);

    expect([before, shopper.did.slice(before.length)]).toEqual([numbers(0, 1), numbers(2, 3)]);
  });

  test("whoever says that a record is done before it is, loses what it had begun", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { commitInterval: 300 });
    shopper.isHasty = true;
    shopper.takes = 1_500;
    board.pass(1_200);
    const [committed, before] = [board.fetch("P"), shopper.did.length];
    shopper.machine.kill();
    shopper.machine.start();
    board.pass(15_000);

    expect([committed, before, shopper.did]).toEqual([["orders/0 4"], 0, []]);
  });

  test("nothing is said when there is nothing new to say", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    board.consumer("E1", { commitInterval: 200 });
    board.pass(2_000);
    const end = board.replica("P").log.endOffset;
    board.pass(3_000);

    expect(board.replica("P").log.endOffset).toBe(end);
  });

  test("with no place to begin and no policy it doesn't begin, and says so", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { policy: "none" });
    board.pass(2_000);

    expect([shopper.did, shopper.stuck]).toEqual([[], ["NO_OFFSET_FOR_PARTITION"]]);
  });

  test("latest: what was there before isn't read, what comes is", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { policy: "latest" });
    board.pass(2_000);
    board.order("P", range(4, 5));
    board.pass(1_000);

    expect(shopper.did).toEqual(["4", "5"]);
  });
});

rule("A partition changes hands when its commit has ended", "KAFKA-14024", () => {
  test("the next owner begins where the one before has stopped, in the middle of its work", () => {
    for (const seed of range(1, 4)) {
      const board = new Board({}, 1 << 20, seed);
      board.order("P", range(0, 9));
      board.pass(100);
      const options = { commitInterval: 1_000_000, heartbeatInterval: 500 };
      const first = board.consumer("E1", options);
      first.takes = 300;
      board.pass(2_000);
      const second = board.consumer("E2", options);
      board.pass(seed * 17);
      board.world.enter(first.machine.incarnation!, () => first.consumer.stop());
      board.pass(12_000);
      const { did } = first;

      expect([seed, did.length > 0 && did.length < 10, second.did]).toEqual([
        seed,
        true,
        numbers(did.length, 9),
      ]);
    }
  });

  test("a commit that isn't answered is said again: nobody knows whether it arrived", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const options = { commitInterval: 1_000_000, heartbeatInterval: 500 };
    const first = board.consumer("E1", options);
    board.pass(1_000);
    board.world.faults.cut("E1", "P");
    board.world.enter(first.machine.incarnation!, () => first.consumer.stop());
    board.pass(2_500);
    board.world.faults.heal();
    const second = board.consumer("E2", options);
    board.pass(20_000);

    expect([first.did, board.fetch("P"), second.did]).toEqual([numbers(0, 3), ["orders/0 4"], []]);
  });

  test("as long as the commit isn't answered, nobody else has it", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const first = board.consumer("E1", { commitInterval: 1_000_000, heartbeatInterval: 500 });
    board.pass(1_000);
    const second = board.consumer("E2", { heartbeatInterval: 500 });
    board.kill("R");
    board.pass(3_000);
    const before = [...second.did, ...second.consumer.member.owned];
    const committed = board.coordinator("P").offsets!.committed("email", { topic: "orders", partition: 0 });
    board.start("R");
    board.pass(5_000);

    expect([before, committed, first.did, second.did]).toEqual([[], undefined, numbers(0, 3), []]);
    expect(board.fetch("P")).toEqual(["orders/0 4"]);
  });
});

rule("Brokers change, and a group goes on", KIP320, () => {
  test("another coordinates: the group comes to it, and does no more again than it hadn't committed", () => {
    const board = new Board();
    board.order("P", range(0, 3));
    board.pass(100);
    const shopper = board.consumer("E1", { commitInterval: 200 });
    board.pass(2_000);
    board.leads(OFFSETS, "Q");
    board.pass(15_000);
    board.order("P", range(4, 5));
    board.pass(2_000);

    expect([shopper.did, board.fetch("Q")]).toEqual([numbers(0, 5), ["orders/0 6"]]);
  });

  test("an unclean leader has other records where it has read already: it reads them", () => {
    const board = new Board();
    board.order("P", range(0, 2));
    board.pass(200);
    const shopper = board.consumer("E1", { commitInterval: 200 });
    board.pass(2_000);
    // P goes on alone, with the others out of sync; then one of them is made leader all the same.
    board.kill("Q");
    board.kill("R");
    board.decide(ORDERS, { isr: ["P"] });
    board.decide(OFFSETS, { isr: ["P"] });
    board.order("P", range(3, 5));
    board.pass(2_000);
    const before = [...shopper.did];
    board.start("Q");
    board.leads(ORDERS, "Q", ["Q"], ["P", "Q"]);
    board.pass(100);
    board.order("Q", range(93, 97), 1);
    board.pass(5_000);

    expect(before).toEqual(numbers(0, 5));
    expect(valuesOf(board.replica("Q", ORDERS)).slice(-5)).toEqual(numbers(93, 97));
    expect(shopper.did.slice(before.length)).toEqual(numbers(93, 97));
  });

  test("also if it was away when the leaders changed", () => {
    const board = new Board();
    board.order("P", range(0, 2));
    board.pass(200);
    const shopper = board.consumer("E1", { commitInterval: 200 });
    board.pass(2_000);
    board.kill("Q");
    board.kill("R");
    board.decide(ORDERS, { isr: ["P"] });
    board.decide(OFFSETS, { isr: ["P"] });
    board.order("P", range(3, 5));
    board.pass(2_000);
    shopper.machine.kill();
    const before = shopper.did.length;
    board.start("Q");
    board.leads(ORDERS, "Q", ["Q"], ["P", "Q"]);
    board.pass(100);
    board.order("Q", range(93, 97), 1);
    board.pass(100);
    shopper.machine.start();
    board.pass(15_000);

    expect(shopper.did.slice(before)).toEqual(numbers(93, 97));
  });
});

rule("Nothing is said to be done that nobody has done", "this workbook", () => {
  test("three servers of the ensemble, three brokers, two groups, whatever befalls them", () =>
    sweepInTest(shop, { seeds: 2 }));
});
