import { rule } from "#lab/testing/rule";
import { EpochFile } from "#transaction-log/epoch-file";
import { range, Site } from "./site";

const CODE = "ZooKeeper source, QuorumPeer.setAcceptedEpoch";

rule("An epoch is remembered", CODE, () => {
  test("a new server is in epoch 0", () => {
    expect(open(new Site()).file.epoch).toBe(0);
  });

  test("what was set is there after a loss of power, whatever was set before", () => {
    for (const seed of range(1, 50)) {
      const site = new Site(seed);
      for (const epoch of [1, 2, 0xffff_fffe]) {
        set(site, open(site).file, epoch);
        site.losePower();

        expect({ seed, epoch: open(site).file.epoch }).toEqual({ seed, epoch });
      }
    }
  });

  test("when set calls back, it is there, even if the power is lost in this moment", () => {
    for (const seed of range(1, 100)) {
      const site = new Site(seed);
      const { file } = open(site);
      set(site, file, 4);
      site.run(() => file.set(5, () => site.die()));
      site.pass();
      site.losePower();

      expect({ seed, epoch: open(site).file.epoch }).toEqual({ seed, epoch: 5 });
    }
  });

  test("two files don't get in each other's way", () => {
    const site = new Site();
    const accepted = open(site, "acceptedEpoch").file;
    const current = open(site, "currentEpoch").file;
    site.run(() => {
      accepted.set(7, () => {});
      current.set(6, () => {});
    });
    site.pass();
    site.losePower();

    expect([open(site, "acceptedEpoch").file.epoch, open(site, "currentEpoch").file.epoch]).toEqual([7, 6]);
  });

  test("two that are set in a row are both done, in order", () => {
    const site = new Site();
    const { file } = open(site);
    const heard: string[] = [];
    site.run(() => {
      file.set(1, () => heard.push(`set 1, is ${file.epoch}`));
      file.set(2, () => heard.push(`set 2, is ${file.epoch}`));
    });
    site.pass();

    expect({ heard, epoch: file.epoch }).toEqual({ heard: ["set 1, is 1", "set 2, is 2"], epoch: 2 });
  });
});

rule("No epoch is used before it is kept", "ZOOKEEPER-2307", () => {
  test("until it is durable, the epoch is the old one", () => {
    for (const seed of range(1, 30)) {
      for (const acts of range(1, 12)) {
        const site = new Site(seed);
        const { file } = open(site);
        set(site, file, 4);
        site.cutPowerAfter(acts);
        site.run(() => file.set(5, () => {}));
        site.pass();
        const used = file.epoch;
        site.losePower();

        expect({ seed, acts, forgotten: open(site).file.epoch < used }).toEqual({
          seed,
          acts,
          forgotten: false,
        });
      }
    }
  });

  test("set doesn't change it by itself: it takes the disk some time", () => {
    const site = new Site();
    const { file } = open(site);
    let told = false;
    site.run(() => file.set(5, () => (told = true)));
    const atOnce = { epoch: file.epoch, told };
    site.pass();

    expect({ atOnce, later: { epoch: file.epoch, told } }).toEqual({
      atOnce: { epoch: 0, told: false },
      later: { epoch: 5, told: true },
    });
  });

  test("a disk that reports an error stops the server, and the epoch is the old one", () => {
    const site = new Site();
    const { file } = open(site);
    set(site, file, 4);
    site.machine.disk.faults.flushErrors = 1;
    const told = set(site, file, 5);

    expect({ told, epoch: file.epoch, up: site.up }).toEqual({ told: 0, epoch: 4, up: false });
  });

  test("what a killed process left to the system is durable before anybody relies on it", () => {
    for (const seed of range(1, 20)) {
      for (const acts of range(1, 8)) {
        const site = new Site(seed);
        const { file } = open(site);
        set(site, file, 4);
        const before = site.acts.length;
        site.run(() => file.set(5, () => {}));
        for (let ms = 0; ms < 20 && site.acts.length < before + acts; ms += 0.1) site.pass(0.1);
        site.kill();
        const again = open(site);
        const relied = again.ready > 0 ? again.file.epoch : 0;
        site.losePower();

        expect({ seed, acts, forgotten: open(site).file.epoch < relied }).toEqual({
          seed,
          acts,
          forgotten: false,
        });
      }
    }
  });
});

rule("The file holds the old epoch or the new one, never neither", CODE, () => {
  test("the power is lost after any act of the disk, twice", () => {
    for (const seed of range(1, 20)) {
      for (const acts of range(1, 12)) {
        const site = new Site(seed);
        set(site, open(site).file, 4);
        const found: number[] = [];
        for (const next of [5, 6]) {
          const { file } = open(site);
          site.cutPowerAfter(acts);
          site.run(() => file.set(next, () => {}));
          site.pass();
          site.losePower();
          found.push(open(site).file.epoch);
        }
        const legal = site.up && [4, 5].includes(found[0]!) && [found[0], 6].includes(found[1]);

        expect({ seed, acts, found, legal }).toEqual({ seed, acts, found, legal: true });
      }
    }
  });

  test("a file that isn't what was written stops the server: a bit of it turns", () => {
    const site = new Site();
    set(site, open(site).file, 4);
    const saved = site.save();
    const forgotten: string[] = [];
    for (const [name, content] of saved) {
      for (let bit = 0; bit < content.length * 8; bit++) {
        site.load(saved);
        site.machine.disk.flipBit(name, bit);
        const { file, ready } = open(site);
        if (site.up || ready > 0) forgotten.push(`${name}, bit ${bit}: ${file.epoch}`);
      }
    }

    expect(forgotten).toEqual([]);
  });

  test("a file that has lost its end stops the server", () => {
    const site = new Site();
    set(site, open(site).file, 4);
    const saved = site.save();
    for (const [name, content] of saved) {
      for (const size of range(0, content.length - 1)) {
        site.load(new Map(saved).set(name, content.slice(0, size)));
        const { ready } = open(site);

        expect({ name, size, up: site.up, ready }).toEqual({ name, size, up: false, ready: 0 });
      }
    }
  });
});

rule("An epoch never goes down", CODE, () => {
  test("a lower one is refused, and nothing has changed", () => {
    const site = new Site();
    const { file } = open(site);
    set(site, file, 4);

    expect(() => file.set(3, () => {})).toThrow(RangeError);
    expect(file.epoch).toBe(4);
  });
});

/** Opens the file as a server does when it starts. */
function open(site: Site, name = "acceptedEpoch") {
  const opened = { file: new EpochFile(site.host, name), ready: 0 };
  site.run(() => opened.file.open(() => (opened.ready += 1)));
  site.pass();
  return opened;
}

/** Sets the epoch and waits. @returns how often it has called back */
function set(site: Site, file: EpochFile, epoch: number): number {
  let told = 0;
  site.run(() => file.set(epoch, () => (told += 1)));
  site.pass();
  return told;
}
