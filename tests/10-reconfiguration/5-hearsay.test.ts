import { rule } from "#lab/testing/rule";
import { formatConfiguration } from "#reconfiguration/config";
import type { Hearsay, Tell } from "#reconfiguration/hearsay";
import { makeZxid } from "#zab/zxids";
import { configuration } from "./members";
import { INTERVAL, Neighbours } from "./neighbours";

const SOURCE = "ZooKeeper source, FastLeaderElection.WorkerReceiver: a newer configuration is taken over";
const FIRST = configuration(1n, "ABC", [0n, "ABC"]);
const SECOND = configuration(makeZxid(1, 5), "CDE", [1n, "ABC"]);
const THIRD = configuration(makeZxid(2, 9), "EFG", [makeZxid(1, 5), "CDE"]);
const C2 = "CDE (1, 5)";

function tell(what: Partial<Record<"committed" | "proposed", typeof FIRST>>, epoch = 0): Tell {
  const { committed = FIRST, proposed } = what;
  return {
    type: "tell",
    committed: formatConfiguration(committed),
    ...(proposed && { proposed: formatConfiguration(proposed) }),
    epoch,
  };
}

rule("A server that was away finds out who belongs to the ensemble now", SOURCE, () => {
  test("one that it still knows tells it", () => {
    const n = new Neighbours().add("A", "ABC").add("C", "ABC");
    n.commits("C", FIRST, SECOND).finds("C", 1).pass();

    expect({ knows: n.says("A"), enough: n.enough("A") }).toEqual({ knows: C2, enough: "CD CE DE" });
  });

  test("it asks those whom it has just heard of: of those whom it knew nobody needs to be left at the end", () => {
    const n = new Neighbours().add("A", "ABC").add("C", "ABC").add("E", "ABC");
    n.commits("C", FIRST, SECOND).commits("E", FIRST, SECOND, THIRD).finds("E", 2);
    n.pass().pass();

    expect(n.says("A")).toBe("EFG (2, 9)");
  });

  test("a new server that isn't a member of anything yet asks those with whom it was started", () => {
    const n = new Neighbours().add("E", "ABC").add("B", "ABC");
    n.commits("B", FIRST, SECOND).finds("B", 1).pass();

    expect({ knows: n.says("E"), members: n.members("E") }).toEqual({ knows: C2, members: "CDE" });
  });

  test("it also asks those who have left: they may be the only ones whom its operator knew", () => {
    const n = new Neighbours().add("E", "ABC").add("B", "ABC");
    n.commits("E", FIRST, SECOND).commits("B", FIRST, SECOND, THIRD).finds("B", 2).pass();

    expect(n.says("E")).toBe("EFG (2, 9)");
  });

  test("whoever asks is answered, also one that nobody has heard of", () => {
    const heard: Hearsay[] = [];
    const n = new Neighbours().add("B", "ABC").addPlayed("X", (message) => heard.push(message));
    n.commits("B", FIRST).finds("B", 1).posts("X", "B", { type: "ask" }).pass();

    expect(heard.map(({ type }) => type)).toEqual(["tell"]);
  });

  test("a question or an answer is lost: it asks again, as long as it finds no leader", () => {
    const n = new Neighbours().add("A", "ABC").add("C", "ABC");
    n.commits("C", FIRST, SECOND).finds("C", 1);
    n.world.faults.cut("C", "A");
    n.pass(5 * INTERVAL);
    const before = n.says("A");
    n.world.faults.mend("C", "A");
    n.pass();

    expect({ before, afterwards: n.says("A") }).toEqual({ before: "ABC 0", afterwards: C2 });
  });

  test("what it has heard to be committed it remembers when it is started again", () => {
    const n = new Neighbours().add("A", "ABC").add("C", "ABC");
    n.commits("C", FIRST, SECOND).finds("C", 1).pass();
    n.world.machine("C").kill();
    n.restarts("A");

    expect(n.says("A")).toBe(C2);
  });

  test("what comes late or twice does no harm: the newest counts", () => {
    const n = new Neighbours().add("A", "ABC").addPlayed("X");
    n.posts("X", "A", tell({ committed: SECOND })).pass(100);
    n.posts("X", "A", tell({ committed: FIRST }))
      .posts("X", "A", tell({ committed: FIRST }))
      .pass(100);

    expect(n.says("A")).toBe(C2);
  });
});

rule(
  "Whoever has a leader asks nobody and believes nobody",
  "configurations come into force in the order of the log",
  () => {
    test("it asks nobody", () => {
      const n = new Neighbours().add("A", "ABC").commits("A", FIRST).finds("A", 1);
      n.posted.length = 0;
      n.pass(10 * INTERVAL);

      expect(n.posted).toEqual([]);
    });

    test("it takes over nothing that others say: it would be ahead of its own log", () => {
      const n = new Neighbours().add("A", "ABC").addPlayed("X").commits("A", FIRST).finds("A", 1);
      n.posts("X", "A", tell({ committed: SECOND, proposed: THIRD }, 3)).pass(100);

      expect({ knows: n.says("A"), members: n.members("A") }).toEqual({ knows: "ABC 1", members: "ABC" });
    });

    test("without a leader it asks again", () => {
      const n = new Neighbours().add("A", "ABC").commits("A", FIRST).finds("A", 1).pass();
      n.posted.length = 0;
      n.finds("A", undefined).pass();

      expect(new Set(n.posted)).toEqual(new Set(["A asks B", "A asks C"]));
    });

    test("without a leader it still answers", () => {
      const heard: string[] = [];
      const n = new Neighbours().add("A", "ABC").addPlayed("X", ({ type }) => heard.push(type));
      n.posts("X", "A", { type: "ask" }).pass(100);

      expect(heard.filter((type) => type === "tell")).toEqual(["tell"]);
    });
  },
);

rule(
  "What is only on its way says who may have a vote, and not who must agree",
  "the docstring of onHeard",
  () => {
    test("a server that isn't told by a log hears that it may be a member", () => {
      const n = new Neighbours().add("E", "ABC").add("A", "ABC");
      n.commits("A", FIRST).proposes("A", SECOND).pass();

      expect({ members: n.members("E"), knows: n.says("E"), enough: n.enough("E") }).toEqual({
        members: "ABCDE",
        knows: "ABC 1",
        enough: "AB AC BC",
      });
    });

    test("in whose place it comes is certain", () => {
      const n = new Neighbours().add("A", "ABC").addPlayed("X");
      n.posts("X", "A", tell({ committed: FIRST, proposed: THIRD })).pass(100);

      expect({ knows: n.says("A"), members: n.members("A") }).toEqual({ knows: C2, members: "CDEFG" });
    });

    test("it was heard of, and never came: with a leader it is forgotten", () => {
      const n = new Neighbours().add("A", "ABC").addPlayed("X").commits("A", FIRST);
      n.posts("X", "A", tell({ proposed: SECOND })).pass(100);
      const before = n.members("A");
      n.finds("A", 2);

      expect({ before, afterwards: n.members("A") }).toEqual({ before: "ABCDE", afterwards: "ABC" });
    });

    test("what is told of a log is what is in it, and not what was heard: rumours don't go round", () => {
      const heard: (Tell | undefined)[] = [];
      const n = new Neighbours()
        .add("A", "ABC")
        .addPlayed("X", (message) => void (message.type === "tell" && heard.push(message)));
      n.posts("X", "A", tell({ proposed: SECOND }))
        .pass(100)
        .posts("X", "A", { type: "ask" })
        .pass(100);

      expect(heard.map((message) => message?.proposed)).toEqual([undefined]);
    });
  },
);

rule(
  "A configuration of an earlier epoch that the later one doesn't have will never come",
  "Zab: the history of an established epoch is decided",
  () => {
    test("its own log has one that others have gone on without: it looks for a leader among the old ones again", () => {
      const n = new Neighbours().add("A", "ABC").add("C", "ABC");
      n.commits("A", FIRST).proposes("A", SECOND);
      const before = n.enough("A");
      n.commits("C", FIRST).finds("C", 2).pass();

      const afterwards = { knows: n.says("A"), enough: n.enough("A"), members: n.members("A") };
      expect({ enoughBefore: before, ...afterwards }).toEqual({
        enoughBefore: "ABDE ACD ACE BCD BCE",
        knows: "ABC 1",
        enough: "AB AC BC",
        members: "ABC",
      });
    });

    test.each([
      { what: "from one who has no leader", epoch: undefined },
      { what: "from one who is in the same epoch", epoch: 1 },
    ])("$what it learns nothing of the kind: that one may not have got it yet", ({ epoch }) => {
      const n = new Neighbours().add("A", "ABC").add("C", "ABC");
      n.commits("A", FIRST).proposes("A", SECOND).commits("C", FIRST).finds("C", epoch).pass();

      expect(n.says("A")).toBe(`ABC 1, then ${C2}`);
    });

    test("the later epoch has it: then it is committed", () => {
      const n = new Neighbours().add("A", "ABC").add("C", "ABC");
      n.commits("A", FIRST).proposes("A", SECOND).commits("C", FIRST, SECOND).finds("C", 2).pass();

      expect({ knows: n.says("A"), enough: n.enough("A") }).toEqual({ knows: C2, enough: "CD CE DE" });
    });

    test("one that was proposed in the later epoch itself still counts", () => {
      const n = new Neighbours().add("A", "ABC").add("C", "ABC");
      n.commits("A", FIRST).proposes("A", configuration(makeZxid(2, 3), "ABD", [1n, "ABC"]));
      n.commits("C", FIRST).finds("C", 2).pass();

      expect(n.says("A")).toBe("ABC 1, then ABD (2, 3)");
    });
  },
);
