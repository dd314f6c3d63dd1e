import { rule } from "#lab/testing/rule";
import { topicRoutes } from "#kafka-protocol/topic-handlers";
import { Desk, type FakeCluster } from "./desk";
import { ask, type In, KEY, type Out } from "./wire";

const PROTOCOL = "Kafka documentation, Protocol, Metadata and CreateTopics";

function newDesk(): Desk {
  return new Desk({ routes: (cluster) => topicRoutes(cluster) });
}

interface Topic {
  error: number;
  name: string | null;
  isInternal: boolean;
  partitions: {
    error: number;
    index: number;
    leader: number;
    replicas: number[];
    isr: number[];
    offline: number[];
  }[];
}

/** Asks in version 5, which shows most. */
function metadata(
  desk: Desk,
  names: string[] | null,
  mayCreate = true,
): { brokers: unknown[]; topics: Topic[] } {
  const answer = desk.dial().asks(
    ask(KEY.metadata, 5, (out) => {
      if (names === null) out.i32(-1);
      else out.list(names, (name) => out.text(name));
      out.i8(mayCreate ? 1 : 0);
    }),
  );
  answer.i32();
  const brokers = answer.list(() => [answer.i32(), answer.text(), answer.i32(), answer.text()]);
  answer.text();
  answer.i32();
  return { brokers, topics: answer.list(() => readTopic(answer)) };
}

function readTopic(answer: In): Topic {
  const head = { error: answer.i16(), name: answer.text(), isInternal: answer.i8() === 1 };
  const partitions = answer.list(() => ({
    error: answer.i16(),
    index: answer.i32(),
    leader: answer.i32(),
    replicas: answer.list(() => answer.i32()),
    isr: answer.list(() => answer.i32()),
    offline: answer.list(() => answer.i32()),
  }));
  return { ...head, partitions };
}

rule("a client learns from any broker where everything is", PROTOCOL, () => {
  test("which brokers are there, and where they are dialled", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.live.delete("B"));
    expect(metadata(desk, null).brokers).toEqual([[1, "a.shop", 9092, null]]);
  });

  test("a topic's partitions in their order, each with its leader and its copies", () => {
    const desk = newDesk();
    desk.at((cluster) => {
      cluster.place("orders", { replicas: ["B", "A"], leader: "B", isr: ["B"] });
      cluster.place("orders", { replicas: ["A"], leader: "A", isr: ["A"] });
    });
    expect(metadata(desk, ["orders"]).topics).toEqual([
      {
        error: 0,
        name: "orders",
        isInternal: false,
        partitions: [
          { error: 0, index: 0, leader: 2, replicas: [2, 1], isr: [2], offline: [] },
          { error: 0, index: 1, leader: 1, replicas: [1], isr: [1], offline: [] },
        ],
      },
    ]);
  });

  test("a leader that isn't there is none", () => {
    const desk = newDesk();
    desk.at((cluster) => {
      cluster.place("orders", { replicas: ["B"], leader: "B", isr: ["B"] });
      cluster.place("orders", { replicas: ["A"], leader: undefined });
      cluster.live.delete("B");
    });
    const { partitions } = metadata(desk, ["orders"]).topics[0]!;
    expect(partitions.map(({ error, leader, offline }) => [error, leader, offline])).toEqual([
      [5, -1, [2]],
      [5, -1, []],
    ]);
  });

  test("no list means all topics, and an empty list means none", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.place("orders"));
    expect([metadata(desk, null).topics.length, metadata(desk, []).topics.length]).toEqual([1, 0]);
  });

  test("in version 0 an empty list means all", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.place("orders"));
    const answer = desk.dial().asks(ask(KEY.metadata, 0, (out) => out.i32(0)));
    answer.list(() => [answer.i32(), answer.text(), answer.i32()]);
    expect(
      answer.list(() => [answer.i16(), answer.text(), answer.list(() => answer.take(26))].slice(0, 2)),
    ).toEqual([[0, "orders"]]);
  });

  test("what the brokers keep for themselves is marked", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.place("__coordinator"));
    expect(metadata(desk, null).topics[0]!.isInternal).toBe(true);
  });
});

rule(
  "whoever asks after a topic that isn't there may get it made",
  "Kafka documentation, auto.create.topics.enable",
  () => {
    function asked(names: string[], mayCreate?: boolean): { errors: number[]; created: string[] } {
      const desk = newDesk();
      const { topics } = metadata(desk, names, mayCreate);
      return { errors: topics.map(({ error }) => error), created: desk.cluster.created };
    }

    test("it is made, and the client is told to ask again", () => {
      expect(asked(["orders"])).toEqual({ errors: [5], created: ["orders 1×1"] });
    });

    test("unless the client says no", () => {
      expect(asked(["orders"], false)).toEqual({ errors: [3], created: [] });
    });

    test("not if it would be one of the brokers' own", () => {
      expect(asked(["__coordinator"])).toEqual({ errors: [3], created: [] });
    });

    test("not if its name tries to be a path, or is none", () => {
      const names = ["../../etc/passwd", "a/b", "..", ".", "", "a b", "x".repeat(250), "größe", "a\0b"];
      expect(asked(names)).toEqual({ errors: names.map(() => 17), created: [] });
    });
  },
);

/** Creates topics in version 1: [name, partitions, copies]. */
function create(
  desk: Desk,
  topics: [string, number, number][],
  { only = false, assign = false }: { only?: boolean; assign?: boolean } = {},
): [string | null, number, string | null][] {
  const body = (out: Out): unknown =>
    out
      .list(topics, ([name, partitions, copies]) => {
        out.text(name).i32(partitions).i16(copies);
        out.list(assign ? [0] : [], (partition) => out.i32(partition).list([1], (broker) => out.i32(broker)));
        out.list([], () => out);
      })
      .i32(1_000)
      .i8(only ? 1 : 0);
  const answer = desk.dial().asks(ask(KEY.create, 1, body));
  return answer.list(() => [answer.text(), answer.i16(), answer.text()]);
}

const codesOf = (desk: Desk, topics: [string, number, number][]): number[] =>
  create(desk, topics).map(([, error]) => error);

rule("topics are made, each by itself", PROTOCOL, () => {
  test("with as many partitions and copies as were asked for; -1 leaves it to the broker", () => {
    const desk = newDesk();
    const answers = create(desk, [
      ["orders", 3, 2],
      ["stock", -1, -1],
    ]);
    expect([answers, desk.cluster.created]).toEqual([
      [
        ["orders", 0, null],
        ["stock", 0, null],
      ],
      ["orders 3×2", "stock 1×1"],
    ]);
  });

  test("one that can't be made doesn't keep the next from being made", () => {
    const desk = newDesk();
    expect(
      codesOf(desk, [
        ["a/b", 1, 1],
        ["stock", 1, 1],
      ]),
    ).toEqual([17, 0]);
    expect(desk.cluster.created).toEqual(["stock 1×1"]);
  });

  test.each([
    ["a name that is a path", ["../x", 1, 1], 17],
    ["a name of the brokers' own", ["__x", 1, 1], 17],
    ["no partitions", ["x", 0, 1], 37],
    ["fewer than none", ["x", -2, 1], 37],
    ["more partitions than may be", ["x", 1_001, 1], 37],
    ["no copies", ["x", 1, 0], 38],
    ["more copies than brokers", ["x", 1, 3], 38],
  ] as [string, [string, number, number], number][])("%s is refused", (_, topic, error) => {
    const desk = newDesk();
    expect([codesOf(desk, [topic]), desk.cluster.created]).toEqual([[error], []]);
  });

  test("one that is there already isn't made again", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.place("orders"));
    expect([codesOf(desk, [["orders", 1, 1]]), desk.cluster.created]).toEqual([[36], []]);
  });

  test("the same name twice in one request: neither is made", () => {
    const desk = newDesk();
    expect([
      codesOf(desk, [
        ["x", 1, 1],
        ["x", 2, 1],
      ]),
      desk.cluster.created,
    ]).toEqual([[42, 42], []]);
  });

  test("who wants to choose the brokers is told that it can't be done", () => {
    const desk = newDesk();
    expect([create(desk, [["x", -1, -1]], { assign: true })[0]![1], desk.cluster.created]).toEqual([39, []]);
  });

  test("who only wants to know whether it could be made is told, and nothing is made", () => {
    const desk = newDesk();
    expect([
      create(
        desk,
        [
          ["x", 1, 1],
          ["..", 1, 1],
        ],
        { only: true },
      ).map(([, code]) => code),
      desk.cluster.created,
    ]).toEqual([[0, 17], []]);
  });

  test("the answer says what really became of it, also if somebody else was faster", () => {
    const desk = newDesk();
    desk.at((cluster: FakeCluster) => (cluster.outcome = "TOPIC_ALREADY_EXISTS"));
    expect(codesOf(desk, [["x", 1, 1]])).toEqual([36]);
  });

  test("a request for nothing is answered", () => {
    expect(create(newDesk(), [])).toEqual([]);
  });
});
