import { sweepInTest } from "#lab/sweep/in-test";
import { bytes } from "#lab/testing/bytes";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import type { Notification } from "#leader-election/notification";
import { NEW_MARK, originOf } from "#leader-election/origin";
import { Members, type ServerId } from "#quorum/members";
import { forgetful } from "./scenarios";
import { ChangingMembership, membersOf, nameOf, range, Stage } from "./stage";
import { showVote, vote } from "./zxid";

const OBSERVERS = "ZooKeeper Observers";

// What a server may say depends on where its disk comes from.
beforeEach(() => expect(originOfDiskWith()).toBe("lost"));

rule("An empty disk is new only if somebody says so", "ZOOKEEPER-261", () => {
  test("a server that has taken part in an epoch is known", () => {
    expect(originOfDiskWith("currentEpoch")).toBe("known");
  });

  test("an empty disk with an operator's mark is new, and without it is lost", () => {
    expect([originOfDiskWith(NEW_MARK), originOfDiskWith()]).toEqual(["new", "lost"]);
  });

  test("whoever has taken part is known, even if the mark is still there", () => {
    expect(originOfDiskWith(NEW_MARK, "currentEpoch")).toBe("known");
  });

  test("other files prove nothing: a server that promised an epoch and never joined it has no history yet", () => {
    expect(originOfDiskWith("acceptedEpoch", "log/0000000000000001", "snapshots/0000000000000000")).toBe(
      "lost",
    );
    expect(originOfDiskWith("acceptedEpoch", NEW_MARK)).toBe("new");
  });
});

rule("Who has no vote names nobody, is counted by nobody, and is elected by nobody", "ZOOKEEPER-261", () => {
  test("it says that it looks, and no more", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    stage.looking({ 1: undefined });
    stage.pass(5);

    expect(b.last).toEqual({ from: 1, state: "LOOKING", round: 1 });
  });

  test("it doesn't pass on what others vote for", () => {
    const stage = new Stage();
    const [b, c] = [stage.plays(2), stage.plays(3)];
    const [a] = stage.looking({ 1: undefined });
    for (const round of [1, 4]) c.says("A", looking(round, vote(3, 4, 9)));
    stage.pass(5_000);

    expect(b.heard.filter((each) => each.vote !== undefined)).toEqual([]);
    expect({ elected: a!.elected, vote: a!.election.vote }).toEqual({ elected: [], vote: undefined });
  });

  test("a server that has forgotten an order doesn't elect one that never had it", () => {
    // B and C had the order of (4, 8). C lost its disk, and B is down.
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 3: undefined });
    stage.pass(60_000);

    expect(stage.says).toEqual(["A: LOOKING 1", "C: LOOKING nobody"]);
  });

  test("once somebody who remembers is there, it is elected, and the forgetful one follows it", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 3: undefined });
    stage.pass(5_000);
    stage.looking({ 2: [4, 8] });
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "C: FOLLOWING 2"]);
  });

  test("votes of its life before may still be on their way: nobody makes it lead by them", () => {
    const stage = new Stage();
    const [b, c] = [stage.plays(2), stage.plays(3)];
    const [a] = stage.looking({ 1: undefined });
    for (const round of range(1, 3)) {
      for (const each of [b, c]) {
        each.says("A", looking(round, vote(1, 4, 9)));
        each.says("A", { state: "FOLLOWING", round, vote: vote(1, 4, 9) });
      }
      stage.pass(1_000);
    }

    expect({ elected: a!.elected, state: a!.election.state }).toEqual({ elected: [], state: "LOOKING" });
  });

  test("it learns who leads from the leader and those who follow, and from no one alone", () => {
    const stage = new Stage();
    const [b, c] = [stage.plays(2), stage.plays(3)];
    const [a] = stage.looking({ 1: undefined });
    c.says("A", { state: "LEADING", round: 6, vote: vote(3, 4, 9) });
    stage.pass(3_000);
    expect(a!.elected).toEqual([]);
    b.says("A", { state: "FOLLOWING", round: 6, vote: vote(3, 4, 9) });
    stage.pass(3_000);

    expect({ elected: a!.elected, round: a!.election.round, vote: showVote(a!.election.vote) }).toEqual({
      elected: [3],
      round: 6,
      vote: "3 with (4, 9)",
    });
  });
});

rule("An observer is told everything and asked nothing", OBSERVERS, () => {
  test("it follows whom the participants have elected, and says that it observes", () => {
    const stage = new Stage({ observers: 2 });
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 7], 4: undefined, 5: undefined });
    stage.pass(3_000);

    expect(stage.says).toEqual([
      "A: FOLLOWING 3",
      "B: FOLLOWING 3",
      "C: LEADING 3",
      "D: OBSERVING 3",
      "E: OBSERVING 3",
    ]);
  });

  test("it has no vote, even if it is given a standing, and even with the longest history", () => {
    const stage = new Stage({ observers: 2 });
    stage.looking({ 1: [4, 7], 4: [9, 9], 5: [9, 9] });
    stage.pass(30_000);
    expect(stage.says).toEqual(["A: LOOKING 1", "D: LOOKING nobody", "E: LOOKING nobody"]);
    stage.looking({ 2: [4, 7] });
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "D: OBSERVING 2", "E: OBSERVING 2"]);
  });

  test("an observer that votes nonetheless isn't counted, and its vote isn't adopted", () => {
    const stage = new Stage({ observers: 2 });
    const [d, e] = [stage.plays(4), stage.plays(5)];
    const [a] = stage.looking({ 1: [4, 7] });
    for (const observer of [d, e]) {
      observer.says("A", looking(1, vote(1, 4, 7)));
      observer.says("A", looking(5, vote(3, 9, 9)));
    }
    stage.pass(5_000);

    expect({ elected: a!.elected, round: a!.election.round, vote: showVote(a!.election.vote) }).toEqual({
      elected: [],
      round: 1,
      vote: "1 with (4, 7)",
    });
  });

  test("nobody votes for an observer, whoever proposes it", () => {
    const stage = new Stage({ observers: 1 });
    const [b, c] = [stage.plays(2), stage.plays(3)];
    const [a] = stage.looking({ 1: [4, 7] });
    for (const each of [b, c]) each.says("A", looking(1, vote(4, 9, 9)));
    stage.pass(10);
    expect(showVote(a!.election.vote)).toBe("1 with (4, 7)");
    stage.pass(3_000);

    expect({ elected: a!.elected, vote: showVote(a!.election.vote) }).toEqual({
      elected: [],
      vote: "1 with (4, 7)",
    });
  });

  test("that observers go with a leader doesn't prove that it is one", () => {
    const stage = new Stage({ observers: 2 });
    const [c, d, e] = [stage.plays(3), stage.plays(4), stage.plays(5)];
    const [a] = stage.looking({ 1: [4, 7] });
    c.says("A", { state: "LEADING", round: 1, vote: vote(3, 4, 6) });
    for (const observer of [d, e]) {
      observer.says("A", { state: "OBSERVING", round: 1, vote: vote(3, 4, 6) });
      observer.says("A", { state: "FOLLOWING", round: 1, vote: vote(3, 4, 6) });
    }
    stage.pass(5_000);

    expect(a!.elected).toEqual([]);
  });

  test("an observer that has lost its leader finds the next one", () => {
    const stage = new Stage({ observers: 1 });
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 7], 4: undefined });
    stage.pass(2_000);
    stage.electors.get(3)!.kill();
    for (const id of [4, 1, 2]) stage.elector(id).look(id === 4 ? undefined : [4, 7]);
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "D: OBSERVING 2"]);
  });
});

rule(
  "Strangers are told who leads, and their word counts for nothing",
  "ZooKeeper source, WorkerReceiver",
  () => {
    test("a server that belongs to nobody's membership yet learns who leads", () => {
      const stage = new Stage();
      stage.looking({ 1: [4, 7], 2: [4, 8] });
      stage.pass(1_000);
      const d = stage.runs(4, new Members(membersOf(3)));
      d.look([9, 9]);
      stage.pass(3_000);

      expect(d.says).toBe("OBSERVING 2");
    });

    test("its vote changes nothing, in whatever round", () => {
      const stage = new Stage();
      const d = stage.plays(4);
      const [a] = stage.looking({ 1: [4, 7] });
      d.says("A", looking(1, vote(1, 4, 7)));
      d.says("A", looking(9, vote(2, 9, 9)));
      d.says("A", looking(9, vote(4, 9, 9)));
      stage.pass(3_000);

      expect({ elected: a!.elected, round: a!.election.round, vote: showVote(a!.election.vote) }).toEqual({
        elected: [],
        round: 1,
        vote: "1 with (4, 7)",
      });
    });

    test("two servers that don't count each other don't answer each other for ever", () => {
      const stage = new Stage();
      const others = (self: ServerId) => new Members(membersOf(5).filter(({ id }) => id === self || id > 2));
      const [a, b] = [stage.runs(1, others(1)), stage.runs(2, others(2))];
      a.look([4, 7]);
      b.look([4, 9]);
      stage.plays(3).says("A", looking(1, vote(1, 4, 7)));
      a.host.network.post("B", "election", "election", { from: 1, ...looking(1, vote(1, 4, 7)) });
      b.host.network.post("A", "election", "election", { from: 2, ...looking(3, vote(2, 4, 9)) });
      stage.pass(100);
      const before = stage.world.events;
      stage.pass(10_000);
      const events = stage.world.events - before;

      expect({ "events in ten seconds": events, "and that is quiet": events < 300 }).toEqual({
        "events in ten seconds": events,
        "and that is quiet": true,
      });
    });

    test("a crowd of strangers takes no room, and no vote", () => {
      const stage = new Stage();
      const b = stage.plays(2);
      const [a] = stage.looking({ 1: [4, 7] });
      for (const id of range(100, 199)) b.says("A", looking(1, vote(1, 4, 7)), id);
      for (const id of range(100, 199))
        b.says("A", { state: "FOLLOWING", round: 1, vote: vote(1, 4, 7) }, id);
      stage.pass(3_000);

      expect(a!.elected).toEqual([]);
    });
  },
);

rule("Who belongs to the ensemble is asked anew each time", "ZooKeeper Dynamic Reconfiguration", () => {
  test("the quorum of now counts: after two were added, two of three are too few", () => {
    const membership = new ChangingMembership(new Members(membersOf(3)));
    const stage = new Stage({ membership });
    stage.looking({ 1: [4, 7], 2: [4, 7] });
    membership.members = new Members(membersOf(5));
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: LOOKING 2", "B: LOOKING 2"]);
    stage.looking({ 4: [4, 7] });
    stage.pass(5_000);
    expect(stage.says).toEqual(["A: FOLLOWING 4", "B: FOLLOWING 4", "D: LEADING 4"]);
  });

  test("those who were added are told, and may be elected", () => {
    const membership = new ChangingMembership(new Members(membersOf(3)));
    const stage = new Stage({ membership });
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 7] });
    stage.pass(1_000);
    membership.members = new Members(membersOf(4));
    const d = stage.runs(4);
    for (const id of [1, 2, 3]) stage.elector(id).look([5, 1]);
    d.look([5, 2]);
    stage.pass(2_000);

    expect(stage.says).toEqual(["A: FOLLOWING 4", "B: FOLLOWING 4", "C: FOLLOWING 4", "D: LEADING 4"]);
  });

  test("a server that was removed is nobody's choice any more, not even of those who voted for it before", () => {
    const membership = new ChangingMembership(new Members(membersOf(3)));
    const stage = new Stage({ membership });
    const c = stage.plays(3);
    stage.looking({ 1: [4, 7], 2: [4, 7] });
    for (const to of ["A", "B"]) c.says(to, looking(1, vote(3, 9, 9)));
    stage.pass(50);
    membership.members = new Members(membersOf(2));
    stage.pass(10_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2"]);
  });

  test("whoever is made a participant while it looks has a vote from then on", () => {
    const membership = new ChangingMembership(new Members(membersOf(2, 1)));
    const stage = new Stage({ membership });
    stage.looking({ 1: [4, 7], 3: [4, 9] });
    stage.pass(5_000);
    expect(stage.says).toEqual(["A: LOOKING 1", "C: LOOKING nobody"]);
    membership.members = new Members(membersOf(3));
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: FOLLOWING 3", "C: LEADING 3"]);
  });

  test("an observer that was made a participant says that it follows, and may vote when it next looks", () => {
    const membership = new ChangingMembership(new Members(membersOf(2, 1)));
    const stage = new Stage({ membership });
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: undefined });
    stage.pass(3_000);
    expect(stage.says[2]).toBe("C: OBSERVING 2");
    membership.members = new Members(membersOf(3));
    expect(stage.says[2]).toBe("C: FOLLOWING 2");
    stage.electors.get(2)!.kill();
    stage.elector(1).look([5, 1]);
    stage.elector(3).look([5, 1]);
    stage.pass(3_000);

    expect(stage.says).toEqual(["A: FOLLOWING 3", "C: LEADING 3"]);
  });
});

rule("Whatever befalls them, whoever has no vote doesn't decide", "the invariants of this chapter", () => {
  test("three servers, one of which may lose its disk, and two observers: 60 seeds", () =>
    sweepInTest(forgetful, { seeds: 60 }));
});

function looking(round: number, cast: Notification["vote"]): Omit<Notification, "from"> {
  return { state: "LOOKING", round, ...(cast && { vote: cast }) };
}

function originOfDiskWith(...files: string[]): string {
  const world = new World({ seed: 1 });
  const machine = world.server(nameOf(1), (host) => host);
  const { disk } = machine.instance!;
  for (const file of files) disk.append(file, bytes("x"));
  return originOf(disk);
}
