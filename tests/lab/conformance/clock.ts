import type { Site } from "./suite";

export function clockConforms(site: () => Site): void {
  test("a callback runs at its time or a little later, never within the call", async () => {
    const { clock } = await site().start("A", (host) => host);
    const start = clock.now();
    const waited: number[] = [];
    let within = true;
    for (const ms of [0, 1, 1.5, 20]) {
      clock.after(ms, () => {
        expect(within).toBe(false);
        waited.push(clock.now() - start - ms);
      });
    }
    within = false;
    await site().until("all have run", () => waited.length === 4);
    for (const excess of waited) expect(excess).toBeGreaterThanOrEqual(-0.001);
  });

  test("callbacks due at the same time run in the order in which they were asked for, with those due before first", async () => {
    const { clock } = await site().start("A", (host) => host);
    const seen: string[] = [];
    clock.after(30, () => seen.push("late"));
    for (let i = 0; i < 20; i++) clock.after(10, () => seen.push(`${i}`));
    await site().until("all have run", () => seen.length === 21);
    expect(seen).toEqual([...Array.from({ length: 20 }, (_, i) => `${i}`), "late"]);
  });

  test("a short delay that is asked for after a long one is not kept waiting by it", async () => {
    const { clock } = await site().start("A", (host) => host);
    const seen: string[] = [];
    clock.after(3_600_000, () => seen.push("an hour"));
    clock.after(5, () => seen.push("5 ms"));
    await site().until("the short one has run", () => seen.length > 0);
    expect(seen).toEqual(["5 ms"]);
  });

  test("a cancelled callback does not run, not even if one that is due with it cancels it", async () => {
    const { clock } = await site().start("A", (host) => host);
    const seen: string[] = [];
    clock.after(5, () => second.cancel());
    const second = clock.after(5, () => seen.push("second"));
    clock.after(10, () => seen.push("end")).cancel();
    clock.after(15, () => seen.push("last"));
    await site().until("the last has run", () => seen.includes("last"));
    expect(seen).toEqual(["last"]);
  });

  test("nothing of a killed server's clock runs", async () => {
    const seen: string[] = [];
    await site().start("A", ({ clock }) => clock.after(20, () => seen.push("dead")));
    await site().kill("A");
    const { clock } = await site().start("A", (host) => host);
    clock.after(60, () => seen.push("alive"));
    await site().until("time has passed", () => seen.includes("alive"));
    expect(seen).toEqual(["alive"]);
  });
}
