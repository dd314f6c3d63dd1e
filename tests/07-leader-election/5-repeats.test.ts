import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { FIRST_PAUSE, LONGEST_PAUSE, pauseAfter } from "#leader-election/repeats";
import type { ServerId } from "#quorum/members";
import { five, three } from "./scenarios";
import { range, Stage } from "./stage";
import { showNotification, showVote, vote } from "./zxid";

const HOST = "lab/host.ts, Network.post";
const CODE = "ZooKeeper source, FastLeaderElection.lookForLeader: notTimeout";

// All that follows waits so long.
beforeEach(() => expect(pauseAfter(1)).toBeGreaterThan(0));

rule("Pauses get longer, up to a limit", CODE, () => {
  test("the first is the first, and each is twice the one before, until the longest", () => {
    expect(range(1, 6).map(pauseAfter)).toEqual([400, 800, 1_600, 1_600, 1_600, 1_600]);
    expect([pauseAfter(1), pauseAfter(99)]).toEqual([FIRST_PAUSE, LONGEST_PAUSE]);
  });

  test("a server may wait for days", () => {
    for (const times of [31, 32, 33, 64, 1_000, 2 ** 31, 2 ** 40]) {
      expect({ times, pause: pauseAfter(times) }).toEqual({ times, pause: LONGEST_PAUSE });
    }
  });
});

rule("What was lost is said again", HOST, () => {
  test("the first notifications are lost, and the election comes to its end", () => {
    const stage = new Stage();
    stage.world.faults.datagrams({ loss: 1, duplication: 0 });
    stage.looking({ 1: [4, 7], 2: [4, 8], 3: [4, 7] });
    stage.pass(50);
    stage.world.faults.heal();
    stage.pass(2_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "C: FOLLOWING 2"]);
  });

  test("it is said to those who weren't there before", () => {
    const stage = new Stage();
    const [a] = stage.looking({ 1: [4, 7] });
    stage.pass(20_000);
    const b = stage.plays(2);
    stage.pass(2_000);

    expect(showNotification(b.last)).toBe("from 1: LOOKING in round 1, 1 with (4, 7)");
    expect(a!.elected).toEqual([]);
  });

  test("what is said again is the last vote and not the first", () => {
    const stage = new Stage({ servers: 5 });
    const [b, c] = [stage.plays(2), stage.plays(3)];
    stage.looking({ 1: [4, 7] });
    b.says("A", { state: "LOOKING", round: 3, vote: vote(3, 4, 9) });
    stage.pass(50);
    c.heard.length = 0;
    stage.pass(2_000);

    expect(c.heard.length).toBeGreaterThan(0);
    expect(new Set(c.heard.map(({ round, vote }) => `${round}: ${showVote(vote)}`))).toEqual(
      new Set(["3: 3 with (4, 9)"]),
    );
  });

  test("the words of those who have decided are lost: whoever still looks asks again", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 8] });
    stage.pass(1_000);
    stage.world.faults.datagrams({ loss: 1, duplication: 0 });
    stage.looking({ 3: [4, 7] });
    stage.pass(1_000);
    stage.world.faults.heal();
    stage.pass(2_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "C: FOLLOWING 2"]);
  });

  test("only the way to the winner is cut: it learns from those who follow it that it leads", () => {
    const stage = new Stage();
    stage.world.faults.cut("A", "C");
    stage.world.faults.cut("B", "C");
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 8] });
    stage.pass(1_000);
    expect(stage.says).toEqual(["A: FOLLOWING 3", "B: FOLLOWING 3", "C: LOOKING 3"]);
    stage.world.faults.heal();
    stage.pass(2_500);

    expect(stage.says).toEqual(["A: FOLLOWING 3", "B: FOLLOWING 3", "C: LEADING 3"]);
  });

  test("a third of all datagrams is lost and a fifth comes twice, 200 times", () => {
    for (const seed of range(1, 200)) {
      const stage = new Stage({ seed });
      stage.world.faults.datagrams({ loss: 0.33, duplication: 0.2 });
      const standings = { 1: [4, seed % 3], 2: [4, seed % 5], 3: [4, 1] } as const;
      stage.looking(standings);
      // A voter may have changed its mind when it was too late. Then one of them is left alone, and looks again.
      for (let tries = 0; tries < 10 && !agree(stage); tries++) {
        stage.pass(3_000);
        for (const id of [1, 2, 3] as const)
          if (isLeftAlone(stage, id)) stage.elector(id).look(standings[id]);
      }

      expect({ seed, says: stage.says, agree: agree(stage) }).toEqual({
        seed,
        says: stage.says,
        agree: true,
      });
    }
  });
});

rule("It is said again, but not without end", CODE, () => {
  test("a server that looks for an hour doesn't say more and more", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    stage.looking({ 1: [4, 7] });
    stage.pass(60_000);
    b.heard.length = 0;
    const minutes = range(1, 60).map(() => {
      const before = b.heard.length;
      stage.pass(60_000);
      return b.heard.length - before;
    });

    const most = Math.ceil(60_000 / LONGEST_PAUSE) + 1;
    const least = Math.floor(60_000 / LONGEST_PAUSE) - 1;
    expect({
      tooMany: minutes.filter((count) => count > most),
      tooFew: minutes.filter((count) => count < least),
    }).toEqual({
      tooMany: [],
      tooFew: [],
    });
  });

  test("at first it is said more often than later", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    stage.looking({ 1: [4, 7] });
    const counts = range(1, 3).map(() => {
      const before = b.heard.length;
      stage.pass(1_600);
      return b.heard.length - before;
    });

    expect(counts[0]).toBeGreaterThanOrEqual(3);
    expect(counts[2]).toBeLessThanOrEqual(2);
  });

  test("whoever looks again begins with short pauses again, and speaks with one voice", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    stage.pass(60_000);
    for (const _ of range(1, 10)) a!.look([4, 7]);
    stage.pass(10);
    b.heard.length = 0;
    stage.pass(1_500);
    const soon = b.heard.length;
    stage.pass(60_000);
    b.heard.length = 0;
    stage.pass(60_000);

    expect({ soon: soon >= 2 && soon <= 4, later: b.heard.length <= 39 }).toEqual({
      soon: true,
      later: true,
    });
  });

  test("whoever has found a leader is silent", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 7] });
    stage.pass(5_000);
    const c = stage.plays(3);
    stage.pass(60_000);

    expect(c.heard).toEqual([]);
  });

  test("three servers that can't come to an end don't answer each other for ever", () => {
    // Each of the three is alone with the wish for a leader, for five belong to them.
    const stage = new Stage({ servers: 5 });
    stage.looking({ 1: [4, 7], 2: [4, 7] });
    stage.pass(10_000);
    const before = stage.world.events;
    stage.pass(16_000);

    // Two timers, and each time two notifications, two answers at most, and what goes to those who aren't there.
    expect(stage.world.events - before).toBeLessThan(400);
  });
});

rule(
  "Whatever befalls them, they find one leader, and it has what a quorum has",
  "the invariants of this chapter",
  () => {
    test("three servers: 90 seeds of crashes, pauses, partitions and lost datagrams", () =>
      sweepInTest(three, { seeds: 90 }));

    test("five servers: 60 seeds, and three are enough", () => sweepInTest(five, { seeds: 60 }));
  },
);

/** One leads and the others follow it. */
function agree(stage: Stage): boolean {
  const [leader, ...others] = stage.says
    .filter((said) => said.includes("LEADING"))
    .map((said) => said.split(" ")[2]!);
  return (
    others.length === 0 && stage.says.filter((said) => said.endsWith(`FOLLOWING ${leader}`)).length === 2
  );
}

/** It follows somebody who doesn't lead, or leads and fewer than one other follow. */
function isLeftAlone(stage: Stage, id: ServerId): boolean {
  const { election } = stage.elector(id);
  if (election.state === "LOOKING") return false;
  if (election.state === "FOLLOWING")
    return stage.elector(election.vote!.leader).election.state !== "LEADING";
  return !stage.says.some((said) => said.endsWith(`FOLLOWING ${id}`));
}
