import { rule } from "#lab/testing/rule";
import { Clubs, commit, type Offset, readCommitted } from "./clubs";
import type { Client } from "./desk";
import { ask, KEY } from "./wire";

const COMMIT = "Kafka documentation, Protocol, OffsetCommit";
const FETCH = "Kafka documentation, Protocol, OffsetFetch";

/** What a group is told that it has committed, in version 5. */
function fetched(
  client: Client,
  group: string,
  partitions: number[] | null,
  topic = "orders",
): { error: number; places: unknown[] } {
  const answer = client.asks(
    ask(KEY.fetchOffsets, 5, (out) => {
      out.text(group);
      if (partitions === null) out.i32(-1);
      else
        out
          .i32(1)
          .text(topic)
          .list(partitions, (partition) => out.i32(partition));
    }),
  );
  answer.i32();
  const topics = answer.list(() => {
    const name = answer.text();
    return answer.list(() => {
      const [index, offset, , metadata, error] = [
        answer.i32(),
        answer.i64(),
        answer.i32(),
        answer.text(),
        answer.i16(),
      ];
      return [name, index, offset, metadata, error];
    });
  });
  return { places: topics.flat(), error: answer.i16() };
}

rule("a member's place is kept, if it is a member of today", COMMIT, () => {
  test("partition, offset and a word of its own", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const frame = commit("stock", joined.generation, joined.member, [
      [0, 5n, "half"],
      [1, 7n],
    ]);
    expect(readCommitted(client.asks(frame))).toEqual([0, 0]);
    expect(clubs.groups.kept.get("stock")).toEqual([
      { topic: "orders", partition: 0, offset: 5n, metadata: "half" },
      { topic: "orders", partition: 1, offset: 7n, metadata: "" },
    ]);
  });

  test.each([2, 4, 5, 7])("in version %d, whichever fields that has", (version) => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const frame = commit("stock", joined.generation, joined.member, [[0, 5n]], { version });
    expect(readCommitted(client.asks(frame), version)).toEqual([0]);
    expect(clubs.groups.kept.get("stock")!.map(({ offset }) => offset)).toEqual([5n]);
  });

  test("an absent word is an empty one", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    client.asks(commit("stock", joined.generation, joined.member, [[0, 5n, null]]));
    expect(clubs.groups.kept.get("stock")![0]!.metadata).toBe("");
  });

  test("a member of yesterday, a stranger, and a group that isn't there", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const errors = [
      commit("stock", joined.generation - 1, joined.member, [[0, 5n]]),
      commit("stock", joined.generation, "stranger", [[0, 5n]]),
      commit("nobody", 1, "m", [[0, 5n]]),
    ].map((frame) => readCommitted(client.asks(frame)));
    expect([errors, clubs.groups.kept.size]).toEqual([[[22], [25], [22]], 0]);
  });

  test("who is in no group may commit for a group without members, and for no other", () => {
    const clubs = new Clubs();
    const alone = readCommitted(clubs.desk.dial().asks(commit("tool", -1, "", [[0, 5n]])));
    const { client } = clubs.member();
    const among = readCommitted(client.asks(commit("stock", -1, "", [[0, 5n]])));
    expect([alone, among, [...clubs.groups.kept.keys()]]).toEqual([[0], [25], ["tool"]]);
  });

  test("one wrong partition doesn't keep the others from being kept", () => {
    const clubs = new Clubs();
    const offsets: Offset[] = [
      [0, 5n],
      [9, 5n],
      [1, 6n, "x".repeat(4_097)],
      [1, 7n, "x".repeat(4_096)],
    ];
    const errors = readCommitted(clubs.desk.dial().asks(commit("tool", -1, "", offsets)));
    expect([errors, clubs.groups.kept.get("tool")!.map(({ offset }) => offset)]).toEqual([
      [0, 3, 12, 0],
      [5n, 7n],
    ]);
  });

  test("a topic that isn't there has no places", () => {
    const frame = commit("tool", -1, "", [[0, 5n]], { topic: "../x" });
    expect(readCommitted(new Clubs().desk.dial().asks(frame))).toEqual([3]);
  });

  test("what can't be kept is said not to be kept, and what was wrong stays wrong", () => {
    const clubs = new Clubs();
    clubs.desk.at(() => (clubs.groups.outcome = "COORDINATOR_NOT_AVAILABLE"));
    const frame = commit("tool", -1, "", [
      [0, 5n],
      [9, 5n],
    ]);
    expect(readCommitted(clubs.desk.dial().asks(frame))).toEqual([15, 3]);
  });

  test("it is answered when it is kept, and not before", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    client.asks(commit("tool", -1, "", [[0, 5n]]));
    expect(clubs.groups.kept.has("tool")).toBe(true);
  });

  test("another broker keeps nothing, and a group has a name", () => {
    const clubs = new Clubs();
    const nameless = readCommitted(clubs.desk.dial().asks(commit("", -1, "", [[0, 5n]])));
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    const elsewhere = readCommitted(clubs.desk.dial().asks(commit("tool", -1, "", [[0, 5n]])));
    expect([nameless, elsewhere, clubs.groups.kept.size]).toEqual([[24], [16], 0]);
  });
});

rule("a group is told how far it has come", FETCH, () => {
  function withPlaces(): Clubs {
    const clubs = new Clubs();
    clubs.desk.dial().asks(
      commit("tool", -1, "", [
        [0, 5n, "a"],
        [1, 7n],
      ]),
    );
    return clubs;
  }

  test("in the partitions that it asks for", () => {
    expect(fetched(withPlaces().desk.dial(), "tool", [1])).toEqual({
      error: 0,
      places: [["orders", 1, 7n, "", 0]],
    });
  });

  test("what it hasn't committed is at -1, and that is no error", () => {
    expect(fetched(withPlaces().desk.dial(), "tool", [0, 5])).toEqual({
      error: 0,
      places: [
        ["orders", 0, 5n, "a", 0],
        ["orders", 5, -1n, "", 0],
      ],
    });
    expect(fetched(new Clubs().desk.dial(), "nobody", [0]).places).toEqual([["orders", 0, -1n, "", 0]]);
    expect(fetched(withPlaces().desk.dial(), "tool", [0], "stock").places).toEqual([
      ["stock", 0, -1n, "", 0],
    ]);
  });

  test("without a list, everything", () => {
    expect(fetched(withPlaces().desk.dial(), "tool", null).places.length).toBe(2);
    expect(fetched(withPlaces().desk.dial(), "tool", []).places.length).toBe(0);
  });

  test("another broker says that it is another, and gives nothing that might be old", () => {
    const clubs = withPlaces();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    expect(fetched(clubs.desk.dial(), "tool", [0])).toEqual({
      error: 16,
      places: [["orders", 0, -1n, "", 16]],
    });
  });

  test("what can't be known isn't said to be nothing", () => {
    const clubs = withPlaces();
    clubs.desk.at(() => (clubs.groups.outcome = "COORDINATOR_NOT_AVAILABLE"));
    expect(fetched(clubs.desk.dial(), "tool", [0])).toEqual({
      error: 15,
      places: [["orders", 0, -1n, "", 15]],
    });
  });
});
