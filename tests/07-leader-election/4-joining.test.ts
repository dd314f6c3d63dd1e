import { rule } from "#lab/testing/rule";
import { Established } from "#leader-election/established";
import type { Notification, PeerState } from "#leader-election/notification";
import { Members } from "#quorum/members";
import { membersOf, nameOf, type Player, range, Stage } from "./stage";
import { showNotification, showVote, vote } from "./zxid";

const CODE = "ZooKeeper source, FastLeaderElection.lookForLeader";

// All that follows rests on it: nobody is led by those who have said nothing.
beforeEach(() => {
  const nobody = new Established();
  nobody.clear();
  nobody.heard(1, "LOOKING", undefined);
  expect(nobody.isLedBy(1, new Members(membersOf(1)).quorum)).toBe(false);
});

rule("A leader is there if it says so itself and a quorum says that it goes with it", "ZOOKEEPER-569", () => {
  test("the leader's word and that of enough followers, the leader counted among them", () => {
    expect(isLedByC(3, { 3: "LEADING 3", 1: "FOLLOWING 3" })).toBe(true);
    expect(isLedByC(5, { 3: "LEADING 3", 1: "FOLLOWING 3" })).toBe(false);
    expect(isLedByC(5, { 3: "LEADING 3", 1: "FOLLOWING 3", 2: "FOLLOWING 3" })).toBe(true);
  });

  test("the leader's word alone isn't enough", () => {
    expect(isLedByC(3, { 3: "LEADING 3" })).toBe(false);
  });

  test("the followers' words alone aren't enough, however many there are", () => {
    expect(isLedByC(5, { 1: "FOLLOWING 3", 2: "FOLLOWING 3", 4: "FOLLOWING 3", 5: "FOLLOWING 3" })).toBe(
      false,
    );
  });

  test("a leader that follows somebody itself doesn't lead", () => {
    expect(isLedByC(3, { 3: "FOLLOWING 2", 1: "FOLLOWING 3", 2: "FOLLOWING 3" })).toBe(false);
    expect(isLedByC(3, { 3: "FOLLOWING 3", 1: "FOLLOWING 3", 2: "FOLLOWING 3" })).toBe(false);
  });

  test("followers of different leaders aren't added", () => {
    expect(isLedByC(5, { 3: "LEADING 3", 1: "FOLLOWING 3", 2: "FOLLOWING 4", 4: "LEADING 4" })).toBe(false);
  });

  test("observers who go with it add nothing", () => {
    expect(isLedByC(3, { 3: "LEADING 3", 1: "OBSERVING 3", 2: "OBSERVING 3" })).toBe(false);
  });

  test("half of them isn't enough", () => {
    expect(isLedByC(4, { 3: "LEADING 3", 1: "FOLLOWING 3" })).toBe(false);
  });
});

rule("The last word of a server counts", "ZOOKEEPER-3109", () => {
  test("whoever looks again goes with nobody", () => {
    const established = heard({ 3: "LEADING 3", 1: "FOLLOWING 3" });
    established.heard(1, "LOOKING", 1);

    expect(established.isLedBy(3, majorityOf(3))).toBe(false);
  });

  test("also if it still votes for the one with whom it went, or for nobody", () => {
    for (const leader of [3, undefined]) {
      const established = heard({ 3: "LEADING 3", 1: "FOLLOWING 3" });
      established.heard(1, "LOOKING", leader);

      expect(established.isLedBy(3, majorityOf(3))).toBe(false);
    }
  });

  test("a leader that looks again leads no longer", () => {
    const established = heard({ 3: "LEADING 3", 1: "FOLLOWING 3", 2: "FOLLOWING 3" });
    established.heard(3, "LOOKING", 3);

    expect(established.isLedBy(3, majorityOf(3))).toBe(false);
  });

  test("whoever goes with another goes no longer with the first", () => {
    const established = heard({ 3: "LEADING 3", 1: "FOLLOWING 3", 2: "LEADING 2" });
    established.heard(1, "FOLLOWING", 2);

    expect(established.isLedBy(3, majorityOf(3))).toBe(false);
    expect(established.isLedBy(2, majorityOf(3))).toBe(true);
  });

  test("after clear nobody has said anything", () => {
    const established = heard({ 3: "LEADING 3", 1: "FOLLOWING 3" });
    established.clear();
    established.heard(2, "FOLLOWING", 3);

    expect(established.isLedBy(3, majorityOf(3))).toBe(false);
  });
});

rule("Whoever has found a leader tells those who look, and nobody else", CODE, () => {
  test("state, round and vote are told to whoever asks, again and again", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 8] });
    stage.pass(1_000);
    const c = stage.plays(3);
    for (const _ of range(1, 2)) {
      c.heard.length = 0;
      for (const to of ["A", "B"]) c.says(to, looking(1, vote(3, 4, 9)));
      stage.pass(10);

      expect(c.heard.sort((a, b) => a.from - b.from)).toEqual([
        { from: 1, state: "FOLLOWING", round: 1, vote: vote(2, 4, 8) },
        { from: 2, state: "LEADING", round: 1, vote: vote(2, 4, 8) },
      ]);
    }
  });

  test("whoever follows or leads isn't answered: two who have found a leader have nothing to tell each other", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 8] });
    stage.pass(1_000);
    const c = stage.plays(3);
    for (const to of ["A", "B"]) {
      c.says(to, { state: "FOLLOWING", round: 1, vote: vote(2, 4, 8) });
      c.says(to, { state: "LEADING", round: 9, vote: vote(3, 4, 8) });
    }
    stage.pass(1_000);

    expect(c.heard).toEqual([]);
  });

  test("somebody who looks doesn't disturb them, whatever round and vote it has", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 8] });
    stage.pass(1_000);
    const c = stage.plays(3);
    c.says("A", looking(9, vote(3, 9, 9)));
    c.says("B", looking(9, vote(3, 9, 9)));
    stage.pass(5_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2"]);
    expect([stage.elector(1).elected, stage.elector(2).elected]).toEqual([[2], [2]]);
  });
});

rule("Whoever looks while a leader is there joins it", CODE, () => {
  test("a server that comes late follows, also with a longer history", () => {
    for (const counter of [1, 99]) {
      const stage = new Stage();
      stage.looking({ 1: [4, 7], 2: [4, 8] });
      stage.pass(1_000);
      stage.looking({ 3: [4, counter] });
      stage.pass(1_000);

      expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2", "C: FOLLOWING 2"]);
    }
  });

  test("whatever its own round is, it takes over round and vote of the leader", () => {
    for (const round of [2, 9]) {
      const { stage, others, a } = alone(3, 5);
      others[3]!.says("A", { state: "LEADING", round, vote: vote(3, 4, 8) });
      others[2]!.says("A", { state: "FOLLOWING", round, vote: vote(3, 4, 8) });
      stage.pass(2_000);

      expect({ says: a.says, round: a.election.round, vote: showVote(a.election.vote) }).toEqual({
        says: "FOLLOWING 3",
        round,
        vote: "3 with (4, 8)",
      });
    }
  });

  test("whoever has joined answers as the others do", () => {
    const { stage, others } = alone(3, 5);
    others[3]!.says("A", { state: "LEADING", round: 2, vote: vote(3, 4, 8) });
    others[2]!.says("A", { state: "FOLLOWING", round: 2, vote: vote(3, 4, 8) });
    stage.pass(2_000);
    others[2]!.says("A", looking(1, vote(2, 4, 9)));
    stage.pass(10);

    expect(showNotification(others[2]!.last)).toBe("from 1: FOLLOWING in round 2, 3 with (4, 8)");
  });

  test("whoever has voted for it in its round goes with it: it may be the one that is missing", () => {
    const { stage, others, a } = alone(3);
    others[3]!.says("A", looking(1, vote(3, 4, 8)));
    others[3]!.says("A", { state: "LEADING", round: 1, vote: vote(3, 4, 8) });
    stage.pass(2_000);

    expect(a.says).toBe("FOLLOWING 3");
  });

  test("but not whoever has voted for it in another round", () => {
    for (const round of [1, 6]) {
      const { stage, others, a } = alone(3, 3);
      others[2]!.says("A", looking(3, vote(3, 4, 8)));
      stage.pass(10);
      others[2]!.says("A", looking(3, vote(2, 4, 6)));
      others[3]!.says("A", { state: "LEADING", round, vote: vote(3, 4, 8) });
      stage.pass(5_000);

      expect({ round, elected: a.elected }).toEqual({ round, elected: [] });
    }
  });

  test("a follower that was restarted follows again", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 8] });
    stage.pass(1_000);
    const machine = stage.electors.get(1)!;
    machine.kill();
    machine.start();
    stage.elector(1).look([4, 7]);
    stage.pass(1_000);

    expect(stage.says).toEqual(["A: FOLLOWING 3", "B: FOLLOWING 3", "C: LEADING 3"]);
  });
});

rule("Nobody follows a leader that hasn't said that it leads", "ZOOKEEPER-569", () => {
  test("four followers of a dead leader don't win a fifth", () => {
    const { stage, others, a } = alone(5);
    for (const id of [2, 3, 4]) others[id]!.says("A", { state: "FOLLOWING", round: 1, vote: vote(5, 4, 9) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("nor in a later or earlier round of theirs", () => {
    for (const round of [1, 7]) {
      const { stage, others, a } = alone(5, 3);
      for (const id of [2, 3, 4]) others[id]!.says("A", { state: "FOLLOWING", round, vote: vote(5, 4, 9) });
      stage.pass(10_000);

      expect(a.elected).toEqual([]);
    }
  });

  test("the leader's word from before is old: whoever looks again must hear it again", () => {
    const { stage, others, a } = alone(3);
    others[3]!.says("A", { state: "LEADING", round: 1, vote: vote(3, 4, 8) });
    stage.pass(10);
    a.look([4, 7]);
    others[2]!.says("A", { state: "FOLLOWING", round: 1, vote: vote(3, 4, 8) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("the leader alone wins nobody: perhaps all have left it", () => {
    const { stage, others, a } = alone(3);
    others[3]!.says("A", { state: "LEADING", round: 7, vote: vote(3, 4, 8) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("the leader dies, and one after another notices: in the end all have a new one", () => {
    const stage = new Stage({ servers: 5 });
    stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 7], 4: [4, 7], 5: [4, 8] });
    stage.pass(1_000);
    stage.electors.get(5)!.kill();
    const mistakes: string[] = [];
    for (const id of [1, 2, 3, 4]) {
      stage.elector(id).look([4, 8]);
      stage.pass(700);
      for (const { elected } of [1, 2, 3, 4].map((each) => stage.elector(each))) {
        if (elected.lastIndexOf(5) > 0) mistakes.push(`${nameOf(id)} looked, and the dead was elected again`);
      }
    }
    stage.pass(2_000);

    const goWith = new Set(stage.says.map((said) => said.split(" ")[2]));
    expect({ mistakes, goWith: goWith.size, says: stage.says }).toEqual({
      mistakes: [],
      goWith: 1,
      says: stage.says,
    });
  });
});

rule("What those say who follow somebody is no vote in the own round", "ZOOKEEPER-3537", () => {
  test("followers of one leader don't make another server follow it by their number and its vote", () => {
    // A votes for E, because it has heard of E's history. B and C followed E in an earlier round, and E is dead.
    const { stage, others, a } = alone(5, 3);
    others[4]!.says("A", looking(3, vote(5, 4, 9)));
    stage.pass(10);
    for (const id of [2, 3]) others[id]!.says("A", { state: "FOLLOWING", round: 2, vote: vote(5, 4, 9) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("a voter that has gone to follow another votes no more", () => {
    const { stage, others, a } = alone(5);
    for (const id of [2, 3]) others[id]!.says("A", looking(1, vote(1, 4, 7)));
    stage.pass(50);
    others[2]!.says("A", { state: "FOLLOWING", round: 4, vote: vote(5, 4, 6) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("a better vote of somebody who follows isn't adopted: the one whom it is for may be dead", () => {
    const { stage, others, a } = alone(5);
    for (const round of [1, 8]) {
      others[2]!.says("A", { state: "FOLLOWING", round, vote: vote(5, 9, 9) });
      stage.pass(50);
    }

    expect({ round: a.election.round, vote: showVote(a.election.vote) }).toEqual({
      round: 1,
      vote: "1 with (4, 7)",
    });
  });
});

rule("Whom the others follow leads, if it is in the round in which they chose it", CODE, () => {
  test("the others have decided already: their words are votes", () => {
    const { stage, others, a } = alone(3);
    others[2]!.says("A", { state: "FOLLOWING", round: 1, vote: vote(1, 4, 7) });
    stage.pass(2_000);

    expect(a.says).toBe("LEADING 1");
  });

  test("they chose it in its life before: it has no right to that any more", () => {
    const { stage, others, a } = alone(3);
    for (const id of [2, 3]) others[id]!.says("A", { state: "FOLLOWING", round: 6, vote: vote(1, 4, 7) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });

  test("they chose it for another history than it has now", () => {
    const { stage, others, a } = alone(3);
    for (const id of [2, 3]) others[id]!.says("A", { state: "FOLLOWING", round: 1, vote: vote(1, 4, 6) });
    stage.pass(10_000);

    expect(a.elected).toEqual([]);
  });
});

function looking(round: number, cast: Notification["vote"]): Omit<Notification, "from"> {
  return { state: "LOOKING", round, ...(cast && { vote: cast }) };
}

/** Server A looks at (4, 7), in this round; all others are played. */
function alone(servers: number, round = 1) {
  const stage = new Stage({ servers });
  const others: Record<number, Player> = {};
  for (const id of range(2, servers)) others[id] = stage.plays(id);
  const [a] = stage.looking({ 1: [4, 7] });
  for (const _ of range(2, round)) a!.look([4, 7]);
  stage.pass(5);
  return { stage, others, a: a! };
}

function majorityOf(servers: number) {
  return new Members(membersOf(servers)).quorum;
}

/** @param words as "FOLLOWING 3", by the server that says so */
function heard(words: Readonly<Record<number, `${PeerState} ${number}`>>): Established {
  const established = new Established();
  for (const [server, word] of Object.entries(words)) {
    const [state, leader] = word.split(" ");
    established.heard(Number(server), state as PeerState, Number(leader));
  }
  return established;
}

function isLedByC(servers: number, words: Parameters<typeof heard>[0]): boolean {
  return heard(words).isLedBy(3, majorityOf(servers));
}
