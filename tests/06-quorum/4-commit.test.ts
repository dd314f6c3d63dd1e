import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import type { Zxid } from "#znode-tree/changes";
import { Majority } from "#quorum/majority";
import type { ServerId } from "#quorum/members";
import { Proposals } from "#quorum/proposals";
import type { Quorum } from "#quorum/quorum";
import { servers } from "./sets";

const SOURCE = "ZooKeeper source, Leader.tryToCommit";
const INTERNALS = "ZooKeeper Internals, Active Messaging";

interface Proposal {
  zxid: Zxid;
}

rule("A proposal is committed when a quorum has acknowledged it, and not before", INTERNALS, () => {
  test.each([
    { of: 1, at: 1 },
    { of: 2, at: 2 },
    { of: 3, at: 2 },
    { of: 4, at: 3 },
    { of: 5, at: 3 },
  ])("of $of servers, with the acknowledgement of number $at", ({ of, at }) => {
    const proposals = proposed(majorityOf(of), 1n);
    const committed = servers(of).map((id) => zxids(proposals.ack(id, 1n)));

    expect(committed).toEqual(servers(of).map((id) => (id === at ? [1n] : [])));
  });

  test("what comes back is what was proposed, and no copy", () => {
    const proposals = new Proposals<Proposal & { text: string }>();
    const proposal = { zxid: 1n, text: "max_connections is 150" };
    proposals.add(proposal, majorityOf(1));

    expect(proposals.ack(1, 1n)[0]).toBe(proposal);
  });

  test("the same server says it again and again: it counts once", () => {
    const proposals = proposed(majorityOf(3), 1n);
    const committed = [1, 1, 1, 1, 2].map((id) => proposals.ack(id, 1n).length);

    expect(committed).toEqual([0, 0, 0, 0, 1]);
  });

  test("servers that aren't voters say it: they count for nothing", () => {
    const proposals = proposed(majorityOf(3), 1n);
    const committed = [7, 8, 9, 1, 10, 2].map((id) => proposals.ack(id, 1n).length);

    expect(committed).toEqual([0, 0, 0, 0, 0, 1]);
  });

  test("nothing is outstanding, and somebody acknowledges: nothing happens", () => {
    const proposals = proposed(majorityOf(3), 1n);
    proposals.ack(1, 1n);
    proposals.ack(2, 1n);

    expect([proposals.ack(3, 1n), proposals.ack(3, 1n)]).toEqual([[], []]);
  });
});

rule("An acknowledgement covers everything before it", "this chapter: messages.ts, AckMessage", () => {
  test("two say three, and all three are committed, in order", () => {
    const proposals = proposed(majorityOf(3), 1n, 2n, 3n);
    proposals.ack(1, 3n);

    expect(zxids(proposals.ack(2, 3n))).toEqual([1n, 2n, 3n]);
  });

  test("one says three and one says one: the first is committed", () => {
    const proposals = proposed(majorityOf(3), 1n, 2n, 3n);
    proposals.ack(1, 3n);
    const committed = [1n, 2n, 3n].map((zxid) => zxids(proposals.ack(2, zxid)));

    expect(committed).toEqual([[1n], [2n], [3n]]);
  });

  test("a server far ahead and two behind: the second of the two decides how far it goes", () => {
    const proposals = proposed(majorityOf(5), 1n, 2n, 3n, 4n, 5n);
    const committed = [
      [1, 5n],
      [2, 2n],
      [3, 4n],
      [4, 5n],
      [2, 5n],
    ] as const;

    expect(committed.map(([id, zxid]) => zxids(proposals.ack(id, zxid)))).toEqual([
      [],
      [],
      [1n, 2n],
      [3n, 4n],
      [5n],
    ]);
  });

  test("a late message says less than an earlier one of the same server: it takes nothing back", () => {
    const proposals = proposed(majorityOf(3), 1n, 2n, 3n);
    proposals.ack(1, 3n);
    proposals.ack(1, 1n);

    expect(zxids(proposals.ack(2, 3n))).toEqual([1n, 2n, 3n]);
  });

  test("what is proposed later isn't covered", () => {
    const proposals = proposed(majorityOf(3), 1n);
    proposals.ack(1, 1n);
    proposals.ack(2, 1n);
    proposals.add({ zxid: 2n }, majorityOf(3));
    const committed = [1, 3, 2].map((id) => zxids(proposals.ack(id, id === 3 ? 1n : 2n)));

    expect(committed).toEqual([[], [], [2n]]);
  });
});

rule("Proposals are committed in their order, each once", SOURCE, () => {
  test("outstanding is what was proposed and isn't committed, the oldest first", () => {
    const proposals = proposed(majorityOf(3), 1n, 2n, 3n);
    const before = zxids(proposals.outstanding);
    proposals.ack(1, 2n);
    const waiting = zxids(proposals.outstanding);
    proposals.ack(3, 2n);

    expect([before, waiting, zxids(proposals.outstanding)]).toEqual([[1n, 2n, 3n], [1n, 2n, 3n], [3n]]);
  });

  test("each has a quorum of its own: a later one that has its quorum waits for an earlier one that hasn't", () => {
    const proposals = new Proposals<Proposal>();
    proposals.add({ zxid: 1n }, only(1, 2));
    proposals.add({ zxid: 2n }, only(1));
    proposals.add({ zxid: 3n }, only(3));
    const committed = [
      [1, 3n],
      [3, 3n],
      [2, 1n],
    ] as const;

    expect(committed.map(([id, zxid]) => zxids(proposals.ack(id, zxid)))).toEqual([[], [], [1n, 2n, 3n]]);
  });

  test("each has a quorum of its own: an earlier one doesn't wait for that of a later one", () => {
    const proposals = new Proposals<Proposal>();
    proposals.add({ zxid: 1n }, only(1));
    proposals.add({ zxid: 2n }, only(1, 2));

    expect([zxids(proposals.ack(1, 2n)), zxids(proposals.ack(2, 2n))]).toEqual([[1n], [2n]]);
  });

  test("in chapter 10 a proposal will need two quorums at once", () => {
    const [before, after] = [only(1, 2), only(2, 3)];
    const proposals = new Proposals<Proposal>();
    const both: Quorum = {
      voters: new Set([1, 2, 3]),
      isReachedBy: (ids) => before.isReachedBy(ids) && after.isReachedBy(ids),
    };
    proposals.add({ zxid: 1n }, both);

    expect([1, 3, 2].map((id) => proposals.ack(id, 1n).length)).toEqual([0, 0, 1]);
  });

  test.each([
    { first: 5n, then: 5n },
    { first: 5n, then: 4n },
    { first: 0x2_0000_0001n, then: 0x1_ffff_ffffn },
  ])("behind $first there can't be $then", ({ first, then }) => {
    const proposals = proposed(majorityOf(3), first);

    expect(() => proposals.add({ zxid: then }, majorityOf(3))).toThrow(RangeError);
  });
});

rule(
  "Zxids have 64 bits, and they jump",
  "ZooKeeper Internals, Guarantees, Properties, and Definitions",
  () => {
    test("an acknowledgement of an old epoch covers nothing of the new one", () => {
      const proposals = proposed(majorityOf(3), 0x2_0000_0001n, 0x2_0000_0002n);
      const committed = [
        [1, 0x1_0000_0009n],
        [2, 0x1_ffff_ffffn],
        [3, 0x2_0000_0001n],
        [1, 0x2_0000_0001n],
      ] as const;

      expect(committed.map(([id, zxid]) => proposals.ack(id, zxid).length)).toEqual([0, 0, 0, 1]);
    });

    test("one of the new epoch covers what is left of the old one", () => {
      const proposals = proposed(majorityOf(3), 0x1_0000_0007n, 0x1_0000_0008n, 0x2_0000_0001n);
      proposals.ack(1, 0x2_0000_0001n);

      expect(proposals.ack(2, 0x2_0000_0001n)).toHaveLength(3);
    });

    test("two that differ in the last of 64 bits are two", () => {
      const proposals = proposed(majorityOf(3), 0x7fff_ffff_0000_0001n, 0x7fff_ffff_0000_0002n);
      proposals.ack(1, 0x7fff_ffff_0000_0002n);

      expect(zxids(proposals.ack(2, 0x7fff_ffff_0000_0001n))).toEqual([0x7fff_ffff_0000_0001n]);
    });
  },
);

rule("Whatever is proposed and acknowledged in whatever order, the rule holds", "every rule above", () => {
  test("three hundred runs of a leader, against one that asks every server every time", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new SeededRandom(seed);
      const of = 1 + random.below(5);
      const quorum = majorityOf(of);
      const proposals = new Proposals<Proposal>();
      const says = new Map<ServerId, Zxid>();
      let last = 0n;
      let next = 1n;
      const expected: Zxid[] = [];
      const committed: Zxid[] = [];
      for (let step = 0; step < 40; step++) {
        if (random.chance(0.4)) {
          last += 1n;
          proposals.add({ zxid: last }, quorum);
        } else {
          const id = 1 + random.below(of + 1);
          const zxid = BigInt(random.below(Number(last) + 1));
          if (zxid > (says.get(id) ?? 0n)) says.set(id, zxid);
          committed.push(...zxids(proposals.ack(id, zxid)));
        }
        const have = (each: Zxid): Set<ServerId> =>
          new Set([...says].filter(([, z]) => z >= each).map(([id]) => id));
        for (; next <= last && quorum.isReachedBy(have(next)); next += 1n) expected.push(next);

        expect({ seed, step, committed, outstanding: proposals.outstanding.length }).toEqual({
          seed,
          step,
          committed: expected,
          outstanding: Number(last) - expected.length,
        });
      }
    }
  });
});

rule("Who must agree is asked each time", "chapter 10, in which it changes", () => {
  test("an acknowledgement that says nothing new commits what is enough by now", () => {
    let needed: ServerId[] = [1, 2, 3];
    const quorum: Quorum = {
      voters: new Set([1, 2, 3]),
      isReachedBy: (set) => needed.every((id) => set.has(id)),
    };
    const proposals = proposed(quorum, 7n);
    proposals.ack(1, 7n);
    const before = zxids(proposals.ack(2, 7n));
    needed = [1, 2];

    expect([before, zxids(proposals.ack(2, 7n))]).toEqual([[], [7n]]);
  });
});

function majorityOf(count: number): Majority {
  return new Majority(new Set(servers(count)));
}

/** All of these servers, and nobody else. */
function only(...ids: ServerId[]): Quorum {
  return { voters: new Set(ids), isReachedBy: (set) => ids.every((id) => set.has(id)) };
}

function proposed(quorum: Quorum, ...zxids: Zxid[]): Proposals<Proposal> {
  const proposals = new Proposals<Proposal>();
  for (const zxid of zxids) proposals.add({ zxid }, quorum);
  return proposals;
}

function zxids(proposals: readonly Proposal[]): Zxid[] {
  return proposals.map(({ zxid }) => zxid);
}
