import { rule } from "#lab/testing/rule";
import { Court, REPORTS } from "./court";

const INTERNALS = "ZooKeeper source, Learner.ping: the sessions touched since the last one";

rule("The leader hears of every session that any server hears of", INTERNALS, () => {
  test("a session that was heard of at a follower is reported within the interval", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const { remote, outbox } = court.followers.get(2)!;
    remote.touch(ann);
    court.clock.advance(REPORTS);

    expect(outbox.filter(({ type }) => type === "heard")).toEqual([{ type: "heard", sessions: [ann] }]);
  });

  test("a session lives as long as it is heard of, at a follower as at the leader", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    for (let i = 0; i < 40; i++) {
      court.followers.get(2)!.remote.touch(ann);
      court.clock.advance(500);
      court.settle();
    }

    expect(court.leader.store.isOpen(ann)).toBe(true);
  });

  test("a session that nobody hears of expires, by a tick and a report after its timeout", () => {
    const court = new Court(2);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 2)];
    for (let waited = 0; waited < 3_000 + 500 + REPORTS; waited += 250) {
      court.followers.get(2)!.remote.touch(bob);
      court.clock.advance(250);
      court.settle();
    }

    const { store } = court.leader;
    expect({ ann: store.isOpen(ann), bob: store.isOpen(bob) }).toEqual({ ann: false, bob: true });
    expect(court.followers.get(2)!.database.session(ann)).toBeUndefined();
  });

  test("all sessions of a report live, not only one of them", () => {
    const court = new Court(2);
    const sessions = [1n, 2n, 3n].map((id) => court.session(id, 2));
    for (let i = 0; i < 20; i++) {
      for (const id of sessions) court.followers.get(2)!.remote.touch(id);
      court.clock.advance(500);
      court.settle();
    }

    expect(sessions.map((id) => court.leader.store.isOpen(id))).toEqual([true, true, true]);
  });

  test("a thousand heartbeats don't make a thousand messages", () => {
    const court = new Court(2);
    const sessions = Array.from({ length: 50 }, (_, index) => court.session(BigInt(index + 1), 2));
    const { remote, outbox } = court.followers.get(2)!;
    for (let i = 0; i < 20; i++) {
      for (const id of sessions) remote.touch(id);
      court.clock.advance(50);
    }

    expect(outbox.length).toBeLessThanOrEqual(10);
  });

  test("none is forgotten between two reports, and none is reported that wasn't heard of again", () => {
    const court = new Court(2);
    const [ann, bob] = [court.session(1n, 2), court.session(2n, 2)];
    const { remote, outbox } = court.followers.get(2)!;
    const reported = (): bigint[] => {
      court.clock.advance(2 * REPORTS);
      return outbox.splice(0).flatMap((message) => (message.type === "heard" ? message.sessions : []));
    };
    remote.touch(ann);
    remote.touch(bob);
    const first = reported();
    remote.touch(bob);

    expect({ first, second: reported(), third: reported() }).toEqual({
      first: [ann, bob],
      second: [bob],
      third: [],
    });
  });

  test("a server that has ceased to follow reports nothing more", () => {
    const court = new Court(2);
    const ann = court.session(1n, 2);
    const { remote, outbox } = court.followers.get(2)!;
    remote.touch(ann);
    remote.stop();
    court.clock.advance(4 * REPORTS);

    expect(outbox).toEqual([]);
  });
});
