import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import type { GroupOptions } from "#consumer-groups/group";
import { range } from "#consumer-groups/range";
import { beating, DELAY, Hall, REBALANCE, SESSION } from "./hall";
import { consume, type Consumer, coordinate } from "./party";
import { eager } from "./scenarios";

const SOURCE = "Kafka documentation, session.timeout.ms and heartbeat.interval.ms";
const DEADLINES = "Kafka documentation, max.poll.interval.ms, which a group waits for its members";

/** A hall in which somebody has knocked. */
function open(options: GroupOptions = {}): Hall {
  const hall = new Hall(options);
  hall.guest({ member: "nobody" }).beat();
  return hall;
}

/** Two consumers of a world whose partitions must never be worked on by both. */
function pair(): { world: World; guests: Machine<Consumer>[] } {
  const world = new World({ seed: 17 });
  coordinate(world);
  const guests = ["A1", "A2"].map((name) => consume(world, name, { assignors: [range] }));
  world.always("no partition is worked on by two", () => {
    const all = guests.flatMap(({ instance }) => [...(instance?.works ?? [])]);
    return new Set(all).size === all.length ? undefined : all.sort().join(" ");
  });
  return { world, guests };
}

rule("A heartbeat says that a member is there, and hears whether it must come again", SOURCE, () => {
  test("all is well", () => {
    const [guest] = open().stable({});

    expect(guest!.beat()).toBeUndefined();
  });

  test("the group divides anew: come", () => {
    const hall = open();
    const [first] = hall.stable({}, {});
    hall.come({});

    expect(first!.beat()).toBe("REBALANCE_IN_PROGRESS");
  });

  test("the division is on its way: nothing to do but wait", () => {
    const hall = open();
    const [guest] = hall.come({});
    hall.pass(DELAY);

    expect(guest!.beat()).toBeUndefined();
  });

  test("a beat of yesterday, and one of nobody, is refused", () => {
    const hall = open();
    const [guest] = hall.stable({});
    const stranger = hall.guest({ member: "stranger" });

    expect([guest!.beat(0), stranger.beat(1)]).toEqual(["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"]);
  });
});

rule("Whoever is silent for its session timeout is gone, and its part goes to others", SOURCE, () => {
  test("up to then it is a member, and no longer", () => {
    const hall = open();
    const [silent, other] = hall.stable({}, { sessionTimeout: 60_000 });
    hall.pass(SESSION - 1);
    const before = [...hall.group.members];
    hall.pass(2);

    expect([before, hall.group.members, hall.group.state]).toEqual([
      [silent!.id, other!.id],
      [other!.id],
      "PreparingRebalance",
    ]);
    expect(silent!.beat()).toBe("UNKNOWN_MEMBER_ID");
  });

  test("a beat is enough for another session", () => {
    const hall = open();
    const [guest] = hall.stable({});
    beating(hall, 10 * SESSION, guest!);

    expect([hall.group.members, hall.group.state, hall.group.generation]).toEqual([[guest!.id], "Stable", 1]);
  });

  test("a beat of yesterday is none: whoever is stale doesn't keep its place by it", () => {
    const hall = open();
    const [stale, other] = hall.stable({}, {});
    hall.again(stale!, other!);
    stale!.generation = 1;
    beating(hall, SESSION + 1_000, stale!, other!);

    expect(hall.group.members).toEqual([other!.id]);
  });

  test("everybody has their own patience", () => {
    const hall = open();
    hall.stable({ sessionTimeout: 6_000 }, { sessionTimeout: 20_000 });
    hall.pass(7_000);

    expect(hall.group.members).toHaveLength(1);
  });

  test("it comes again with another timeout: the new one counts", () => {
    const hall = open();
    const [guest] = hall.stable({ sessionTimeout: 30_000 });
    Object.assign(guest!.manner, { sessionTimeout: SESSION });
    hall.again(guest!);
    hall.pass(SESSION + 1);

    expect(hall.group.members).toEqual([]);
  });

  test("the last one is gone: the group is empty, and forgets nothing of its generations", () => {
    const hall = open();
    hall.stable({});
    hall.pass(SESSION + 1);
    const [state, generation] = [hall.group.state, hall.group.generation];
    const [next] = hall.come({});
    hall.pass(DELAY);

    expect([state, hall.group.isIdle]).toEqual(["Empty", false]);
    expect(next!.generation).toBeGreaterThan(generation);
  });
});

rule("Whoever waits for an answer isn't silent", "KAFKA-9752 and its like", () => {
  test("it has come, and waits longer than its session for the others", () => {
    const hall = open();
    const [first, second] = hall.stable({}, { rebalanceTimeout: 60_000 });
    first!.says = "new";
    first!.join();
    beating(hall, 3 * SESSION, second!);

    expect([hall.group.members, first!.heard]).toEqual([[first!.id, second!.id], []]);
  });

  test("it waits longer than its session for its part", () => {
    const hall = open();
    const guests = hall.come({ rebalanceTimeout: 60_000 }, { rebalanceTimeout: 60_000 });
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;
    const other = guests.find((each) => !each.leads)!;
    other.sync();
    beating(hall, 3 * SESSION, leader);
    leader.sync({ [other.id]: "orders/1" });

    expect(other.heard.at(-1)).toBe("synced orders/1");
  });

  test("it was answered, and says nothing more: its session has begun with the answer", () => {
    const hall = open();
    const [first, second] = hall.come({}, {});
    hall.pass(DELAY);
    beating(hall, SESSION + 1_000, first!);

    expect(hall.group.members).toEqual([first!.id]);
    expect(second!.beat()).toBe("UNKNOWN_MEMBER_ID");
  });

  test("it got its part, and says nothing more", () => {
    const hall = open();
    const guests = hall.stable({}, {});
    hall.pass(SESSION + 1);

    expect([guests.length, hall.group.members]).toEqual([2, []]);
  });

  test("it was told to come again while it waited for its part, and says nothing more", () => {
    const hall = open();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;
    const other = guests.find((each) => !each.leads)!;
    other.sync();
    const [third] = hall.come({});
    leader.join();
    hall.pass(SESSION + 1);

    expect(hall.group.members).toEqual([leader.id, third!.id]);
  });
});

rule("Every rebalance ends, whoever is missing", DEADLINES, () => {
  test("somebody says that it is there, and never comes: it is left behind", () => {
    const hall = open();
    const [first, second] = hall.stable({}, {});
    const [third] = hall.come({});
    first!.join();
    beating(hall, REBALANCE, second!);

    expect([hall.group.generation, first!.generation, third!.generation]).toEqual([2, 2, 2]);
    expect([hall.group.members, second!.beat()]).toEqual([[first!.id, third!.id], "UNKNOWN_MEMBER_ID"]);
  });

  test("the slowest of them decides how long that takes", () => {
    const hall = open();
    const [first, slow] = hall.stable({}, { rebalanceTimeout: 20_000, sessionTimeout: 60_000 });
    hall.come({});
    first!.join();
    hall.pass(19_000);
    const before = hall.group.generation;
    slow!.join();

    expect([before, hall.group.generation, slow!.generation]).toEqual([1, 2, 2]);
  });

  test("the leader says that it is there, and never divides: all are asked to come again", () => {
    const hall = open();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const leader = guests.find((each) => each.leads)!;
    const other = guests.find((each) => !each.leads)!;
    other.sync();
    beating(hall, REBALANCE, leader);
    const told = other.heard.at(-1);
    other.join();

    expect([told, leader.beat()]).toEqual(["REBALANCE_IN_PROGRESS", "UNKNOWN_MEMBER_ID"]);
    expect([other.generation, other.leads]).toEqual([2, true]);
  });

  test("the leader is gone before it has divided: another leads", () => {
    const hall = open();
    const guests = hall.come({}, {});
    hall.pass(DELAY);
    const other = guests.find((each) => !each.leads)!;
    other.sync();
    hall.pass(SESSION + 1);
    other.join();

    expect([other.leads, other.generation]).toEqual([true, 2]);
  });

  test("somebody was given a name and doesn't come with it: nobody waits for it", () => {
    const hall = open();
    const [first] = hall.stable({});
    hall.guest().join();
    const [second] = hall.come({});
    first!.join();

    expect([first!.generation, second!.generation]).toEqual([2, 2]);
  });

  test("a name with which nobody comes is forgotten, and takes no room", () => {
    const hall = open({ maxSize: 1 });
    const late = hall.guest();
    late.join();
    hall.pass(SESSION + 1);
    late.join();

    expect([late.heard.at(-1), hall.group.isIdle]).toEqual(["UNKNOWN_MEMBER_ID", true]);
  });

  test("once all have their parts, no deadline is left that would disturb them", () => {
    const hall = open();
    const guests = hall.stable({}, {});
    hall.again(...guests);
    beating(hall, 5 * REBALANCE, ...guests);

    expect([hall.group.state, hall.group.generation]).toEqual(["Stable", hall.group.generation]);
    expect(guests.map((each) => each.beat())).toEqual([undefined, undefined]);
  });
});

rule("Whoever leaves is gone at once", "Kafka's LeaveGroup", () => {
  test("the others hear it with their next beat, and have its part when they have come", () => {
    const hall = open();
    const [first, second] = hall.stable({}, {});
    const left = second!.leave();
    const beat = first!.beat();
    first!.join();

    expect([left, beat, first!.generation, hall.group.members]).toEqual([
      undefined,
      "REBALANCE_IN_PROGRESS",
      2,
      [first!.id],
    ]);
  });

  test("all others wait for it already: they wait no longer", () => {
    const hall = open();
    const [first, second] = hall.stable({}, {});
    first!.says = "new";
    first!.join();
    second!.leave();

    expect(first!.heard).toEqual(["joined 2"]);
  });

  test("it waits for an answer itself: it gets one", () => {
    const hall = open();
    const [guest] = hall.come({});
    guest!.leave();
    hall.pass(DELAY);

    expect([guest!.heard.at(-1), hall.group.members]).toEqual(["UNKNOWN_MEMBER_ID", []]);
  });

  test("it has only a name: the name is given back", () => {
    const hall = open();
    const guest = hall.guest();
    guest.join();
    const left = guest.leave();
    guest.join();

    expect([left, guest.heard.at(-1)]).toEqual([undefined, "UNKNOWN_MEMBER_ID"]);
  });

  test("somebody who isn't there can't leave", () => {
    const hall = open();
    hall.stable({});

    expect(hall.guest({ member: "stranger" }).leave()).toBe("UNKNOWN_MEMBER_ID");
  });

  test("who left is forgotten: its session ends nothing any more", () => {
    const hall = open();
    const [first, second] = hall.stable({}, {});
    second!.leave();
    first!.join();
    first!.sync();
    beating(hall, 3 * SESSION, first!);

    expect([hall.group.generation, hall.group.state]).toEqual([2, "Stable"]);
  });
});

rule("Consumers die and come: whoever is there has all of it", SOURCE, () => {
  test("one of three is killed: after its session the other two have its partitions", () => {
    const world = new World({ seed: 17 });
    coordinate(world);
    const [first, second, third] = ["A1", "A2", "A3"].map((name) =>
      consume(world, name, { assignors: [range] }),
    );
    world.advance(5_000);
    third!.kill();
    world.advance(15_000);
    const sizes = [first!, second!].map(({ instance }) => instance!.works.size);

    expect(sizes).toEqual([3, 3]);
  });

  test("one that can't reach the coordinator stops by itself, before anybody else has its partitions", () => {
    const { world, guests } = pair();
    world.advance(5_000);
    world.faults.isolate("A2", "both");
    world.advance(20_000);

    expect(guests.map(({ instance }) => instance!.works.size)).toEqual([6, 0]);
  });

  test("the answer to its last heartbeat takes three seconds: it counts its session from when it asked", () => {
    const { world, guests } = pair();
    world.advance(4_000);
    world.faults.slow("C", "A2", { min: 3_000, max: 3_000 });
    world.advance(2_000);
    world.faults.clog("A2", "C");
    world.advance(15_000);

    expect(guests.map(({ instance }) => instance!.works.size)).toEqual([6, 0]);
  });

  test("servers die, stand still and are cut off: one owner for a partition and a generation, and in the end all are worked on", () =>
    sweepInTest(eager, { seeds: 25 }));
});
