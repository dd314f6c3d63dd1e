import { rule } from "#lab/testing/rule";
import { Checkpoint } from "#commit-log/checkpoint";
import { CommitLog } from "#commit-log/commit-log";
import { range, Site } from "../05-transaction-log/site";
import { content, does, filled, flush, flushed, open, orders, SMALL } from "./desk";
import { contentOf, order } from "./records";

const LOG = "Kafka documentation, Log: recovery";

rule("What a flush has called back for is there after a loss of power, at its offsets", LOG, () => {
  test("every record, by offset and by time", () => {
    const { site } = flushed(20);
    site.losePower();
    const again = open(site);
    for (const from of range(0, 20)) expect(contentOf(again, BigInt(from))).toEqual(orders(from, 19));
    expect(range(1_000, 1_020).map((time) => again.offsetForTime(BigInt(time)))).toEqual([
      ...range(0, 19).map(BigInt),
      undefined,
    ]);
  });

  test("times in any order are found as they were", () => {
    const times = [1_030, 1_004, 1_004, 1_050, 1_001, 1_022, 1_049, 1_050, 1_000, 1_017, 1_051, 1_002];
    const { site } = flushed(times.length, { time: (n) => times[n]! });
    site.losePower();
    const again = open(site);
    for (const time of range(999, 1_052)) {
      const expected = times.findIndex((each) => each >= time);
      expect([time, again.offsetForTime(BigInt(time))]).toEqual([
        time,
        expected < 0 ? undefined : BigInt(expected),
      ]);
    }
  });

  test("it goes on behind them: no offset is given twice", () => {
    const { site } = flushed(7);
    site.losePower();
    const again = open(site);

    expect([again.append(order(7), 1), contentOf(again)]).toEqual([7n, orders(0, 7)]);
  });

  test("the power is lost after any act of append, roll and flush", () => {
    for (const seed of range(1, 6)) {
      for (const acts of range(1, 60)) {
        const site = new Site(seed);
        const log = open(site);
        let told = 0;
        site.cutPowerAfter(acts);
        const comes = (n: number): void => {
          log.append(order(n), 1);
          log.flush(() => (told = Math.max(told, n + 1)));
          if (n < 11) site.host.clock.after(2, () => comes(n + 1));
        };
        site.run(() => comes(0));
        site.pass();
        site.losePower();
        const again = open(site);
        const end = Number(again.endOffset);

        expect({ seed, acts, up: site.up, kept: end >= told }).toEqual({ seed, acts, up: true, kept: true });
        expect(contentOf(again)).toEqual(orders(0, end - 1));
      }
    }
  });

  test("the power is lost again while it is brought back", () => {
    for (const acts of range(1, 25)) {
      const { site, log } = flushed(10);
      site.run(() => {
        for (const n of range(10, 17)) log.append(order(n), 1);
      });
      site.losePower();
      site.cutPowerAfter(acts);
      open(site);
      site.losePower();
      const again = open(site);
      const end = Number(again.endOffset);

      expect({ acts, kept: end >= 10, content: content(site, again) }).toEqual({
        acts,
        kept: true,
        content: orders(0, end - 1),
      });
    }
  });

  test("flushes that are asked for together are told together, and each for all that came before it", () => {
    const { site, log } = filled(3);
    const told: string[] = [];
    site.run(() => {
      log.flush(() => told.push(`a ${log.recoveryPoint}`));
      log.append(order(3), 1);
      log.flush(() => told.push(`b ${log.recoveryPoint}`));
      told.push("asked");
    });
    site.pass();

    expect(told[0]).toBe("asked");
    expect(told.slice(1).map((each) => each.slice(0, 1))).toEqual(["a", "b"]);
    expect(Number(told.at(-1)!.slice(2))).toBe(4);
  });

  test("one flush for many appends: not one for each", () => {
    const { site, log } = filled(0, { options: {} });
    site.acts = [];
    site.run(() => {
      for (const n of range(0, 99)) {
        log.append(order(n), 1);
        log.flush(() => {});
      }
    });
    site.pass();

    expect(
      site.acts.filter((act) => act.startsWith("flush ") && act.endsWith(".log")).length,
    ).toBeLessThanOrEqual(2);
  });

  test("a disk that fails stops the server before anybody is told", () => {
    const { site, log } = filled(3);
    let told = false;
    site.machine.disk.faults.flushErrors = 1;
    site.run(() => log.flush(() => (told = true)));
    site.pass();

    expect({ told, up: site.up }).toEqual({ told: false, up: false });
  });
});

rule("The recovery point never says more than is durable", "KAFKA-10101", () => {
  test("while a flush is under way it says what the flush before it has kept", () => {
    const { site, log } = flushed(3, { options: {} });
    const points: bigint[] = [];
    site.run(({ clock }) => {
      for (const n of range(3, 8)) log.append(order(n), 1);
      log.flush(() => points.push(log.recoveryPoint));
      points.push(log.recoveryPoint);
      clock.after(0.4, () => log.append(order(9), 1));
    });
    site.pass();

    expect([points, log.endOffset]).toEqual([[3n, 9n], 10n]);
  });

  test("what was remembered is remembered after a loss of power: otherwise everything is read again", () => {
    for (const seed of range(1, 20)) {
      const site = new Site(seed);
      const checkpoint = new Checkpoint(site.host, "log");
      does(site, (done) => checkpoint.raise(7n, done));
      does(site, (done) => checkpoint.lower(5n, done));
      site.losePower();

      expect([seed, new Checkpoint(site.host, "log").read()]).toEqual([seed, 5n]);
    }
  });

  test("nothing is flushed: it says so", () => {
    const { site, log } = filled(9, { options: {} });
    site.pass();

    expect(log.recoveryPoint).toBe(0n);
  });
});

rule("What comes back is the longest prefix that is valid", LOG, () => {
  test("half a batch at the end is cut off, and the next stands in its place", () => {
    const { site, log } = flushed(4);
    site.run(() => log.append(order(4), 1));
    const last = log.segments.at(-1)!;
    site.run(() => site.disk.truncate(last.log, site.disk.size(last.log) - 5));
    site.kill();
    const again = open(site);
    again.append(order(4), 1);
    flush(site, again);
    site.losePower();

    expect(contentOf(open(site))).toEqual(orders(0, 4));
  });

  test("a bit turns in the segment that is being written: what is behind it is gone, what is before it is not", () => {
    const { site, log } = flushed(8);
    const files = site.save();
    const active = log.segments.at(-1)!.log;
    const bytes = files.get(active)!;
    bytes[bytes.length - 3]! ^= 4;
    site.load(files);

    expect(content(site, open(site))).toEqual(orders(0, 6));
  });

  test("a segment is missing: nothing behind the hole is taken for its neighbour", () => {
    const { site, log } = flushed(14);
    const files = site.save();
    files.delete(log.segments[2]!.log);
    site.load(files);
    const again = open(site);

    expect([again.endOffset, contentOf(again)]).toEqual([6n, orders(0, 5)]);
  });

  test("then all that was behind the hole is gone for good, also after the next start", () => {
    const { site, log } = flushed(14);
    const files = site.save();
    files.delete(log.segments[2]!.log);
    site.load(files);
    const again = open(site);
    again.append(order(6), 1);
    flush(site, again);
    site.losePower();

    expect(contentOf(open(site))).toEqual(orders(0, 6));
  });

  test("the log is on the disk, and its folder's names are flushed before anybody is told", () => {
    for (const seed of range(1, 10)) {
      const { site } = flushed(9, { seed });
      site.losePower();

      expect([seed, contentOf(open(site))]).toEqual([seed, orders(0, 8)]);
    }
  });
});

rule("Indexes are derived: without them nothing is missing", LOG, () => {
  test.each([
    ["all of them are gone", (name: string) => /index$/.test(name)],
    ["the times are gone", (name: string) => name.endsWith(".timeindex")],
    ["the offsets are gone", (name: string) => name.endsWith(".index")],
  ])("%s", (_, isGone) => {
    const { site } = flushed(20);
    const files = site.save();
    for (const name of [...files.keys()]) if (isGone(name)) files.delete(name);
    site.load(files);
    const again = open(site);
    for (const n of range(0, 19)) {
      expect([contentOf(again, BigInt(n))[0], again.offsetForTime(BigInt(1_000 + n))]).toEqual([
        `${n} order ${n}`,
        BigInt(n),
      ]);
    }
  });

  test("those of the segment that is being written may say anything: they are made anew", () => {
    const { site, log } = flushed(14, { options: { segmentBytes: 500, indexBytes: 60 } });
    const files = site.save();
    const active = log.segments.at(-1)!;
    for (const index of [active.offsets, active.times]) files.get(index.file)!.fill(255);
    site.load(files);
    const again = open(site, { segmentBytes: 500, indexBytes: 60 });

    expect(range(0, 13).map((n) => contentOf(again, BigInt(n))[0])).toEqual(orders(0, 13));
  });

  test("an index that was left behind by a segment that is gone is nobody's", () => {
    const { site } = flushed(3);
    const files = site.save();
    // The next segment will begin at 3. By these, its first record is far behind, and nothing up to 11 is of a time.
    files.set(
      "log/00000000000000000003.index",
      Uint8Array.from([0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 9, 9]),
    );
    files.set("log/00000000000000000003.timeindex", Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 8]));
    site.load(files);
    const again = open(site);
    for (const n of range(3, 12)) again.append(order(n, null, 1_000 + n), 1);

    expect(range(0, 12).map((n) => contentOf(again, BigInt(n))[0])).toEqual(orders(0, 12));
    expect(range(0, 12).map((n) => again.offsetForTime(BigInt(1_000 + n)))).toEqual(range(0, 12).map(BigInt));
  });
});

rule(
  "Only what may be damaged is read again",
  "Kafka documentation, recovery-point-offset-checkpoint",
  () => {
    /** Bytes of log files that are read while a log of this length is opened. */
    const readAtOpening = (count: number, isAsked = true): number => {
      const make = isAsked ? flushed : filled;
      const { site } = make(count, { options: { segmentBytes: 100_000 } });
      site.pass();
      site.kill();
      let bytes = 0;
      const { disk } = site.host;
      site.run((host) => {
        const watched = {
          ...disk,
          read: (file: string, offset: number, length: number) => {
            const found = disk.read(file, offset, length);
            if (file.endsWith(".log")) bytes += found.length;
            return found;
          },
        };
        new CommitLog({ ...host, disk: watched }, { segmentBytes: 100_000 }).open(() => {});
      });
      site.pass();
      return bytes;
    };

    test("ten times the log, hardly more to read", () => {
      expect(readAtOpening(10_000) / readAtOpening(1_000)).toBeLessThan(4);
    });

    test("also when nobody asks for a flush: a segment that is full is flushed", () => {
      expect(readAtOpening(10_000, false) / readAtOpening(1_000, false)).toBeLessThan(4);
    });

    test("what was never flushed is read from its beginning", () => {
      const { site } = filled(30, { options: {} });
      site.kill();

      expect(content(site, open(site))).toEqual(orders(0, 29));
    });

    test("a note of how far it was durable that can't be read costs time, and nothing else", () => {
      const { site, log } = flushed(20);
      const files = site.save();
      files.get("log/recovery-point")![3]! ^= 1;
      // What stands in the indexes can't be trusted then.
      for (const { offsets } of log.segments) files.get(offsets.file)?.fill(1);
      site.load(files);
      const again = open(site);

      expect(content(site, again)).toEqual(orders(0, 19));
      expect(range(0, 19).map((n) => contentOf(again, BigInt(n))[0])).toEqual(orders(0, 19));
    });
  },
);

rule(
  "It flushes by itself when it is told to",
  "Kafka documentation, log.flush.interval.messages and .ms",
  () => {
    test("after so many records", () => {
      const { site, log } = filled(5, { options: { ...SMALL, flushRecords: 3 } });
      site.pass();

      expect(log.recoveryPoint).toBeGreaterThanOrEqual(3n);
    });

    test("after so long", () => {
      const { site, log } = filled(5, { options: { flushMs: 500 } });
      const points = [log.recoveryPoint];
      site.pass(400);
      points.push(log.recoveryPoint);
      site.pass(400);
      points.push(log.recoveryPoint);

      expect(points).toEqual([0n, 0n, 5n]);
    });

    test("otherwise never: the copies on other servers may be enough", () => {
      const { site, log } = filled(5, { options: {} });
      site.pass();

      expect([log.recoveryPoint, site.acts.some((act) => act.startsWith("flush "))]).toEqual([0n, false]);
    });
  },
);
