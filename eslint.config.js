import { existsSync, readdirSync, readFileSync } from "node:fs";
import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import globals from "globals";
import tseslint from "typescript-eslint";
import { parse } from "yaml";

/** Chapters whose servers speak to the outside themselves. */
const WITH_NODE = ["zookeeper-protocol", "kafka-protocol", "order-pipeline"];

/** The chapters in order, with the files that later ones may import. */
const chapters = readdirSync("chapters")
  .filter((name) => /^\d\d-/.test(name) && existsSync(`chapters/${name}/README.md`))
  .sort()
  .map((name) => {
    const matter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(`chapters/${name}/README.md`, "utf8"));
    return { name, slug: name.slice(3), public: parse(matter?.[1] ?? "")?.public ?? [] };
  });

/** Forbids imports by pattern; the message says what to do instead. */
const forbid = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: patterns.map(([regex, message]) => ({ regex, message })) }],
});

const ANY_CHAPTER = `#(?:${chapters.map(({ slug }) => slug).join("|")})/`;

/** What the nth chapter may import: its own files, the Host, and the public files of earlier chapters. */
function importsOf(chapter, index) {
  const earlier = chapters
    .slice(0, index)
    .map(({ slug, public: files }) => `${slug}/(?:${files.join("|")})$`);
  return forbid(
    [
      `^#(?!${["lab/host$", ...earlier].join("|")})`,
      "A chapter imports #lab/host and the public files of earlier chapters.",
    ],
    ["^\\.\\./", "A chapter's files stand side by side; reach others by their # name."],
    WITH_NODE.includes(chapter.slug)
      ? ["^(?!node:|[.#])", "A chapter imports no packages."]
      : [
          "^[^.#]",
          "A chapter imports no packages and no node: modules: the Host is all that it knows of the outside.",
        ],
  );
}

const OUTSIDE = "Take it from the Host: in a simulated run this throws.";

export default tseslint.config(
  { ignores: ["docs/site/", ".kata/", "coverage/", "chapters/"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    files: ["**/*.js"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["lab/**/*.ts"],
    rules: forbid(
      ["^#(?!lab/)", "The lab knows no chapter and no tool."],
      [
        "^(?:\\.\\./)+(?:chapters|solutions|tests|workbook|docs|bench)/",
        "The lab knows no chapter and no tool.",
      ],
    ),
  },
  {
    files: [
      "lab/host.ts",
      "lab/world/**/*.ts",
      "lab/checkers/**/*.ts",
      "lab/trace/**/*.ts",
      "lab/sweep/**/*.ts",
    ],
    rules: forbid(
      ["^#(?!lab/)", "The lab knows no chapter and no tool."],
      [
        "^(?:\\.\\./)+(?:chapters|solutions|tests|workbook|docs|bench)/",
        "The lab knows no chapter and no tool.",
      ],
      ["^node:|/node/", "This part of the lab runs in a page too."],
    ),
  },
  {
    files: ["workbook/**/*.ts"],
    rules: forbid(
      [`^${ANY_CHAPTER}`, "The tool knows chapters as data: run them, don't import them."],
      ["^(?:\\.\\./)+(?:chapters|solutions|tests|docs|bench)/", "The tool knows chapters as data."],
    ),
  },
  {
    files: ["tests/[0-9]*/**/*.ts"],
    rules: forbid(
      ["^#workbook/", "A chapter's tests know the chapter and the lab."],
      [
        "^(?:\\.\\./)+(?:chapters|solutions|workbook|docs|bench)/",
        "Reach the code under test by its # name.",
      ],
    ),
  },
  {
    files: ["servers/**/*.ts"],
    rules: forbid(
      [
        "^#workbook/(?!course/course$|progress/(?:conditions|progress-store)$)",
        "Of the tool, servers only ask which code is the learner's.",
      ],
      ["^(?:\\.\\./)+(?:chapters|solutions|tests|workbook|docs|bench)/", "Reach chapters by their # names."],
    ),
  },
  ...chapters.map((chapter, index) => ({
    files: [`solutions/${chapter.name}/**/*.ts`],
    rules: {
      ...importsOf(chapter, index),
      "no-restricted-globals": [
        "error",
        ...["setTimeout", "setInterval", "setImmediate", "performance", "crypto", "fetch", "process"].map(
          (name) => ({
            name,
            message: OUTSIDE,
          }),
        ),
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: OUTSIDE },
        { object: "Date", property: "now", message: OUTSIDE },
      ],
    },
  })),
  {
    // Assertions of Jest and helpers that a test doesn't await are told by the test's own failure.
    files: [
      "tests/**/*.ts",
      "solutions/**/*.ts",
      "servers/**/*.ts",
      "lab/**/*.ts",
      "workbook/**/*.ts",
      "docs/**/*.ts",
      "bench/**/*.ts",
    ],
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  prettier,
);
