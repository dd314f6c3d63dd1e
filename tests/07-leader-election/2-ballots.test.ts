import { rule } from "#lab/testing/rule";
import { Ballots } from "#leader-election/ballots";
import type { Vote } from "#leader-election/vote";
import { Members, type ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import { membersOf, range } from "./stage";
import { vote, zxid } from "./zxid";

const CODE = "ZooKeeper source, FastLeaderElection.getVoteTracker";

rule("A vote is backed when a quorum has cast it", CODE, () => {
  test("of three servers two are enough, and one isn't", () => {
    expect(backing({ 1: C }, 3)).toBe(false);
    expect(backing({ 1: C, 3: C }, 3)).toBe(true);
    expect(backing({ 1: C, 2: C, 3: C }, 3)).toBe(true);
  });

  test("half isn't enough", () => {
    expect(backing({ 1: C, 2: C }, 4)).toBe(false);
    expect(backing({ 1: C, 2: C, 4: C }, 4)).toBe(true);
  });

  test("one server is a majority of one", () => {
    expect(backing({ 1: vote(1, 0, 0) }, 1, vote(1, 0, 0))).toBe(true);
  });

  test("nobody backs what nobody has cast", () => {
    expect(backing({}, 3)).toBe(false);
    expect(backing({ 1: B, 2: B, 3: B }, 3)).toBe(false);
  });

  test("votes for different servers aren't added", () => {
    expect(backing({ 1: B, 2: B, 3: C }, 4)).toBe(false);
    expect(backing({ 1: B, 2: B, 3: C }, 3, C)).toBe(false);
    expect(backing({ 1: B, 2: B, 3: C }, 3, B)).toBe(true);
  });

  test("the quorum says what is enough, whatever its rule", () => {
    // As with weights: 1 and 2 together, and nobody else.
    const quorum: Quorum = {
      voters: new Set([1, 2, 3, 4, 5]),
      isReachedBy: (servers) => servers.has(1) && servers.has(2),
    };

    expect(filled({ 3: C, 4: C, 5: C }).isBacked(C, quorum)).toBe(false);
    expect(filled({ 1: C, 2: C }).isBacked(C, quorum)).toBe(true);
  });

  test("votes of those who may not vote add nothing", () => {
    const members = new Members(membersOf(3, 2));
    const withStrangers = filled({ 1: C, 4: C, 5: C, 77: C });

    expect(withStrangers.isBacked(C, members.quorum)).toBe(false);
    withStrangers.cast(2, C);
    expect(withStrangers.isBacked(C, members.quorum)).toBe(true);
  });
});

rule("Each server has one vote, and the last one counts", CODE, () => {
  test("who votes twice is one voter", () => {
    const ballots = filled({ 1: C });
    for (const _ of range(1, 5)) ballots.cast(1, { ...C });

    expect(ballots.isBacked(C, majorityOf(3))).toBe(false);
  });

  test("whoever changes its mind doesn't vote for the first any more", () => {
    const ballots = filled({ 1: B, 2: B });
    ballots.cast(1, C);

    expect(ballots.isBacked(B, majorityOf(3))).toBe(false);
    ballots.cast(3, C);
    expect(ballots.isBacked(C, majorityOf(3))).toBe(true);
  });

  test("it may change its mind back", () => {
    const ballots = filled({ 1: B, 2: B });
    ballots.cast(1, C);
    ballots.cast(1, B);

    expect(ballots.isBacked(B, majorityOf(3))).toBe(true);
  });

  test("whoever withdraws votes for nobody", () => {
    const ballots = filled({ 1: C, 2: C, 3: C });
    ballots.withdraw(2);
    expect(ballots.isBacked(C, majorityOf(3))).toBe(true);
    ballots.withdraw(1);
    expect(ballots.isBacked(C, majorityOf(3))).toBe(false);
  });

  test("withdrawing without having voted changes nothing", () => {
    const ballots = filled({ 1: C, 3: C });
    ballots.withdraw(2);

    expect(ballots.isBacked(C, majorityOf(3))).toBe(true);
  });

  test("whoever has withdrawn may vote again", () => {
    const ballots = filled({ 1: C, 2: C });
    ballots.withdraw(2);
    ballots.cast(2, C);

    expect(ballots.isBacked(C, majorityOf(3))).toBe(true);
  });
});

rule("Votes are the same if they say the same of the same server", CODE, () => {
  test("the same server with another history is another vote", () => {
    expect(backing({ 1: C, 2: vote(3, 4, 6) }, 3)).toBe(false);
    expect(backing({ 1: C, 2: { ...C, epoch: 5 } }, 3)).toBe(false);
    expect(backing({ 1: C, 2: { ...C, leader: 2 } }, 3)).toBe(false);
  });

  test("histories that differ in one of 64 bits differ", () => {
    for (const bit of range(0, 63)) {
      const zxidOf = zxid(0xf, 7) ^ (1n << BigInt(bit));

      expect({
        bit,
        backed: backing({ 1: vote(3, 15, 7), 2: { leader: 3, epoch: 15, zxid: zxidOf } }, 3, vote(3, 15, 7)),
      }).toEqual({
        bit,
        backed: false,
      });
    }
  });

  test("two messages that say the same are the same vote", () => {
    expect(backing({ 1: { ...C }, 2: { ...C } }, 3)).toBe(true);
  });
});

rule("Votes of different rounds aren't counted together", CODE, () => {
  test("after clear nobody has voted", () => {
    const ballots = filled({ 1: C, 2: C, 3: C });
    ballots.clear();

    expect(ballots.isBacked(C, majorityOf(3))).toBe(false);
    ballots.cast(1, C);
    expect(ballots.isBacked(C, majorityOf(3))).toBe(false);
    ballots.cast(2, C);
    expect(ballots.isBacked(C, majorityOf(3))).toBe(true);
  });
});

const B = vote(2, 4, 7);
const C = vote(3, 4, 7);

function majorityOf(servers: number): Quorum {
  return new Members(membersOf(servers)).quorum;
}

function filled(votes: Readonly<Record<ServerId, Vote>>): Ballots {
  const ballots = new Ballots();
  for (const [server, cast] of Object.entries(votes)) ballots.cast(Number(server), cast);
  return ballots;
}

function backing(votes: Readonly<Record<ServerId, Vote>>, servers: number, of = C): boolean {
  return filled(votes).isBacked(of, majorityOf(servers));
}
