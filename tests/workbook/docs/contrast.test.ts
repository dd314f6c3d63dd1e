import { contrast } from "../../../docs/build/colour/contrast";
import { DARK, LIGHT, TEXT_ON } from "../../../docs/build/colour/palette";

const ENOUGH = 4.5;

test("contrast is 21 between black and white, and 1 between a colour and itself", () => {
  expect([contrast("#000000", "#ffffff"), contrast("#0a5a70", "#0a5a70")]).toEqual([21, 1]);
});

test("contrast is the same whichever of the two is the ground", () => {
  expect(contrast("#123456", "#fedcba")).toBe(contrast("#fedcba", "#123456"));
});

test("the grey that just passes on white passes, and the next lighter one doesn't", () => {
  expect(contrast("#767676", "#ffffff")).toBeGreaterThanOrEqual(ENOUGH);
  expect(contrast("#777777", "#ffffff")).toBeLessThan(ENOUGH);
});

const pairs = TEXT_ON.flatMap(([ground, texts]) => texts.map((text) => ({ ground, text })));

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
] as const)("in the %s theme", (_, palette) => {
  test.each(pairs)("$text can be read on $ground", ({ ground, text }) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(ENOUGH);
  });

  test("the edge of a control stands out from the page by 3 to 1", () => {
    expect(contrast(palette.edge, palette.paper)).toBeGreaterThanOrEqual(3);
  });

  test("the button's text, which is paper on accent, can be read", () => {
    expect(contrast(palette.paper, palette.accent)).toBeGreaterThanOrEqual(ENOUGH);
  });
});
