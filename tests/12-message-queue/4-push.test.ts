import type { Host } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { Pusher } from "#message-queue/pusher";

const SOURCE = "Amazon SNS Developer Guide, message delivery retries";

function open(use: (pusher: Pusher<number>, host: Host) => void): { world: World; pusher: Pusher<number> } {
  const world = new World({ seed: 1 });
  const machine = world.server("Q", (host) => {
    const pusher = new Pusher<number>(host.clock, { capacity: 3, retryAfter: 100 });
    use(pusher, host);
    return pusher;
  });
  return { world, pusher: machine.instance! };
}

rule("Every subscriber is called with every value, at its own pace", SOURCE, () => {
  test("two subscribers both get both, in order, and not within the call of publish", () => {
    const got: string[] = [];
    let within = -1;
    const { world } = open((pusher) => {
      for (const name of ["A", "B"]) {
        pusher.subscribe(name, (value, done) => {
          got.push(`${name}${value}`);
          done(true);
        });
      }
      for (const value of [1, 2]) pusher.publish(value);
      within = got.length;
    });
    world.advance(1_000);

    expect({ within, got: got.sort() }).toEqual({ within: 0, got: ["A1", "A2", "B1", "B2"] });
  });

  test.each(["throws", "says so"])(
    "one that fails (it %s) blocks nobody else, and is tried again, in order",
    (how) => {
      const got: string[] = [];
      let tries = 0;
      const { world, pusher } = open((pusher, host) => {
        pusher.subscribe("A", (value, done) => {
          tries += 1;
          if (tries > 3) {
            got.push(`A${value} ${host.clock.now()}`);
            return done(true);
          }
          if (how === "throws") throw new Error("out of order");
          done(false);
        });
        pusher.subscribe("B", (value, done) => {
          got.push(`B${value} ${host.clock.now()}`);
          done(true);
        });
        for (const value of [1, 2]) pusher.publish(value);
      });
      world.advance(1_000);

      expect(got).toEqual(["B1 0", "B2 0", "A1 300", "A2 300"]);
      expect(pusher.backlogOf("A")).toBe(0);
    },
  );

  test("a subscriber works on one value at a time", () => {
    let [busy, most, done] = [0, 0, 0];
    const { world } = open((pusher, host) => {
      pusher.subscribe("A", (_, end) => {
        most = Math.max(most, (busy += 1));
        host.clock.after(50, () => {
          busy -= 1;
          done += 1;
          end(true);
          end(true);
        });
      });
      for (const value of [1, 2, 3]) pusher.publish(value);
    });
    world.advance(1_000);

    expect({ most, done }).toEqual({ most: 1, done: 3 });
  });

  test("a slow subscriber's backlog is bounded: the publisher is refused, and then nobody gets the value", () => {
    const got: number[] = [];
    let taken: boolean[] = [];
    const { world, pusher } = open((pusher, host) => {
      pusher.subscribe("quick", (value, done) => {
        got.push(value);
        done(true);
      });
      pusher.subscribe("slow", () => undefined);
      taken = [1, 2, 3].map((value) => pusher.publish(value));
      host.clock.after(500, () => taken.push(pusher.publish(4)));
    });
    world.advance(1_000);

    expect({ taken, got, backlog: pusher.backlogOf("slow") }).toEqual({
      taken: [true, true, true, false],
      got: [1, 2, 3],
      backlog: 3,
    });
  });
});
