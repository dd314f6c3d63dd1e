import { rule } from "#lab/testing/rule";
import type { Zxid } from "#znode-tree/changes";
import { TransactionLog } from "#transaction-log/log";
import { order, orderPath, orders } from "./orders";
import { range, Site } from "./site";

const GUIDE = "ZooKeeper Administrator's Guide, Unsafe Options: forceSync";
const HOST = "lab/host.ts, Disk";

rule("A transaction is acknowledged when the disk has it, and not before", GUIDE, () => {
  test("append doesn't call back by itself: it takes the disk some time", () => {
    const { site, log } = start();
    const told = append(site, log, 1n);

    expect(told).toEqual([]);
    site.pass();
    expect(told).toEqual([1n]);
  });

  test("the power is lost in the moment of the acknowledgment: what was acknowledged is there", () => {
    for (const seed of range(1, 100)) {
      const { site, log } = start(seed);
      site.run(() => log.append(order(1n), () => site.die()));
      site.pass();
      site.losePower();

      expect({ seed, kept: site.textIn("log").includes(orderPath(1n)) }).toEqual({ seed, kept: true });
    }
  });

  test("what comes while a flush is under way isn't covered by that flush", () => {
    for (const seed of range(1, 100)) {
      const { site, log } = start(seed);
      append(site, log, 1n);
      site.pass(0.1);
      site.run(() => log.append(order(2n), () => site.die()));
      site.pass();
      site.losePower();

      expect({ seed, kept: site.textIn("log").includes(orderPath(2n)) }).toEqual({ seed, kept: true });
    }
  });

  test("whenever the power is lost while a hundred orders come in, no acknowledged one is lost", () => {
    for (const seed of range(1, 200)) {
      const { site, log } = start(seed);
      const told = rush(site, log, 100);
      site.cutPowerAfter(1 + (seed % 40));
      site.pass();
      site.losePower();
      const kept = site.textIn("log");
      const lost = told.filter((zxid) => !kept.includes(orderPath(zxid)));

      expect({ seed, lost }).toEqual({ seed, lost: [] });
    }
  });

  test("acknowledgments come in the order of the transactions", () => {
    const { site, log } = start();
    const told = rush(site, log, 100);
    site.pass();

    expect(told).toEqual(orders(1, 100).map(({ zxid }) => zxid));
  });
});

rule(
  "Transactions that come while the disk is busy share the next flush",
  "ZooKeeper source, SyncRequestProcessor",
  () => {
    test("a thousand transactions at once take no longer than a few flushes", () => {
      const { site, log } = start();
      let told = 0;
      site.run(() => {
        for (const each of orders(1, 1_000)) log.append(each, () => (told += 1));
      });
      site.pass(25);

      expect(told).toBe(1_000);
    });

    test("a single transaction doesn't wait for company", () => {
      const { site, log } = start();
      const told = append(site, log, 1n);
      site.pass(10);

      expect(told).toEqual([1n]);
    });

    test("whoever is told may append at once, and is told again", () => {
      const { site, log } = start();
      const told: Zxid[] = [];
      const next = (zxid: Zxid): void =>
        log.append(order(zxid), () => {
          told.push(zxid);
          if (zxid < 20n) next(zxid + 1n);
        });
      site.run(() => next(1n));
      site.pass();

      expect(told).toHaveLength(20);
    });
  },
);

rule("sync waits for what was appended before it", "ZooKeeper source, SyncRequestProcessor", () => {
  test("it calls back after the acknowledgments of what came before", () => {
    const { site, log } = start();
    const heard: string[] = [];
    site.run(() => {
      log.append(order(1n), () => heard.push("1"));
      log.append(order(2n), () => heard.push("2"));
      log.sync(() => heard.push("synced"));
    });
    site.pass();

    expect(heard).toEqual(["1", "2", "synced"]);
  });

  test("it calls back on a log that has nothing to write, but never within the call", () => {
    const { site, log } = start();
    const heard: string[] = [];
    site.run(() => log.sync(() => heard.push("synced")));
    const atOnce = [...heard];
    site.pass();

    expect({ atOnce, later: heard }).toEqual({ atOnce: [], later: ["synced"] });
  });
});

rule("A disk that reports an error stops the server", "ZOOKEEPER-4882; " + HOST, () => {
  test.each([
    ["a flush fails", (site: Site) => (site.machine.disk.faults.flushErrors = 1)],
    ["the disk is full", (site: Site) => (site.machine.disk.faults.full = true)],
  ])("%s: nobody is told, and the server stands still", (_, fault) => {
    const { site, log } = start();
    append(site, log, 1n);
    site.pass();
    fault(site);
    const told = append(site, log, 2n);
    site.pass();

    expect({ told, up: site.up }).toEqual({ told: [], up: false });
  });

  test("a flush fails once and would succeed the next time: nobody asks a second time", () => {
    for (const seed of range(1, 20)) {
      const { site, log } = start(seed);
      append(site, log, 1n);
      site.pass();
      site.machine.disk.faults.flushErrors = 1;
      const told = append(site, log, 2n);
      while (site.up && site.world.now < 20_000) {
        site.pass(1);
        if (site.acts.filter((act) => act.startsWith("flushed")).length > 2) {
          site.machine.disk.faults.flushErrors = 0;
        }
      }

      expect({ told, up: site.up }).toEqual({ told: [], up: false });
    }
  });

  test("the very first flushes fail, of the content or of the name: nobody is told", () => {
    for (const seed of range(1, 50)) {
      const { site, log } = start(seed);
      site.machine.disk.faults.flushErrors = 0.5;
      const acknowledged: string[] = [];
      site.run(() => log.append(order(1n), () => acknowledged.push(`up: ${site.up}`)));
      site.pass();
      const failed = site.failedFlushes > 0;

      expect({ seed, acknowledged, up: site.up }).toEqual({
        seed,
        acknowledged: failed ? [] : ["up: true"],
        up: !failed,
      });
    }
  });
});

function start(seed = 1): { site: Site; log: TransactionLog } {
  const site = new Site(seed);
  return { site, log: new TransactionLog(site.host) };
}

/** Appends one transaction. @returns the zxids that were acknowledged, as it grows */
function append(site: Site, log: TransactionLog, zxid: Zxid): Zxid[] {
  const told: Zxid[] = [];
  site.run(() => log.append(order(zxid), () => told.push(zxid)));
  return told;
}

/** Lets orders come in, one every fifth of a millisecond. @returns the zxids that were acknowledged, as it grows */
function rush(site: Site, log: TransactionLog, count: number): Zxid[] {
  const told: Zxid[] = [];
  const comes = (zxid: Zxid): void => {
    log.append(order(zxid), () => told.push(zxid));
    if (zxid < count) site.host.clock.after(0.2, () => comes(zxid + 1n));
  };
  site.run(() => comes(1n));
  return told;
}
