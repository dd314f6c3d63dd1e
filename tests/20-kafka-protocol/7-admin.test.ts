import { rule } from "#lab/testing/rule";
import { adminRoutes } from "#kafka-protocol/admin-handlers";
import { configRoutes } from "#kafka-protocol/config-handlers";
import type { ErrorName } from "#kafka-protocol/error-codes";
import { type ProducerIds, producerRoutes } from "#kafka-protocol/producer-handlers";
import { order } from "../13-commit-log/records";
import { Clubs, commit, errorIn, FakeGroups, sync } from "./clubs";
import { Desk } from "./desk";
import { ask, type In, KEY } from "./wire";

const PROTOCOL = "Kafka documentation, Protocol";

/** A coordinator with a group that works, one that only has places, and somebody who asks. */
function withGroups(): Clubs {
  const clubs = new Clubs();
  const { client, joined } = clubs.member("stock");
  client.asks(sync("stock", joined.generation, joined.member, [[joined.member, [7]]]));
  clubs.desk.dial().asks(commit("tool", -1, "", [[0, 5n]]));
  return clubs;
}

function list(clubs: Clubs): unknown[] {
  const answer = clubs.desk.dial().asks(ask(KEY.list, 1));
  return [errorIn(answer), answer.list(() => [answer.text(), answer.text()])];
}

interface Described {
  error: number;
  name: string | null;
  state: string | null;
  protocol: string | null;
  members: { metadata: number[]; assignment: number[] }[];
}

function describe_(clubs: Clubs, names: string[]): Described[] {
  const answer = clubs.desk
    .dial()
    .asks(ask(KEY.describe, 1, (out) => out.list(names, (name) => out.text(name))));
  answer.i32();
  return answer.list(() => {
    const head = { error: answer.i16(), name: answer.text(), state: answer.text() };
    answer.text();
    const protocol = answer.text();
    const members = answer.list(() => {
      for (let skipped = 0; skipped < 3; skipped++) answer.text();
      return { metadata: [...answer.buffer()!], assignment: [...answer.buffer()!] };
    });
    return { ...head, protocol, members };
  });
}

rule("an operator sees the groups that there are", `${PROTOCOL}, ListGroups and DescribeGroups`, () => {
  test("those with members, and those that have left only their places", () => {
    expect(list(withGroups())).toEqual([
      0,
      [
        ["stock", "consumer"],
        ["tool", "consumer"],
      ],
    ]);
  });

  test("by their states, if some were asked for", () => {
    const clubs = withGroups();
    const client = clubs.desk.dial();
    const names = ["Stable", "Empty"].map((state) => {
      // Version 4 is flexible: so is the header.
      const answer = client.asks(ask(KEY.list, 4, (out) => out.varint(0).varint(2).compact(state).varint(0)));
      const rest = answer.take(answer.left);
      return ["stock", "tool"].filter((name) => Buffer.from(rest).includes(name));
    });
    expect(names).toEqual([["stock"], ["tool"]]);
  });

  test("another broker has none", () => {
    const clubs = withGroups();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    expect(list(clubs)).toEqual([0, []]);
  });

  test("a group that works, with what its members say and have; one that is empty; one that nobody knows", () => {
    const [stock, tool, nobody] = describe_(withGroups(), ["stock", "tool", "nobody"]);
    expect(stock).toEqual({
      error: 0,
      name: "stock",
      state: "Stable",
      protocol: "range",
      members: [{ metadata: [1, 2], assignment: [7] }],
    });
    expect([tool!.error, tool!.state, nobody!.error, nobody!.state]).toEqual([0, "Empty", 0, "Dead"]);
  });

  test("another broker can't say", () => {
    const clubs = withGroups();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    expect(describe_(clubs, ["stock"])[0]!.error).toBe(16);
  });

  test("what can't be known isn't said to be dead", () => {
    const clubs = withGroups();
    clubs.desk.at(() => (clubs.groups.outcome = "COORDINATOR_NOT_AVAILABLE"));
    expect(describe_(clubs, ["tool"])[0]!.error).toBe(15);
  });
});

rule("a group without members may be forgotten", `${PROTOCOL}, DeleteGroups`, () => {
  function remove(clubs: Clubs, names: string[]): unknown[] {
    const answer = clubs.desk
      .dial()
      .asks(ask(KEY.delete, 1, (out) => out.list(names, (name) => out.text(name))));
    answer.i32();
    return answer.list(() => [answer.text(), answer.i16()]);
  }

  test("each by itself: one with members stays, one that isn't there can't go", () => {
    const clubs = withGroups();
    expect(remove(clubs, ["stock", "tool", "nobody"])).toEqual([
      ["stock", 68],
      ["tool", 0],
      ["nobody", 69],
    ]);
    expect([clubs.groups.kept.has("tool"), clubs.groups.book.find("stock")?.members.length]).toEqual([
      false,
      1,
    ]);
  });

  test("not at another broker", () => {
    const clubs = withGroups();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    expect([remove(clubs, ["tool"]), clubs.groups.kept.has("tool")]).toEqual([[["tool", 16]], true]);
  });
});

function newDesk(): Desk {
  const desk = new Desk({
    routes: (cluster, host) => [...adminRoutes(cluster, new FakeGroups(host)), ...configRoutes(cluster)],
  });
  desk.at((cluster) => {
    cluster.place("orders");
    cluster.place("orders", { replicas: ["A", "B"], leader: "B" });
  });
  return desk;
}

rule(
  "a reader learns where an epoch ends",
  "KIP-320, Allow fetchers to detect and handle log truncation",
  () => {
    function end(desk: Desk, partition: number, currentEpoch: number, epoch: number): unknown[] {
      const answer = desk
        .dial()
        .asks(
          ask(KEY.epochs, 3, (out) =>
            out.i32(-1).i32(1).text("orders").i32(1).i32(partition).i32(currentEpoch).i32(epoch),
          ),
        );
      answer.i32();
      answer.i32();
      answer.text();
      answer.i32();
      const error = answer.i16();
      answer.i32();
      return [error, answer.i32(), answer.i64()];
    }

    test("the newest ends where the log does, an unknown one nowhere, and who is behind is told so", () => {
      const desk = newDesk();
      desk.at((cluster) => cluster.replica("orders", 0)!.append(order(1), "all", () => {}));
      expect([end(desk, 0, 3, 3), end(desk, 0, -1, 9), end(desk, 0, -1, 2), end(desk, 0, 2, 3)]).toEqual([
        [0, 3, 1n],
        [0, 3, 1n],
        [0, -1, -1n],
        [74, -1, -1n],
      ]);
    });

    test("who doesn't lead doesn't say", () => {
      expect([end(newDesk(), 1, -1, 3)[0], end(newDesk(), 9, -1, 3)[0]]).toEqual([6, 3]);
    });
  },
);

rule("a topic may get more partitions, and never fewer", `${PROTOCOL}, CreatePartitions`, () => {
  function extend(desk: Desk, topic: string, count: number, only = false, assign = false): number {
    const answer = desk.dial().asks(
      ask(KEY.partitions, 1, (out) => {
        out.i32(1).text(topic).i32(count);
        if (assign) out.i32(1).i32(1).i32(1);
        else out.i32(-1);
        out.i32(1_000).i8(only ? 1 : 0);
      }),
    );
    return readOne(answer);
  }

  function readOne(answer: In): number {
    answer.i32();
    answer.i32();
    answer.text();
    return answer.i16();
  }

  test("more of them", () => {
    const desk = newDesk();
    expect([extend(desk, "orders", 5), desk.cluster.created]).toEqual([0, ["orders up to 5"]]);
  });

  test("as many as there are, fewer, too many, of a topic that isn't there, of the brokers' own, or at chosen brokers", () => {
    const desk = newDesk();
    desk.at((cluster) => cluster.place("__coordinator"));
    const errors = [
      extend(desk, "orders", 2),
      extend(desk, "orders", 1),
      extend(desk, "orders", 1_001),
      extend(desk, "stock", 2),
      extend(desk, "__coordinator", 2),
      extend(desk, "orders", 3, false, true),
    ];
    expect([errors, desk.cluster.created]).toEqual([[37, 37, 37, 3, 17, 39], []]);
  });

  test("who only wants to know is told, and nothing is made", () => {
    const desk = newDesk();
    expect([extend(desk, "orders", 5, true), desk.cluster.created]).toEqual([0, []]);
  });

  test("the answer says what became of it", () => {
    const desk = newDesk();
    desk.at((cluster) => (cluster.outcome = "REQUEST_TIMED_OUT"));
    expect(extend(desk, "orders", 5)).toBe(7);
  });
});

rule("a tool asks after the cluster", "KIP-700, Add Describe Cluster API", () => {
  test("which brokers there are, and what it calls itself", () => {
    const answer = newDesk()
      .dial()
      .asks(ask(KEY.cluster, 0, (out) => out.varint(0).i8(0).varint(0)));
    const rest = Buffer.from(answer.take(answer.left)).toString("latin1");
    expect(["znode-to-offset", "a.shop", "b.shop"].map((text) => rest.includes(text))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

rule(
  "settings can be read, and what isn't there has none",
  "Kafka documentation, Protocol, DescribeConfigs",
  () => {
    const TOPIC = 2;
    const BROKER = 4;

    function settings(
      type: number,
      name: string,
      keys: string[] | null,
    ): { error: number; found: Record<string, string> } {
      const answer = newDesk()
        .dial()
        .asks(
          ask(KEY.configs, 1, (out) => {
            out.i32(1).i8(type).text(name);
            if (keys === null) out.i32(-1);
            else out.list(keys, (key) => out.text(key));
            out.i8(0);
          }),
        );
      answer.i32();
      answer.i32();
      const error = answer.i16();
      answer.text();
      answer.i8();
      answer.text();
      const pairs = answer.list(() => {
        const pair: [string, string] = [answer.text()!, answer.text()!];
        answer.take(3);
        answer.list(() => undefined);
        return pair;
      });
      return { error, found: Object.fromEntries(pairs) };
    }

    test("all of a topic's, or those that were asked for", () => {
      const { error, found } = settings(TOPIC, "orders", null);
      expect([error, found["cleanup.policy"], found["compression.type"]]).toEqual([0, "delete", "producer"]);
      expect(settings(TOPIC, "orders", ["retention.ms", "other"]).found).toEqual({ "retention.ms": "-1" });
    });

    test("a broker's are asked for by its number", () => {
      expect(settings(BROKER, "2", ["num.partitions"])).toEqual({
        error: 0,
        found: { "num.partitions": "1" },
      });
    });

    test("a topic, a broker and a kind of thing that there isn't", () => {
      expect([
        settings(TOPIC, "../x", null),
        settings(BROKER, "9", null),
        settings(77, "orders", null),
      ]).toEqual([
        { error: 3, found: {} },
        { error: 42, found: {} },
        { error: 42, found: {} },
      ]);
    });
  },
);

rule(
  "a producer gets a number that nobody else has",
  "KIP-98, Exactly Once Delivery and Transactional Messaging",
  () => {
    function init(transactionalId: string | null, error: ErrorName = "NONE"): unknown[] {
      let next = 41n;
      const ids: ProducerIds = { next: (done) => done(error, error === "NONE" ? (next += 1n) : -1n) };
      const client = new Desk({ routes: () => producerRoutes(ids) }).dial();
      return [0, 1].map(() => {
        const answer = client.asks(ask(KEY.initProducer, 1, (out) => out.text(transactionalId).i32(1_000)));
        answer.i32();
        return [answer.i16(), answer.i64(), answer.i16()];
      });
    }

    test("each its own, and the epoch begins at 0", () => {
      expect(init(null)).toEqual([
        [0, 42n, 0],
        [0, 43n, 0],
      ]);
    });

    test("transactions have nobody here, and what can't be had is said", () => {
      expect([init("payments")[0], init(null, "COORDINATOR_NOT_AVAILABLE")[0]]).toEqual([
        [42, -1n, -1],
        [15, -1n, -1],
      ]);
    });
  },
);
