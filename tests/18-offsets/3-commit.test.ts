import { rule } from "#lab/testing/rule";
import type { Speaker } from "#offsets/messages";
import { Board, OFFSETS, OPERATOR } from "./board";

const KAFKA = "Apache Kafka documentation, Distribution: Consumer Offset Tracking";

/** A member that has come to the group, and has its part. */
function joined(board: Board, metadata = "x"): Speaker {
  let speaker: Speaker = { group: "email", member: "", generation: -1 };
  const protocols = [{ name: "range", metadata: new TextEncoder().encode(metadata) }];
  const timeouts = { sessionTimeout: 6_000, rebalanceTimeout: 10_000 };
  const join = (): void =>
    board.as("P", () =>
      board
        .coordinator("P")
        .join({ type: "join", group: "email", member: speaker.member, ...timeouts, protocols }, (reply) => {
          if (reply.type === "refused") speaker = { ...speaker, member: reply.member! };
          if (reply.type === "joined") speaker = { ...speaker, generation: reply.generation };
        }),
    );
  join();
  join();
  board.pass(100);
  return speaker;
}

function divided(board: Board, speaker: Speaker): string[] {
  const told: string[] = [];
  board.as("P", () =>
    board
      .coordinator("P")
      .group("email")!
      .sync({ type: "sync", ...speaker, assignments: [] }, (reply) => told.push(reply.type)),
  );
  board.pass(100);
  return told;
}

rule("What was committed is what a fetch gets", KAFKA, () => {
  test("the last of each partition; of a group that has said nothing, nothing", () => {
    const board = new Board();
    const before = board.fetch("P");
    const told = [
      board.commit("P", 5),
      board.commit("P", 6),
      board.commit("P", 2, OPERATOR, { partition: 1 }),
    ];
    board.pass(100);

    expect([before, told]).toEqual([["nothing"], [["NONE"], ["NONE"], ["NONE"]]]);
    expect(board.fetch("P")).toEqual(["orders/0 6, orders/1 2"]);
  });

  test("of a partition that was asked for and never said, there is nothing", () => {
    const board = new Board();
    const told: unknown[] = [];
    board.as("P", () =>
      board.coordinator("P").fetch(OPERATOR, [{ topic: "orders", partition: 7 }], (error, commits) => {
        told.push(error, commits);
      }),
    );

    expect(told).toEqual(["NONE", [{ topic: "orders", partition: 7, commit: null }]]);
  });

  test("what was said with it is kept with it", () => {
    const board = new Board();
    board.commit("P", 5, OPERATOR, { leaderEpoch: 3, metadata: "half of it" });
    board.pass(100);
    const commit = board.coordinator("P").offsets!.committed("email", { topic: "orders", partition: 0 })!;

    expect([commit.leaderEpoch, commit.metadata, commit.at >= 0]).toEqual([3, "half of it", true]);
  });

  test("groups don't hear of each other", () => {
    const board = new Board();
    board.commit("P", 5);
    board.pass(100);

    expect(board.fetch("P", { ...OPERATOR, group: "stock" })).toEqual(["nothing"]);
  });
});

rule("It is answered when all that are in sync have it", "Apache Kafka, offsets.commit.required.acks", () => {
  test("not before: as long as one of them is away nobody is told, and nobody sees it", () => {
    const board = new Board();
    board.kill("R");
    const told = board.commit("P", 5);
    board.pass(200);
    const seen = board.coordinator("P").offsets!.committed("email", { topic: "orders", partition: 0 });
    const before = [...told];
    board.start("R");
    board.pass(2_000);

    expect([before, seen, told]).toEqual([[], undefined, ["NONE"]]);
  });

  test("whoever is told can fetch it at once", () => {
    const board = new Board();
    const seen: string[][] = [];
    board.as("P", () =>
      board
        .coordinator("P")
        .commit(OPERATOR, [{ topic: "orders", partition: 0, offset: 5n, leaderEpoch: 0, metadata: "" }], () =>
          seen.push(board.fetch("P")),
        ),
    );
    board.pass(100);

    expect(seen).toEqual([["orders/0 5"]]);
  });

  test("a fetch that comes behind a commit waits for it", () => {
    const board = new Board();
    board.commit("P", 5);
    board.pass(100);
    board.commit("P", 6);
    const told = board.fetch("P");
    const before = [...told];
    board.pass(100);

    expect([before, told]).toEqual([[], ["orders/0 6"]]);
  });

  test("commits that are under way together count in the order in which they were accepted", () => {
    // KAFKA-5247.
    const board = new Board();
    board.kill("R");
    for (const offset of [4, 9, 6]) board.commit("P", offset);
    board.start("R");
    board.pass(2_000);

    expect(board.fetch("P")).toEqual(["orders/0 6"]);
  });

  test("nothing to say is said at once", () => {
    const board = new Board();
    const end = board.replica("P").log.endOffset;
    const told: string[] = [];
    board.as("P", () => board.coordinator("P").commit(OPERATOR, [], (error) => told.push(error)));

    expect([told, board.replica("P").log.endOffset]).toEqual([["NONE"], end]);
  });
});

rule("Only who owns a partition now may say how far it is", "chapter 17, judge", () => {
  test("a member of this generation", () => {
    const board = new Board();
    const member = joined(board);
    divided(board, member);
    const told = board.commit("P", 5, member);
    board.pass(100);

    expect([told, board.fetch("P", member)]).toEqual([["NONE"], ["orders/0 5"]]);
  });

  test("nobody of another generation, and no stranger; nothing of it is written", () => {
    const board = new Board();
    const member = joined(board);
    divided(board, member);
    const end = board.replica("P").log.endOffset;
    const old = { ...member, generation: member.generation - 1 };
    const next = { ...member, generation: member.generation + 1 };
    const stranger = { ...member, member: "stranger" };
    const told = [old, next, stranger].flatMap((speaker) => board.commit("P", 5, speaker));
    const fetched = [old, stranger].flatMap((speaker) => board.fetch("P", speaker));

    expect(told).toEqual(["ILLEGAL_GENERATION", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"]);
    expect(fetched).toEqual(["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"]);
    expect(board.replica("P").log.endOffset).toBe(end);
  });

  test("not while the group divides: whose it is isn't decided yet", () => {
    const board = new Board();
    const member = joined(board);

    expect(board.commit("P", 5, member)).toEqual(["REBALANCE_IN_PROGRESS"]);
  });

  test("while the others are still to come, a member may say what it has done", () => {
    const board = new Board();
    const member = joined(board);
    divided(board, member);
    board.as("P", () => {
      const timeouts = { sessionTimeout: 6_000, rebalanceTimeout: 10_000 };
      const protocols = [{ name: "range", metadata: new Uint8Array([1]) }];
      board
        .coordinator("P")
        .join({ type: "join", group: "email", member: "", ...timeouts, protocols }, (reply) => {
          if (reply.type !== "refused") return;
          board
            .coordinator("P")
            .join({ type: "join", group: "email", member: reply.member!, ...timeouts, protocols }, () => {});
        });
    });
    const told = board.commit("P", 5, member);
    board.pass(100);

    expect([board.coordinator("P").group("email")!.state, told]).toEqual(["PreparingRebalance", ["NONE"]]);
  });

  test("an operator may, as long as nobody is in the group", () => {
    const board = new Board();
    const first = board.commit("P", 3);
    const member = joined(board);
    divided(board, member);

    expect([first, board.commit("P", 5)]).toEqual([["NONE"], ["UNKNOWN_MEMBER_ID"]]);
  });

  test("a member of a group that isn't there is nobody", () => {
    expect(new Board().commit("P", 5, { ...OPERATOR, member: "m", generation: 1 })).toEqual([
      "UNKNOWN_MEMBER_ID",
    ]);
  });
});

rule("Offsets of a group that nobody is in are forgotten after a while", "KIP-211; KAFKA-8069", () => {
  const SHORT = { retentionMs: 5_000, checkMs: 500 };

  test("of one with a member nothing, however long it says nothing", () => {
    const board = new Board(SHORT);
    const member = joined(board);
    divided(board, member);
    board.commit("P", 5, member);
    for (let second = 0; second < 12; second++) {
      board.pass(1_000);
      board.as("P", () => board.coordinator("P").heartbeat(member));
    }

    expect(board.fetch("P")).toEqual(["orders/0 5"]);
  });

  test("after the last has left: not before the time has passed, and then everywhere", () => {
    const board = new Board(SHORT);
    const member = joined(board);
    divided(board, member);
    board.commit("P", 5, member);
    for (let second = 0; second < 8; second++) {
      board.pass(1_000);
      board.as("P", () => board.coordinator("P").heartbeat(member));
    }
    board.as("P", () => board.coordinator("P").leave(member));
    board.pass(4_000);
    const before = board.fetch("P");
    board.pass(2_500);

    expect([before, board.fetch("P")]).toEqual([["orders/0 5"], ["nothing"]]);
    expect(board.replica("Q", OFFSETS).log.endOffset).toBe(board.replica("P", OFFSETS).log.endOffset);
  });
});
