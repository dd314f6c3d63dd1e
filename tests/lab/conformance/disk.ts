import { bytes, text } from "#lab/testing/bytes";
import { type Disk, DiskError, type Host } from "#lab/host";
import { SeededRandom } from "#lab/world/random";
import { range } from "../world/parts";
import type { Site } from "./suite";

export function diskConforms(site: () => Site): void {
  const start = async (): Promise<Disk> => (await site().start("A", (host: Host) => host)).disk;
  const all = (disk: Disk, file: string): string => text(disk.read(file, 0, 1e9));

  /** Flushes and waits. */
  async function flush(disk: Disk, file: string): Promise<void> {
    let done = false;
    disk.flush(file, (error) => {
      expect(error).toBeUndefined();
      done = true;
    });
    expect(done).toBe(false);
    await site().until(`${file} is flushed`, () => done);
  }

  async function restart(): Promise<Disk> {
    await site().kill("A");
    return start();
  }

  test("what is appended is seen by a read at once, and after a flush", async () => {
    const disk = await start();
    disk.append("log", bytes("abc"));
    disk.append("log", bytes("def"));
    const seen = (): unknown[] => [
      all(disk, "log"),
      disk.size("log"),
      text(disk.read("log", 2, 3)),
      disk.exists("log"),
    ];
    expect(seen()).toEqual(["abcdef", 6, "cde", true]);
    await flush(disk, "log");
    expect(seen()).toEqual(["abcdef", 6, "cde", true]);
    expect([
      disk.read("log", 4, 100).length,
      disk.read("log", 6, 1).length,
      disk.read("log", 99, 1).length,
    ]).toEqual([2, 0, 0]);
  });

  test("the bytes may be changed after the call, and those that were read too", async () => {
    const disk = await start();
    const data = bytes("abc");
    disk.append("log", data);
    data.fill(0);
    disk.read("log", 0, 3).fill(0);
    await flush(disk, "log");
    disk.read("log", 0, 3).fill(0);
    expect(all(disk, "log")).toBe("abc");
  });

  test("what was written is there after a kill and a restart, flushed or not", async () => {
    let disk = await start();
    disk.append("log", bytes("abc"));
    await flush(disk, "log");
    disk.append("log", bytes("def"));
    disk.append("other/file", bytes("x"));
    disk = await restart();
    expect([all(disk, "log"), all(disk, "other/file")]).toEqual(["abcdef", "x"]);
  });

  test("a truncated file ends where it was cut, and goes on from there", async () => {
    let disk = await start();
    disk.append("log", bytes("abcdef"));
    await flush(disk, "log");
    disk.append("log", bytes("ghi"));
    disk.truncate("log", 8);
    disk.truncate("log", 2);
    disk.append("log", bytes("XY"));
    expect([all(disk, "log"), disk.size("log")]).toEqual(["abXY", 4]);
    await flush(disk, "log");
    expect(all(disk, "log")).toBe("abXY");
    disk = await restart();
    expect(all(disk, "log")).toBe("abXY");
  });

  test("a rename takes the place of a file that has the name, and what is on its way goes with it", async () => {
    let disk = await start();
    disk.append("epoch", bytes("old"));
    await flush(disk, "epoch");
    disk.append("epoch.tmp", bytes("new"));
    disk.rename("epoch.tmp", "epoch");
    disk.append("epoch", bytes("er"));
    expect([all(disk, "epoch"), disk.exists("epoch.tmp"), disk.list("")]).toEqual([
      "newer",
      false,
      ["epoch"],
    ]);
    await flush(disk, "epoch");
    disk = await restart();
    expect([all(disk, "epoch"), disk.list("")]).toEqual(["newer", ["epoch"]]);
  });

  test("a removed file is gone, and a new one of its name is empty", async () => {
    const disk = await start();
    disk.append("log", bytes("abc"));
    await flush(disk, "log");
    disk.append("log", bytes("def"));
    disk.remove("log");
    expect([disk.exists("log"), disk.list("")]).toEqual([false, []]);
    disk.append("log", bytes("x"));
    expect(all(disk, "log")).toBe("x");
    await flush(disk, "log");
    expect(all(disk, "log")).toBe("x");
  });

  test("a folder lists its own files by name, sorted, and nothing of the folders in it", async () => {
    const disk = await start();
    for (const name of ["b", "a", "t-0/2.log", "t-0/10.log", "t-0/deep/x", "t-1/1.log"])
      disk.append(name, bytes(name));
    expect([disk.list(""), disk.list("t-0"), disk.list("t-0/deep"), disk.list("none")]).toEqual([
      ["a", "b"],
      ["10.log", "2.log"],
      ["x"],
      [],
    ]);
    expect(disk.exists("t-0")).toBe(false);
  });

  test("a file that is not there is NotFound, whatever is asked of it", async () => {
    const disk = await start();
    const codes = [
      () => disk.size("none"),
      () => disk.read("none", 0, 1),
      () => disk.truncate("none", 0),
      () => disk.rename("none", "other"),
      () => disk.remove("none"),
      () => disk.flush("none", () => {}),
    ].map((act) => {
      try {
        act();
        return "no error";
      } catch (error) {
        return error instanceof DiskError ? error.code : error;
      }
    });
    expect(codes).toEqual(new Array(6).fill("NotFound"));
    expect(disk.exists("none")).toBe(false);
  });

  test.each(["../escape", "/absolute", "a//b", "", ".", "a/..", "a\\b", "nul\0"])(
    "%j is no name for a file",
    async (name) => {
      const disk = await start();
      expect(() => disk.append(name, bytes("x"))).toThrow(DiskError);
    },
  );

  test("a file cannot be cut to more than it has", async () => {
    const disk = await start();
    disk.append("log", bytes("abc"));
    expect(() => disk.truncate("log", 4)).toThrow(DiskError);
    expect(all(disk, "log")).toBe("abc");
  });

  test("flushes call back in the order of the calls, and many of them at once share a few real ones", async () => {
    const disk = await start();
    const order: number[] = [];
    for (const i of range(0, 2000)) {
      disk.append("log", bytes("x"));
      disk.flush("log", () => order.push(i));
    }
    await site().until("all have called back", () => order.length === 2000);
    expect(order).toEqual(range(0, 2000));
  });

  test("a folder can be flushed, also one that is not there or is made meanwhile", async () => {
    const disk = await start();
    const done: string[] = [];
    disk.append("t/log", bytes("x"));
    for (const folder of ["", "t", "t", "none"])
      disk.flushFolder(folder, (error) => done.push(`${folder} ${error}`));
    expect(done).toEqual([]);
    await site().until("all have called back", () => done.length === 4);
    expect(done.sort()).toEqual([" undefined", "none undefined", "t undefined", "t undefined"]);
  });

  test("a flush of a file that is renamed or removed meanwhile still calls back", async () => {
    const disk = await start();
    const done: string[] = [];
    for (const name of ["a", "b"]) {
      disk.append(name, bytes("x"));
      disk.flush(name, (error) => done.push(`${name} ${error}`));
    }
    disk.rename("a", "c");
    disk.remove("b");
    await site().until("both have called back", () => done.length === 2);
    expect(done.sort()).toEqual(["a undefined", "b undefined"]);
  });

  test("hundreds of files can be written and read", async () => {
    const disk = await start();
    const names = range(0, 600).map((i) => `segments/${i}.log`);
    for (const round of [1, 2]) for (const name of names) disk.append(name, bytes(`${name} ${round};`));
    let flushed = 0;
    for (const name of names) disk.flush(name, () => (flushed += 1));
    await site().until("all are flushed", () => flushed === names.length);
    for (const name of names) expect(all(disk, name)).toBe(`${name} 1;${name} 2;`);
  });

  test("a message that is sent after a write is not heard before the write is safe from a kill", async () => {
    const heard: number[] = [];
    await site().start("B", ({ network }) =>
      network.listen<number>("s", { onMessage: (_, n) => heard.push(n), onClose: () => {} }),
    );
    await site().start("A", ({ network, disk }) => {
      const connection = network.connect<number>("B", "s", { onMessage: () => {}, onClose: () => {} });
      for (const n of range(1, 51)) {
        disk.append("log", new Uint8Array(1000));
        connection.send(n);
      }
    });
    await site().until("something is heard", () => heard.length > 0);
    await site().kill("A");
    const disk = await start();
    expect(disk.size("log")).toBeGreaterThanOrEqual(heard.at(-1)! * 1000);
  });

  test("files behave as a simple model of them, whatever is done to them in whatever order", async () => {
    let disk = await start();
    const model = new Map<string, string>();
    const random = new SeededRandom(1);
    const names = ["a", "b", "t/c", "t/d"];
    for (const step of range(0, 600)) {
      const name = random.pick(names);
      const other = random.pick(names);
      const content = model.get(name);
      const dice = random.below(20);
      if (dice < 10) {
        const added = `${step},`.repeat(1 + random.below(50));
        disk.append(name, bytes(added));
        model.set(name, (content ?? "") + added);
      } else if (content === undefined) {
        expect(disk.exists(name)).toBe(false);
      } else if (dice < 13) {
        const size = random.below(content.length + 1);
        disk.truncate(name, size);
        model.set(name, content.slice(0, size));
      } else if (dice < 15) {
        disk.rename(name, other);
        model.delete(name);
        model.set(other, content);
      } else if (dice < 16) {
        disk.remove(name);
        model.delete(name);
      } else if (dice < 19) {
        if (random.chance(0.5)) await flush(disk, name);
        else disk.flush(name, () => {});
      } else if (random.chance(0.3)) {
        disk = await restart();
      }
      const seen = model.get(name);
      if (seen === undefined) expect(disk.exists(name)).toBe(false);
      else {
        const from = random.below(seen.length + 1);
        expect(disk.size(name)).toBe(seen.length);
        expect(text(disk.read(name, from, 100))).toBe(seen.slice(from, from + 100));
      }
    }
    disk = await restart();
    for (const name of names) expect(disk.exists(name) ? all(disk, name) : undefined).toBe(model.get(name));
  });
}
