import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { ExpiryQueue } from "#sessions/expiry-queue";

const TICK = 2_000;
const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const CODE = "ZooKeeper source, ExpiryQueue";

rule("Nobody expires before the timeout is over", GUIDE, () => {
  test.each([
    ["at the beginning of a tick", 10_000],
    ["in the middle of one", 10_700],
    ["a millisecond before its end", 11_999],
    ["right after the start of the world", 0],
  ])("heard of %s", (_, heard) => {
    const queue = watching({ ann: heard });

    expect(queue.takeExpired(heard + 5_999)).toEqual([]);
  });

  test("whoever is heard of again is given the whole timeout again", () => {
    const queue = watching({ ann: 10_700 });
    queue.touch("ann", 6_000, 15_900);

    expect(queue.takeExpired(21_899)).toEqual([]);
  });

  test("even if that is the timeout's last millisecond", () => {
    const queue = watching({ ann: 10_700 });
    queue.touch("ann", 6_000, 16_699);

    expect(queue.takeExpired(22_698)).toEqual([]);
  });

  test("hearing from one keeps nobody else", () => {
    const queue = watching({ ann: 10_700, bob: 10_700 });
    queue.touch("ann", 6_000, 15_900);

    expect(queue.takeExpired(18_700)).toEqual(["bob"]);
  });
});

rule("Everybody expires by a tick after the timeout", CODE, () => {
  test.each([10_000, 10_700, 11_999, 0])("heard of at %i for the last time", (heard) => {
    const queue = watching({ ann: heard });

    expect(queue.takeExpired(heard + 6_000 + TICK)).toEqual(["ann"]);
  });

  test("each by its own timeout", () => {
    const queue = new ExpiryQueue<string>(TICK);
    queue.touch("ann", 40_000, 10_700);
    queue.touch("bob", 4_000, 10_700);

    expect([queue.takeExpired(16_700), queue.takeExpired(50_699), queue.takeExpired(52_700)]).toEqual([
      ["bob"],
      [],
      ["ann"],
    ]);
  });

  test("a pass that comes late takes everyone who is due by then", () => {
    const queue = watching({ ann: 10_700, bob: 14_100, cho: 21_500 });

    expect(queue.takeExpired(1_000_000).sort()).toEqual(["ann", "bob", "cho"]);
  });

  test("after a long quiet time it goes on as before", () => {
    const queue = watching({ ann: 10_700 });
    queue.takeExpired(1_000_000);
    queue.touch("bob", 6_000, 1_000_300);

    expect([queue.takeExpired(1_006_299), queue.takeExpired(1_008_300)]).toEqual([[], ["bob"]]);
  });
});

rule("Whoever has expired is told once, and is gone", CODE, () => {
  test("the next pass doesn't tell again", () => {
    const queue = watching({ ann: 10_700 });
    queue.takeExpired(20_000);

    expect({ again: queue.takeExpired(90_000), size: queue.size }).toEqual({ again: [], size: 0 });
  });

  test("however often they were heard of before", () => {
    const queue = watching({ ann: 10_700 });
    for (let now = 11_000; now < 30_000; now += 500) queue.touch("ann", 6_000, now);

    expect({ size: queue.size, expired: queue.takeExpired(90_000) }).toEqual({ size: 1, expired: ["ann"] });
  });

  test("whoever was removed doesn't expire at all", () => {
    const queue = watching({ ann: 10_700, bob: 10_700 });
    queue.remove("ann");
    queue.remove("nobody");

    expect({ size: queue.size, expired: queue.takeExpired(90_000) }).toEqual({ size: 1, expired: ["bob"] });
  });
});

rule("Early and late hold for every history", CODE, () => {
  const event = fc.record({
    wait: fc.integer({ min: 0, max: 5_000 }),
    touch: fc.option(fc.constantFrom("ann", "bob", "cho"), { nil: undefined }),
    pass: fc.boolean(),
  });
  const timeouts: Record<string, number> = { ann: 4_000, bob: 6_300, cho: 19_000 };

  test("three sessions, heard of and looked after at any time", () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.array(event, { maxLength: 60 }), (start, events) => {
        const queue = new ExpiryQueue<string>(TICK);
        const heard = new Map<string, number>();
        let now = start;
        for (const { wait, touch, pass } of events) {
          now += wait;
          if (touch !== undefined) {
            queue.touch(touch, timeouts[touch]!, now);
            heard.set(touch, now);
          }
          if (!pass) continue;
          const expired = queue.takeExpired(now);
          for (const [name, last] of heard) {
            const silence = now - last;
            if (expired.includes(name) && silence < timeouts[name]!) {
              throw new Error(`${name}, with a timeout of ${timeouts[name]} ms, expired after ${silence} ms`);
            }
            if (!expired.includes(name) && silence >= timeouts[name]! + TICK) {
              throw new Error(
                `${name}, with a timeout of ${timeouts[name]} ms, is there after ${silence} ms`,
              );
            }
          }
          for (const name of expired) heard.delete(name);
        }
        expect(queue.size).toBe(heard.size);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

// No clock in these: code that looks at everybody each time takes minutes, and runs into the runner's limit.
rule("Those who wait cost nothing", CODE, () => {
  test("a hundred thousand passes with nobody due, and a hundred thousand waiting", () => {
    const queue = crowd(100_000);
    let expired = 0;
    for (let pass = 0; pass < 100_000; pass++) expired += queue.takeExpired(10_000 + pass / 10).length;

    expect([expired, queue.size]).toEqual([0, 100_000]);
  });

  test("hearing from each of a hundred thousand, with a hundred thousand waiting", () => {
    const queue = crowd(100_000);
    for (let key = 0; key < 100_000; key++) queue.touch(key, 40_000, 15_000);

    expect([queue.takeExpired(51_000).length, queue.size]).toEqual([0, 100_000]);
  });
});

/** A queue that has heard of each, with a timeout of 6 s, at the given time. */
function watching(heard: Record<string, number>): ExpiryQueue<string> {
  const queue = new ExpiryQueue<string>(TICK);
  for (const [name, at] of Object.entries(heard)) queue.touch(name, 6_000, at);
  return queue;
}

function crowd(count: number): ExpiryQueue<number> {
  const queue = new ExpiryQueue<number>(TICK);
  for (let key = 0; key < count; key++) queue.touch(key, 40_000, 10_000);
  return queue;
}
