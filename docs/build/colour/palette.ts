import type { Hex } from "./contrast";

/** Every colour of the site, by what it is for. */
export type Palette = Record<ColourName, Hex>;
export type ColourName = (typeof COLOUR_NAMES)[number];

const COLOUR_NAMES = [
  "paper", // behind everything
  "raised", // behind code, tables' heads and cards
  "line", // rules and borders, decoration only
  "edge", // borders that mark a control
  "ink", // text
  "quiet", // text that may be passed over
  "accent", // links, and the line through the steps
  "tint", // behind what is chosen or pointed at
  "amber", // closer looks
  "amber-tint",
  "plum", // predictions
  "plum-tint",
  "good",
  "good-tint",
  "bad",
  "bad-tint",
  "code-keyword",
  "code-string",
  "code-number",
  "code-function",
  "code-type",
  "code-comment",
  "code-text",
] as const;

/** Ink on unbleached paper. */
export const LIGHT: Palette = {
  paper: "#fcfaf5",
  raised: "#f4f0e6",
  line: "#ddd6c6",
  edge: "#7c776b",
  ink: "#22262b",
  quiet: "#565d66",
  accent: "#0a5a70",
  tint: "#e2eeee",
  amber: "#7d470b",
  "amber-tint": "#faf0dc",
  plum: "#6f2c66",
  "plum-tint": "#f6ebf2",
  good: "#17603a",
  "good-tint": "#e6f2e6",
  bad: "#962a1c",
  "bad-tint": "#fae9e3",
  "code-keyword": "#7a2a6e",
  "code-string": "#17603a",
  "code-number": "#7d470b",
  "code-function": "#0a5a70",
  "code-type": "#47459c",
  "code-comment": "#5e646c",
  "code-text": "#22262b",
};

/** Chalk on slate. */
export const DARK: Palette = {
  paper: "#14181c",
  raised: "#1c2127",
  line: "#343b44",
  edge: "#7d8792",
  ink: "#d9dcdf",
  quiet: "#a1a9b3",
  accent: "#84c8d8",
  tint: "#1a3038",
  amber: "#e4b073",
  "amber-tint": "#2a2319",
  plum: "#dba5d2",
  "plum-tint": "#2a1f2c",
  good: "#86cc9d",
  "good-tint": "#1a2a21",
  bad: "#f29a8a",
  "bad-tint": "#2f1f1d",
  "code-keyword": "#dba5d2",
  "code-string": "#93cfa6",
  "code-number": "#e4b073",
  "code-function": "#84c8d8",
  "code-type": "#b3b4f4",
  "code-comment": "#9aa2ac",
  "code-text": "#d9dcdf",
};

const CODE = COLOUR_NAMES.filter((name) => name.startsWith("code-"));

/** Which colours stand as text on which grounds. The theme uses no other pairs; a test measures them all. */
export const TEXT_ON: readonly (readonly [ground: ColourName, text: readonly ColourName[]])[] = [
  ["paper", ["ink", "quiet", "accent", "amber", "plum", "good", "bad"]],
  ["raised", ["ink", "quiet", "accent", "good", "bad", ...CODE]],
  ["tint", ["ink", "quiet", "accent", ...CODE]],
  ["amber-tint", ["ink", "quiet", "accent", "amber"]],
  ["plum-tint", ["ink", "quiet", "accent", "plum"]],
  ["good-tint", ["ink", "quiet", "accent", "good"]],
  ["bad-tint", ["ink", "quiet", "accent", "bad"]],
];

/** The palettes as CSS: by the system's wish, or by the reader's, which the theme's script notes at the root. */
export function paletteCss(): string {
  return [
    `:root { color-scheme: light; ${variables(LIGHT)} }`,
    `@media (prefers-color-scheme: dark) { :root { color-scheme: dark; ${variables(DARK)} } }`,
    `:root[data-theme="light"] { color-scheme: light; ${variables(LIGHT)} }`,
    `:root[data-theme="dark"] { color-scheme: dark; ${variables(DARK)} }`,
    `@media print { :root, :root[data-theme] { color-scheme: light; ${variables(LIGHT)} } }`,
  ].join("\n");
}

function variables(palette: Palette): string {
  return COLOUR_NAMES.map((name) => `--${name}: ${palette[name]};`).join(" ");
}
