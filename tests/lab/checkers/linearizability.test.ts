import type { Operation } from "#lab/checkers/history";
import { History } from "#lab/checkers/history";
import { checkLinearizability, type Model } from "#lab/checkers/linearizability";
import { registerModel, type RegisterInput, type RegisterOutput } from "#lab/checkers/models";
import { SeededRandom } from "#lab/world/random";
import { realHistory } from "./histories";

type Input = RegisterInput<number>;
type Output = RegisterOutput<number>;
type Register = Operation<Input, Output>;

const REGISTER = registerModel<number>(0);

/** `w1[0,5]`: a write of 1 from 0 to 5; `r1[..]`: a read of 1; `c12[..]`/`c12![..]`: a CAS that was/was not done; `?`: unknown. */
function parse(text: string): Register[] {
  return text.split(" ").map((word, i) => {
    const [, kind, digits, bang, from, to] = /^([rwc])(\d*)(!?)\[(\d+),(\d+|\?)\]$/.exec(word)!;
    const value = Number(digits?.[0]);
    const input: Input =
      kind === "r"
        ? { kind: "read" }
        : kind === "w"
          ? { kind: "write", value }
          : { kind: "compare and set", from: value, to: Number(digits![1]) };
    const output = kind === "r" ? value : kind === "w" ? undefined : bang === "";
    const known = to !== "?";
    return {
      client: `c${i}`,
      input,
      status: known ? "ok" : "unknown",
      output: known ? output : undefined,
      invoked: Number(from),
      returned: known ? Number(to) : undefined,
      invokedAt: Number(from),
      returnedAt: undefined,
      witness: undefined,
    };
  });
}

const verdictOf = (text: string): string => checkLinearizability(parse(text), REGISTER).kind;

test.each([
  ["a read of the value written last", "w1[0,1] r1[2,3]"],
  ["a read of the initial value", "r0[0,1]"],
  ["a read of the old value during the write", "w1[0,10] r0[1,2] r1[3,4]"],
  ["two concurrent writes in either order", "w1[0,10] w2[0,10] r2[11,12] r2[13,14]"],
  ["an unknown write that was seen", "w1[0,?] r1[5,6]"],
  ["an unknown write that was never seen", "w1[0,?] r0[5,6]"],
  ["an unknown write that takes effect long after", "w1[0,?] r0[5,6] w2[7,8] r2[9,10] r1[11,12]"],
  ["a compare-and-set that explains the value", "w1[0,1] c12[2,3] r2[4,5]"],
  ["an unknown compare-and-set", "w1[0,1] c12[2,?] r1[4,5] r2[6,7]"],
])("is linearizable: %s", (_, text) => expect(verdictOf(text)).toBe("linearizable"));

test.each([
  ["a stale read", "w1[0,1] r0[2,3]"],
  ["a value that nobody wrote", "r7[0,1]"],
  ["a value that comes and goes", "w1[0,10] r1[1,2] r0[3,4]"],
  [
    "two reads that see concurrent writes in different orders",
    "w1[0,9] w2[0,9] r1[10,11] r2[12,13] r1[14,15]",
  ],
  ["an unknown write that takes effect twice", "w1[0,?] r1[2,3] w2[4,5] r1[6,7] w2[8,9] r1[10,11]"],
  ["an unknown write that takes effect before it was invoked", "r1[0,1] w1[2,?]"],
  ["two successful compare-and-sets from one value", "c01[0,9] c02[0,9]"],
])("is not linearizable: %s", (_, text) => expect(verdictOf(text)).toBe("not linearizable"));

test("an operation that failed certainly took no effect", () => {
  const history = new History<Input, Output>();
  history.invoke("a", { kind: "write", value: 5 }).fail();
  history.invoke("b", { kind: "read" }).ok(5);
  expect(checkLinearizability(history.operations, REGISTER).kind).toBe("not linearizable");
});

test("an operation that never ended may have taken effect", () => {
  const history = new History<Input, Output>();
  history.invoke("a", { kind: "write", value: 5 });
  history.invoke("b", { kind: "read" }).ok(5);
  expect(checkLinearizability(history.operations, REGISTER).kind).toBe("linearizable");
});

test("the shortest offending prefix ends with the return that nothing explains, and names the possible states", () => {
  const history = parse("w1[0,1] w2[2,9] r3[3,4] w4[10,11] r9[12,13]");
  const verdict = checkLinearizability(history, REGISTER);
  expect(verdict).toMatchObject({ kind: "not linearizable", culprit: history[2], states: [1] });
  expect(verdict.kind === "not linearizable" && verdict.prefix).toEqual(history.slice(0, 3));
});

test("a prefix does not offend because of what only its future tells", () => {
  // Up to the read, the compare-and-set may have been done: only its own answer says that it was not.
  const history = parse("c12![2,9] r2[3,4] r1[10,11]").concat();
  const verdict = checkLinearizability([...parse("w1[0,1]"), ...history], REGISTER);
  expect(verdict).toMatchObject({ kind: "not linearizable", culprit: history[0] });
});

test("registers with different names are judged apart, and the earliest offence is named", () => {
  const history = new History<Input, Output>();
  history.invoke("a", { kind: "write", value: 1, register: "x" }).ok(undefined);
  history.invoke("a", { kind: "read", register: "y" }).ok(1);
  history.invoke("a", { kind: "read", register: "x" }).ok(0);
  const verdict = checkLinearizability(history.operations, REGISTER);
  expect(verdict).toMatchObject({ kind: "not linearizable", culprit: { input: { register: "y" } } });
});

/** All orders, one after the other: slow, and plainly right. */
function bruteForce(
  history: readonly Register[],
  state: number | null = 0,
  taken = new Set<Register>(),
): boolean {
  const left = history.filter((operation) => !taken.has(operation));
  if (left.every(({ status }) => status === "unknown")) return true;
  const firstReturn = Math.min(...left.map(({ returned }) => returned ?? Infinity));
  return left.some((operation) => {
    if (operation.invoked > firstReturn) return false;
    const next = REGISTER.step(state, operation.input, operation.output);
    return next !== undefined && bruteForce(history, next, new Set(taken).add(operation));
  });
}

function randomHistory(random: SeededRandom, length: number): Register[] {
  return Array.from({ length }, (_, i): Register => {
    const dice = random.below(5);
    const value = random.below(3);
    const invoked = random.below(20);
    const known = random.chance(0.75);
    const input: Input =
      dice < 2
        ? { kind: "read" }
        : dice < 4
          ? { kind: "write", value }
          : { kind: "compare and set", from: value, to: random.below(3) };
    const output = input.kind === "read" ? value : input.kind === "write" ? undefined : random.chance(0.5);
    return {
      client: `c${i}`,
      input,
      status: known ? "ok" : "unknown",
      output: known ? output : undefined,
      invoked,
      returned: known ? invoked + 1 + random.below(12) : undefined,
      invokedAt: invoked,
      returnedAt: undefined,
      witness: undefined,
    };
  });
}

test("it agrees with trying all orders, also on the shortest offending prefix, for 3000 small histories", () => {
  const random = new SeededRandom(11);
  const counts = { linearizable: 0, "not linearizable": 0, undecided: 0 };
  for (let i = 0; i < 3000; i++) {
    const history = randomHistory(random, 2 + random.below(6));
    const verdict = checkLinearizability(history, REGISTER);
    counts[verdict.kind] += 1;
    expect(verdict.kind === "linearizable").toBe(bruteForce(history));
    if (verdict.kind !== "not linearizable") continue;
    const prefixUpTo = (end: number): Register[] =>
      history
        .filter(({ invoked }) => invoked <= end)
        .map((o) =>
          o.returned! <= end ? o : { ...o, status: "unknown", output: undefined, returned: undefined },
        );
    const ends = history.flatMap(({ returned }) => returned ?? []).sort((a, b) => a - b);
    const shortest = ends.find((end) => !bruteForce(prefixUpTo(end)));
    expect(verdict.culprit.returned).toBe(shortest);
  }
  expect(counts.linearizable).toBeGreaterThan(500);
  expect(counts["not linearizable"]).toBeGreaterThan(500);
});

test("80 operations of 5 clients, many of unknown outcome, are decided in well under a second", () => {
  let slowest = 0;
  let broken = 0;
  for (let seed = 0; seed < 25; seed++) {
    const random = new SeededRandom(seed);
    const history = realHistory(random, 80, 5, 0.2);
    const time = performance.now();
    expect(checkLinearizability(history, REGISTER).kind).toBe("linearizable");
    const reads = history.filter(({ input, status }) => input.kind === "read" && status === "ok");
    const victim = reads[reads.length - 1 - random.below(3)]!;
    const wrong = history.map((o) => (o === victim ? { ...o, output: ((o.output as number) + 1) % 5 } : o));
    if (checkLinearizability(wrong, REGISTER).kind === "not linearizable") broken += 1;
    slowest = Math.max(slowest, performance.now() - time);
  }
  expect(broken).toBeGreaterThan(6);
  expect(slowest).toBeLessThan(1000);
});

test("a search that grows beyond all bounds gives up and says so", () => {
  const list: Model<string, string, string> = {
    initial: "",
    step: (state, input, output) =>
      input === "read" ? (output === state ? state : undefined) : state + input,
  };
  const history = new History<string, string>();
  for (const letter of "abcdefghijklmnop") history.invoke(letter, letter);
  history.invoke("r", "read").ok("zz");
  expect(checkLinearizability(history.operations, list).kind).toBe("undecided");
});
