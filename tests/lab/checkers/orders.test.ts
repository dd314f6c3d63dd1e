import { checkDelivery, checkPositions } from "#lab/checkers/delivery";
import { History } from "#lab/checkers/history";
import { Agreement, checkAtMostOne, checkPrefixes, NeverBack } from "#lab/checkers/invariants";
import { registerModel, type RegisterInput, type RegisterOutput } from "#lab/checkers/models";
import { checkSessionOrder } from "#lab/checkers/session-order";
import { checkWitnessOrder, type WitnessOrder } from "#lab/checkers/witness-order";

type Registers = History<RegisterInput<number>, RegisterOutput<number>>;

const ORDER: WitnessOrder<number | null, RegisterInput<number>, RegisterOutput<number>> = {
  isWrite: ({ kind }) => kind !== "read",
  model: registerModel(0),
};

/** `a:w1@5` client a writes 1, at zxid 5; `a:r1@5` it reads 1. A word with `(` begins only, `)` ends what began. */
function history(text: string): Registers {
  const result: Registers = new History();
  const open = new Map<string, () => void>();
  for (const word of text.split(" ")) {
    const closing = /^\)(\w)$/.exec(word);
    if (closing) {
      open.get(closing[1]!)!();
      continue;
    }
    const [, begins, client, kind, value, place] = /^(\(?)(\w):([rw])(\d)@(\d+)$/.exec(word)!;
    const input: RegisterInput<number> =
      kind === "r" ? { kind: "read" } : { kind: "write", value: Number(value) };
    const call = result.invoke(client!, input);
    const end = (): void => call.ok(kind === "r" ? Number(value) : undefined, BigInt(place!));
    if (begins) open.set(client!, end);
    else end();
  }
  return result;
}

const witness = (text: string, more = {}): string[] | undefined =>
  checkWitnessOrder(history(text).operations, { ...ORDER, ...more })?.facts;

describe("the order of witnesses", () => {
  test("writes in the order of their zxids, with reads that see them, are fine", () => {
    expect(witness("a:w1@1 b:r1@1 a:w2@2 b:r1@1 b:r2@2")).toBeUndefined();
  });

  test("two writes cannot have one place", () => {
    expect(witness("a:w1@1 b:w2@1")).toEqual([
      expect.stringContaining("a: write"),
      expect.stringContaining("b: write"),
    ]);
  });

  test("a write that began after another had ended cannot come before it", () => {
    expect(witness("a:w1@2 b:w2@1")).toEqual([
      "a: write{value: 1} gave null at 2 (0.0 to 0.0 ms) had ended",
      "b: write{value: 2} gave null at 1 (0.0 to 0.0 ms) began after that",
    ]);
    expect(witness("(a:w1@2 b:w2@1 )a")).toBeUndefined();
  });

  test("a read may lag where the system says so, and only there", () => {
    expect(witness("a:w1@1 a:w2@2 b:r1@1")).toBeUndefined();
    expect(witness("a:w1@1 a:w2@2 b:r1@1", { freshReads: true })).toHaveLength(2);
  });

  test("a read must see what was written at its place", () => {
    expect(witness("a:w1@1 a:w2@2 b:r1@2")).toEqual([
      "b: read gave 1 at 2 (0.0 to 0.0 ms)",
      "the write before it is a: write{value: 2} gave null at 2 (0.0 to 0.0 ms): the state is then 2",
    ]);
  });
});

describe("the order of a session", () => {
  const session = (text: string): number | undefined =>
    checkSessionOrder(history(text).operations)?.facts.length;

  test("a client that sees what it wrote, and then no less, is fine; another client may lag", () => {
    expect(session("a:w1@1 a:r1@1 a:w2@2 b:r1@1 b:r2@2")).toBeUndefined();
  });

  test("a client must see its own write", () => expect(session("b:w1@1 a:w2@2 a:r1@1")).toBe(2));

  test("a client must not see less than it saw", () =>
    expect(session("a:w1@1 a:w2@2 b:r2@2 b:r1@1")).toBe(2));
});

describe("delivery", () => {
  const all = { complete: true, once: true, lane: () => "" };

  test("what is accepted arrives once and in order; what is unknown may arrive", () => {
    expect(checkDelivery({ accepted: [1, 2, 3], unknown: [9], received: [1, 9, 2, 3] }, all)).toBeUndefined();
    expect(checkDelivery({ accepted: [1, 2, 3], unknown: [9], received: [1, 2, 3] }, all)).toBeUndefined();
  });

  test.each([
    ["lost", [1, 3], "2 was accepted"],
    ["doubled", [1, 2, 2, 3], "2 came again as number 3"],
    ["overtaken", [1, 3, 2], "2 was sent before 3"],
    ["invented", [1, 2, 7, 3], "7 was received as number 3"],
  ])("a value that is %s is named", (_, received, fact) => {
    expect(checkDelivery({ accepted: [1, 2, 3], received }, all)?.facts.join("; ")).toContain(fact);
  });

  test("each promise is asked for by itself", () => {
    const none = { complete: false, once: false };
    expect(checkDelivery({ accepted: [1, 2, 3], received: [3, 3, 1] }, none)).toBeUndefined();
    expect(
      checkDelivery({ accepted: [1, 2, 3], received: [1, 2, 1, 2, 3] }, { ...all, once: false }),
    ).toBeUndefined();
  });

  test("order is kept within a lane, not between lanes", () => {
    const lane = (value: string): string => value[0]!;
    const accepted = ["a1", "b1", "a2", "b2"];
    expect(checkDelivery({ accepted, received: ["b1", "b2", "a1", "a2"] }, { ...all, lane })).toBeUndefined();
    expect(checkDelivery({ accepted, received: ["b1", "a2", "a1", "b2"] }, { ...all, lane })).toBeDefined();
  });
});

describe("positions", () => {
  const check = (...positions: number[]): string[] | undefined =>
    checkPositions(
      positions.map((position) => ({ consumer: "c", position: BigInt(position) })),
      (position) => position !== 5n,
    )?.facts;

  test("a consumer may begin anywhere and pass over gaps of the log", () => {
    expect(check(3, 4, 6, 7)).toBeUndefined();
  });
  test("it must not pass over a record", () => {
    expect(check(3, 6)).toEqual(["c read 6 right after 3", "there is a record at 4"]);
  });
  test("it must not go back", () => {
    expect(check(3, 4, 4)).toEqual(["c had read position 4", "it read 4 after that"]);
  });
});

describe("invariants", () => {
  test("at most one holds it", () => {
    expect(checkAtMostOne(["A"], "is master")).toBeUndefined();
    expect(checkAtMostOne(["A", "B"], "is master")?.facts).toEqual(["A is master", "B is master"]);
  });

  test("a number never goes back, unless it is forgotten", () => {
    const epoch = new NeverBack("the epoch");
    expect(epoch.check("A", 3n)).toBeUndefined();
    expect(epoch.check("B", 1n)).toBeUndefined();
    expect(epoch.check("A", 2n)?.facts).toEqual(["A: the epoch was 3", "A: the epoch is 2 now"]);
    epoch.forget("A");
    expect(epoch.check("A", 2n)).toBeUndefined();
  });

  test("what is decided stays decided", () => {
    const leaders = new Agreement();
    expect(leaders.check(1, "A", "A")).toBeUndefined();
    expect(leaders.check(1, "A", "B")).toBeUndefined();
    expect(leaders.check(1, "C", "C")?.facts).toEqual(['A has "A" at 1', 'C has "C" at 1']);
  });

  test("of two logs one is the beginning of the other", () => {
    const logs = (...entries: string[]): Map<string, string[]> =>
      new Map(entries.map((log, i) => [String.fromCharCode(65 + i), [...log]]));
    expect(checkPrefixes(logs("ab", "abc", ""))).toBeUndefined();
    expect(checkPrefixes(logs("ax", "abc", "a"))?.facts).toEqual(['B has "b" at 1', 'A has "x" at 1']);
  });
});

test("an operation ends once", () => {
  const call = new History().invoke("a", 1);
  call.ok(1);
  expect(() => call.fail()).toThrow("ended twice");
});
