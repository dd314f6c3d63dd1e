import { rule } from "#lab/testing/rule";
import type { Zxid } from "#znode-tree/changes";
import { TransactionLog } from "#transaction-log/log";
import { append, recover } from "./desk";
import { order, orders } from "./orders";
import { range, Site } from "./site";

/** So small that a file is full after two or three orders. */
const SMALL = { maxFileBytes: 150 };
const CODE = "ZooKeeper source, FileTxnLog";

rule("A full file gets no more: the next transaction begins a new one", CODE, () => {
  test("twenty orders are spread over several files, and none of them is much too large", () => {
    const { site } = full(20);
    const sizes = site.files("log").map((file) => site.disk.size(file));

    expect({ several: sizes.length > 3, large: sizes.filter((size) => size > 300) }).toEqual({
      several: true,
      large: [],
    });
  });

  test("all of them come back, in order, and it goes on", () => {
    const { site } = full(20);
    for (const life of range(0, 3)) {
      site.losePower();
      const { log, transactions } = recover(site, SMALL);
      expect(transactions).toEqual(orders(1, 20 + 3 * life));
      append(site, log, orders(21 + 3 * life, 23 + 3 * life));
    }
  });

  test("zxids that jump, because a new leader counts from one, are no hole", () => {
    const site = new Site();
    const log = new TransactionLog(site.host, SMALL);
    const zxids = [1n, 2n, 0x1_0000_0001n, 0x1_0000_0002n, 0x7_0000_0001n, 0xffff_0000_0001n];
    for (const zxid of zxids) append(site, log, [order(zxid)]);
    site.losePower();

    expect(recover(site, SMALL).zxids).toEqual(zxids);
  });

  test("a killed process has left a full file to the system: what follows in a new one doesn't leave it behind", () => {
    for (const seed of range(1, 60)) {
      const site = new Site(seed);
      const log = new TransactionLog(site.host, SMALL);
      site.run(() => log.append(order(1n, "x".repeat(200))));
      site.kill();
      append(site, recover(site, SMALL).log, [order(2n)]);
      site.losePower();

      expect({ seed, zxids: recover(site, SMALL).zxids }).toEqual({ seed, zxids: [1n, 2n] });
    }
  });

  test("the power is lost at any moment while files fill up: nothing acknowledged is lost, and it starts again", () => {
    for (const seed of range(1, 12)) {
      for (const acts of range(1, 25)) {
        const site = new Site(seed);
        const log = new TransactionLog(site.host, SMALL);
        const told: Zxid[] = [];
        site.cutPowerAfter(acts);
        site.run(() => rush(site, log, told, 1n));
        site.pass(40);
        site.losePower();
        const again = recover(site, SMALL);
        const lost = told.filter((zxid) => !again.zxids.includes(zxid));

        expect({ seed, acts, up: site.up, lost }).toEqual({ seed, acts, up: true, lost: [] });
        expect(again.zxids).toEqual(range(1, again.zxids.length).map(BigInt));
        // A name is a promise of what will be in the file, and no proof of what is.
        expect({ seed, acts, last: again.log.lastZxid }).toEqual({
          seed,
          acts,
          last: BigInt(again.zxids.length),
        });
      }
    }
  });
});

rule("The last zxid is that of the last transaction that is there", "ZOOKEEPER-596", () => {
  test("the power was lost when a new file had got its name and nothing else", () => {
    const { site, saved } = full(9);
    const newest = [...saved.keys()].at(-1)!;
    site.load(new Map(saved).set(newest, new Uint8Array(0)));
    const { log, zxids } = recover(site, SMALL);

    expect({ up: site.up, last: log.lastZxid }).toEqual({ up: true, last: zxids.at(-1) });
  });
});

rule("A hole is noticed: the server doesn't start with less than it had", CODE, () => {
  test("any file but the newest is gone", () => {
    const { site, saved } = full(12);
    for (const gone of [...saved.keys()].slice(0, -1)) {
      const rest = new Map(saved);
      rest.delete(gone);
      site.load(rest);
      const { ready } = recover(site, SMALL);

      expect({ gone, up: site.up, ready }).toEqual({ gone, up: false, ready: 0 });
    }
  });

  test("any file but the newest has lost its end: a tear is a tear only at the very end", () => {
    const { site, saved } = full(12);
    for (const [torn, content] of [...saved].slice(0, -1)) {
      for (const cut of [1, 20, content.length]) {
        site.load(new Map(saved).set(torn, content.slice(0, content.length - cut)));
        const { ready } = recover(site, SMALL);

        expect({ torn, cut, up: site.up, ready }).toEqual({ torn, cut, up: false, ready: 0 });
      }
    }
  });

  test("whoever holds everything up to the hole's other side doesn't need it", () => {
    const { site, saved } = full(12);
    const [oldest] = saved.keys();
    const rest = new Map(saved);
    rest.delete(oldest!);
    site.load(rest);

    expect(recover(site, SMALL, 6n).zxids).toEqual(range(7, 12).map(BigInt));
  });
});

rule("read gives what lies behind a zxid", CODE, () => {
  test.each([true, false])("from every place of the log (after a restart: %s)", (restarted) => {
    const { site, log } = full(12);
    if (restarted) site.losePower();
    const reader = restarted ? recover(site, SMALL).log : log;
    const read = range(0, 12).map((after) => [...reader.read(BigInt(after))].map(({ zxid }) => zxid));

    expect(read).toEqual(range(0, 12).map((after) => range(after + 1, 12).map(BigInt)));
  });

  test("it gives them as they were appended", () => {
    const { log } = full(12);

    expect([...log.read(3n)]).toEqual(orders(4, 12));
  });

  test("whoever needs the newest doesn't make it read the oldest", () => {
    const { site, log, saved } = full(60);
    const [oldest] = saved.keys();
    site.machine.disk.flipBit(oldest!, 100);

    expect([...log.read(58n)].map(({ zxid }) => zxid)).toEqual([59n, 60n]);
  });
});

rule("truncate takes back what lies behind a zxid, for good", "ZOOKEEPER-1489", () => {
  test("to every place of the log: the rest is there, and the last zxid is that of the rest", () => {
    for (const to of range(0, 12)) {
      const { site, log } = full(12);
      truncate(site, log, to);
      const now = { last: log.lastZxid, read: [...log.read(0n)].length };
      site.losePower();
      const later = recover(site, SMALL);

      expect({ to, now, later: later.zxids, last: later.log.lastZxid }).toEqual({
        to,
        now: { last: BigInt(to), read: to },
        later: range(1, to).map(BigInt),
        last: BigInt(to),
      });
    }
  });

  test.each(["at once", "after a restart"])(
    "what is appended %s comes behind the rest, and is kept",
    (when) => {
      for (const to of range(0, 11)) {
        for (const seed of range(1, 4)) {
          const { site, log } = full(11, seed);
          truncate(site, log, to);
          if (when === "after a restart") site.losePower();
          const next = when === "at once" ? log : recover(site, SMALL).log;
          const other = [order(0x1_0000_0001n, "another"), order(0x1_0000_0002n, "history")];
          const told = append(site, next, other);
          site.losePower();
          const { transactions } = recover(site, SMALL);

          expect({ to, seed, told, up: site.up }).toEqual({ to, seed, told: 2, up: true });
          expect(transactions).toEqual([...orders(1, to), ...other]);
        }
      }
    },
  );

  test("the same zxids may come again with something else", () => {
    for (const to of range(0, 11)) {
      const { site, log } = full(11);
      truncate(site, log, to);
      append(site, log, orders(to + 1, 14, "rolls"));
      site.losePower();

      expect(recover(site, SMALL).transactions).toEqual([...orders(1, to), ...orders(to + 1, 14, "rolls")]);
    }
  });

  test("the power is lost after any act of the disk: what is left is a beginning that reaches at least that far", () => {
    for (const seed of range(1, 6)) {
      for (const to of [0, 1, 4, 5, 9]) {
        for (const acts of range(1, 14)) {
          const { site, log } = full(12, seed);
          site.cutPowerAfter(acts);
          truncate(site, log, to);
          site.losePower();
          const { zxids } = recover(site, SMALL);

          expect({ seed, to, acts, up: site.up, zxids }).toEqual({
            seed,
            to,
            acts,
            up: true,
            zxids: range(1, Math.max(to, zxids.length)).map(BigInt),
          });
        }
      }
    }
  });

  test("when it has called back, no loss of power brings anything back", () => {
    for (const seed of range(1, 60)) {
      const { site, log } = full(12, seed);
      site.run(() => log.truncate(4n, () => site.die()));
      site.pass();
      site.losePower();

      expect({ seed, zxids: recover(site, SMALL).zxids }).toEqual({ seed, zxids: [1n, 2n, 3n, 4n] });
    }
  });

  test("a zxid that the log hasn't reached cuts nothing off", () => {
    const { site, log } = full(5);
    let done = 0;
    site.run(() => log.truncate(9n, () => (done += 1)));
    site.pass();

    expect({ done, last: log.lastZxid, read: [...log.read(0n)].length }).toEqual({
      done: 1,
      last: 5n,
      read: 5,
    });
  });
});

/** A log of orders in several files, each acknowledged before the next. */
function full(count: number, seed = 1) {
  const site = new Site(seed);
  const log = new TransactionLog(site.host, SMALL);
  for (const each of orders(1, count)) append(site, log, [each]);
  expect([...log.read(0n)]).toHaveLength(count);
  return { site, log, saved: site.save() };
}

function truncate(site: Site, log: TransactionLog, to: number): void {
  site.run(() => log.truncate(BigInt(to), () => {}));
  site.pass();
}

/** Orders come in one after another, for as long as the power is on. */
function rush(site: Site, log: TransactionLog, told: Zxid[], zxid: Zxid): void {
  log.append(order(zxid), () => told.push(zxid));
  site.host.clock.after(0.7, () => rush(site, log, told, zxid + 1n));
}
