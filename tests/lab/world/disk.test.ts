import { bytes, text } from "#lab/testing/bytes";
import type { Disk, DiskError, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { range } from "./parts";

interface Site {
  world: World;
  machine: Machine<Host>;
  /** The disk as the server of the present life sees it. */
  disk: () => Disk;
  read: (file: string) => string;
  restart: () => void;
}

function site(seed = 1): Site {
  const world = new World({ seed });
  const machine = world.server("A", (host) => host);
  const disk = (): Disk => machine.instance!.disk;
  return {
    world,
    machine,
    disk,
    read: (file) => text(disk().read(file, 0, 1e6)),
    restart: () => {
      machine.powerCut();
      machine.start();
    },
  };
}

/** Flushes a file and its name, and waits. */
function settle({ world, disk }: Site, file: string): void {
  disk().flush(file, () => {});
  disk().flushFolder("", () => {});
  world.advance(100);
}

const SEEDS = range(1, 101);

test("what was flushed, and whose name was flushed, survives a loss of power", () => {
  for (const seed of SEEDS) {
    const here = site(seed);
    here.disk().append("log", bytes("abc"));
    settle(here, "log");
    here.disk().append("log", bytes("def"));
    here.restart();
    expect(here.read("log").slice(0, 3)).toBe("abc");
  }
});

test("an append that was not flushed may be lost, torn, zeroed in part, or whole", () => {
  const outcomes = new Set<string>();
  for (const seed of SEEDS) {
    const here = site(seed);
    here.disk().append("log", bytes("abc"));
    settle(here, "log");
    here.disk().append("log", bytes("de"));
    here.restart();
    outcomes.add(here.read("log").replaceAll("\0", "0"));
  }
  expect([...outcomes].sort()).toEqual(["abc", "abc00", "abcd", "abcd0", "abcde"]);
});

test("a file whose name was never flushed may vanish, though its content was flushed", () => {
  const exists = SEEDS.map((seed) => {
    const here = site(seed);
    here.disk().append("log", bytes("abc"));
    here.disk().flush("log", () => {});
    here.world.advance(100);
    here.restart();
    return here.disk().exists("log");
  });
  expect(new Set(exists)).toEqual(new Set([true, false]));
});

test("a rename without a flush of the content may leave the new name with nothing behind it", () => {
  const contents = SEEDS.map((seed) => {
    const here = site(seed);
    here.disk().append("epoch", bytes("1"));
    settle(here, "epoch");
    here.disk().append("epoch.tmp", bytes("2"));
    here.disk().rename("epoch.tmp", "epoch");
    here.disk().flushFolder("", () => {});
    here.world.advance(100);
    here.restart();
    return here.read("epoch");
  });
  expect(new Set(contents)).toEqual(new Set(["", "2", "\0"]));
});

test("a rename after a flush of the content is one step: the old content or the new, never none", () => {
  const contents = SEEDS.map((seed) => {
    const here = site(seed);
    here.disk().append("epoch", bytes("1"));
    settle(here, "epoch");
    here.disk().append("epoch.tmp", bytes("2"));
    here.disk().flush("epoch.tmp", () => {});
    here.world.advance(100);
    here.disk().rename("epoch.tmp", "epoch");
    here.restart();
    return here.read("epoch");
  });
  expect(new Set(contents)).toEqual(new Set(["1", "2"]));
});

test("a file that is renamed has its old name or its new one after a loss of power, never none or both", () => {
  const names = SEEDS.map((seed) => {
    const here = site(seed);
    here.disk().append("a", bytes("1"));
    settle(here, "a");
    here.disk().rename("a", "b");
    here.restart();
    return here.disk().list("").join();
  });
  expect(new Set(names)).toEqual(new Set(["a", "b"]));
});

test("a truncation that was not flushed may be undone, and what was appended after it goes with it", () => {
  const contents = SEEDS.map((seed) => {
    const here = site(seed);
    here.disk().append("log", bytes("abcd"));
    settle(here, "log");
    here.disk().truncate("log", 2);
    here.disk().append("log", bytes("X"));
    expect(here.read("log")).toBe("abX");
    here.restart();
    return here.read("log").replaceAll("\0", "0");
  });
  expect([...new Set(contents)].sort()).toEqual(["ab", "ab0", "abX", "abcd"]);
});

test("a removed file may come back unless its folder was flushed", () => {
  const exists = (flush: boolean): Set<boolean> =>
    new Set(
      SEEDS.map((seed) => {
        const here = site(seed);
        here.disk().append("old", bytes("1"));
        settle(here, "old");
        here.disk().remove("old");
        if (flush) here.disk().flushFolder("", () => {});
        here.world.advance(100);
        here.restart();
        return here.disk().exists("old");
      }),
    );
  expect(exists(false)).toEqual(new Set([true, false]));
  expect(exists(true)).toEqual(new Set([false]));
});

test("if only the process dies, everything written survives, and a flush under way never calls back", () => {
  const here = site();
  let flushed = false;
  here.disk().append("log", bytes("abc"));
  here.disk().flush("log", () => (flushed = true));
  here.machine.kill();
  here.machine.start();
  here.world.advance(1000);
  expect(here.read("log")).toBe("abc");
  expect(flushed).toBe(false);
});

test("a flush covers what was written before it and nothing of what came while it was under way", () => {
  const outcomes = new Set<string>();
  for (const seed of SEEDS) {
    const here = site(seed);
    here.disk().append("log", bytes("a"));
    settle(here, "log");
    let size = 0;
    here.disk().append("log", bytes("bc"));
    here.disk().flush("log", () => (size = here.disk().size("log")));
    here.disk().truncate("log", 2);
    here.disk().append("log", bytes("XYZ"));
    here.world.advance(100);
    expect(size).toBe(5);
    here.restart();
    outcomes.add(here.read("log").replaceAll("\0", ""));
  }
  expect([...outcomes].sort()).toEqual(["ab", "abX", "abXY", "abXYZ", "abc"]);
});

test("flushes that wait are done together: a hundred appends cost two flushes", () => {
  const here = site();
  const order: number[] = [];
  for (const i of range(0, 100)) {
    here.disk().append("log", bytes("x"));
    here.disk().flush("log", () => order.push(i));
  }
  here.world.advance(2 * 4);
  expect(order).toEqual(range(0, 100));
  expect(here.world.events).toBe(2);
});

test("a failed flush is told, and so is every later one of that file: nobody may take it for kept", () => {
  const here = site();
  const errors: (string | undefined)[] = [];
  const note = (error?: DiskError): number => errors.push(error?.code);
  here.machine.disk.faults.flushErrors = 1;
  here.disk().append("log", bytes("abc"));
  here.disk().flush("log", note);
  here.world.advance(10);
  here.machine.disk.faults.flushErrors = 0;
  here.disk().flush("log", note);
  here.world.advance(10);
  expect(errors).toEqual(["Failed", "Failed"]);
});

test("a write to a full disk comes to light at the flush", () => {
  const here = site();
  const errors: (string | undefined)[] = [];
  here.disk().append("log", bytes("abc"));
  here.machine.disk.faults.full = true;
  here.disk().append("log", bytes("def"));
  here.disk().flush("log", (error) => errors.push(error?.message));
  here.world.advance(10);
  expect(errors).toEqual(["log: no space left on the disk"]);
  expect(here.read("log")).toBe("abc");
});

test("a flush that lies calls back without an error and keeps nothing", () => {
  const here = site();
  let error: DiskError | undefined | "none yet" = "none yet";
  here.machine.disk.faults.lies = true;
  here.disk().append("log", bytes("abc"));
  here.disk().flush("log", (e) => (error = e));
  here.disk().flushFolder("", () => {});
  here.world.advance(100);
  expect(error).toBeUndefined();
  const kept = SEEDS.map((seed) => {
    const there = site(seed);
    there.machine.disk.faults.lies = true;
    there.disk().append("log", bytes("abc"));
    settle(there, "log");
    there.restart();
    return there.disk().exists("log") && there.read("log") === "abc";
  });
  expect(kept).toContain(false);
});

test("a bit that flips is there for every later read, durable as the rest", () => {
  const here = site();
  here.disk().append("log", bytes("abc"));
  settle(here, "log");
  here.machine.disk.flipBit("log", 8);
  expect(here.read("log")).toBe("acc");
  here.restart();
  expect(here.read("log")).toBe("acc");
});

test("a wiped server has nothing, and only a stopped one can be wiped", () => {
  const here = site();
  here.disk().append("log", bytes("abc"));
  settle(here, "log");
  expect(() => here.machine.wipe()).toThrow("A is up");
  here.machine.kill();
  here.machine.wipe();
  here.machine.start();
  expect(here.disk().list("")).toEqual([]);
});

test("many random changes and losses of power never bring back what a flush had taken away", () => {
  for (const seed of SEEDS) {
    const here = site(seed);
    const random = here.world.random.fork("test");
    here.disk().append("log", new Uint8Array(0));
    settle(here, "log");
    for (let step = 0; step < 40; step++) {
      const dice = random.below(10);
      const size = here.disk().size("log");
      if (dice < 5)
        here
          .disk()
          .append("log", bytes(String.fromCharCode(97 + random.below(26)).repeat(1 + random.below(9))));
      else if (dice < 6) here.disk().truncate("log", random.below(size + 1));
      else if (dice < 8) settle(here, "log");
      else {
        settle(here, "log");
        const durable = here.read("log");
        here.disk().append("log", bytes("tail"));
        here.restart();
        expect(here.read("log").slice(0, durable.length)).toBe(durable);
      }
    }
  }
});
