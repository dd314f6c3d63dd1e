import { rule } from "#lab/testing/rule";
import { ANY_VERSION } from "#znode-tree/changes";
import { Court } from "./court";

const GUIDE = "ZooKeeper Internals, Request Flow: forwarded to the leader";
const ORDER = "ZooKeeper Programmer's Guide, Consistency Guarantees";

rule("What a follower's client asks is decided by the leader", GUIDE, () => {
  test("the question goes to the leader, and nothing happens at the follower before the answer", () => {
    const court = new Court(2, 3);
    const ann = court.session(1n, 2);
    const asked = court.followers.get(2)!.create(ann, "/shop");
    const before = asked.fate;
    court.carryUp();

    expect(before).toBeUndefined();
    expect(court.leader.store.database.tree.exists("/shop")).toBeUndefined();
    expect(court.followers.get(2)!.outbox).toEqual([]);
  });

  test("whoever has asked is told the transaction that did it, and others nothing", () => {
    const court = new Court(2, 3);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 3)];
    const anns = court.followers.get(2)!.create(ann, "/a");
    const bobs = court.followers.get(3)!.create(bob, "/b");
    court.settle();

    expect({ anns: anns.fate, bobs: bobs.fate }).toEqual({ anns: { zxid: 3n }, bobs: { zxid: 4n } });
  });

  test("several questions of one follower are told apart", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    const asked = ["/a", "/b", "/c"].map((path) => follower.create(ann, path));
    court.settle();

    expect(asked.map(({ fate }) => fate)).toEqual([{ zxid: 2n }, { zxid: 3n }, { zxid: 4n }]);
  });

  test("a session that is opened through a follower is known to every server", () => {
    const court = new Court(2, 3);
    court.session(7n, 2);

    for (const [id, { database }] of court.followers) {
      expect({ id, session: database.session(7n)?.id }).toEqual({ id, session: 7n });
    }
  });

  test("a session that is closed through a follower is over, and its ephemerals are gone, everywhere at one zxid", () => {
    const court = new Court(2, 3);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    follower.write(ann, { type: "create", path: "/ann", data: new Uint8Array(0), ephemeralOwner: ann });
    court.settle();
    const closed = follower.close(ann);
    court.settle();

    expect(closed.fate).toEqual({ zxid: 3n });
    for (const { database } of court.followers.values()) {
      const { lastZxid } = database;
      expect({ session: database.session(ann), znode: database.tree.exists("/ann"), lastZxid }).toEqual({
        session: undefined,
        znode: undefined,
        lastZxid: 3n,
      });
    }
  });
});

rule("A follower tells its client only what it has carried out itself", ORDER, () => {
  test("the answer waits for the commit: until a majority has it, nobody is told", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const asked = court.followers.get(2)!.create(ann, "/shop");
    court.carryUp();
    court.carryDown();
    const early = asked.fate;
    court.commit();
    court.carryDown();

    expect({ beforeTheCommit: early, behindIt: asked.fate }).toEqual({
      beforeTheCommit: undefined,
      behindIt: { zxid: 2n },
    });
  });

  test("when the client is told, the znode is in the tree of its own server", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    let found: unknown = "not told";
    follower.remote.write(
      ann,
      { type: "create", path: "/shop", data: new Uint8Array(0) },
      follower.server,
      () => {
        found = follower.database.tree.exists("/shop")?.czxid;
      },
    );
    court.settle();

    expect(found).toBe(2n);
  });

  test("an answer is about the transaction right before it, and not about a later one", () => {
    const court = new Court(2, 3);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 3)];
    const anns = court.followers.get(2)!.create(ann, "/a");
    court.carryUp();
    court.followers.get(3)!.create(bob, "/b");
    court.carryUp();
    court.commit();
    court.carryDown();

    expect(anns.fate).toEqual({ zxid: 3n });
  });
});

rule("Refusals come in the order of the decisions too", ORDER, () => {
  test("a refusal isn't told before the write that it rests on is in the follower's tree", () => {
    const court = new Court(2, 3);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 3)];
    court.followers.get(3)!.create(bob, "/shop");
    court.carryUp();
    const refused = court.followers.get(2)!.create(ann, "/shop");
    court.carryUp();
    court.carryDown();
    const early = refused.fate;
    court.commit();
    court.carryDown();

    expect(early).toBeUndefined();
    expect(refused.fate).toEqual({ refused: "NodeExists" });
    expect(court.followers.get(2)!.database.tree.exists("/shop")).toBeDefined();
  });

  test("a refusal that rests on nothing under way is told without a commit, with its name", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const asked = court.followers
      .get(2)!
      .write(ann, { type: "delete", path: "/nothing", version: ANY_VERSION });
    court.carryUp();
    court.carryDown();

    expect(asked.fate).toEqual({ refused: "NoNode" });
  });

  test("in a multi the refusal says which of its requests was refused", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    let index: number | undefined;
    const create = { type: "create" as const, path: "/a", data: new Uint8Array(0) };
    const remove = { type: "delete" as const, path: "/nothing", version: ANY_VERSION };
    follower.remote.write(ann, { type: "multi", requests: [create, remove] }, follower.server, (outcome) => {
      if (outcome instanceof Error && "failedIndex" in outcome) index = outcome.failedIndex;
    });
    court.settle();

    expect(index).toBe(1);
  });

  test("one client's refusal and another's success aren't mixed up", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    const asked = ["/a", "/a", "/b", "/b/c", "/a"].map((path) => follower.create(ann, path));
    court.settle();

    expect(asked.map(({ fate }) => fate)).toEqual([
      { zxid: 2n },
      { refused: "NodeExists" },
      { zxid: 3n },
      { zxid: 4n },
      { refused: "NodeExists" },
    ]);
  });
});

rule(
  "A session goes on at whichever server its client comes to, and is at one at a time",
  "ZOOKEEPER-1382",
  () => {
    test("whoever knows the password may go on with it, through any follower", () => {
      const court = new Court(2, 3);
      const ann = court.session(1n, 2);
      const asked = court.followers.get(3)!.attach(ann);
      court.settle();

      expect(asked.session).toBe(ann);
    });

    test("a wrong password, or a session that is over, is no session", () => {
      const court = new Court(2, 3);
      const [ann, bob] = [court.session(1n, 2), court.session(2n, 2)];
      court.followers.get(2)!.close(bob);
      court.settle();
      const asked = [
        court.followers.get(3)!.attach(ann, Uint8Array.of(9)),
        court.followers.get(3)!.attach(bob),
        court.followers.get(3)!.attach(77n),
      ];
      court.settle();

      expect(asked.map(({ session }) => session)).toEqual(["none", "none", "none"]);
    });

    test("after it has moved, a write through the server that it left is refused", () => {
      const court = new Court(2, 3);
      const ann = court.session(1n, 2);
      court.followers.get(2)!.create(ann, "/first");
      court.settle();
      court.followers.get(3)!.attach(ann);
      court.settle();
      const late = court.followers.get(2)!.create(ann, "/late");
      const there = court.followers.get(3)!.create(ann, "/there");
      court.settle();

      expect({ whereItWas: late.fate, whereItIs: there.fate }).toEqual({
        whereItWas: { refused: "SessionMoved" },
        whereItIs: { zxid: 3n },
      });
    });

    test("and so is its close through the server that it left", () => {
      const court = new Court(2, 3);
      const ann = court.session(1n, 2);
      court.followers.get(2)!.create(ann, "/first");
      court.followers.get(3)!.attach(ann);
      court.settle();
      court.followers.get(3)!.attach(ann);
      court.settle();
      const late = court.followers.get(2)!.close(ann);
      court.settle();

      expect(late.fate).toEqual({ refused: "SessionMoved" });
      expect(court.followers.get(3)!.database.session(ann)).toBeDefined();
    });

    test("it stays at a follower that asks again and again, and one that comes back later is still the same server", () => {
      const court = new Court(2, 3);
      const ann = court.session(1n, 2);
      const first = court.followers.get(2)!.create(ann, "/a");
      court.settle();
      const second = court.begin(2).create(ann, "/b");
      court.settle();

      expect({ first: first.fate, second: second.fate }).toEqual({
        first: { zxid: 2n },
        second: { zxid: 3n },
      });
    });
  },
);

rule("An answer is for the life that has asked", "a follower that reconnects to the same leader", () => {
  test("an answer to a request of an earlier life isn't taken for one to the request with the same number", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const before = court.followers.get(2)!.create(ann, "/before");
    court.carryUp();
    // It loses the leader, finds it again, and asks for something else.
    court.followers.get(2)!.remote.stop();
    court.clock.advance(700);
    const again = court.begin(2);
    const remove = { type: "delete" as const, path: "/nothing", version: ANY_VERSION };
    const asked = [1, 2, 3].map(() => again.write(ann, remove));
    court.commit();
    court.carryDown();
    const early = asked.map(({ fate }) => fate);
    court.settle();

    expect(early).toEqual([undefined, undefined, undefined]);
    expect(asked.map(({ fate }) => fate)).toEqual(Array(3).fill({ refused: "NoNode" }));
    expect(before.fate).toBeUndefined();
  });

  test("whoever waits when a server ceases to follow is told nothing: nobody knows what became of it", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    const asked = follower.create(ann, "/shop");
    court.carryUp();
    follower.remote.stop();
    court.commit();
    court.carryDown();

    expect(asked.fate).toBeUndefined();
  });

  test("a session that is asked for behind a write isn't given the write's answer, whichever comes first", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    const written = follower.create(ann, "/shop");
    const attached = follower.attach(ann);
    court.carryUp();
    court.carryDown();
    const early = written.fate;
    court.commit();
    court.carryDown();

    expect({ writtenAtFirst: early, writtenAtLast: written.fate, attached: attached.session }).toEqual({
      writtenAtFirst: undefined,
      writtenAtLast: { zxid: 2n },
      attached: ann,
    });
  });

  test("an answer that comes twice is told once", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const follower = court.followers.get(2)!;
    let told = 0;
    follower.remote.write(
      ann,
      { type: "delete", path: "/nothing", version: ANY_VERSION },
      follower.server,
      () => told++,
    );
    court.carryUp();
    follower.inbox.push(...follower.inbox);
    court.carryDown();

    expect(told).toBe(1);
  });
});
