import { rule } from "#lab/testing/rule";
import type { Notification } from "#leader-election/notification";
import { nameOf, range, Stage } from "./stage";
import { showNotification, showVote, vote, zxid } from "./zxid";

const CODE = "ZooKeeper source, FastLeaderElection.lookForLeader";
const PAPER = "Junqueira, Reed, Serafini, Zab: High-performance broadcast for primary-backup systems (2011)";

rule("Whoever looks begins a round with a vote for itself, and tells the others", CODE, () => {
  test("before it looks it is in round 0, and says nothing", () => {
    const stage = new Stage();
    const a = stage.runs(1);
    const b = stage.plays(2);
    b.says("A", { state: "LOOKING", round: 1, vote: vote(2, 4, 7) });
    stage.pass(1_000);

    expect({ round: a.election.round, state: a.election.state, vote: a.election.vote }).toEqual({
      round: 0,
      state: "LOOKING",
      vote: undefined,
    });
    expect(b.heard).toEqual([]);
  });

  test("each other participant is told state, round and vote", () => {
    const stage = new Stage();
    const others = [stage.plays(2), stage.plays(3)];
    stage.looking({ 1: [4, 7] });
    stage.pass(5);

    for (const { last } of others) {
      expect(showNotification(last)).toBe("from 1: LOOKING in round 1, 1 with (4, 7)");
    }
  });

  test("with every look the round goes up, and the vote is the own one again", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    b.says("A", looking(1, vote(3, 9, 9)));
    stage.pass(5);
    a!.look([4, 8]);
    stage.pass(5);

    expect(showNotification(b.last)).toBe("from 1: LOOKING in round 2, 1 with (4, 8)");
  });

  test("an epoch in which nothing was proposed yet is told, too", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    stage.runs(1).lookWith({ epoch: 5, zxid: zxid(4, 9) });
    stage.pass(5);

    expect(showVote(b.last?.vote)).toBe("1 with epoch 5, (4, 9)");
  });

  test("a zxid of 64 bits is told whole", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    stage.looking({ 1: [0xffff_fffe, 0xffff_ffff] });
    stage.pass(5);

    expect(showVote(b.last?.vote)).toBe(`1 with (${0xffff_fffe}, ${0xffff_ffff})`);
  });
});

rule("The best vote that is heard becomes the own one", CODE, () => {
  test("a better vote is adopted, and the others are told", () => {
    const stage = new Stage();
    const [b, c] = [stage.plays(2), stage.plays(3)];
    stage.looking({ 1: [4, 7] });
    stage.pass(5);
    b.says("A", looking(1, vote(2, 4, 8)));
    stage.pass(5);

    expect([b.last, c.last].map((last) => showVote(last?.vote))).toEqual(["2 with (4, 8)", "2 with (4, 8)"]);
  });

  test("a worse vote changes nothing, and whoever has it is told the better one", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    stage.pass(5);
    b.heard.length = 0;
    b.says("A", looking(1, vote(2, 4, 6)));
    stage.pass(5);

    expect(showVote(a!.election.vote)).toBe("1 with (4, 7)");
    expect(showVote(b.last?.vote)).toBe("1 with (4, 7)");
  });

  test("a vote may be for somebody else than the one who sends it", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    b.says("A", looking(1, vote(3, 4, 9)));
    stage.pass(5);

    expect(showVote(a!.election.vote)).toBe("3 with (4, 9)");
  });
});

rule("A vote that a quorum has cast wins, but not before those who know better could say so", CODE, () => {
  test("two of three agree: one leads, one follows", () => {
    const stage = new Stage();
    const [a, b] = stage.looking({ 1: [4, 7], 2: [4, 7] });
    stage.pass(1_000);

    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2"]);
    expect([a!.elected, b!.elected]).toEqual([[2], [2]]);
  });

  test("a server by itself elects itself, but not within the call", () => {
    const stage = new Stage({ servers: 1 });
    const [a] = stage.looking({ 1: [4, 7] });
    const atOnce = [...a!.elected];
    stage.pass(1_000);

    expect({ atOnce, later: a!.elected, says: a!.says }).toEqual({
      atOnce: [],
      later: [1],
      says: "LEADING 1",
    });
  });

  test("one of three, or two of four, elect nobody, however long they wait", () => {
    const lonely = new Stage();
    lonely.looking({ 1: [4, 7] });
    const half = new Stage({ servers: 4 });
    half.looking({ 1: [4, 7], 2: [4, 7] });
    for (const stage of [lonely, half]) stage.pass(600_000);

    expect([...lonely.says, ...half.says].map((said) => said.split(" ")[1])).toEqual([
      "LOOKING",
      "LOOKING",
      "LOOKING",
    ]);
  });

  test("a better vote that comes a moment after the quorum changes everybody's mind", () => {
    const stage = new Stage();
    stage.looking({ 1: [4, 7], 2: [4, 7] });
    stage.pass(150);
    stage.looking({ 3: [4, 7] });
    stage.pass(1_000);

    expect(stage.says).toEqual(["A: FOLLOWING 3", "B: FOLLOWING 3", "C: LEADING 3"]);
  });

  test("whoever has changed its mind leaves the same time again to those who know still better", () => {
    const stage = new Stage({ servers: 5 });
    const [d, e] = [stage.plays(4), stage.plays(5)];
    stage.looking({ 1: [4, 1], 2: [4, 2], 3: [4, 3] });
    stage.pass(150);
    d.says("A", looking(1, vote(4, 4, 4)));
    d.says("B", looking(1, vote(4, 4, 4)));
    d.says("C", looking(1, vote(4, 4, 4)));
    stage.pass(150);
    for (const to of ["A", "B", "C"]) e.says(to, looking(1, vote(5, 4, 5)));
    stage.pass(1_000);

    expect(stage.says).toEqual(["A: FOLLOWING 5", "B: FOLLOWING 5", "C: FOLLOWING 5"]);
  });

  test("it doesn't take long: three that begin together have decided a second later", () => {
    for (const seed of range(1, 50)) {
      const stage = new Stage({ seed, delay: { min: 1, max: 5 } });
      stage.looking({ 1: [4, 7], 2: [4, 7], 3: [4, 7] });
      stage.pass(1_000);

      expect({ seed, says: stage.says }).toEqual({
        seed,
        says: ["A: FOLLOWING 3", "B: FOLLOWING 3", "C: LEADING 3"],
      });
    }
  });

  test("votes that differ in the history that they claim aren't added", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    // B says that C is at (4, 9), and then that C is at (4, 8): in its own round nobody else has said so.
    b.says("A", looking(1, vote(3, 4, 9)));
    stage.pass(5);
    b.says("A", looking(1, vote(3, 4, 8)));
    stage.pass(5_000);

    expect(a!.elected).toEqual([]);
  });

  test("one server that repeats itself is no quorum", () => {
    const stage = new Stage({ servers: 5 });
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    for (const _ of range(1, 5)) b.says("A", looking(1, vote(2, 4, 9)));
    stage.pass(5_000);

    expect(a!.elected).toEqual([]);
  });
});

rule("Of those who look together, the one with the longest history leads", PAPER, () => {
  test("whoever it is, and whatever its number", () => {
    const standings = [
      [4, 7],
      [4, 6],
      [3, 9],
    ] as const;
    for (const [first, second, third] of [
      [0, 1, 2],
      [1, 0, 2],
      [2, 1, 0],
    ] as const) {
      const stage = new Stage();
      stage.looking({ 1: standings[first], 2: standings[second], 3: standings[third] });
      stage.pass(1_000);
      const best = [first, second, third].indexOf(0) + 1;

      expect(stage.says.filter((said) => said.includes("LEADING"))).toEqual([
        `${nameOf(best)}: LEADING ${best}`,
      ]);
      expect(stage.says.filter((said) => said.includes(`FOLLOWING ${best}`))).toHaveLength(2);
    }
  });

  test("also in epoch 0xf and above, where a zxid doesn't fit into 53 bits", () => {
    const stage = new Stage();
    stage.looking({ 1: [0x20_0001, 2], 2: [0x20_0001, 1], 3: [0x20_0001, 1] });
    stage.pass(1_000);

    expect(stage.says).toEqual(["A: LEADING 1", "B: FOLLOWING 1", "C: FOLLOWING 1"]);
  });

  test("five servers that begin within 150 ms of each other, 100 times", () => {
    for (const seed of range(1, 100)) {
      const stage = new Stage({ seed, servers: 5, delay: { min: 1, max: 5 } });
      const { random } = stage.world;
      const standings = range(1, 5).map(() => [random.below(2) + 14, random.below(3)] as const);
      for (const id of range(1, 5)) {
        const elector = stage.runs(id);
        stage.world.after(random.below(150), () => elector.look(standings[id - 1]));
      }
      stage.pass(2_000);
      const best = range(1, 5).reduce((a, b) => (isFurther(standings[a - 1]!, standings[b - 1]!) ? a : b));

      expect({ seed, standings, says: stage.says }).toEqual({
        seed,
        standings,
        says: range(1, 5).map((id) => `${nameOf(id)}: ${id === best ? "LEADING" : "FOLLOWING"} ${best}`),
      });
    }
  });
});

rule("Only votes of the same round are counted together", CODE, () => {
  test("who is in an earlier round isn't counted, and is told the round and the vote", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    a!.look([4, 7]);
    stage.pass(5);
    b.heard.length = 0;
    b.says("A", looking(1, vote(1, 4, 7)));
    stage.pass(5);
    const answers = [...b.heard];
    stage.pass(3_000);

    expect(answers.map(showNotification)).toEqual(["from 1: LOOKING in round 2, 1 with (4, 7)"]);
    expect(a!.elected).toEqual([]);
  });

  test("a better vote of an earlier round isn't adopted", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    a!.look([4, 7]);
    b.says("A", looking(1, vote(2, 9, 9)));
    stage.pass(3_000);

    expect(showVote(a!.election.vote)).toBe("1 with (4, 7)");
  });

  test("a later round is joined: whoever hears of it is in it, with the better of the two votes", () => {
    for (const [theirs, expected] of [
      [vote(2, 4, 8), "2 with (4, 8)"],
      [vote(2, 4, 6), "1 with (4, 7)"],
    ] as const) {
      const stage = new Stage();
      const [b, c] = [stage.plays(2), stage.plays(3)];
      const [a] = stage.looking({ 1: [4, 7] });
      stage.pass(5);
      b.says("A", looking(6, theirs));
      stage.pass(5);

      expect({ round: a!.election.round, vote: showVote(a!.election.vote) }).toEqual({
        round: 6,
        vote: expected,
      });
      expect([b.last, c.last].map((last) => `${last?.round}: ${showVote(last?.vote)}`)).toEqual([
        `6: ${expected}`,
        `6: ${expected}`,
      ]);
    }
  });

  test("the votes of the round before are forgotten, also the one that was adopted", () => {
    const stage = new Stage();
    const [b, c] = [stage.plays(2), stage.plays(3)];
    const [a] = stage.looking({ 1: [4, 7] });
    c.says("A", looking(1, vote(3, 4, 9)));
    stage.pass(5);
    // C has died, and B begins a round without it.
    b.says("A", looking(2, vote(2, 4, 6)));
    stage.pass(5);

    expect(showVote(a!.election.vote)).toBe("1 with (4, 7)");
  });

  test("votes that were cast in the round before back nobody in this one", () => {
    const stage = new Stage({ servers: 5 });
    const [b, c, d] = [stage.plays(2), stage.plays(3), stage.plays(4)];
    const [a] = stage.looking({ 1: [4, 7] });
    b.says("A", looking(1, vote(4, 4, 9)));
    c.says("A", looking(1, vote(4, 4, 9)));
    stage.pass(50);
    d.says("A", looking(2, vote(4, 4, 9)));
    stage.pass(3_000);

    expect(a!.elected).toEqual([]);
  });

  test("a server that was restarted catches up with the round of the others", () => {
    const stage = new Stage();
    const [a] = stage.looking({ 1: [4, 7] });
    for (const _ of range(1, 4)) a!.look([4, 7]);
    stage.pass(50);
    const [b] = stage.looking({ 2: [4, 7] });
    stage.pass(1_000);

    expect([a!.election.round, b!.election.round]).toEqual([5, 5]);
    expect(stage.says).toEqual(["A: FOLLOWING 2", "B: LEADING 2"]);
  });
});

rule("An election ends once", "the docstring of Election.look", () => {
  test("onElected is called once for each look, whatever else is heard", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    for (const _ of range(1, 20)) {
      b.says("A", looking(1, vote(1, 4, 7)));
      stage.pass(300);
    }

    expect(a!.elected).toEqual([1]);
  });

  test("an election that is under way is given up when the server looks again", () => {
    const stage = new Stage();
    const b = stage.plays(2);
    const [a] = stage.looking({ 1: [4, 7] });
    b.says("A", looking(1, vote(1, 4, 7)));
    stage.pass(100);
    a!.look([4, 7]);
    stage.pass(5_000);

    expect(a!.elected).toEqual([]);
  });

  test("whoever is told that it is elected may look again at once", () => {
    const stage = new Stage({ servers: 1 });
    const a = stage.runs(1);
    const heard: string[] = [];
    const again = (): void =>
      a.election.look({ epoch: 4, zxid: 0n }, (leader) => heard.push(`again: ${leader}`));
    a.election.look({ epoch: 4, zxid: 0n }, (leader) => {
      heard.push(`first: ${leader}`);
      again();
    });
    stage.pass(2_000);

    expect({ heard, state: a.election.state }).toEqual({ heard: ["first: 1", "again: 1"], state: "LEADING" });
  });

  test("state and vote are those of the election when onElected is called", () => {
    const stage = new Stage();
    const a = stage.runs(1);
    const seen: string[] = [];
    stage.looking({ 2: [4, 9] });
    a.election.look(vote(1, 4, 7), () => seen.push(`${a.says}, round ${a.election.round}`));
    stage.pass(1_000);

    expect(seen).toEqual(["FOLLOWING 2, round 1"]);
  });
});

function looking(round: number, cast: Notification["vote"]): Omit<Notification, "from"> {
  return { state: "LOOKING", round, ...(cast && { vote: cast }) };
}

function isFurther(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] === b[0] ? a[1] > b[1] : a[0] > b[0];
}
