import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { roundRobin } from "#consumer-groups/round-robin";
import { beating, DELAY, type Guest, Hall, REBALANCE } from "./hall";
import { consume, coordinate } from "./party";
import { lasting } from "./scenarios";

const KIP_345 = "KIP-345, Introduce static membership protocol to reduce consumer rebalances";

const ONE = { instance: "one" };

/** Three that work: a leader without a lasting name, a static member, and another. */
function three(): { hall: Hall; leader: Guest; old: Guest; other: Guest } {
  const hall = new Hall();
  const [leader] = hall.come({});
  const [old, other] = hall.come({ ...ONE, sessionTimeout: 30_000 }, {});
  hall.pass(DELAY);
  for (const each of [old!, other!, leader!]) each.sync();
  for (const each of [old!, other!, leader!]) each.heard.length = 0;
  return { hall, leader: leader!, old: old!, other: other! };
}

/** The same member, started anew. */
function again(hall: Hall, old: Guest): Guest {
  return hall.come(old.manner)[0]!;
}

/** Two lasting members that keep silent while the group waits for them; the one that made it wait has gone. */
function bothAway(): { hall: Hall; first: Guest; second: Guest } {
  const hall = new Hall();
  const patient = { sessionTimeout: 60_000 };
  const [first, second] = hall.stable({ ...patient, instance: "one" }, { ...patient, instance: "two" });
  const [third] = hall.come({});
  third!.leave();
  hall.pass(REBALANCE + 1);
  return { hall, first: first!, second: second! };
}

rule("Whoever comes back under its lasting name gets its own part, and disturbs nobody", KIP_345, () => {
  test("the generation stays, and so does its part", () => {
    const { hall, leader, old, other } = three();
    const part = `part of ${old.id}`;
    const back = again(hall, old);
    back.sync();

    expect([back.heard.slice(1), hall.group.state, hall.group.generation]).toEqual([
      ["joined 1", `synced ${part}`],
      "Stable",
      1,
    ]);
    expect([leader.beat(), other.beat(), back.beat()]).toEqual([undefined, undefined, undefined]);
  });

  test("it isn't told to divide: it doesn't lead", () => {
    const { hall, leader, old } = three();
    const back = again(hall, old);

    expect([back.told!.leader, back.told!.members]).toEqual([leader.id, []]);
  });

  test("it comes back again and again", () => {
    const { hall, old } = three();
    const part = `part of ${old.id}`;
    const second = again(hall, old);
    const third = again(hall, second);
    third.sync();

    expect([third.heard.at(-1), hall.group.members.length]).toEqual([`synced ${part}`, 3]);
  });

  test("a group that is full has room for it", () => {
    const hall = new Hall({ maxSize: 2 });
    const [, old] = hall.stable({}, ONE);
    const back = again(hall, old!);

    expect(back.heard).toEqual(["MEMBER_ID_REQUIRED", "joined 1"]);
  });

  test("it knows other ways to divide than before: all divide anew", () => {
    const { hall, old } = three();
    const back = hall.come({ ...old.manner, knows: ["sticky", "range"] })[0]!;

    expect([back.heard, hall.group.state]).toEqual([["MEMBER_ID_REQUIRED"], "PreparingRebalance"]);
  });

  test("the leader comes back: what it knew of the division nobody else knows, so all divide anew", () => {
    const hall = new Hall();
    const [leader, other] = hall.stable(ONE, {});
    const back = again(hall, leader!);
    other!.join();

    expect([back.generation, other!.generation, back.leads || other!.leads]).toEqual([2, 2, true]);
  });

  test("it comes back while the group divides: it is one of those who have come", () => {
    const { hall, leader, old, other } = three();
    const [fourth] = hall.come({});
    for (const each of [leader, other]) each.join();
    const back = again(hall, old);

    expect([leader, other, fourth!, back].map(({ generation }) => generation)).toEqual([2, 2, 2, 2]);
  });

  test("it comes back before the division has come: all come again, as the leader doesn't know its new name", () => {
    const hall = new Hall();
    const [leader] = hall.come({});
    const [old] = hall.come(ONE);
    hall.pass(DELAY);
    const back = again(hall, old!);
    leader!.join();

    expect([back.generation, leader!.generation]).toEqual([2, 2]);
  });
});

rule("Two can't have the same lasting name: whoever had it before is fenced", "KIP-345; KAFKA-8500", () => {
  test("the new one has a new name, and the old name is nobody's", () => {
    const { hall, old } = three();
    const back = again(hall, old);

    expect(back.id).not.toBe(old.id);
    expect([hall.group.members.includes(old.id), hall.group.members.includes(back.id)]).toEqual([
      false,
      true,
    ]);
  });

  test("whatever the old one says, it hears that it is fenced", () => {
    const { hall, old } = three();
    again(hall, old);
    old.join();
    old.sync();

    expect([...old.heard, old.beat(), old.judge(), old.leave()]).toEqual(
      Array.from({ length: 5 }, () => "FENCED_INSTANCE_ID"),
    );
  });

  test("the old one waits for its part: it is told at once", () => {
    const hall = new Hall();
    const [first, second] = hall.come(ONE, { instance: "two" });
    hall.pass(DELAY);
    const old = first!.leads ? second! : first!;
    old.sync();
    again(hall, old);

    expect(old.heard.at(-1)).toBe("FENCED_INSTANCE_ID");
  });

  test("the old one waits for the others: it is told at once", () => {
    const hall = new Hall();
    const [old] = hall.come(ONE);
    again(hall, old!);

    expect(old!.heard.at(-1)).toBe("FENCED_INSTANCE_ID");
  });

  test("the old one's session is over later: it takes nothing from the new one", () => {
    const { hall, leader, old, other } = three();
    const back = again(hall, old);
    back.sync();
    beating(hall, 40_000, leader, other, back);

    expect([hall.group.members.length, hall.group.generation]).toEqual([3, 1]);
  });

  test("its question arrives twice, as the first answer was late: it doesn't fence itself", () => {
    const { hall, old } = three();
    const back = again(hall, old);
    back.join();
    back.sync();

    expect([back.judge(), back.heard.at(-1)]).toEqual([undefined, `synced part of ${old.id}`]);
  });

  test("a first question that arrives late, and whose answer nobody hears, takes no place", () => {
    const { hall, old } = three();
    const back = again(hall, old);
    const late = hall.guest(old.manner);
    late.join();
    back.sync();

    expect([back.judge(), back.beat()]).toEqual([undefined, undefined]);
  });

  test("members without a lasting name fence nobody", () => {
    const { hall, leader, other } = three();
    hall.come({});

    expect([leader.judge(), other.judge()]).toEqual([undefined, undefined]);
  });
});

rule("Its place is kept for it until its session is over, and no longer", "KIP-345; KAFKA-8220", () => {
  test("it is away while the group divides: the others don't wait beyond the deadline, and its place is kept", () => {
    const { hall, leader, old, other } = three();
    hall.come({});
    for (const each of [leader, other]) each.join();
    hall.pass(REBALANCE + 1);

    expect([hall.group.generation, hall.group.members.includes(old.id)]).toEqual([2, true]);
    expect(leader.told!.members.map(({ id }) => id)).toContain(old.id);
  });

  test("its session is over: its place is free", () => {
    const { hall, leader, old, other } = three();
    beating(hall, 30_000, leader, other);
    hall.pass(1);

    expect([hall.group.members, hall.group.state]).toEqual([[leader.id, other.id], "PreparingRebalance"]);
    expect(old.beat()).toBe("UNKNOWN_MEMBER_ID");
  });

  test("the division doesn't come, and it hasn't asked for its part: its place is kept", () => {
    const hall = new Hall();
    const [leader] = hall.come({});
    const [old] = hall.come({ ...ONE, sessionTimeout: 60_000 });
    hall.pass(DELAY);
    beating(hall, REBALANCE, leader!);

    expect(hall.group.members).toEqual([old!.id]);
  });

  test("all are away: nobody could divide, so the group waits for one of them", () => {
    const { hall, first, second } = bothAway();
    const before = [hall.group.generation, hall.group.members.length];
    first.join();
    second.join();

    expect(before).toEqual([1, 2]);
    expect([first.generation, second.generation, first.leads || second.leads]).toEqual([2, 2, true]);
  });

  test("all are away, and one comes back: the group goes on with it", () => {
    const { hall, first, second } = bothAway();
    second.join();
    hall.pass(REBALANCE + 1);

    expect([second.generation, second.leads, hall.group.members]).toEqual([2, true, [first.id, second.id]]);
  });

  test("all are away for good: the group is empty", () => {
    const hall = new Hall();
    hall.stable(ONE, { instance: "two" });
    hall.pass(10 * REBALANCE);

    expect([hall.group.state, hall.group.isIdle]).toEqual(["Empty", true]);
  });
});

rule("It stays when it stops, and an operator can send it away", KIP_345, () => {
  test("by its lasting name alone", () => {
    const { hall, leader, old } = three();
    const left = hall.act(() => hall.group.leave("", "one"));

    expect([left, hall.group.members.includes(old.id), leader.beat()]).toEqual([
      undefined,
      false,
      "REBALANCE_IN_PROGRESS",
    ]);
  });

  test("its name is free then: whoever comes under it comes new", () => {
    const { hall, leader, old, other } = three();
    old.leave();
    const next = again(hall, old);
    for (const each of [leader, other]) each.join();

    expect([next.generation, hall.group.members.length]).toEqual([2, 3]);
  });

  test("a name that nobody has", () => {
    const { hall } = three();

    expect(hall.act(() => hall.group.leave("", "nine"))).toBe("UNKNOWN_MEMBER_ID");
  });

  test("three are restarted one after the other: none of those that don't lead costs a division", () => {
    const world = new World({ seed: 17 });
    const coordinator = coordinate(world);
    const manner = { assignors: [roundRobin], sessionTimeout: 20_000 };
    const guests = ["one", "two", "three"].map((name) => consume(world, name, { ...manner, instance: name }));
    world.advance(5_000);
    const parts = guests.map(({ instance }) => [...instance!.works]);
    for (const guest of guests) {
      guest.kill();
      world.advance(2_000);
      guest.start();
      world.advance(15_000);
    }

    expect(coordinator.instance!.group("email")!.generation).toBeLessThanOrEqual(2);
    expect(guests.map(({ instance }) => [...instance!.works])).toEqual(parts);
  });

  test("a second one is started by mistake: the first stops for good", () => {
    const world = new World({ seed: 17 });
    coordinate(world);
    const manner = { assignors: [roundRobin], instance: "one" };
    const first = consume(world, "first", manner);
    world.advance(5_000);
    const second = consume(world, "second", manner);
    world.advance(15_000);

    expect([first.instance!.isFenced, first.instance!.works.size]).toEqual([true, 0]);
    expect([second.instance!.isFenced, second.instance!.works.size]).toEqual([false, 6]);
  });

  test("servers die, stand still and are cut off: one owner for a partition and a generation, and in the end all are worked on", () =>
    sweepInTest(lasting, { seeds: 25 }));
});

rule(
  "Members with lasting names are dealt to in the order of these",
  "Kafka, AbstractPartitionAssignor",
  () => {
    test("whatever names they were given when they came", () => {
      const members = [
        { id: "z", instance: "a", topics: ["t"], owned: [], generation: -1 },
        { id: "a", instance: "z", topics: ["t"], owned: [], generation: -1 },
      ];
      const assignment = roundRobin.assign(new Map([["t", 1]]), members);

      expect([assignment.get("z")!.length, assignment.get("a")!.length]).toEqual([1, 0]);
    });
  },
);
