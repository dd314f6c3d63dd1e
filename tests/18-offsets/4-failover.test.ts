import { rule } from "#lab/testing/rule";
import { boundsOf } from "#offsets/bounds";
import { Board, OFFSETS, OPERATOR, ORDERS } from "./board";

const KAFKA = "Apache Kafka, GroupMetadataManager";

/** What is told to somebody who comes new. */
function join(board: Board, name: string, generations: number[], member = ""): string[] {
  const told: string[] = [];
  const timeouts = { sessionTimeout: 6_000, rebalanceTimeout: 10_000 };
  const protocols = [{ name: "range", metadata: new Uint8Array([1]) }];
  board.as(name, () =>
    board
      .coordinator(name)
      .join({ type: "join", group: "email", member, ...timeouts, protocols }, (reply) => {
        told.push(reply.type === "refused" ? reply.error : reply.type);
        if (reply.type === "refused" && reply.member !== undefined) {
          told.push(...join(board, name, generations, reply.member));
        }
        if (reply.type !== "joined") return;
        generations.push(reply.generation);
        board
          .coordinator(name)
          .sync(
            { type: "sync", group: "email", member, generation: reply.generation, assignments: [] },
            (answer) => {
              generations.push(answer.type === "synced" ? 0 : -1);
            },
          );
      }),
  );
  return told;
}

rule("Whoever leads the partition coordinates its groups, and nobody else", KAFKA, () => {
  test("another broker says so, whatever it is asked", () => {
    const board = new Board();
    const speaker = { ...OPERATOR, member: "m", generation: 1 };
    const answers = [
      ...board.commit("Q", 5),
      ...board.fetch("Q"),
      ...join(board, "Q", []),
      board.as("Q", () => board.coordinator("Q").heartbeat(speaker)),
      board.as("Q", () => board.coordinator("Q").leave(speaker)),
    ];

    expect(answers).toEqual(answers.map(() => "NOT_COORDINATOR"));
  });

  test("the next one knows what was committed", () => {
    const board = new Board();
    const told = board.commit("P", 5);
    board.pass(100);
    board.kill("P");
    board.leads(OFFSETS, "Q", ["Q", "R"]);
    board.pass(200);

    expect([told, board.fetch("Q")]).toEqual([["NONE"], ["orders/0 5"]]);
  });

  test("the one before knows that it isn't any more, and when it is again, it knows what was said meanwhile", () => {
    const board = new Board();
    board.commit("P", 5);
    board.pass(100);
    board.leads(OFFSETS, "Q");
    board.pass(200);
    board.commit("Q", 8);
    board.pass(200);
    const meanwhile = board.fetch("P");
    board.leads(OFFSETS, "P");
    board.pass(200);

    expect([meanwhile, board.fetch("P")]).toEqual([["NOT_COORDINATOR"], ["orders/0 8"]]);
  });

  test("whoever waits is told when it ends", () => {
    const board = new Board();
    board.kill("R");
    const told = [board.commit("P", 5), board.fetch("P")];
    board.pass(100);
    board.leads(OFFSETS, "Q");
    board.pass(10);

    expect(told).toEqual([["NOT_COORDINATOR"], ["NOT_COORDINATOR"]]);
  });

  test("a coordinator that hasn't heard of the next one can't accept anything", () => {
    const board = new Board();
    board.commit("P", 5);
    board.pass(100);
    board.leads(OFFSETS, "Q", ["Q", "R"], ["Q", "R"]);
    board.pass(200);
    const told = board.commit("P", 99);
    board.pass(1_000);
    const before = [...told];
    board.tell("P", OFFSETS);
    board.pass(200);

    expect([before, told, board.fetch("Q")]).toEqual([[], ["NOT_COORDINATOR"], ["orders/0 5"]]);
  });
});

rule("Who doesn't know yet doesn't answer", "Apache Kafka, COORDINATOR_LOAD_IN_PROGRESS", () => {
  test("it waits until everything is known that its log had when it began", () => {
    const board = new Board();
    board.commit("P", 5);
    board.pass(100);
    // The others have it in their logs, and don't know that all have it.
    const told = board.commit("P", 6);
    for (let ms = 0; ms < 100 && told.length === 0; ms++) board.pass(1);
    board.kill("P");
    board.kill("R");
    board.leads(OFFSETS, "Q", ["Q", "R"]);
    board.pass(300);
    const meanwhile = [...board.fetch("Q"), ...board.commit("Q", 1), ...join(board, "Q", [])];
    board.start("R");
    board.pass(2_000);

    expect(meanwhile).toEqual(meanwhile.map(() => "COORDINATOR_LOAD_IN_PROGRESS"));
    expect(board.fetch("Q")).toEqual(["orders/0 6"]);
  });

  test("a log of many pieces is known as a whole before anything is said", () => {
    const board = new Board();
    const metadata = "m".repeat(30_000);
    for (let offset = 0; offset < 30; offset++) board.commit("P", offset, OPERATOR, { metadata });
    board.commit("P", 77, OPERATOR, { partition: 1 });
    board.pass(500);
    board.leads(OFFSETS, "Q");
    const seen = new Set<string>();
    for (let ms = 0; ms < 200; ms++) {
      for (const each of board.fetch("Q")) seen.add(each);
      board.pass(1);
    }

    expect([...seen]).toEqual(["COORDINATOR_LOAD_IN_PROGRESS", "orders/0 29, orders/1 77"]);
  });

  test("from a compacted log it knows the same", () => {
    const board = new Board({ compactMs: 200 }, 300);
    for (let offset = 0; offset < 20; offset++) {
      board.commit("P", offset);
      board.commit("P", 2 * offset, OPERATOR, { partition: 1 });
      board.pass(100);
    }
    board.pass(1_000);
    const { log } = board.replica("Q");
    const batches = log.read(log.startOffset, Infinity);
    board.leads(OFFSETS, "Q");
    board.pass(300);

    expect(batches.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(40 * 100);
    expect(board.fetch("Q")).toEqual(["orders/0 19, orders/1 38"]);
  });
});

rule("A generation's number is never given again", "Apache Kafka, GroupMetadataValue", () => {
  test("the next coordinator's generations are higher than any before it that anybody works in", () => {
    const board = new Board();
    const generations: number[] = [];
    join(board, "P", generations);
    board.pass(200);
    board.leads(OFFSETS, "Q");
    board.pass(200);
    join(board, "Q", generations);
    board.pass(200);

    // 0: the part was told.
    expect(generations).toEqual([1, 0, 2, 0]);
  });

  test("nobody gets a part before its generation is written down where all have it", () => {
    const board = new Board();
    board.kill("R");
    const generations: number[] = [];
    join(board, "P", generations);
    board.pass(500);
    const before = [...generations];
    board.start("R");
    board.pass(2_000);

    expect([before, generations]).toEqual([[1], [1, 0]]);
  });

  test("and when it can't be written down, nobody gets one", () => {
    const board = new Board();
    board.kill("R");
    const generations: number[] = [];
    join(board, "P", generations);
    board.pass(500);
    board.leads(OFFSETS, "Q");
    board.pass(100);

    expect(generations).toEqual([1, -1]);
  });

  test("a second question for the same part waits as the first one does", () => {
    const board = new Board();
    board.kill("R");
    const generations: number[] = [];
    join(board, "P", generations);
    board.pass(500);
    const [member] = board.coordinator("P").group("email")!.members;
    const told: string[] = [];
    board.as("P", () =>
      board
        .coordinator("P")
        .sync({ type: "sync", group: "email", member: member!, generation: 1, assignments: [] }, (reply) =>
          told.push(reply.type),
        ),
    );
    const before = [...told];
    board.start("R");
    board.pass(2_000);

    expect([before, told]).toEqual([[], ["synced"]]);
  });
});

rule("The end that is shown never goes back", "KAFKA-2334; KIP-207", () => {
  test("a new leader shows none until it knows as much as its log had when it began", () => {
    const board = new Board();
    board.order("P", [0, 1, 2]);
    board.pass(300);
    board.order("P", [3, 4]);
    const shown: string[] = [];
    const ask = (name: string): void => {
      const { error, end } = board.as(name, () => boundsOf(board.replica(name, ORDERS), -1));
      shown.push(error === "NONE" ? `${end}` : error);
    };
    for (let ms = 0; ms < 100 && board.replica("P", ORDERS).highWatermark < 5n; ms++) board.pass(1);
    ask("P");
    board.kill("P");
    board.kill("R");
    board.leads(ORDERS, "Q", ["Q", "R"]);
    board.pass(50);
    ask("Q");
    board.start("R");
    board.pass(2_000);
    ask("Q");

    expect(shown).toEqual(["5", "OFFSET_NOT_AVAILABLE", "5"]);
  });

  test("who doesn't lead says nothing of a partition", () => {
    const board = new Board();

    expect(boundsOf(board.replica("Q", ORDERS), -1).error).toBe("NOT_LEADER_OR_FOLLOWER");
    expect(boundsOf(undefined, -1).error).toBe("NOT_LEADER_OR_FOLLOWER");
  });
});
