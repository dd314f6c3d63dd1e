import { VirtualClock } from "#lab/world/clock";
import { EventQueue } from "#lab/world/event-queue";
import { SeededRandom } from "#lab/world/random";

test("time moves only by advance, and each callback sees the time for which it was asked", () => {
  const clock = new VirtualClock(1000);
  const seen: number[] = [];
  clock.after(30, () => seen.push(clock.now()));
  clock.after(10, () => seen.push(clock.now()));
  clock.advance(29);
  expect(seen).toEqual([1010]);
  clock.advance(1);
  expect(seen).toEqual([1010, 1030]);
  expect(clock.now()).toBe(1030);
});

test("callbacks of the same time run in the order in which they were asked for", () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  for (let i = 0; i < 100; i++) clock.after(5, () => seen.push(i));
  clock.advance(5);
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test("a callback may ask for another one, which runs in the same advance if it is due", () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  const tick = (): void => {
    seen.push(clock.now());
    clock.after(10, tick);
  };
  clock.after(10, tick);
  clock.advance(35);
  expect(seen).toEqual([10, 20, 30]);
});

test("a callback that was asked for with 0 ms does not run within the call", () => {
  const clock = new VirtualClock();
  let ran = false;
  clock.after(0, () => (ran = true));
  expect(ran).toBe(false);
  clock.advance(0);
  expect(ran).toBe(true);
});

test("a cancelled callback does not run, and cancelling again is harmless", () => {
  const clock = new VirtualClock();
  let runs = 0;
  const timer = clock.after(10, () => (runs += 1));
  clock.after(10, () => (runs += 10));
  timer.cancel();
  timer.cancel();
  expect(clock.pending).toBe(1);
  clock.advance(10);
  timer.cancel();
  expect(runs).toBe(10);
  expect(clock.pending).toBe(0);
});

test("a delay that makes no sense is refused", () => {
  const clock = new VirtualClock();
  for (const ms of [-1, NaN, Infinity]) expect(() => clock.after(ms, () => {})).toThrow(RangeError);
});

test("the queue gives events by time and then by age, whatever is added and cancelled between", () => {
  const queue = new EventQueue<string>();
  const model: { time: number; order: number }[] = [];
  const random = new SeededRandom(1);
  const live: ReturnType<typeof queue.add>[] = [];
  const taken: number[] = [];
  for (let i = 0; i < 5000; i++) {
    const dice = random.below(10);
    if (dice < 6) {
      const event = queue.add(random.below(500), "");
      live.push(event);
      model.push(event);
    } else if (dice < 9 && live.length > 0) {
      const [event] = live.splice(random.below(live.length), 1);
      queue.cancel(event!);
      if (model.includes(event!)) model.splice(model.indexOf(event!), 1);
    } else {
      model.sort((a, b) => a.time - b.time || a.order - b.order);
      const event = queue.takeUntil(400);
      const expected = model[0] !== undefined && model[0].time <= 400 ? model.shift() : undefined;
      expect(event).toBe(expected);
      if (event) taken.push(event.order);
    }
    expect(queue.size).toBe(model.length);
  }
  expect(taken.length).toBeGreaterThan(100);
});

test("a timer that is set anew a million times does not fill the memory", () => {
  const queue = new EventQueue<number>();
  let timer = queue.add(10_000, 0);
  for (let i = 1; i <= 1_000_000; i++) {
    queue.cancel(timer);
    timer = queue.add(10_000 + i, i);
  }
  expect(queue.size).toBe(1);
  expect((queue as unknown as { heap: unknown[] }).heap.length).toBeLessThan(200);
});
