import { rule } from "#lab/testing/rule";
import { configuration, ids, letters } from "./members";
import { order, Seat, writes } from "./seat";

const GUIDE = "ZooKeeper Dynamic Reconfiguration";
const JOINT = "Ongaro and Ousterhout, In search of an understandable consensus algorithm (2014), section 6";
const OLD = "AB AC BC";

/** The first configuration, as the first leader has written it. */
const FIRST = configuration(1n, "ABC", [0n, "ABC"]);
const SECOND = configuration(5n, "ADE", [1n, "ABC"]);
const BOTH = "ABD ABE ACD ACE BCDE";

/** A server that has the first configuration, and knows it. */
function seated(): Seat {
  return new Seat().isProposed(FIRST).isCommitted();
}

rule("A configuration counts from its proposal on, and the old one until its commit", JOINT, () => {
  test("at first those count with whom the server was started", () => {
    const seat = new Seat("ABc");

    expect({ knows: seat.says, enough: seat.enough, members: letters(seat.membership.members) }).toEqual({
      knows: "ABc 0",
      enough: "AB",
      members: "ABc",
    });
  });

  test("proposed: a quorum of the old and a quorum of the new", () => {
    const seat = seated().isProposed(SECOND);

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 1, then ADE 5", enough: BOTH });
  });

  test("committed: a quorum of the new, and the old is over", () => {
    const seat = seated().isProposed(SECOND).isCommitted();

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ADE 5", enough: "AD AE DE" });
  });

  test("in between all of both are members: who comes may vote, and who goes still may", () => {
    const seat = seated().isProposed(SECOND);
    const between = letters(seat.membership.members);
    seat.isCommitted();

    expect({ between, afterwards: letters(seat.membership.members) }).toEqual({
      between: "ABCDE",
      afterwards: "ADE",
    });
  });

  test.each([
    { what: "promoted", before: "ABCd", after: "ABCD", between: "ABCD" },
    { what: "demoted", before: "ABCD", after: "ABCd", between: "ABCD" },
    { what: "gone for good, an observer", before: "ABCd", after: "ABC", between: "ABCd" },
  ])(
    "one that is $what: it has a vote as long as it counts in one of the two",
    ({ before, after, between }) => {
      const seat = new Seat(before).isProposed(configuration(1n, before, [0n, before])).isCommitted();
      seat.isProposed(configuration(2n, after, [1n, before]));
      const members = letters(seat.membership.members);
      seat.isCommitted();

      expect({ between: members, afterwards: letters(seat.membership.members) }).toEqual({
        between,
        afterwards: after,
      });
    },
  );

  test("other transactions change nothing, proposed or committed", () => {
    const seat = seated().isProposed(order(2n)).isCommitted().isProposed(SECOND).isProposed(order(6n));
    const between = seat.enough;
    seat.isCommitted();

    expect({ between, afterwards: seat.enough }).toEqual({ between: BOTH, afterwards: "AD AE DE" });
  });

  test("it says which configuration came into force, and for other transactions that none did", () => {
    const seat = seated();
    const told: (string | undefined)[] = [];
    seat.do(({ membership }) => {
      told.push(membership.onCommitted(order(2n))?.version.toString());
      told.push(
        membership.onCommitted({ ...order(3n), change: { type: "multi", changes: [] } })?.version.toString(),
      );
    });

    expect(told).toEqual([undefined, undefined]);
  });

  test("what was committed before and comes once more brings nothing back", () => {
    const seat = seated().isProposed(SECOND).isCommitted();
    seat.do(({ membership }) => membership.onCommitted(writes(FIRST)));

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ADE 5", enough: "AD AE DE" });
  });
});

rule(
  "What is proposed behind a configuration needs the old quorum until that is committed, and no longer",
  GUIDE,
  () => {
    test("a quorum that was asked for in between means what counts when it is asked", () => {
      const seat = seated().isProposed(SECOND);
      const { quorum } = seat.membership;
      const before = { ABD: quorum.isReachedBy(ids("ABD")), ADE: quorum.isReachedBy(ids("ADE")) };
      seat.isCommitted();

      const voters = [...quorum.voters].sort();
      expect({ before, afterwards: quorum.isReachedBy(ids("DE")), voters }).toEqual({
        before: { ABD: true, ADE: false },
        afterwards: true,
        voters: [1, 4, 5],
      });
    });
  },
);

rule("A server that stops in between doesn't forget what it has logged", JOINT, () => {
  test.each(["kill", "powerCut"] as const)("%s: it stands where it stood, between the two", (how) => {
    const seat = seated().isProposed(SECOND);
    seat.pass();
    seat.restarts(how);

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 1, then ADE 5", enough: BOTH });
  });

  test("the leader is lost: what is logged may be committed elsewhere, and still counts", () => {
    const seat = seated().isProposed(SECOND).looks();

    expect({ knows: seat.says, enough: seat.enough, members: letters(seat.membership.members) }).toEqual({
      knows: "ABC 1, then ADE 5",
      enough: BOTH,
      members: "ABCDE",
    });
  });

  test("what never got to the disk was never there", () => {
    const seat = seated();
    seat.pass();
    seat.isProposed(SECOND).restarts("powerCut");

    // A disk may have kept it without having been asked to.
    expect(["ABC 1", "ABC 1, then ADE 5"]).toContain(seat.says);
  });

  test("what was committed and remembered is in force again, and the old servers needn't be asked", () => {
    const seat = seated().isProposed(SECOND).isCommitted();
    seat.pass();
    seat.restarts("powerCut");

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ADE 5", enough: "AD AE DE" });
  });

  test("what was committed and not remembered yet counts as proposed: nothing is decided without the new ones", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const seat = new Seat("ABC", seed).isProposed(FIRST).isCommitted().isProposed(SECOND);
      seat.pass();
      seat.isCommitted().restarts("powerCut");

      expect(["ABC 1, then ADE 5", "ADE 5"]).toContain(seat.says);
    }
  });

  test("of two that were committed one right after the other the second is remembered", () => {
    const seat = seated().isProposed(SECOND).isCommitted();
    seat.isProposed(configuration(6n, "DEF", [5n, "ADE"])).isCommitted();
    seat.pass();

    expect({ file: seat.kept, afterRestart: seat.restarts("powerCut").says }).toEqual({
      file: "DEF 6",
      afterRestart: "DEF 6",
    });
  });
});

rule("The file says what is committed and nothing else", "ZOOKEEPER-2865", () => {
  test("what is only proposed isn't in it: it may be taken back", () => {
    const seat = seated();
    seat.pass();
    seat.isProposed(SECOND);
    seat.pass();

    expect(seat.kept).toBe("ABC 1");
  });

  test("nor is it after the server has looked for a leader, or was started again", () => {
    const seat = seated();
    seat.pass();
    seat.isProposed(SECOND).looks();
    const after = seat.kept;

    expect({ file: after, afterRestart: seat.restarts().kept }).toEqual({
      file: "ABC 1",
      afterRestart: "ABC 1",
    });
  });

  test("what came with a leader's history is in it, once a quorum has that", () => {
    const seat = seated().isProposed(SECOND).looks();
    seat.isUpToDate();
    seat.pass();

    expect({ file: seat.kept, afterRestart: seat.restarts("powerCut").says }).toEqual({
      file: "ADE 5",
      afterRestart: "ADE 5",
    });
  });

  test("a file that is damaged is no file: what it said is found out again", () => {
    const seat = seated().isProposed(SECOND).isCommitted();
    seat.pass();
    seat.machine.kill();
    seat.machine.disk.flipBit("configuration", 200);
    seat.machine.start();
    seat.pass();

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 1, then ADE 5", enough: BOTH });
  });
});

rule("What a leader takes back was never there", "ZooKeeper source, Learner.syncWithLeader, TRUNC", () => {
  test("a configuration that is cut off: the old one counts alone", () => {
    const seat = seated().isProposed(order(2n)).isCommitted().isProposed(SECOND).looks();
    seat.isCutTo(2n).isUpToDate();

    expect({ knows: seat.says, enough: seat.enough, members: letters(seat.membership.members) }).toEqual({
      knows: "ABC 1",
      enough: OLD,
      members: "ABC",
    });
  });

  test("even before a quorum has the rest of that history", () => {
    const seat = seated().isProposed(order(2n)).isCommitted().isProposed(SECOND).looks();
    seat.isCutTo(2n);

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 1", enough: OLD });
  });

  test("the next one comes in the place of the one that is committed", () => {
    const seat = seated().isProposed(order(2n)).isCommitted().isProposed(SECOND).looks();
    seat
      .isCutTo(2n)
      .isUpToDate()
      .isProposed(configuration(9n, "ABCDE", [1n, "ABC"]));

    expect({ knows: seat.says, enough: seat.enough }).toEqual({
      knows: "ABC 1, then ABCDE 9",
      enough: "ABC ABD ABE ACD ACE BCD BCE",
    });
  });

  test("also where the server had been started again meanwhile", () => {
    const seat = seated().isProposed(order(2n)).isCommitted().isProposed(SECOND);
    seat.pass();
    seat.restarts("powerCut").isCutTo(2n).isUpToDate();

    expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 1", enough: OLD });
  });
});

rule(
  "Whoever has missed several is between the last two, and not between its own and the last",
  JOINT,
  () => {
    const LATER = configuration(20n, "EFG", [10n, "CDE"]);
    const BETWEEN_LAST = "CDFG CEF CEG DEF DEG";

    test("a picture brings a newer one: until a quorum has it, it may be no more than proposed", () => {
      const seat = seated().isReplaced(LATER);

      expect({ knows: seat.says, enough: seat.enough }).toEqual({
        knows: "CDE 10, then EFG 20",
        enough: BETWEEN_LAST,
      });
    });

    test("when a quorum has it, it is in force", () => {
      const seat = seated().isReplaced(LATER).isUpToDate();

      expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "EFG 20", enough: "EF EG FG" });
    });

    test("the server stops before that: the same after the restart", () => {
      const seat = seated().isReplaced(LATER).restarts("powerCut");

      expect({ knows: seat.says, enough: seat.enough }).toEqual({
        knows: "CDE 10, then EFG 20",
        enough: BETWEEN_LAST,
      });
    });

    test("two are in the log: whoever proposed the second had seen the first committed", () => {
      const seat = seated()
        .isProposed(SECOND)
        .isProposed(configuration(6n, "DEF", [5n, "ADE"]));
      const now = seat.says;
      seat.pass();

      expect({ knows: now, afterRestart: seat.restarts("powerCut").says }).toEqual({
        knows: "ADE 5, then DEF 6",
        afterRestart: "ADE 5, then DEF 6",
      });
    });

    test("a picture without any configuration leaves the old one", () => {
      const seat = new Seat().isUpToDate();

      expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 0", enough: OLD });
    });
  },
);

rule(
  "The first configuration is the one that all were started with",
  "the docstring of Configuration",
  () => {
    test("proposed: the same servers in both, so the same are enough", () => {
      const seat = new Seat().isProposed(FIRST);

      expect({ knows: seat.says, enough: seat.enough }).toEqual({ knows: "ABC 0, then ABC 1", enough: OLD });
    });

    test("a server that comes new knows only whom to ask: it has no part in it before it is told", () => {
      const seat = new Seat("BCD");

      const { members, quorum } = seat.membership;
      expect({ isParticipant: members.isParticipant(1), isCounted: quorum.voters.has(1) }).toEqual({
        isParticipant: false,
        isCounted: false,
      });
    });
  },
);
