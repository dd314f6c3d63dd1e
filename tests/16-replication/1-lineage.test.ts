import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { encodeBatch } from "#commit-log/record-batch";
import { cutFor, type EpochEnd, Lineage } from "#replication/lineage";
import { range, Site } from "../05-transaction-log/site";
import { open } from "../13-commit-log/desk";
import { record } from "../13-commit-log/records";

const KIP101 = "KIP-101, Alter Replication Protocol to use Leader Epoch";
const KIP279 = "KIP-279, Fix log divergence between leader and follower";

function lineage(...starts: [epoch: number, start: number][]): Lineage {
  const made = new Lineage();
  for (const [leaderEpoch, start] of starts) made.assign({ leaderEpoch, baseOffset: BigInt(start) });
  return made;
}

const shown = (of: Lineage): string => of.starts.map(({ epoch, start }) => `${epoch}@${start}`).join(" ");

rule("A log knows which leader has written which part of it", KIP101, () => {
  test("an epoch begins once: what comes later in it changes nothing, and neither does an older one", () => {
    expect(shown(lineage([0, 0], [0, 3], [2, 5], [1, 7], [2, 8], [3, 9]))).toBe("0@0 2@5 3@9");
  });

  test.each([
    [0, "0, up to 5"],
    [1, "0, up to 5"],
    [2, "2, up to 9"],
    [3, "3, up to 12"],
    [9, "3, up to 12"],
  ])("epoch %d: the newest that isn't newer is %s", (epoch, expected) => {
    const found = lineage([0, 0], [2, 5], [3, 9]).endOf(epoch, 12n);

    expect(found && `${found.epoch}, up to ${found.end}`).toBe(expected);
  });

  test("an epoch in front of all: nothing is known", () => {
    expect(lineage([4, 0]).endOf(3, 12n)).toBeUndefined();
    expect(new Lineage().endOf(3, 12n)).toBeUndefined();
    expect(new Lineage().latest).toBeUndefined();
  });

  test("an epoch in which nothing was written is known too", () => {
    const made = lineage([0, 0], [1, 5]);

    expect([made.latest, made.endOf(0, 5n), made.endOf(1, 5n)]).toEqual([
      1,
      { epoch: 0, end: 5n },
      { epoch: 1, end: 5n },
    ]);
  });

  test.each([
    [12, "0@0 2@5 3@9"],
    [10, "0@0 2@5 3@9"],
    [9, "0@0 2@5"],
    [6, "0@0 2@5"],
    [5, "0@0"],
    [1, "0@0"],
    [0, ""],
  ])("cut to %d: %s", (end, expected) => {
    const made = lineage([0, 0], [2, 5], [3, 9]);
    made.truncate(BigInt(end));

    expect(shown(made)).toBe(expected);
  });

  test("all of it is forgotten, and it can begin again", () => {
    const made = lineage([4, 3]);
    made.clear();
    made.assign({ leaderEpoch: 2, baseOffset: 9n });

    expect(shown(made)).toBe("2@9");
  });

  test("the batches say it, through all segments", () => {
    const site = new Site();
    const log = open(site);
    site.run(() => {
      for (const n of range(0, 11))
        log.append(encodeBatch([record(0, `${n}`)]), [1, 1, 4, 4, 4, 4, 4, 5][n] ?? 9);
    });

    expect(shown(Lineage.of(log))).toBe("1@0 4@2 5@7 9@8");
  });
});

rule("A follower cuts its log where it isn't its leader's any more, and nowhere else", KIP279, () => {
  const answer = (epoch: number, end: number): EpochEnd => ({ epoch, end: BigInt(end) });

  test.each([
    { why: "the leader's is longer", mine: [[0, 0]], end: 5, answer: answer(0, 9), to: 5, again: false },
    { why: "the follower's is longer", mine: [[0, 0]], end: 9, answer: answer(0, 5), to: 5, again: false },
    {
      why: "in a later epoch",
      mine: [
        [0, 0],
        [1, 4],
      ],
      end: 9,
      answer: answer(1, 6),
      to: 6,
      again: false,
    },
    {
      why: "the leader never had that epoch, and both have the one before: the follower's has less of it",
      mine: [
        [0, 0],
        [1, 4],
      ],
      end: 9,
      answer: answer(0, 6),
      to: 4,
      again: false,
    },
    {
      why: "the leader never had that epoch, and both have the one before: the leader's has less of it",
      mine: [
        [0, 0],
        [1, 6],
      ],
      end: 9,
      answer: answer(0, 4),
      to: 4,
      again: false,
    },
    {
      why: "the leader's next lower epoch is one that the follower never had: it asks about its own next lower one",
      mine: [
        [0, 0],
        [3, 6],
      ],
      end: 9,
      answer: answer(2, 8),
      to: 6,
      again: true,
    },
    {
      why: "all of the leader's epochs are newer",
      mine: [[0, 0]],
      end: 9,
      answer: undefined,
      to: 0,
      again: false,
    },
    {
      why: "all of the follower's epochs are newer than what the leader names",
      mine: [[3, 0]],
      end: 9,
      answer: answer(2, 8),
      to: 0,
      again: false,
    },
  ] as const)("$why: to $to", ({ mine, end, answer, to, again }) => {
    const made = lineage(...mine.map(([epoch, start]): [number, number] => [epoch, start]));

    expect(cutFor(made, BigInt(end), made.latest!, answer)).toEqual({ to: BigInt(to), asksAgain: again });
  });

  /** Logs as lists of the epochs of their records. Records of one epoch at one place are the same record. */
  type Log = number[];
  const lineageOf = (log: Log): Lineage => {
    const made = new Lineage();
    for (const [offset, leaderEpoch] of log.entries())
      made.assign({ leaderEpoch, baseOffset: BigInt(offset) });
    return made;
  };
  const common = (a: Log, b: Log): number => {
    const length = Math.min(a.length, b.length);
    return range(0, length - 1).find((place) => a[place] !== b[place]) ?? length;
  };

  test("whatever leaders there were: what stays is exactly what both have", () => {
    const round = fc.record({
      leader: fc.nat(2),
      writes: fc.nat(4),
      copies: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 9 }), (rounds) => {
        const logs: Log[] = [[], [], []];
        for (const [epoch, { leader, writes, copies }] of rounds.entries()) {
          const lead = logs[leader]!;
          for (const _ of range(1, writes)) lead.push(epoch);
          for (const [index, count] of copies.entries()) {
            if (index === leader || count === 0) continue;
            const log = logs[index]!;
            log.length = common(log, lead);
            log.push(...lead.slice(log.length, log.length + count));
          }
        }
        for (const [follower, leader] of [
          [0, 1],
          [1, 0],
          [1, 2],
          [2, 0],
        ] as const) {
          const mine = [...logs[follower]!];
          const theirs = logs[leader]!;
          const expected = common(mine, theirs);
          let steps = 0;
          for (let asks = mine.length > 0; asks;) {
            const made = lineageOf(mine);
            const asked = made.latest!;
            const end = BigInt(mine.length);
            const cut = cutFor(made, end, asked, lineageOf(theirs).endOf(asked, BigInt(theirs.length)));
            mine.length = Math.min(mine.length, Number(cut.to));
            asks = cut.asksAgain && mine.length > 0;
            expect((steps += 1)).toBeLessThan(20);
          }

          expect({ logs, follower, leader, kept: mine.length }).toEqual({
            logs,
            follower,
            leader,
            kept: expected,
          });
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});
