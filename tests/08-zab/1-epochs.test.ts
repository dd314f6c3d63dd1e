import { rule } from "#lab/testing/rule";
import { Majority } from "#quorum/majority";
import { type Member, Members, type Membership } from "#quorum/members";
import { Discovery, isAhead } from "#zab/discovery";
import { counterOf, epochOf, makeZxid, MAX_COUNTER } from "#zab/zxids";

const GUIDE = "ZooKeeper Programmer's Guide, Time in ZooKeeper: zxid";
const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011), Discovery";

rule("A zxid has the epoch in its upper 32 bits and the counter in its lower", GUIDE, () => {
  test.each([
    [0, 0, 0n],
    [0, 1, 1n],
    [1, 0, 0x1_0000_0000n],
    [1, 17, 0x1_0000_0011n],
    [0xf, 1, 0xf_0000_0001n],
    [0x8000_0000, 0x8000_0000, 0x8000_0000_8000_0000n],
    [MAX_COUNTER, MAX_COUNTER, 0xffff_ffff_ffff_ffffn],
  ])("epoch %d and counter %d", (epoch, counter, zxid) => {
    expect(makeZxid(epoch, counter)).toBe(zxid);
    expect([epochOf(zxid), counterOf(zxid)]).toEqual([epoch, counter]);
  });

  test("a later epoch is higher, whatever the counters are", () => {
    expect(makeZxid(3, 0)).toBeGreaterThan(makeZxid(2, MAX_COUNTER));
    expect(makeZxid(0x8000_0000, 1)).toBeGreaterThan(makeZxid(0x7fff_ffff, MAX_COUNTER));
  });

  test("right behind the last of an epoch comes the beginning of the next", () => {
    expect(makeZxid(1, MAX_COUNTER) + 1n).toBe(makeZxid(2, 0));
  });
});

function members(count: number, observers = 0): Members {
  return new Members(
    Array.from({ length: count + observers }, (_, index): Member => ({
      id: index + 1,
      name: `S${index + 1}`,
      role: index < count ? "participant" : "observer",
    })),
  );
}

rule("An epoch gets a number that nobody in a quorum has accepted before", PAPER, () => {
  test("until a quorum has told, it isn't known", () => {
    const discovery = new Discovery(members(5));
    const told = [discovery.told(1, 4), discovery.told(2, 7)];

    expect([told, discovery.epoch]).toEqual([[false, false], undefined]);
  });

  test("it is one more than the highest of a quorum, and whoever makes it known is told so", () => {
    const discovery = new Discovery(members(5));
    const told = [discovery.told(1, 4), discovery.told(2, 7), discovery.told(3, 2)];

    expect([told, discovery.epoch]).toEqual([[false, false, true], 8]);
  });

  test("once it is known it stays, and is made known once", () => {
    const discovery = new Discovery(members(3));
    discovery.told(1, 0);
    discovery.told(2, 0);
    const late = discovery.told(3, 9);

    expect([late, discovery.epoch]).toEqual([false, 1]);
  });

  test("a server that tells twice is one server", () => {
    const discovery = new Discovery(members(3));
    const told = [discovery.told(1, 1), discovery.told(1, 2)];

    expect([told, discovery.epoch]).toEqual([[false, false], undefined]);
  });

  test("of a server that tells twice the later word counts", () => {
    const discovery = new Discovery(members(3));
    discovery.told(1, 1);
    discovery.told(1, 5);
    discovery.told(2, 0);

    expect(discovery.epoch).toBe(6);
  });

  test("observers add nothing to a quorum", () => {
    const discovery = new Discovery(members(3, 2));
    const told = [discovery.told(1, 1), discovery.told(4, 1), discovery.told(5, 1)];

    expect([told, discovery.epoch]).toEqual([[false, false, false], undefined]);
  });

  test("an ensemble of one has an epoch by its own word", () => {
    const discovery = new Discovery(members(1));

    expect([discovery.told(1, 0), discovery.epoch]).toEqual([true, 1]);
  });

  test("half of four isn't enough", () => {
    const discovery = new Discovery(members(4));
    discovery.told(1, 0);
    discovery.told(2, 0);

    expect(discovery.epoch).toBeUndefined();
  });
});

rule("The way is free when a quorum has promised to listen to nobody earlier", PAPER, () => {
  test("it takes a quorum, each server once, and observers don't count", () => {
    const discovery = new Discovery(members(3, 1));
    const done: boolean[] = [];
    for (const server of [1, 1, 4, 3]) {
      discovery.promised(server);
      done.push(discovery.done);
    }

    expect(done).toEqual([false, false, false, true]);
  });

  test("it asks whoever must agree now: the rule may be any quorum", () => {
    let quorum = new Majority(new Set([1, 2, 3]));
    const membership: Membership = {
      members: members(3),
      get quorum() {
        return quorum;
      },
    };
    const discovery = new Discovery(membership);
    quorum = new Majority(new Set([7]));
    discovery.promised(1);
    discovery.promised(2);
    const before = discovery.done;
    discovery.promised(7);

    expect([before, discovery.done]).toEqual([false, true]);
  });
});

rule(
  "Of two histories the one of the later epoch has come further, and in one epoch the longer",
  PAPER,
  () => {
    type Numbers = readonly [epoch: number, zxidEpoch: number, counter: number];
    const CASES: [string, Numbers, Numbers, boolean][] = [
      ["the later epoch, though its last transaction is older", [3, 1, 1], [2, 2, 9], true],
      ["the earlier epoch", [2, 2, 9], [3, 1, 1], false],
      ["the same epoch and more", [2, 2, 9], [2, 2, 8], true],
      ["the same epoch and less", [2, 2, 8], [2, 2, 9], false],
      ["the same", [2, 2, 8], [2, 2, 8], false],
      ["an epoch with its highest bit set", [0x8000_0000, 1, 1], [0x7fff_ffff, 1, 1], true],
    ];

    test.each(CASES)("%s", (_, one, other, isFurther) => {
      const [a, b] = [one, other].map(([epoch, of, counter]) => ({ epoch, zxid: makeZxid(of, counter) }));

      expect(isAhead(a!, b!)).toBe(isFurther);
    });
  },
);
