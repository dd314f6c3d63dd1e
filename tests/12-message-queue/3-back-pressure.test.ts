import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { PullQueue } from "#message-queue/pull-queue";

const SOURCE = "Reactive Streams, back pressure";

function full(): {
  queue: PullQueue<number>;
  accepted: number[];
  put: (value: number) => { cancel(): void };
} {
  const queue = new PullQueue<number>({ capacity: 2, maxWaitingPuts: 2 });
  const accepted: number[] = [];
  const put = (value: number): { cancel(): void } => queue.put(value, () => accepted.push(value));
  put(1);
  put(2);
  return { queue, accepted, put };
}

rule("A producer that is too fast waits, or is refused", SOURCE, () => {
  test("while there is room it is accepted at once; then it waits", () => {
    const { queue, accepted, put } = full();
    put(3);

    expect({ accepted, kept: queue.length, waiting: queue.waitingPuts }).toEqual({
      accepted: [1, 2],
      kept: 2,
      waiting: 1,
    });
  });

  test("producers that wait get in when there is room, in the order in which they came", () => {
    const { queue, accepted, put } = full();
    put(3);
    put(4);
    const got: number[] = [];
    for (let pull = 1; pull <= 4; pull++) queue.pull((value) => got.push(value));

    expect({ accepted, got }).toEqual({ accepted: [1, 2, 3, 4], got: [1, 2, 3, 4] });
  });

  test("even those who wait are bounded: one too many is refused, and nothing has been done", () => {
    const { queue, accepted, put } = full();
    put(3);
    put(4);
    const refusal = refusalOf(() => put(5));

    expect({ refusal, accepted, waiting: queue.waitingPuts }).toEqual({
      refusal: "QueueFull",
      accepted: [1, 2],
      waiting: 2,
    });
  });

  test("a producer that gives up has put nothing, and takes nobody's place", () => {
    const { queue, accepted, put } = full();
    const gone = put(3);
    put(4);
    gone.cancel();
    const got: number[] = [];
    for (let pull = 1; pull <= 3; pull++) queue.pull((value) => got.push(value));

    expect({ accepted, got }).toEqual({ accepted: [1, 2, 4], got: [1, 2, 4] });
  });

  test("a slow consumer of a fast producer: at no time more than the limits is kept", () => {
    const { queue, put } = full();
    let most = 0;
    for (let value = 3; value < 1_000; value++) {
      refusalOf(() => put(value));
      if (value % 10 === 0) queue.pull(() => undefined);
      most = Math.max(most, queue.length + queue.waitingPuts);
    }

    expect(most).toBe(4);
  });
});
