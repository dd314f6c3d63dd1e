import { rule } from "#lab/testing/rule";
import { Clubs, errorIn, heartbeat, join, readJoined, sync } from "./clubs";
import { ask, KEY } from "./wire";

const PROTOCOL = "Kafka documentation, Protocol, the group membership APIs";
const TWICE = "KIP-394, Require member.id for initial join group request";

function found(
  clubs: Clubs,
  version = 2,
  type = 0,
): { error: number; id: number; host: string | null; port: number } {
  const answer = clubs.desk.dial().asks(
    ask(KEY.find, version, (out) => {
      out.text("stock");
      if (version >= 1) out.i8(type);
    }),
  );
  if (version >= 1) answer.i32();
  const error = answer.i16();
  if (version >= 1) answer.text();
  return { error, id: answer.i32(), host: answer.text(), port: answer.i32() };
}

rule("a group's members all meet at one broker", PROTOCOL, () => {
  test.each([0, 2])("any broker says which one, in version %d", (version) => {
    const clubs = new Clubs();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    expect(found(clubs, version)).toEqual({ error: 0, id: 2, host: "b.shop", port: 9093 });
  });

  test("if there is none, or it isn't there, the client is to ask again", () => {
    const clubs = new Clubs();
    clubs.desk.at((cluster) => cluster.live.delete("A"));
    const gone = found(clubs).error;
    clubs.desk.at(() => (clubs.groups.coordinator = undefined));
    expect([gone, found(clubs).error, found(clubs).id]).toEqual([15, 15, -1]);
  });

  test("transactions have nobody here", () => {
    expect(found(new Clubs(), 2, 1).error).toBe(42);
  });

  test("whoever asks another broker is told so, whatever it asks", () => {
    const clubs = new Clubs();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    const client = clubs.desk.dial();
    const errors = [
      readJoined(client.asks(join("stock", ""))).error,
      errorIn(client.asks(sync("stock", 1, "m"))),
      errorIn(client.asks(heartbeat("stock", 1, "m"))),
      errorIn(client.asks(ask(KEY.leave, 1, (out) => out.text("stock").text("m")))),
    ];
    expect(errors).toEqual([16, 16, 16, 16]);
  });
});

rule("whoever is new gets a name first, and then a place", TWICE, () => {
  test("the name is in the refusal, and with it a client becomes a member", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    const first = readJoined(client.asks(join("stock", "")));
    client.say(join("stock", first.member));
    clubs.desk.pass(200);
    const answer = client.next()!;
    answer.i32();
    const { error, generation, leader, protocol, member, members } = readJoined(answer);
    expect([first.error, first.member !== "", error, generation, protocol]).toEqual([
      79,
      true,
      0,
      1,
      "range",
    ]);
    expect([leader, member, members]).toEqual([
      first.member,
      first.member,
      [{ id: first.member, instance: null, metadata: [1, 2] }],
    ]);
  });

  test.each([0, 2, 3])("a client of version %d doesn't come twice: it is a member at once", (version) => {
    const clubs = new Clubs();
    const client = clubs.desk.dial().say(join("stock", "", { version }));
    clubs.desk.pass(200);
    const answer = client.next()!;
    answer.i32();
    const { error, member, leader } = readJoined(answer, version);
    expect([error, member !== "", leader]).toEqual([0, true, member]);
  });

  test("who waits for the others isn't answered yet, and isn't told of an error", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    const { member } = readJoined(client.asks(join("stock", "")));
    client.say(join("stock", member));
    expect([client.next(), client.closed]).toEqual([undefined, false]);
  });

  test("a lasting name is handed on, and the leader sees it", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    const { member } = readJoined(client.asks(join("stock", "", { instance: "till-1" })));
    client.say(join("stock", member, { instance: "till-1" }));
    clubs.desk.pass(200);
    const answer = client.next()!;
    answer.i32();
    expect(readJoined(answer).members.map(({ instance }) => instance)).toEqual(["till-1"]);
  });

  test("a group without a name, and timeouts that nobody grants", () => {
    const client = new Clubs().desk.dial();
    const errors = [
      join("", ""),
      join("x".repeat(250), ""),
      join("stock", "", { sessionTimeout: 5_999 }),
      join("stock", "", { sessionTimeout: 1_800_001 }),
      join("stock", "stranger"),
      join("stock", "", { protocols: [] }),
    ].map((frame) => readJoined(client.asks(frame)).error);
    expect(errors).toEqual([24, 24, 26, 26, 25, 23]);
  });

  test("who is refused keeps the name that it came with", () => {
    const client = new Clubs().desk.dial();
    expect(readJoined(client.asks(join("stock", "stranger"))).member).toBe("stranger");
  });
});

rule("how long a member may take to come again is its own number", "KIP-62", () => {
  /** Whether a member that isn't heard of any more is waited for after so many ms, when another comes. */
  function isWaitedFor(version: number, ms: number): boolean {
    const clubs = new Clubs();
    const old = clubs.desk
      .dial()
      .say(join("stock", "", { version, sessionTimeout: 6_000, rebalanceTimeout: 60_000 }));
    clubs.desk.pass(200);
    const answer = old.next()!;
    answer.i32();
    const { generation, member } = readJoined(answer, version);
    old.asks(sync("stock", generation, member, [[member, [1]]]));
    const young = clubs.desk.dial().say(join("stock", "", { version: 2 }));
    // It says that it is there, and doesn't come.
    for (let passed = 0; passed < ms; passed += 1_000) {
      old.say(heartbeat("stock", generation, member));
      clubs.desk.pass(950);
    }
    return young.next() === undefined;
  }

  test("it has one of its own from version 1 on; before that it is that of the session", () => {
    expect([isWaitedFor(1, 30_000), isWaitedFor(0, 30_000), isWaitedFor(0, 3_000)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

rule("the leader divides, and each member gets its part", PROTOCOL, () => {
  test("bytes are handed on as they are", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const answer = client.asks(sync("stock", joined.generation, joined.member, [[joined.member, [7, 8, 9]]]));
    expect([errorIn(answer), [...answer.buffer()!]]).toEqual([0, [7, 8, 9]]);
  });

  test("a part of yesterday isn't given", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    expect([
      errorIn(client.asks(sync("stock", joined.generation - 1, joined.member))),
      errorIn(client.asks(sync("stock", joined.generation, "stranger"))),
      errorIn(client.asks(sync("nobody", 1, "m"))),
    ]).toEqual([22, 25, 25]);
  });

  test("who says that it is there learns whether it has to come again", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    client.asks(sync("stock", joined.generation, joined.member, [[joined.member, []]]));
    const well = errorIn(client.asks(heartbeat("stock", joined.generation, joined.member)));
    const other = clubs.desk.dial();
    other.say(join("stock", readJoined(other.asks(join("stock", ""))).member));
    expect([
      well,
      errorIn(client.asks(heartbeat("stock", joined.generation, joined.member))),
      errorIn(client.asks(heartbeat("stock", 99, joined.member))),
      errorIn(client.asks(heartbeat("nobody", 1, "m"))),
    ]).toEqual([0, 27, 22, 25]);
  });

  test("who comes under a lasting name that somebody else has now is told so", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    const { member } = readJoined(client.asks(join("stock", "", { instance: "till-1" })));
    client.say(join("stock", member, { instance: "till-1" }));
    clubs.desk.pass(200);
    expect(errorIn(clubs.desk.dial().asks(heartbeat("stock", 1, "another", "till-1")))).toBe(82);
  });
});

rule("who leaves is gone at once", PROTOCOL, () => {
  test("one alone, up to version 2", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const leave = ask(KEY.leave, 1, (out) => out.text("stock").text(joined.member));
    const errors = [errorIn(client.asks(leave)), errorIn(client.asks(leave))];
    expect([errors, clubs.groups.book.find("stock")!.members]).toEqual([[0, 25], []]);
  });

  test("several together from version 3 on: each has an error of its own", () => {
    const clubs = new Clubs();
    const { client, joined } = clubs.member();
    const answer = client.asks(
      ask(KEY.leave, 3, (out) =>
        out.text("stock").list([joined.member, "stranger"], (member) => out.text(member).text(null)),
      ),
    );
    const error = errorIn(answer);
    expect([error, answer.list(() => [answer.text(), answer.text(), answer.i16()])]).toEqual([
      0,
      [
        [joined.member, null, 0],
        ["stranger", null, 25],
      ],
    ]);
  });

  test("several together at the wrong broker: that is one error, of the whole", () => {
    const clubs = new Clubs();
    clubs.desk.at(() => (clubs.groups.coordinator = "B"));
    const answer = clubs.desk
      .dial()
      .asks(
        ask(KEY.leave, 3, (out) => out.text("stock").list(["m"], (member) => out.text(member).text(null))),
      );
    expect(errorIn(answer)).toBe(16);
  });

  test("an operator may say it for a lasting name", () => {
    const clubs = new Clubs();
    const client = clubs.desk.dial();
    const { member } = readJoined(client.asks(join("stock", "", { instance: "till-1" })));
    client.say(join("stock", member, { instance: "till-1" }));
    clubs.desk.pass(200);
    clubs.desk
      .dial()
      .asks(
        ask(KEY.leave, 3, (out) => out.text("stock").list(["till-1"], (name) => out.text("").text(name))),
      );
    expect(clubs.groups.book.find("stock")!.members).toEqual([]);
  });
});
