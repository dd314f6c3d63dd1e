import { CONTAINER } from "#znode-tree/owners";
import { SeededRandom } from "#lab/world/random";
import { rule } from "#lab/testing/rule";
import { Database } from "#sessions/database";
import { develop, takePicture } from "#transaction-log/picture";
import { Snapshots } from "#transaction-log/snapshots";
import { contentOf, Keeper } from "./keeper";
import { range, Site } from "./site";

const GUIDE = "ZooKeeper Administrator's Guide, Data File Management";
const CODE = "ZooKeeper source, FileSnap";
/** So few that almost every znode has a piece of its own. */
const SMALL = 64;

rule("A picture of a database that stands still shows all of it", GUIDE, () => {
  test("an empty one", () => {
    const picture = develop([...copies(takePicture(new Database()))])!;

    expect(contentOf(picture.database)).toEqual(contentOf(new Database()));
  });

  test("znodes with their whole Stat, sessions, and whose ephemeral znodes are whose", () => {
    for (const seed of range(1, 40)) {
      const keeper = busy(seed, 60);
      const { database, begin, end } = develop([...copies(takePicture(keeper.database, SMALL))])!;

      expect({ seed, begin, end, content: contentOf(database) }).toEqual({
        seed,
        begin: 0n + keeper.database.lastZxid,
        end: keeper.database.lastZxid,
        content: contentOf(keeper.database),
      });
    }
  });

  test("what counts on from there counts as it would have", () => {
    const keeper = busy(7, 60);
    const { database } = develop([...copies(takePicture(keeper.database))])!;
    const copy = new Keeper(database);
    for (const each of [keeper, copy]) {
      each.write(each.database.sessions()[0]!.id, {
        type: "create",
        path: "/t-",
        data: new Uint8Array(0),
        sequential: true,
      });
    }

    expect(database.tree.getChildren("/").toSorted()).toEqual(
      keeper.database.tree.getChildren("/").toSorted(),
    );
  });
});

rule("What happens while the picture is taken is made up for by applying it again", GUIDE, () => {
  test("a znode is changed before its turn, another after it", () => {
    const { keeper, finish } = begun((keeper) => {
      for (const path of ["/a", "/b", "/c"]) keeper.create(path, "before");
    });
    for (const path of ["/a", "/b", "/c"]) keeper.setData(path, "after");

    expect(finish()).toEqual(contentOf(keeper.database));
  });

  test("znodes come and go", () => {
    const { keeper, finish } = begun((keeper) => {
      for (const path of ["/a", "/a/x", "/b", "/b/x", "/c"]) keeper.create(path);
    });
    keeper.delete("/a/x");
    keeper.delete("/b/x");
    keeper.delete("/b");
    keeper.create("/c/y");
    keeper.create("/d");

    expect(finish()).toEqual(contentOf(keeper.database));
  });

  test("a znode is deleted, and another of the same name has children by the time of its turn", () => {
    const { keeper, finish } = begun((keeper) => {
      keeper.create("/shop");
      keeper.create("/shop/orders");
    });
    keeper.delete("/shop/orders");
    keeper.create("/shop/orders");
    keeper.create("/shop/orders/1");
    keeper.create("/shop/orders/2");

    expect(finish()).toEqual(contentOf(keeper.database));
  });

  test("access lists are set, and a znode is replaced by one that has none", () => {
    const acl = [{ permissions: 3, scheme: "digest", id: "ann:x=" }];
    const till = { type: "create" as const, path: "/till", data: new Uint8Array(0), acl };
    const { keeper, finish } = begun((keeper) => {
      keeper.open(5n);
      keeper.write(5n, till);
      keeper.write(5n, { ...till, path: "/safe", ephemeralOwner: CONTAINER });
      keeper.write(5n, { type: "setAcl", path: "/", acl, version: 0 });
    });
    keeper.write(5n, { type: "setAcl", path: "/safe", acl: [], version: 0 });
    keeper.delete("/till");
    keeper.create("/till");

    expect(finish()).toEqual(contentOf(keeper.database));
  });

  test("a session ends and takes its znodes along, and a new one begins", () => {
    const { keeper, finish } = begun((keeper) => {
      keeper.open(5n);
      keeper.create("/here");
      keeper.write(5n, { type: "create", path: "/here/five", data: new Uint8Array(0), ephemeralOwner: 5n });
    });
    keeper.close(5n);
    keeper.open(6n);
    keeper.write(6n, { type: "create", path: "/here/six", data: new Uint8Array(0), ephemeralOwner: 6n });

    expect(finish()).toEqual(contentOf(keeper.database));
  });

  test("anything happens between any two pieces", () => {
    for (const seed of range(1, 150)) {
      const random = new SeededRandom(seed);
      const keeper = busy(seed, 40);
      const pieces: Uint8Array[] = [];
      for (const piece of copies(takePicture(keeper.database, SMALL))) {
        pieces.push(piece);
        for (let count = random.below(4); count > 0; count--) keeper.anything(random);
      }
      const { database, begin, end } = develop(pieces)!;
      for (const each of keeper.transactions) if (each.zxid > begin && each.zxid <= end) database.apply(each);

      expect({ seed, content: contentOf(database) }).toEqual({ seed, content: contentOf(keeper.at(end)) });
    }
  });
});

rule("A picture that isn't whole is none", "ZOOKEEPER-2872", () => {
  test("some of its last pieces are missing", () => {
    const pieces = [...copies(takePicture(busy(3, 60).database, SMALL))];
    const taken = range(0, pieces.length).filter((count) => develop(pieces.slice(0, count)) !== undefined);

    expect(taken).toEqual([pieces.length]);
  });
});

rule("A snapshot has a name when it is whole and durable, and not before", CODE, () => {
  test("when take calls back, it is there, even if the power is lost in this moment", () => {
    for (const seed of range(1, 60)) {
      const site = new Site(seed);
      const keeper = busy(seed, 20);
      site.run(() => small(site).take(keeper.database, atOnce, () => site.die()));
      site.pass();
      site.losePower();
      const [name] = small(site).names();

      expect({ seed, name, whole: name !== undefined && small(site).read(name) !== undefined }).toEqual({
        seed,
        name: keeper.database.lastZxid,
        whole: true,
      });
    }
  });

  test("the power is lost after any act of the disk: what has a name is whole", () => {
    for (const seed of range(1, 6)) {
      for (const acts of range(1, 40)) {
        const site = new Site(seed);
        const keeper = busy(seed, 10);
        site.cutPowerAfter(acts);
        site.run(() => small(site).take(keeper.database, atOnce, () => {}));
        site.pass();
        site.losePower();
        const halves = small(site)
          .names()
          .filter((name) => small(site).read(name) === undefined);

        expect({ seed, acts, halves }).toEqual({ seed, acts, halves: [] });
      }
    }
  });

  test("what is left of an attempt doesn't spoil the next", () => {
    for (const acts of range(1, 20)) {
      for (const [end, losing] of [
        ["is killed", false],
        ["loses its power", true],
      ] as const) {
        const site = new Site(acts);
        const keeper = busy(3, 10);
        site.run(() => small(site).take(keeper.database, atOnce, () => {}));
        for (let ms = 0; ms < 60 && site.acts.length < acts; ms += 0.2) site.pass(0.2);
        if (losing) site.losePower();
        else site.kill();
        keeper.create("/between");
        take(site, keeper.database);
        const content = small(site).read(keeper.database.lastZxid)?.database;

        expect({ acts, end, content: content && contentOf(content) }).toEqual({
          acts,
          end,
          content: contentOf(keeper.database),
        });
      }
    }
  });

  test("a snapshot that is taken again, of the same transactions, takes the place of the first", () => {
    const site = new Site();
    const keeper = busy(3, 10);
    take(site, keeper.database);
    take(site, keeper.database);
    const read = small(site).read(keeper.database.lastZxid);

    expect({ names: small(site).names().length, whole: read !== undefined }).toEqual({
      names: 1,
      whole: true,
    });
  });

  test("a disk that reports an error stops the server, and no half of a snapshot has a name", () => {
    for (const seed of range(1, 40)) {
      const site = new Site(seed);
      const keeper = busy(3, 10);
      site.machine.disk.faults.flushErrors = 0.2;
      const told = take(site, keeper.database);
      const { up } = site;
      site.machine.disk.faults.flushErrors = 0;
      site.losePower();
      const halves = small(site)
        .names()
        .filter((name) => small(site).read(name) === undefined);

      expect({ seed, told, halves }).toEqual({ seed, told: up ? 1 : 0, halves: [] });
    }
  });
});

rule(
  "No snapshot shows what may still be lost",
  "ZooKeeper source, SyncRequestProcessor: flush before snapshot",
  () => {
    test("until the transactions that it shows are durable, it has no name", () => {
      const site = new Site();
      const keeper = busy(3, 10);
      const synced: (() => void)[] = [];
      let told = 0;
      site.run(() =>
        small(site).take(
          keeper.database,
          (done) => void synced.push(done),
          () => (told += 1),
        ),
      );
      site.pass();
      const before = { names: small(site).names().length, told };
      site.run(() => synced.forEach((done) => done()));
      site.pass();

      expect({ before, after: { names: small(site).names().length, told } }).toEqual({
        before: { names: 0, told: 0 },
        after: { names: 1, told: 1 },
      });
    });

    test("it waits for those that were applied while it was taken, too", () => {
      const site = new Site();
      const keeper = busy(3, 30);
      let applied = keeper.database.lastZxid;
      let waitedFor = 0n;
      site.run(() =>
        small(site).take(
          keeper.database,
          (done) => {
            waitedFor = applied;
            done();
          },
          () => {},
        ),
      );
      for (const number of range(1, 200)) {
        keeper.create(`/late-${number}`);
        applied = keeper.database.lastZxid;
        site.pass(0.5);
      }
      site.pass();
      const [name] = small(site).names();
      const { end } = small(site).read(name!)!;

      expect(end).toBeLessThanOrEqual(waitedFor);
    });
  },
);

rule("A snapshot that is damaged is none", CODE, () => {
  test("any bit of it turns", () => {
    const { site, name, saved } = taken();
    const accepted: string[] = [];
    for (const [file, content] of saved) {
      for (let bit = 0; bit < content.length * 8; bit++) {
        site.load(saved);
        site.machine.disk.flipBit(file, bit);
        if (small(site).read(name) !== undefined) accepted.push(`${file}, bit ${bit}`);
      }
    }

    expect(accepted).toEqual([]);
  });

  test("it has lost its end, at any of its bytes, with nothing or zeros behind", () => {
    const { site, name, saved } = taken();
    const accepted: string[] = [];
    for (const [file, content] of saved) {
      for (const size of range(0, content.length - 1)) {
        for (const rest of [content.slice(0, size), content.slice().fill(0, size)]) {
          site.load(new Map(saved).set(file, rest));
          if (small(site).read(name) !== undefined) accepted.push(`${file}, ${size} bytes`);
        }
      }
    }

    expect(accepted).toEqual([]);
  });

  test("it is another's, under a wrong name", () => {
    const { site, name } = taken();
    const [file] = site.files("snapshots");
    const wrong = file!.replace(/[0-9a-f]+$/, (digits) =>
      (BigInt(`0x${digits}`) + 5n).toString(16).padStart(digits.length, "0"),
    );
    site.disk.rename(file!, wrong);

    expect(small(site).read(name + 5n)).toBeUndefined();
  });
});

/** The snapshots of a site, in pieces so small that something can happen between them. */
function small(site: Site): Snapshots {
  return new Snapshots(site.host, "snapshots", SMALL);
}

/** Takes a snapshot and waits. @returns how often it has called back */
function take(site: Site, database: Database): number {
  let told = 0;
  site.run(() => small(site).take(database, atOnce, () => (told += 1)));
  site.pass();
  return told;
}

/** One snapshot of a small database. */
function taken() {
  const site = new Site();
  const keeper = new Keeper();
  keeper.create("/a", "x");
  take(site, keeper.database);
  return { site, name: keeper.database.lastZxid, saved: site.save() };
}

/** For a log in which everything is durable. */
function atOnce(done: () => void): void {
  done();
}

/** A keeper to whom a good deal has happened. */
function busy(seed: number, happenings: number): Keeper {
  const random = new SeededRandom(seed, "busy");
  const keeper = new Keeper();
  for (let count = 0; count < happenings; count++) keeper.anything(random);
  if (keeper.database.sessions().length === 0) keeper.open(1_000n);
  return keeper;
}

/** A picture that has been begun: the head and the root have been taken, and time goes on. */
function begun(before: (keeper: Keeper) => void) {
  const keeper = new Keeper();
  before(keeper);
  const picture = copies(takePicture(keeper.database, 1));
  const pieces = range(1, 3).flatMap(() => picture.next().value ?? []);
  const finish = (): Record<string, unknown> => {
    const { database, begin } = develop([...pieces, ...picture])!;
    for (const each of keeper.transactions) if (each.zxid > begin) database.apply(each);
    return contentOf(database);
  };
  return { keeper, finish };
}

/** Each piece is the writer's own memory: whoever keeps it copies it. */
function* copies(pieces: Iterable<Uint8Array>): Generator<Uint8Array, undefined> {
  for (const piece of pieces) yield piece.slice();
  return undefined;
}
