import { cutStarter } from "#workbook/cut/starters";

const solution = `import { a } from "./a";

// #region own first: A field, if you like.
const hidden = 1;
// #endregion

export function one(): number {
  // #region write first: Answer with 1.
  // #region show answer
  return hidden;
  // #endregion
  // #endregion
}

export function two(): number {
  // #region write second: Answer with 2.
  return 2;
  // #endregion
}
`;

test("a learner begins with every signature, a comment for what is theirs and a throw for what is missing", () => {
  expect(cutStarter(solution, "one.ts")).toBe(`import { a } from "./a";

// Yours (step first): A field, if you like.

export function one(): number {
  // Write here (step first): Answer with 1.
  throw new Error("Not written yet (step first)");
}

export function two(): number {
  // Write here (step second): Answer with 2.
  throw new Error("Not written yet (step second)");
}
`);
});

test("what was written in earlier steps stays, without its marks", () => {
  expect(cutStarter(solution, "one.ts", ["first"])).toBe(`import { a } from "./a";

const hidden = 1;

export function one(): number {
  return hidden;
}

export function two(): number {
  // Write here (step second): Answer with 2.
  throw new Error("Not written yet (step second)");
}
`);
});

test("with every step written, the starter is the solution without marks", () => {
  const whole = cutStarter(solution, "one.ts", ["first", "second"]);

  expect(whole).toBe(
    solution
      .split("\n")
      .filter((line) => !line.includes("#region") && !line.includes("#endregion"))
      .join("\n"),
  );
});

test.each([
  ["// #region write first\n// #endregion\n", "an instruction"],
  ["// #region show name: text\n// #endregion\n", "no text"],
  ["// #region\n// #endregion\n", "a kind"],
  ["// #endregion\n", "a beginning"],
  ["// #region own a: b\n", "an end"],
])("%j lacks %s: the message names the line and the mend", (source) => {
  expect(() => cutStarter(source, "one.ts")).toThrow(/one\.ts:1.*To mend it: \w+/);
});
