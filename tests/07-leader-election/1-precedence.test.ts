import { rule } from "#lab/testing/rule";
import { supersedes, type Vote } from "#leader-election/vote";
import { range } from "./stage";
import { showVote, vote, zxid } from "./zxid";

const CODE = "ZooKeeper source, FastLeaderElection.totalOrderPredicate";

rule("The later epoch wins, then the higher zxid, then the higher number", CODE, () => {
  test("a later epoch wins against a higher zxid and a higher number", () => {
    expect(better({ leader: 1, epoch: 5, zxid: zxid(4, 3) }, { leader: 3, epoch: 4, zxid: zxid(4, 9) })).toBe(
      "1 with epoch 5, (4, 3)",
    );
  });

  test("in the same epoch a higher zxid wins against a higher number", () => {
    expect(better(vote(1, 4, 9), vote(3, 4, 8))).toBe("1 with (4, 9)");
  });

  test("with the same history the higher number wins", () => {
    expect(better(vote(2, 4, 9), vote(3, 4, 9))).toBe("3 with (4, 9)");
  });

  test("a vote isn't better than itself", () => {
    expect(supersedes(vote(2, 4, 9), vote(2, 4, 9))).toBe(false);
  });
});

rule(
  "All servers put all votes in the same order",
  "whoever compares, the best of some votes is the same",
  () => {
    const votes = [0, 4, 5].flatMap((epoch) =>
      [zxid(0, 0), zxid(4, 8), zxid(4, 9), zxid(5, 0)].flatMap((zxid) =>
        [1, 2, 3].map((leader) => ({ leader, epoch, zxid })),
      ),
    );

    test("of two different votes exactly one is better", () => {
      for (const a of votes) {
        for (const b of votes) {
          if (a === b) continue;
          expect([showVote(a), showVote(b), supersedes(a, b)]).toEqual([
            showVote(a),
            showVote(b),
            !supersedes(b, a),
          ]);
        }
      }
    });

    test("what is better than the better one is better", () => {
      const wrong: string[] = [];
      for (const a of votes) {
        for (const b of votes.filter((each) => supersedes(a, each))) {
          for (const c of votes.filter((each) => supersedes(b, each))) {
            if (!supersedes(a, c)) wrong.push(`${showVote(a)} > ${showVote(b)} > ${showVote(c)}`);
          }
        }
      }

      expect(wrong).toEqual([]);
    });
  },
);

rule("A zxid has 64 bits, and an epoch 32", "ZooKeeper Internals, Atomic Broadcast", () => {
  test("zxids of epoch 15 and above are compared whole", () => {
    for (const epoch of [0x7, 0xf, 0x10, 0x7fff, 0x20_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
      expect(better(vote(1, epoch, 2), vote(3, epoch, 1))).toBe(`1 with (${epoch}, 2)`);
    }
  });

  test("two zxids may differ in the upper half alone, in the lower half alone, and in both against each other", () => {
    const at = (zxid: bigint, leader: number): Vote => ({ leader, epoch: 0xf, zxid });

    expect(supersedes(at(zxid(0xf, 1), 1), at(zxid(0xe, 1), 3))).toBe(true);
    expect(supersedes(at(zxid(0xf, 0xffff_ffff), 1), at(zxid(0xf, 0xffff_fffe), 3))).toBe(true);
    expect(supersedes(at(zxid(0xf, 0), 1), at(zxid(0xe, 0xffff_ffff), 3))).toBe(true);
    expect(supersedes(at(zxid(0xf, 0x8000_0000), 1), at(zxid(0xf, 0x7fff_ffff), 3))).toBe(true);
    expect(supersedes(at(zxid(0x8000_0000, 0), 1), at(zxid(0x7fff_ffff, 9), 3))).toBe(true);
  });

  test("an epoch above 0x7fffffff isn't negative", () => {
    expect(supersedes(vote(1, 0x8000_0000, 0), vote(3, 0x7fff_ffff, 0))).toBe(true);
    expect(supersedes(vote(1, 0xffff_ffff, 0), vote(3, 1, 0))).toBe(true);
  });
});

rule(
  "Whoever is best among a quorum has all that any quorum has acknowledged",
  "Junqueira, Reed, Serafini, Zab: High-performance broadcast for primary-backup systems (2011)",
  () => {
    test("an order that 1 and 2 have acknowledged isn't lost when 1 and 3 elect a leader", () => {
      // Server 3 was away while the order was written.
      const [one, three] = [vote(1, 4, 17), vote(3, 4, 16)];

      expect(better(one, three)).toBe("1 with (4, 17)");
    });

    test("servers that had different leaders: whichever majority elects, the winner has what was acknowledged", () => {
      for (const seed of range(1, 300)) {
        const { servers, acknowledged } = live(seed);
        for (const electors of majoritiesOf(servers)) {
          const winner = electors.reduce((best, each) =>
            supersedes(voteOf(each), voteOf(best)) ? each : best,
          );
          const lost = acknowledged.filter((order) => !winner.log.includes(order));

          expect({ seed, electors: electors.map(({ id }) => id), winner: winner.id, lost }).toEqual({
            seed,
            electors: electors.map(({ id }) => id),
            winner: winner.id,
            lost: [],
          });
        }
      }
    });
  },
);

interface Server {
  id: number;
  epoch: number;
  /** Zxids of what it has. */
  log: bigint[];
}

function voteOf({ id, epoch, log }: Server): Vote {
  return { leader: id, epoch, zxid: log.at(-1) ?? 0n };
}

/** Some epochs in the life of an ensemble of three or five: in each a majority follows, and some of it has each order. */
function live(seed: number): { servers: Server[]; acknowledged: bigint[] } {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  const count = below(2) === 0 ? 3 : 5;
  const majority = (count + 1) / 2;
  const servers: Server[] = range(1, count).map((id) => ({ id, epoch: 0, log: [] }));
  const acknowledged: bigint[] = [];
  for (const epoch of range(1, 4)) {
    const present = [...servers].sort(() => below(3) - 1).slice(0, majority + below(count - majority + 1));
    const leader = present.reduce((best, each) => (isFurther(each, best) ? each : best));
    for (const server of present) {
      server.epoch = epoch;
      server.log = [...leader.log];
    }
    for (const counter of range(1, below(4))) {
      // It is on the leader's disk and on those of the first few; the leader may be alone with the last one.
      const having = [leader, ...present.filter((each) => each !== leader).slice(0, below(present.length))];
      const isLast = having.length < majority;
      for (const server of isLast ? having : present) server.log.push(zxid(epoch, counter));
      if (isLast) break;
      acknowledged.push(zxid(epoch, counter));
    }
  }
  return { servers, acknowledged };
}

/** On its own, for the code that is tested may have it wrong. */
function isFurther(a: Server, b: Server): boolean {
  return a.epoch === b.epoch ? (a.log.at(-1) ?? 0n) > (b.log.at(-1) ?? 0n) : a.epoch > b.epoch;
}

function majoritiesOf(servers: readonly Server[]): Server[][] {
  const groups = range(0, 2 ** servers.length - 1).map((bits) => servers.filter((_, i) => (bits >> i) & 1));
  return groups.filter((group) => 2 * group.length > servers.length);
}

function better(a: Vote, b: Vote): string {
  const [first, second] = [supersedes(a, b), supersedes(b, a)];
  if (first === second) return first ? "both" : "neither";
  return showVote(first ? a : b);
}
