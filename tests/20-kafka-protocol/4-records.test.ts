import { rule } from "#lab/testing/rule";
import { CONTROL_BIT, decodeRecords, encodeBatch } from "#commit-log/record-batch";
import { crc32c } from "#commit-log/crc32c";
import { recordRoutes } from "#kafka-protocol/record-handlers";
import { record, order } from "../13-commit-log/records";
import { type Client, Desk } from "./desk";
import { ask, type In, KEY } from "./wire";

const PRODUCE = "Kafka documentation, Protocol, Produce";
const FETCH = "Kafka documentation, Protocol, Fetch";
const EPOCHS = "KIP-320, Allow fetchers to detect and handle log truncation";

/** A broker with copies of orders-0, which it leads, and orders-1, which it doesn't; orders-2 is elsewhere. */
function newDesk(minInSync = 1): Desk {
  const desk = new Desk({ routes: (cluster, host) => recordRoutes(cluster, host.clock) });
  desk.at((cluster) => {
    cluster.place("orders", {}, { minInSync });
    cluster.place("orders", { replicas: ["A", "B"], leader: "B" });
    cluster.place("orders", { replicas: ["B"], leader: "B" });
  });
  return desk;
}

type Batch = [partition: number, records: Uint8Array | null];

function produceFrame(batches: Batch[], acks: number, topic = "orders", timeoutMs = 1_000): Uint8Array {
  return ask(KEY.produce, 7, (out) => {
    out.text(null).i16(acks).i32(timeoutMs).i32(1).text(topic);
    out.list(batches, ([partition, records]) => out.i32(partition).buffer(records));
  });
}

function readProduced(answer: In): [partition: number, error: number, base: bigint][] {
  const topics = answer.list(() => {
    answer.text();
    return answer.list(() => {
      const part: [number, number, bigint] = [answer.i32(), answer.i16(), answer.i64()];
      answer.i64();
      answer.i64();
      return part;
    });
  });
  return topics.flat();
}

function produce(desk: Desk, batches: Batch[], acks = -1, topic?: string): [number, number, bigint][] {
  return readProduced(desk.dial().asks(produceFrame(batches, acks, topic)));
}

const errorOf = (desk: Desk, records: Uint8Array | null): number => produce(desk, [[0, records]])[0]![1];

rule("a batch gets the next offsets, and its publisher is told the first of them", PRODUCE, () => {
  test("one batch after the other", () => {
    const desk = newDesk();
    const two = encodeBatch([record(0, "a"), record(1, "b")]);
    expect([produce(desk, [[0, two]]), produce(desk, [[0, order(1)]], 1)]).toEqual([
      [[0, 0, 0n]],
      [[0, 0, 2n]],
    ]);
  });

  test("with acks 0 nobody is told anything, and it is there all the same", () => {
    const desk = newDesk();
    const client = desk.dial().say(produceFrame([[0, order(1)]], 0));
    expect([client.next(), client.closed, desk.cluster.replica("orders", 0)!.log.endOffset]).toEqual([
      undefined,
      false,
      1n,
    ]);
  });

  test("with acks from all it is answered when all have it, or the time is over", () => {
    const desk = new Desk({ routes: (cluster, host) => recordRoutes(cluster, host.clock) });
    desk.at((cluster) => cluster.place("orders", { replicas: ["A", "B"], isr: ["A", "B"] }, { lagMs: 1e6 }));
    const client = desk.dial().say(produceFrame([[0, order(1)]], -1, "orders", 300));
    expect(client.next()).toBe(undefined);
    desk.pass(400);
    const answer = client.next()!;
    answer.i32();
    expect(readProduced(answer)).toEqual([[0, 7, -1n]]);
  });

  test("each partition has its own outcome", () => {
    const desk = newDesk();
    const batches: Batch[] = [0, 1, 2, 3].map((partition) => [partition, order(partition)]);
    expect(produce(desk, batches).map(([, error]) => error)).toEqual([0, 6, 6, 3]);
    expect(produce(desk, [[0, order(1)]], -1, "../x")[0]![1]).toBe(3);
  });

  test("acks that there aren't are refused, and nothing is written", () => {
    const desk = newDesk();
    expect([
      produce(desk, [[0, order(1)]], 2)[0]![1],
      desk.cluster.replica("orders", 0)!.log.endOffset,
    ]).toEqual([21, 0n]);
  });

  test("too few in sync are said to be too few", () => {
    expect(produce(newDesk(2), [[0, order(1)]])[0]![1]).toBe(19);
  });
});

rule("what isn't a batch isn't written", PRODUCE, () => {
  function damaged(at: number): Uint8Array {
    const batch = order(1);
    batch[at]! ^= 1;
    return batch;
  }
  const both = Uint8Array.from([...order(1), ...order(2)]);
  const endless = encodeBatch([record(0, "x".repeat(1024 * 1024))]);
  const lying = encodeBatch([record(0, "a")]);
  // It says that its records aren't compressed.
  const unreadable = encodeBatch([record(0, "abc")], { attributes: 4 });
  unreadable[22] = 0;
  new DataView(unreadable.buffer).setInt32(57, 9);
  new DataView(unreadable.buffer).setUint32(17, crc32c(unreadable.subarray(21)));
  const two = encodeBatch([record(0, "a"), record(1, "b")]);

  test.each([
    ["nothing", null, 42],
    ["no bytes", new Uint8Array(0), 42],
    ["a few bytes", Uint8Array.of(1, 2, 3), 2],
    ["a wrong checksum", damaged(64), 2],
    ["another magic", damaged(16), 2],
    ["two batches at once", both, 2],
    ["a batch without its end", lying.subarray(0, lying.length - 1), 2],
    ["a batch of more than a megabyte", endless, 10],
    [
      "a control batch, which only brokers write",
      encodeBatch([record(0, "a")], { attributes: CONTROL_BIT }),
      2,
    ],
    ["records that aren't, under a right checksum", unreadable, 2],
  ] as [string, Uint8Array | null, number][])("%s", (_, records, error) => {
    const desk = newDesk();
    expect(errorOf(desk, records)).toBe(error);
  });

  test("the next one is welcome all the same", () => {
    const desk = newDesk();
    errorOf(desk, damaged(70));
    expect(errorOf(desk, two)).toBe(0);
  });

  test("what is compressed is passed on as it came, and isn't opened: it may be anything", () => {
    const desk = newDesk();
    const bomb = encodeBatch([record(0, "not really zstd")], { attributes: 4 });
    expect(errorOf(desk, bomb)).toBe(0);
    const { records } = fetch(desk.dial(), [[0, 0n]])[0]!;
    expect([...records!.subarray(21)]).toEqual([...bomb.subarray(21)]);
  });
});

type Wanted = [partition: number, offset: bigint, epoch?: number, maxBytes?: number];

interface FetchOptions {
  minBytes?: number;
  maxWait?: number;
  maxBytes?: number;
  session?: number;
}

function fetchFrame(wanted: Wanted[], options: FetchOptions = {}): Uint8Array {
  const { minBytes = 1, maxWait = 0, maxBytes = 1e6, session = 0 } = options;
  return ask(KEY.fetch, 11, (out) => {
    out
      .i32(-1)
      .i32(maxWait)
      .i32(minBytes)
      .i32(maxBytes)
      .i8(0)
      .i32(session)
      .i32(session === 0 ? -1 : 1);
    out.i32(1).text("orders");
    out.list(wanted, ([partition, offset, epoch = -1, most = 1e6]) =>
      out.i32(partition).i32(epoch).i64(offset).i64(-1n).i32(most),
    );
    out.i32(0).text("");
  });
}

interface Part {
  index: number;
  error: number;
  highWatermark: bigint;
  records: Uint8Array | null;
}

function readFetched(answer: In): Part[] {
  answer.i32();
  const error = answer.i16();
  if (error !== 0) return [{ index: -1, error, highWatermark: -1n, records: null }];
  answer.i32();
  const topics = answer.list(() => {
    answer.text();
    return answer.list(() => {
      const head = { index: answer.i32(), error: answer.i16(), highWatermark: answer.i64() };
      answer.i64();
      answer.i64();
      const aborted = answer.i32();
      if (aborted > 0) throw new Error("aborted transactions, where there are none");
      answer.i32();
      return { ...head, records: answer.buffer() };
    });
  });
  return topics.flat();
}

function fetch(client: Client, wanted: Wanted[], options?: FetchOptions): Part[] {
  return readFetched(client.asks(fetchFrame(wanted, options)));
}

/** The offsets of all records in an answer. */
function offsetsOf({ records }: Part): number[] {
  const offsets: number[] = [];
  for (let left = records!; left.length > 0;) {
    const size = 12 + new DataView(left.buffer, left.byteOffset).getInt32(8);
    offsets.push(...decodeRecords(left.slice(0, size)).map(({ offset }) => Number(offset)));
    left = left.subarray(size);
  }
  return offsets;
}

function filled(count: number): Desk {
  const desk = newDesk();
  for (let number = 0; number < count; number++) produce(desk, [[0, order(number)]]);
  return desk;
}

rule("a reader gets what everybody has, from an offset on", FETCH, () => {
  test("whole batches, one behind the other", () => {
    const part = fetch(filled(3).dial(), [[0, 1n]])[0]!;
    expect([offsetsOf(part), part.highWatermark, part.error]).toEqual([[1, 2], 3n, 0]);
  });

  test("at the end there are no bytes, and not null: clients take null for an error", () => {
    const part = fetch(filled(1).dial(), [[0, 1n]])[0]!;
    expect([part.error, part.records?.length]).toEqual([0, 0]);
  });

  test("an offset that there isn't is an error", () => {
    const client = filled(1).dial();
    expect([fetch(client, [[0, 2n]])[0]!.error, fetch(client, [[0, -1n]])[0]!.error]).toEqual([1, 1]);
  });

  test("each partition has an error of its own", () => {
    const parts = fetch(
      filled(1).dial(),
      [0, 1, 2, 3].map((partition): Wanted => [partition, 0n]),
    );
    expect(parts.map(({ error }) => error)).toEqual([0, 6, 6, 3]);
  });

  test("a limit that is too small for any batch gives one all the same, but only one", () => {
    const desk = filled(3);
    desk.at((cluster) => cluster.place("orders"));
    produce(desk, [[3, order(9)]]);
    expect(offsetsOf(fetch(desk.dial(), [[0, 0n]], { maxBytes: 1 })[0]!)).toEqual([0]);
    const parts = fetch(
      desk.dial(),
      [
        [0, 0n],
        [3, 0n],
      ],
      { maxBytes: 100 },
    );
    expect(parts.map((part) => offsetsOf(part).length)).toEqual([1, 0]);
  });

  test("a partition's own limit counts, too", () => {
    expect(offsetsOf(fetch(filled(3).dial(), [[0, 0n, -1, 80]])[0]!)).toEqual([0]);
  });

  test("who believes in another epoch is told which of the two is behind", () => {
    const client = filled(1).dial();
    const errors = [2, 3, 4].map((epoch) => fetch(client, [[0, 0n, epoch]])[0]!.error);
    expect(errors).toEqual([74, 0, 75]);
  });

  test("a session that nobody has begun isn't known", () => {
    expect(fetch(filled(1).dial(), [[0, 0n]], { session: 5 })[0]!.error).toBe(70);
  });
});

rule(
  "a reader may wait until there is enough",
  "Kafka documentation, fetch.min.bytes, fetch.max.wait.ms",
  () => {
    function waiting(
      desk: Desk,
      options: FetchOptions,
      offset = 1n,
    ): { client: Client; take: () => number[] | undefined } {
      const client = desk.dial().say(fetchFrame([[0, offset]], { maxWait: 2_000, ...options }));
      return {
        client,
        take: () => {
          const answer = client.next();
          answer?.i32();
          return answer && offsetsOf(readFetched(answer)[0]!);
        },
      };
    }

    test("what comes is told at once", () => {
      const desk = filled(1);
      const { take } = waiting(desk, {});
      const before = take();
      produce(desk, [[0, order(1)]]);
      expect([before, take()]).toEqual([undefined, [1]]);
    });

    test("if that isn't enough, it waits on", () => {
      const desk = filled(1);
      const { take } = waiting(desk, { minBytes: 150 });
      produce(desk, [[0, order(1)]]);
      const early = take();
      produce(desk, [[0, order(2)]]);
      expect([early, take()]).toEqual([undefined, [1, 2]]);
    });

    test("when the time is over it gets what there is", () => {
      const desk = filled(2);
      const { take } = waiting(desk, { minBytes: 1_000 });
      desk.pass(1_800);
      const early = take();
      desk.pass(300);
      expect([early, take()]).toEqual([undefined, [1]]);
    });

    test("an error isn't waited on", () => {
      const part = fetch(
        filled(1).dial(),
        [
          [0, 0n],
          [3, 0n],
        ],
        { minBytes: 1_000, maxWait: 60_000 },
      );
      expect(part.map(({ error }) => error)).toEqual([0, 3]);
    });

    test("a leader that isn't one any more says so at once", () => {
      const desk = filled(1);
      const client = desk.dial().say(fetchFrame([[0, 1n]], { maxWait: 60_000 }));
      desk.at((cluster) =>
        cluster
          .replica("orders", 0)!
          .become({ replicas: ["A"], leader: undefined, epoch: 9, isr: [], version: 9 }),
      );
      const answer = client.next()!;
      answer.i32();
      expect(readFetched(answer)[0]!.error).toBe(6);
    });

    test("it leaves nothing behind", () => {
      const desk = filled(1);
      const { listeners } = desk.cluster.replica("orders", 0)!;
      const before = listeners.size;
      for (let round = 1; round <= 3; round++) {
        const { client } = waiting(desk, {}, BigInt(round));
        produce(desk, [[0, order(round)]]);
        expect(client.next()).not.toBe(undefined);
      }
      const { client } = waiting(desk, { maxWait: 100 }, 4n);
      desk.pass(200);
      expect([client.next() !== undefined, listeners.size]).toEqual([true, before]);
    });
  },
);

rule(
  "a reader that wants to begin at a time is told where",
  "Kafka documentation, Protocol, ListOffsets",
  () => {
    function listed(desk: Desk, timestamp: bigint, partition = 0, epoch = -1): unknown[] {
      const answer = desk
        .dial()
        .asks(
          ask(KEY.listOffsets, 4, (out) =>
            out.i32(-1).i8(0).i32(1).text("orders").i32(1).i32(partition).i32(epoch).i64(timestamp),
          ),
        );
      answer.i32();
      answer.i32();
      answer.text();
      answer.i32();
      return [answer.i32(), answer.i16(), answer.i64(), answer.i64()].slice(1);
    }

    function timed(): Desk {
      const desk = newDesk();
      const early = encodeBatch([record(0, "a", null, 100), record(1, "b", null, 200)]);
      produce(desk, [[0, early]]);
      produce(desk, [[0, encodeBatch([record(0, "c", null, 300)])]]);
      return desk;
    }

    test("the beginning and the end have no time", () => {
      expect([listed(timed(), -2n), listed(timed(), -1n)]).toEqual([
        [0, -1n, 0n],
        [0, -1n, 3n],
      ]);
    });

    test("the first record of a time or later, and its own time", () => {
      expect([100n, 101n, 200n, 201n].map((time) => listed(timed(), time))).toEqual([
        [0, 100n, 0n],
        [0, 200n, 1n],
        [0, 200n, 1n],
        [0, 300n, 2n],
      ]);
    });

    test("after the last record there is none", () => {
      expect(listed(timed(), 301n)).toEqual([0, -1n, -1n]);
    });

    test("of what is compressed, its batch is all that is known", () => {
      const desk = newDesk();
      const closed = { attributes: 1, baseOffset: 0n, lastOffset: 4n, maxTimestamp: 500n };
      produce(desk, [[0, encodeBatch([record(0, "?", null, 400)], closed)]]);
      expect(listed(desk, 450n)).toEqual([0, 500n, 0n]);
    });

    test("who isn't the leader doesn't know", () => {
      expect([listed(timed(), -1n, 1)[0], listed(timed(), -1n, 3)[0], listed(timed(), -1n, 0, 2)[0]]).toEqual(
        [6, 3, 74],
      );
    });
  },
);

rule("nobody reads on with a leader of yesterday", EPOCHS, () => {
  test("a copy that follows gives nothing to readers", () => {
    expect(fetch(newDesk().dial(), [[1, 0n, 3]])[0]!.error).toBe(6);
  });
});
