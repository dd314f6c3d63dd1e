import { rule } from "#lab/testing/rule";
import type { Zxid } from "#znode-tree/changes";
import { TransactionLog } from "#transaction-log/log";
import { append, beginRecovery, recover, writeOneByOne } from "./desk";
import { ONE_OF_EACH, order, orders } from "./orders";
import { range, Site } from "./site";

const CODE = "ZooKeeper source, FileTxnLog.FileTxnIterator";

rule(
  "A server that starts again has what it had",
  "ZooKeeper Administrator's Guide, Data File Management",
  () => {
    test("every transaction comes back, in order", () => {
      const site = new Site();
      append(site, new TransactionLog(site.host), orders(1, 50));
      site.losePower();

      expect(recover(site).transactions).toEqual(orders(1, 50));
    });

    test("every kind of change comes back with every field", () => {
      const site = new Site();
      append(site, new TransactionLog(site.host), ONE_OF_EACH);
      site.losePower();

      expect(recover(site).transactions).toEqual(ONE_OF_EACH);
    });

    test("a transaction with a megabyte of data comes back, and so does the small one behind it", () => {
      const site = new Site();
      const large = [order(1n, "x".repeat(0xfffff)), order(2n)];
      append(site, new TransactionLog(site.host), large);
      site.losePower();

      const sizes = recover(site).transactions.map(({ change }) =>
        "data" in change ? change.data.length : 0,
      );
      expect(sizes).toEqual([0xfffff, 5]);
    });

    test("a new server has nothing, and may begin", () => {
      const site = new Site();
      const { log, transactions, ready } = recover(site);

      expect({ transactions, ready, last: log.lastZxid, told: append(site, log, [order(1n)]) }).toEqual({
        transactions: [],
        ready: 1,
        last: 0n,
        told: 1,
      });
    });

    test("whoever holds the first thirty is given what comes behind them", () => {
      const site = new Site();
      append(site, new TransactionLog(site.host), orders(1, 50));
      site.losePower();
      const { log, zxids } = recover(site, {}, 30n);

      expect({ zxids, last: log.lastZxid }).toEqual({ zxids: range(31, 50).map(BigInt), last: 50n });
    });

    test("it goes on where it stopped, and all of it comes back the next time", () => {
      const site = new Site();
      append(site, new TransactionLog(site.host), orders(1, 3));
      for (const life of range(1, 5)) {
        site.losePower();
        append(site, recover(site).log, orders(life * 3 + 1, life * 3 + 3));
      }
      site.losePower();

      expect(recover(site).transactions).toEqual(orders(1, 18));
    });
  },
);

rule("A torn tail is cut off", CODE, () => {
  const last = [order(4n, "the last, and it has some data")];

  test.each(["nothing", "zeros"])("the last write was torn at any of its bytes, with %s behind", (behind) => {
    const site = new Site();
    for (const { at, files } of tears(writeTwice(site, orders(1, 3), last), behind === "zeros")) {
      site.load(files);
      const { zxids } = recover(site);

      expect({ at, up: site.up, zxids }).toEqual({ at, up: true, zxids: [1n, 2n, 3n] });
    }
  });

  test.each(["nothing", "zeros"])(
    "what is appended behind a tear, with %s behind, is found again",
    (behind) => {
      const site = new Site();
      for (const { at, files } of tears(writeTwice(site, orders(1, 3), last), behind === "zeros")) {
        site.load(files);
        const told = append(site, recover(site).log, [order(5n, "after the tear")]);
        site.losePower();
        const { zxids } = recover(site);

        expect({ at, told, zxids }).toEqual({ at, told: 1, zxids: [1n, 2n, 3n, 5n] });
      }
    },
  );

  test("a write of three was torn: those that are whole are kept", () => {
    const site = new Site();
    const counts = new Set<number>();
    for (const { at, files } of tears(writeTwice(site, orders(1, 1), orders(2, 4)), true)) {
      site.load(files);
      const { zxids } = recover(site);
      counts.add(zxids.length);

      expect({ at, zxids }).toEqual({ at, zxids: range(1, zxids.length).map(BigInt) });
    }
    expect([...counts]).toEqual([1, 2, 3]);
  });
});

rule("What was acknowledged and is damaged stops the server: it is never passed over", CODE, () => {
  test("any bit of the log turns, in the first record, in the middle or in the last", () => {
    const site = new Site();
    const [saved] = writeOneByOne(site, orders(1, 3)).slice(-1);
    const passedOver: string[] = [];
    for (const [file, content] of saved!) {
      for (let bit = 0; bit < content.length * 8; bit++) {
        site.load(saved!);
        site.machine.disk.flipBit(file, bit);
        const { zxids, ready } = recover(site);
        if (site.up || ready > 0 || !isPrefix(zxids)) passedOver.push(`${file}, bit ${bit}: ${zxids.join()}`);
      }
    }

    expect(passedOver).toEqual([]);
  });

  test("a record in the middle is nothing but zeros", () => {
    const site = new Site();
    const [one, two, three] = writeOneByOne(site, orders(1, 3));
    for (const [file, content] of three!) {
      const hole = content.slice().fill(0, one!.get(file)!.length, two!.get(file)!.length);
      site.load(new Map([[file, hole]]));
      recover(site);

      expect(site.up).toBe(false);
    }
  });

  test("the server says why it doesn't start", () => {
    const site = new Site();
    append(site, new TransactionLog(site.host), orders(1, 3));
    site.machine.disk.flipBit(site.files("log")[0]!, 200);
    site.kill();
    recover(site);

    expect(site.halts.map((reason) => reason.length > 0)).toEqual([true]);
  });
});

rule("What was read is durable before anybody relies on it", "lab/host.ts, Disk: kill and power cut", () => {
  test("a process that was killed leaves its last write to the system; it is read, and then the power is lost", () => {
    for (const seed of range(1, 100)) {
      const site = new Site(seed);
      const log = new TransactionLog(site.host);
      site.run(() => log.append(order(1n)));
      site.kill();
      const read = recover(site);
      const relied = read.ready > 0 ? read.zxids : [];
      site.losePower();

      expect({ seed, zxids: recover(site).zxids }).toEqual({ seed, zxids: relied });
    }
  });

  test("recover doesn't call back by itself: it takes the disk some time", () => {
    const site = new Site();
    append(site, new TransactionLog(site.host), orders(1, 3));
    site.kill();
    const recovered = beginRecovery(site);
    const atOnce = { zxids: [...recovered.zxids], ready: recovered.ready };
    site.pass();

    expect({ atOnce, later: recovered.ready }).toEqual({
      atOnce: { zxids: [1n, 2n, 3n], ready: 0 },
      later: 1,
    });
  });
});

rule(
  "What comes back is a beginning of what was appended, with everything in it that was acknowledged",
  "ZooKeeper Internals, Guarantees: durability",
  () => {
    test("a server loses its power after any act of its disk, again and again", () => {
      for (const seed of range(1, 60)) {
        const site = new Site(seed);
        let kept: Zxid[] = [];
        for (const life of range(1, 6)) {
          const { log, zxids } = recover(site);
          expect({ seed, life, up: site.up, kept: kept.filter((zxid) => !zxids.includes(zxid)) }).toEqual({
            seed,
            life,
            up: true,
            kept: [],
          });
          expect(isPrefix(zxids)).toBe(true);
          kept = [...zxids];
          site.cutPowerAfter(1 + site.world.random.below(12));
          const next = log.lastZxid;
          site.run(() => {
            for (const each of orders(Number(next) + 1, Number(next) + 2)) {
              log.append(each, () => kept.push(each.zxid));
            }
          });
          site.pass(site.world.random.below(6));
          if (site.up) site.run(() => log.append(order(next + 3n), () => kept.push(next + 3n)));
          site.pass(site.world.random.below(20));
          site.losePower();
        }
      }
    });
  },
);

function isPrefix(zxids: readonly Zxid[]): boolean {
  return zxids.every((zxid, index) => zxid === BigInt(index + 1));
}

/** Two writes, each of them acknowledged. @returns the files after the first, and after the second */
function writeTwice(site: Site, first: ReturnType<typeof orders>, second: ReturnType<typeof orders>) {
  const log = new TransactionLog(site.host);
  append(site, log, first);
  const before = site.save();
  append(site, log, second);
  return { before, after: site.save() };
}

/** The files as they are if the second write was torn at each of its bytes, but for the last. */
function* tears(
  { before, after }: ReturnType<typeof writeTwice>,
  zeros: boolean,
): Generator<{ at: number; files: Map<string, Uint8Array> }> {
  for (const [file, content] of after) {
    const begin = before.get(file)?.length ?? 0;
    for (let at = begin; at < content.length; at++) {
      const torn = zeros ? content.slice().fill(0, at) : content.slice(0, at);
      yield { at: at - begin, files: new Map(after).set(file, torn) };
    }
  }
}
