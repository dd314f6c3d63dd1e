import { sleep } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { World } from "#lab/world/world";
import { OrderDesk, placeAndWait } from "#message-queue/placing";
import type { Order, Step } from "#message-queue/order";

const MOTIVATION = "the workbook's order and its six steps";
const order = (id: number): Order => ({ id, customer: "Ann" });

rule("Whoever places an order synchronously waits for the sum, and fails with any step", MOTIVATION, () => {
  test("six steps of 100 ms each: the customer waits 600 ms", async () => {
    const world = new World({ seed: 1 });
    let told = -1;
    world.client("shop", async (host) => {
      await placeAndWait(
        order(1),
        Array.from({ length: 6 }, () => () => sleep(host.clock, 100)),
      );
      told = host.clock.now();
    });
    await world.run(5_000);

    expect(told).toBe(600);
  });

  test("the third step fails: so does the order, and the steps after it aren't begun", async () => {
    const begun: string[] = [];
    const step = (name: string, fails = false): Step => {
      return () => {
        begun.push(name);
        return fails ? Promise.reject(new Error(name)) : Promise.resolve();
      };
    };
    const placed = placeAndWait(order(1), [step("email"), step("inventory", true), step("loyalty")]);

    await expect(placed).rejects.toThrow("inventory");
    expect(begun).toEqual(["email", "inventory"]);
  });
});

/** A shop whose steps take 100 ms each; `fails` says whether a call fails. */
async function open(orders: number, fails: (step: string, call: number) => boolean = () => false) {
  const world = new World({ seed: 1 });
  const done: string[] = [];
  const seen = { told: -1, during: [] as string[], waiting: -1, most: 0 };
  let desk: OrderDesk | undefined;
  world.client("shop", (host) => {
    let busy = 0;
    const steps = ["email", "inventory"].map((name): Step => {
      let calls = 0;
      return async ({ id }) => {
        seen.most = Math.max(seen.most, (busy += 1));
        await sleep(host.clock, 100);
        busy -= 1;
        if (fails(name, (calls += 1))) throw new Error(name);
        done.push(`${name} ${id}`);
      };
    });
    desk = new OrderDesk(host.clock, steps);
    for (let id = 1; id <= orders; id++) desk.place(order(id));
    Object.assign(seen, { told: host.clock.now(), waiting: desk.waiting, during: [...done] });
    return Promise.resolve();
  });
  await world.run(10_000);
  return { done, seen, left: desk!.waiting };
}

rule(
  "Whoever places an order asynchronously is told at once, and the work is done behind",
  MOTIVATION,
  () => {
    test("two orders are taken at time 0, and wait", async () => {
      const { seen } = await open(2);

      expect(seen).toMatchObject({ told: 0, during: [], waiting: 2 });
    });

    test("every step of every order is done, in the order in which they came, one at a time", async () => {
      const { done, seen, left } = await open(2);

      expect(done).toEqual(["email 1", "inventory 1", "email 2", "inventory 2"]);
      expect({ most: seen.most, left }).toEqual({ most: 1, left: 0 });
    });

    test("a step that fails twice is tried again; the step before it isn't repeated", async () => {
      const { done, left } = await open(2, (name, call) => name === "inventory" && call <= 2);

      expect(done).toEqual(["email 1", "inventory 1", "email 2", "inventory 2"]);
      expect(left).toBe(0);
    });
  },
);
