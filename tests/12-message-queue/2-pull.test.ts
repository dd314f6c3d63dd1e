import { rule } from "#lab/testing/rule";
import { PullQueue } from "#message-queue/pull-queue";

const SOURCE = "Amazon SQS Developer Guide, long polling";
const open = (capacity = 3): PullQueue<number> => new PullQueue({ capacity, maxWaitingPuts: 2 });

rule("A consumer that waits gets the next value", SOURCE, () => {
  test("values come out in the order in which they went in, each once", () => {
    const queue = open();
    const got: number[] = [];
    for (const value of [1, 2, 3]) queue.offer(value);
    for (let pull = 1; pull <= 4; pull++) queue.pull((value) => got.push(value));

    expect({ got, waiting: queue.waitingPulls }).toEqual({ got: [1, 2, 3], waiting: 1 });
  });

  test("consumers are served in the order in which they came", () => {
    const queue = open();
    const got: string[] = [];
    for (const name of ["A", "B", "C"]) queue.pull((value) => got.push(`${name}${value}`));
    for (const value of [1, 2, 3]) queue.offer(value);

    expect({ got, kept: queue.length }).toEqual({ got: ["A1", "B2", "C3"], kept: 0 });
  });

  test("a consumer that pulls again while it is served gets the next value: no wake-up is lost", () => {
    const queue = open();
    const got: number[] = [];
    const again = (value: number): void => {
      got.push(value);
      queue.pull(again);
    };
    queue.pull(again);
    for (let value = 1; value <= 9; value++) queue.offer(value);

    expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("a consumer that has gone is passed over: the value goes to the next one", () => {
    const queue = open();
    const got: string[] = [];
    const gone = queue.pull((value) => got.push(`A${value}`));
    queue.pull((value) => got.push(`B${value}`));
    gone.cancel();
    gone.cancel();
    queue.offer(1);

    expect(got).toEqual(["B1"]);
  });
});

rule("The queue keeps no more than its capacity", SOURCE, () => {
  test("a full queue refuses, and keeps what it has", () => {
    const queue = open(2);
    const taken = [1, 2, 3].map((value) => queue.offer(value));
    const got: number[] = [];
    for (let pull = 1; pull <= 2; pull++) queue.pull((value) => got.push(value));

    expect({ taken, got }).toEqual({ taken: [true, true, false], got: [1, 2] });
  });
});
