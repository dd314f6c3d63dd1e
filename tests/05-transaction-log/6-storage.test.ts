import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import { contentOf } from "./keeper";
import { change, order, orders } from "./orders";
import { crashes, rot } from "./scenarios";
import { range, Site } from "./site";

const GUIDE = "ZooKeeper Administrator's Guide, Data File Management";
/** Files and pieces so small that there are many of them, and snapshots only where the test asks for them. */
const SMALL: StorageOptions = {
  maxFileBytes: 150,
  pieceBytes: 64,
  snapshotEvery: 1_000_000,
  keepSnapshots: 2,
};

rule("A server that starts again is as it was: the newest snapshot, and the log behind it", GUIDE, () => {
  test("a new server begins with an empty database", () => {
    const { storage, up } = open(new Site());

    expect({ up, content: contentOf(storage.database) }).toEqual({
      up: true,
      content: contentOf(new Database()),
    });
  });

  test("there is only a log", () => {
    const site = new Site();
    write(site, open(site).storage, orders(1, 10));
    site.losePower();

    expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(orders(1, 10))));
  });

  test("there are snapshots, and transactions before, between and behind them", () => {
    const { site, all } = lived([10, 10, 5]);
    site.losePower();

    expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(all)));
  });

  test("a snapshot was taken while transactions came in", () => {
    for (const seed of range(1, 6)) {
      const site = new Site(seed);
      const { storage } = open(site);
      write(site, storage, orders(1, 20));
      site.run(() => storage.snapshot());
      for (const each of orders(21, 60)) {
        site.run(() => storage.append(each, () => storage.database.apply(each)));
        site.pass(1);
      }
      site.pass();
      site.losePower();

      expect({ seed, content: contentOf(open(site).storage.database) }).toEqual({
        seed,
        content: contentOf(databaseOf(orders(1, 60))),
      });
    }
  });

  test("the log goes on behind the snapshot, with the next zxid", () => {
    const { site } = lived([10]);
    site.losePower();
    const { storage } = open(site);
    write(site, storage, orders(11, 12));
    site.losePower();

    expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(orders(1, 12))));
  });

  test("the epochs come back as well", () => {
    const site = new Site();
    const { storage } = open(site);
    site.run(() => storage.acceptedEpoch.set(3, () => storage.currentEpoch.set(2, () => {})));
    site.pass();
    site.losePower();
    const again = open(site).storage;

    expect([again.acceptedEpoch.epoch, again.currentEpoch.epoch]).toEqual([3, 2]);
  });
});

rule(
  "A damaged snapshot is passed over only if an older one and the log make up for it",
  "ZOOKEEPER-2872",
  () => {
    test("the newest is damaged: the one before it, and more of the log, lead to the same", () => {
      const { site, all } = lived([10, 10, 5]);
      damage(site, snapshots(site).slice(-1));
      site.losePower();

      expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(all)));
    });

    test("no more than a file of the newest is left: it is passed over too", () => {
      const { site, all } = lived([10, 10, 5]);
      const files = site.save().set(snapshots(site).at(-1)!, new Uint8Array(0));
      site.load(files);

      expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(all)));
    });
  },
);

rule("A server never starts with less than it had: rather not at all", "ZOOKEEPER-2325", () => {
  test("all its snapshots are damaged, and the log no longer reaches back to the beginning", () => {
    const { site } = lived([10, 10, 10, 5]);
    damage(site, snapshots(site));
    site.kill();

    expect(open(site)).toMatchObject({ up: false, ready: 0 });
  });

  test("all its snapshots are damaged, and there is no log", () => {
    const { site } = lived([10, 10, 10, 5]);
    damage(site, snapshots(site));
    const files = site.save();
    for (const file of site.files("log")) files.delete(file);
    site.load(files);

    expect(open(site)).toMatchObject({ up: false, ready: 0 });
  });

  test("its snapshots are gone, and the log no longer reaches back to the beginning", () => {
    const { site } = lived([10, 10, 10, 5]);
    const files = site.save();
    for (const file of snapshots(site)) files.delete(file);
    site.load(files);

    expect(open(site)).toMatchObject({ up: false, ready: 0 });
  });

  test("the log is damaged behind the newest snapshot", () => {
    const { site } = lived([10, 10, 5]);
    const newest = site.files("log").at(-1)!;
    site.machine.disk.flipBit(newest, 8 * site.disk.size(newest) - 80);
    site.kill();

    expect(open(site)).toMatchObject({ up: false, ready: 0 });
  });

  test("a snapshot that was taken while transactions came in has lost the log that belongs to it", () => {
    const site = new Site();
    const { storage } = open(site);
    const all = [
      ...orders(1, 20),
      ...range(1, 20).map((number) => change(BigInt(20 + number), BigInt(number))),
    ];
    write(site, storage, all.slice(0, 20));
    site.run(() => storage.snapshot());
    for (const each of all.slice(20)) {
      site.run(() => storage.append(each, () => storage.database.apply(each)));
      site.pass(1);
    }
    site.pass();
    const files = site.save();
    for (const file of site.files("log")) files.delete(file);
    site.load(files);
    const { up, storage: again } = open(site);
    const found = contentOf(again.database);
    const once = all.map((_, index) => contentOf(databaseOf(all.slice(0, index + 1))));

    // It may have been taken in one go after all; but it must not show what never was.
    expect(up ? once : []).toEqual(up ? expect.arrayContaining([found]) : []);
  });
});

rule(
  "What is purged is never missed",
  "ZooKeeper Administrator's Guide, Ongoing Data Directory Cleanup",
  () => {
    test("the disk doesn't fill up: snapshots and logs that nobody needs are gone", () => {
      const early = lived(range(1, 5).map(() => 10)).site;
      const late = lived(range(1, 15).map(() => 10)).site;

      expect({
        snapshots: snapshots(late).length <= 3,
        log: late.bytesIn("log") < 2 * early.bytesIn("log"),
      }).toEqual({ snapshots: true, log: true });
    });

    test("of the two that were to be kept, the newest is damaged later: the other is enough", () => {
      const { site, all } = lived([10, 10, 10, 10, 5]);
      damage(site, snapshots(site).slice(-1));
      site.losePower();

      expect(contentOf(open(site).storage.database)).toEqual(contentOf(databaseOf(all)));
    });

    test("damaged snapshots don't count: those that are whole are kept for them", () => {
      const { site, all } = lived([10, 10, 5]);
      const [first, second] = snapshots(site);
      damage(site, [second!]);
      site.losePower();
      const { storage } = open(site);
      write(site, storage, orders(26, 30));
      snapshot(site, storage);
      const third = snapshots(site).at(-1)!;
      const kept = snapshots(site).includes(first!);
      damage(site, [third]);
      site.losePower();

      expect({ kept, content: contentOf(open(site).storage.database) }).toEqual({
        kept: true,
        content: contentOf(databaseOf([...all, ...orders(26, 30)])),
      });
    });

    test("the power is lost after any act of the disk while it purges: what it had is there", () => {
      const { site, all } = lived([10, 10, 10, 9]);
      const saved = site.save();
      for (const acts of range(1, 45)) {
        site.load(saved);
        const { storage } = open(site);
        site.cutPowerAfter(acts);
        site.run(() => storage.snapshot());
        site.pass();
        site.losePower();

        expect({ acts, content: contentOf(open(site).storage.database) }).toEqual({
          acts,
          content: contentOf(databaseOf(all)),
        });
      }
    });

    test("the power is lost after any act of the disk while it purges, and the newest snapshot is damaged", () => {
      const { site, all } = lived([10, 10, 10, 9]);
      const saved = site.save();
      for (const acts of range(1, 45)) {
        site.load(saved);
        const { storage } = open(site);
        site.cutPowerAfter(acts);
        site.run(() => storage.snapshot());
        site.pass();
        site.losePower();
        damage(site, snapshots(site).slice(-1));
        site.kill();

        expect({ acts, content: contentOf(open(site).storage.database) }).toEqual({
          acts,
          content: contentOf(databaseOf(all)),
        });
      }
    });
  },
);

rule("What chapter 8 will ask for", "ZooKeeper Internals, Leader Activation", () => {
  test("going back to a zxid: the database is as it was then, and something else may follow", () => {
    const { site } = lived([10, 10]);
    site.losePower();
    const { storage } = open(site);
    write(site, storage, orders(21, 25));
    site.run(() => storage.truncate(22n, () => {}));
    site.pass();
    const now = contentOf(storage.database);
    write(site, storage, [order(0x1_0000_0001n)]);
    site.losePower();

    expect(now).toEqual(contentOf(databaseOf(orders(1, 22))));
    expect(contentOf(open(site).storage.database)).toEqual(
      contentOf(databaseOf([...orders(1, 22), order(0x1_0000_0001n)])),
    );
  });

  test("a snapshot that shows something of what is cut off goes with it, though it was begun before", () => {
    const { site, all } = lived([10, 10]);
    site.losePower();
    const { storage } = open(site);
    site.run(() => storage.snapshot());
    for (const each of orders(21, 30)) {
      site.run(() => storage.append(each, () => {}));
      site.run(() => storage.database.apply(each));
      site.pass(1);
    }
    site.pass();
    site.run(() => storage.truncate(20n, () => {}));
    site.pass();
    site.losePower();
    const { storage: again, up } = open(site);

    expect({ up, content: up && contentOf(again.database) }).toEqual({
      up: true,
      content: contentOf(databaseOf(all)),
    });
  });

  test("a database from elsewhere: the server goes on behind it, whenever the power is lost", () => {
    const other = [...orders(1, 12), order(0x1_0000_0001n, "another"), order(0x1_0000_0002n, "history")];
    const later = order(0x1_0000_0003n);
    const { site, all } = lived([10, 10, 5]);
    const saved = site.save();
    const [before, replaced, after] = [all, other, [...other, later]].map((transactions) =>
      JSON.stringify(contentOf(databaseOf(transactions)), replacer),
    );
    for (const acts of range(1, 60)) {
      site.load(saved);
      const { storage } = open(site);
      let told = false;
      site.cutPowerAfter(acts);
      site.run(() =>
        storage.replace(databaseOf(other), () =>
          storage.append(later, () => {
            storage.database.apply(later);
            told = true;
          }),
        ),
      );
      site.pass();
      site.losePower();
      const found = JSON.stringify(contentOf(open(site).storage.database), replacer);
      const legal = (told ? [after] : [before, replaced, after]).includes(found);

      expect({ acts, told, up: site.up, legal }).toEqual({
        acts,
        told,
        up: true,
        legal: true,
      });
    }
  });
});

rule(
  "Whatever befalls a server and its disk, what it has acknowledged is there",
  "every rule of this chapter",
  () => {
    test("power, process, flushes and space are lost while customers write and snapshots are taken", () =>
      sweepInTest(crashes, { seeds: 100 }));

    test("and one bit of its disk turns: it may refuse to start, and never starts with something else", () =>
      sweepInTest(rot, { seeds: 50 }));
  },
);

/** Opens the storage as a server does when it starts. */
function open(site: Site, options = SMALL) {
  const storage = new Storage(site.host, options);
  let ready = 0;
  site.run(() => storage.open(() => (ready += 1)));
  site.pass();
  return { storage, ready, up: site.up };
}

/** Appends transactions, and applies each when it is durable. */
function write(site: Site, storage: Storage, transactions: readonly Transaction[]): void {
  for (const each of transactions) {
    site.run(() => storage.append(each, () => storage.database.apply(each)));
    site.pass(20);
  }
}

function snapshot(site: Site, storage: Storage): void {
  site.run(() => storage.snapshot());
  site.pass();
}

/** A server that has written so many orders, taken a snapshot, written so many more, and so on; the last have none. */
function lived(counts: readonly number[]) {
  const site = new Site();
  const { storage } = open(site);
  let last = 0;
  for (const [index, count] of counts.entries()) {
    write(site, storage, orders(last + 1, last + count));
    last += count;
    if (index < counts.length - 1) snapshot(site, storage);
  }
  return { site, storage, all: orders(1, last) };
}

function databaseOf(transactions: readonly Transaction[]): Database {
  const database = new Database();
  for (const each of transactions) database.apply(each);
  return database;
}

/** The files of the snapshots, the oldest first. */
function snapshots(site: Site): string[] {
  return site.files("snapshots").filter((file) => /[0-9a-f]{16}$/.test(file));
}

/** Turns a bit in the middle of each of these files. */
function damage(site: Site, files: readonly string[]): void {
  for (const file of files) site.machine.disk.flipBit(file, site.disk.size(file) * 4);
}

function replacer(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
