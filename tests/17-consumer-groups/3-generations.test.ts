import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { commonProtocol } from "#consumer-groups/protocols";
import { range } from "#consumer-groups/range";
import { roundRobin } from "#consumer-groups/round-robin";
import { keyOf } from "./assigning";
import { DELAY, Hall, membersOf } from "./hall";
import { type Consumer, consume, coordinate } from "./party";

const SOURCE = "Kafka's group protocol, JoinGroup and SyncGroup";
const KIP_394 = "KIP-394, Require member.id for initial join group request";

const voter = (...names: string[]): Parameters<typeof commonProtocol>[0][number] => ({
  protocols: names.map((name) => ({ name, metadata: new Uint8Array(0) })),
});

rule("The way to divide is one that all know, and that most prefer", SOURCE, () => {
  test.each([
    ["the only one that all know", [voter("sticky", "range"), voter("range")], "range"],
    ["two prefer one of two that all know", [voter("a", "b"), voter("b", "a"), voter("b", "a")], "b"],
    [
      "what somebody doesn't know gets no vote: they vote for what they like second",
      [voter("x", "a", "b"), voter("x", "b", "a"), voter("b", "a")],
      "b",
    ],
    ["one member: the one that it prefers", [voter("b", "a")], "b"],
  ])("%s", (_, voters, expected) => {
    expect(commonProtocol(voters)).toBe(expected);
  });
});

rule("Whoever comes new gets a name first, and comes again with it", KIP_394, () => {
  test("with a name only, it is no member", () => {
    const hall = new Hall();
    const guest = hall.guest();
    guest.join();

    expect([guest.heard, guest.id, hall.group.members]).toEqual([["MEMBER_ID_REQUIRED"], "m-1", []]);
  });

  test("its answer gets lost, and it asks again: there is one member, not two", () => {
    const hall = new Hall();
    const guest = hall.guest();
    guest.join();
    guest.id = "";
    guest.join();
    guest.join();

    expect(hall.group.members).toEqual(["m-2"]);
  });

  test("a name that nobody was given is refused", () => {
    const guest = new Hall().guest({ member: "somebody" });
    guest.join();

    expect(guest.heard).toEqual(["UNKNOWN_MEMBER_ID"]);
  });

  test("a name serves once", () => {
    const hall = new Hall();
    const [guest] = hall.come({});
    guest!.join();

    expect(hall.group.members).toEqual(["m-1"]);
  });
});

rule("A group's first members wait a moment for others", "Kafka, group.initial.rebalance.delay.ms", () => {
  test("whoever comes within it is in the first generation", () => {
    const hall = new Hall();
    const [first] = hall.come({});
    hall.pass(DELAY - 100);
    const [second] = hall.come({});
    const before = [first!.heard.at(-1), second!.heard.at(-1)];
    hall.pass(100);

    expect(before).toEqual(["MEMBER_ID_REQUIRED", "MEMBER_ID_REQUIRED"]);
    expect([first!.generation, second!.generation, hall.group.generation]).toEqual([1, 1, 1]);
  });
});

rule("A generation has its members, one of whom leads; the leader is told of all", SOURCE, () => {
  test("three come: one leads and knows what each says of itself, the others know who leads", () => {
    const hall = new Hall();
    const guests = hall.come({ says: "orders" }, { says: "emails" }, { says: "both" });
    hall.pass(DELAY);
    const [leader, ...others] = [...guests].sort((a, b) => Number(b.leads) - Number(a.leads));

    expect(membersOf(leader!)).toEqual({
      "m-1": "range: orders",
      "m-2": "range: emails",
      "m-3": "range: both",
    });
    expect(others.map((each) => [each.told!.leader, each.told!.members])).toEqual([
      [leader!.id, []],
      [leader!.id, []],
    ]);
  });

  test("the leader is told what each says for the way that was chosen", () => {
    const hall = new Hall();
    const guests = hall.come({ knows: ["sticky", "range"] }, { knows: ["range"] });
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;

    expect([leader.told!.protocol, membersOf(leader)]).toEqual([
      "range",
      { "m-1": "range: topics", "m-2": "range: topics" },
    ]);
  });

  test("somebody who knows no way that the others know is refused, and disturbs nobody", () => {
    const hall = new Hall();
    hall.stable({}, {});
    const [stranger] = hall.come({ knows: ["by hand"] });

    expect([stranger!.heard.at(-1), hall.group.state, hall.group.members.length]).toEqual([
      "INCONSISTENT_GROUP_PROTOCOL",
      "Stable",
      2,
    ]);
  });

  test("whoever leads goes on leading while it is there", () => {
    const hall = new Hall();
    const [first, second] = hall.stable({}, {});
    const leader = first!.leads ? first! : second!;
    const [third] = hall.come({});
    for (const each of [second!, first!]) each.join();

    expect([first!.told!.leader, second!.told!.leader, third!.told!.leader]).toEqual([
      leader.id,
      leader.id,
      leader.id,
    ]);
  });
});

rule("Everybody gets their part when the leader has brought it", SOURCE, () => {
  test("the others wait for it, and each gets its own", () => {
    const hall = new Hall();
    const [leader, other] = hall.come({}, {}).sort((a, b) => Number(b.leads) - Number(a.leads));
    hall.pass(DELAY);
    const [first, second] = leader!.leads ? [leader!, other!] : [other!, leader!];
    second.sync();
    const waits = second.heard.at(-1);
    first.sync({ [first.id]: "orders/0", [second.id]: "orders/1" });

    expect([waits, first.heard.at(-1), second.heard.at(-1), hall.group.state]).toEqual([
      "joined 1",
      "synced orders/0",
      "synced orders/1",
      "Stable",
    ]);
  });

  test("whoever asks later gets it at once, and whoever asks twice gets it twice", () => {
    const hall = new Hall();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;
    const other = guests.find((each) => !each.leads)!;
    leader.sync({ [other.id]: "orders/1" });
    other.sync();
    other.sync();

    expect(other.heard.slice(-2)).toEqual(["synced orders/1", "synced orders/1"]);
  });

  test("somebody whom the leader gives nothing gets nothing, and whoever isn't in is passed over", () => {
    const hall = new Hall();
    const [only] = hall.come({});
    hall.pass(DELAY);
    only!.sync({ somebody: "orders/0" });

    expect(only!.heard.at(-1)).toBe("synced");
  });

  test("nothing of an older generation is left over", () => {
    const hall = new Hall();
    const [only] = hall.stable({});
    only!.join();
    only!.sync({});

    expect(only!.heard).toEqual(["joined 2", "synced"]);
  });

  test("a part that somebody brings who doesn't lead counts for nothing", () => {
    const hall = new Hall();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;
    const other = guests.find((each) => !each.leads)!;
    other.sync({ [leader.id]: "nothing", [other.id]: "everything" });
    const before = hall.group.state;
    leader.sync({ [other.id]: "orders/1" });

    expect([before, other.heard.at(-1)]).toEqual(["CompletingRebalance", "synced orders/1"]);
  });
});

rule("Somebody comes: all come again, and a new generation begins when all have come", SOURCE, () => {
  test("not before", () => {
    const hall = new Hall();
    const [first, second] = hall.stable({}, {});
    const [third] = hall.come({});
    first!.join();
    const before = [hall.group.state, hall.group.generation, first!.heard.length];
    second!.join();

    expect(before).toEqual(["PreparingRebalance", 1, 0]);
    expect([first!, second!, third!].map(({ generation }) => generation)).toEqual([2, 2, 2]);
  });

  test("whoever waits for its part is told to come again, as the part will never come", () => {
    const hall = new Hall();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const other = guests.find((each) => !each.leads)!;
    other.sync();
    hall.come({});

    expect(other.heard.at(-1)).toBe("REBALANCE_IN_PROGRESS");
  });

  test("whoever asks for its part meanwhile is told so too", () => {
    const hall = new Hall();
    const [first] = hall.stable({}, {});
    hall.come({});
    first!.sync();

    expect(first!.heard).toEqual(["REBALANCE_IN_PROGRESS"]);
  });

  test("the answer to a join gets lost, and it is asked again: no new generation", () => {
    const hall = new Hall();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    for (const guest of guests) guest.join();
    const before = hall.group.generation;
    guests.find((each) => each.leads)!.sync();
    const other = guests.find((each) => !each.leads)!;
    other.join();

    expect([before, other.heard.at(-1), hall.group.state]).toEqual([1, "joined 1", "Stable"]);
  });

  test("a member that has something new to say divides all anew", () => {
    const hall = new Hall();
    const guests = hall.stable({}, {});
    const other = guests.find((each) => !each.leads)!;
    other.says = "other topics";
    other.join();
    const before = hall.group.state;
    const leader = guests.find((each) => each.leads)!;
    leader.join();

    expect([before, membersOf(leader)[other.id]]).toEqual(["PreparingRebalance", "range: other topics"]);
  });

  test("the leader comes without anything new to say: it wants to divide anew, as it knows the topics", () => {
    const hall = new Hall();
    const leader = hall.stable({}, {}).find((each) => each.leads)!;
    leader.join();

    expect(hall.group.state).toBe("PreparingRebalance");
  });
});

rule("What is of an older generation, or of nobody, doesn't count", "fencing, as in chapter 4", () => {
  test("neither an older generation nor one that hasn't begun", () => {
    const hall = new Hall();
    const [guest] = hall.stable({});
    guest!.join();
    guest!.sync();

    expect([guest!.judge(1), guest!.judge(2), guest!.judge(3)]).toEqual([
      "ILLEGAL_GENERATION",
      undefined,
      "ILLEGAL_GENERATION",
    ]);
  });

  test("a part is given to the generation that asks for its own", () => {
    const hall = new Hall();
    const [guest] = hall.stable({});
    guest!.join();
    guest!.generation = 1;
    guest!.sync();

    expect([guest!.heard.at(-1), hall.group.state]).toEqual(["ILLEGAL_GENERATION", "CompletingRebalance"]);
  });

  test("a stranger is nobody, whatever generation it names", () => {
    const hall = new Hall();
    hall.stable({});
    const stranger = hall.guest({ member: "stranger" });
    stranger.generation = 1;
    stranger.sync();

    expect([stranger.judge(), stranger.heard]).toEqual(["UNKNOWN_MEMBER_ID", ["UNKNOWN_MEMBER_ID"]]);
  });

  test("a name alone makes no member", () => {
    const hall = new Hall();
    hall.stable({});
    const guest = hall.guest();
    guest.join();

    expect(guest.judge(1)).toBe("UNKNOWN_MEMBER_ID");
  });
});

rule("A group has only so many members", "Kafka, group.max.size", () => {
  test("one more is refused, and so is one more that wants a name", () => {
    const hall = new Hall({ maxSize: 2 });
    hall.come({}, {});
    const third = hall.guest();
    third.join();

    expect([third.heard, hall.group.members.length]).toEqual([["GROUP_MAX_SIZE_REACHED"], 2]);
  });
});

rule("Each partition goes to one member of a group, and to every group", "the notes, Consumer Groups", () => {
  test("two groups, three members and two", () => {
    const world = new World({ seed: 17 });
    coordinate(world);
    const guests = {
      email: ["A1", "A2", "A3"].map((name) => consume(world, name, { group: "email", assignors: [range] })),
      stock: ["B1", "B2"].map((name) => consume(world, name, { group: "stock", assignors: [roundRobin] })),
    };
    world.advance(1_000);
    const works = (consumers: readonly { instance: Consumer | undefined }[]): string[] =>
      consumers.flatMap(({ instance }) => [...instance!.member.owned.map(keyOf)]).sort();
    const all = ["emails/0", "emails/1", "orders/0", "orders/1", "orders/2", "orders/3"];

    expect([works(guests.email), works(guests.stock)]).toEqual([all, all]);
  });
});
