import type { Command, Option } from "./command";

const JSON_OPTION: Option = { type: "boolean", help: "One JSON document, for programs." };

const NONE = { least: 0, most: 0 };
const ONE = { least: 1, most: 1 };
const AT_MOST_ONE = { least: 0, most: 1 };

const NAMING =
  "A chapter is named by its number or its slug (02, 2, watches), a step by its key or number behind that " +
  "(watches/one-shot, 2/1).";

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "start",
    summary: "Watch your files and run the current step after each save. The default.",
    positionals: NONE,
    options: {},
    details: [
      "In a terminal this is the watch. Without one it prints where you are, runs the current step once and ends " +
        "with 0, whether the step passes or not.",
    ],
    examples: [["start", "the same as npm start"]],
    load: () => import("./start"),
  },
  {
    name: "watch",
    summary: "The watch, also without a terminal: for editors and screen readers.",
    positionals: NONE,
    options: {
      plain: { type: "boolean", help: "Write what happens as text, one block after another." },
      json: { type: "boolean", help: "Write what happens as one JSON object a line." },
    },
    details: [
      "With --plain or --json, keys are read from the standard input as single characters: h hint, s solution, " +
        "r or Enter run, t trace, l list (j and k move), x reset, n next, y to confirm, q quit. The end of the input quits.",
      'Each JSON object names its kind in "event": step, running, verdict, broken, cause, types, hint, solution, ' +
        "trace, question, list, selected, reset, help, notice, quit. Their fields are described in " +
        "workbook/watch/events.ts; those of a verdict in workbook/run/verdict.ts.",
    ],
    examples: [
      ["watch --plain", "text, one block after another"],
      ["watch --json", "for an editor's extension"],
    ],
    load: () => import("./watch"),
  },
  {
    name: "status",
    aliases: ["list"],
    summary: "Show the course and how far you are.",
    positionals: NONE,
    options: {
      all: { type: "boolean", help: "The steps of every chapter, not only of the current one." },
      json: JSON_OPTION,
    },
    details: [
      'JSON: {"schema":"kata-status/1", "current": step id, "passed", "total", "chapters": [{"number", "slug", ' +
        '"title", "summary", "minutes", "passed", "total", "steps": [{"id", "number", "title", "minutes", ' +
        '"passedAt": time or null, "hintsSeen", "files", "prose": "file:line"}]}]}',
    ],
    examples: [
      ["status", "where you are"],
      ["list --all", "every step"],
      ["status --json", "for programs"],
    ],
    load: () => import("./status"),
  },
  {
    name: "test",
    takes: "[chapter[/step]]",
    summary: "Run a chapter's or a step's tests once. Without an argument, the current step.",
    positionals: AT_MOST_ONE,
    options: {
      reference: { type: "boolean", help: "Run the reference solutions instead of your files." },
      full: { type: "boolean", help: "Show every failing test, nothing shortened." },
      json: JSON_OPTION,
    },
    details: [
      "Ends with 0 when everything passes, with 1 when it doesn't. A step of yours that passes is recorded.",
      NAMING,
      'JSON: {"schema":"kata-test/1", "target", "reference", "passed", "steps": [{"id", "title", "passed", ' +
        '"explanation"?, "cause"?: {"chapter", "step"?, "rule"?}, "verdict"}]}; explanation and verdict as in ' +
        "workbook/screen/explain.ts and " +
        "workbook/run/verdict.ts.",
    ],
    examples: [
      ["test", "the current step"],
      ["test 02", "all of chapter 2"],
      ["test watches/one-shot", "one step"],
      ["test 02 --reference", "see the solutions pass"],
    ],
    load: () => import("./test"),
  },
  {
    name: "hint",
    takes: "[step]",
    summary: "Show a hint: each time one more, up to three.",
    positionals: AT_MOST_ONE,
    options: {
      level: { type: "string", value: "n", help: "Up to this hint, 1 to 3." },
      json: JSON_OPTION,
    },
    details: [NAMING, 'JSON: {"schema":"kata-hint/1", "step", "level", "of", "hints": [Markdown, …]}'],
    examples: [
      ["hint", "one more for the current step"],
      ["hint watches/one-shot --level 1", "only the first"],
    ],
    load: () => import("./hint"),
  },
  {
    name: "solution",
    takes: "[step]",
    summary: "Show how your files differ from the solution of a step.",
    positionals: AT_MOST_ONE,
    options: {},
    details: ["- is your line, + is the solution's. What later steps write is left out.", NAMING],
    examples: [
      ["solution", "of the current step"],
      ["solution 02/1", "of another one"],
    ],
    load: () => import("./solution"),
  },
  {
    name: "reset",
    takes: "<chapter>",
    summary: "Put a chapter's files back to the starters. Yours are kept.",
    positionals: ONE,
    options: {
      to: {
        type: "string",
        value: "step",
        help: "The starter as it stands at this step, earlier ones written.",
      },
    },
    details: [
      "Your files are copied to .kata/backups first; restore brings them back. The steps that are open again count " +
        "as not passed.",
      NAMING,
    ],
    examples: [
      ["reset 02", "the whole chapter"],
      ["reset 02 --to persistent", "its first steps as in the solution, to begin at that one"],
    ],
    load: () => import("./reset"),
  },
  {
    name: "restore",
    takes: "[copy | file]",
    summary: "List the copies of your files that were kept, or bring some back.",
    positionals: { least: 0, most: 2 },
    options: {
      all: { type: "boolean", help: "List every copy, not only the newest ones." },
      json: JSON_OPTION,
    },
    details: [
      "Copies are made before each reset, restore and import, and whenever a run sees a file that has changed.",
      "Named by its id, all files of that copy come back; with a file's name behind it, only that one. Named by a " +
        "file, its newest copy that differs comes back. What is there now is kept as well.",
      'JSON: {"schema":"kata-restore/1", "copies": [{"id", "at", "reason", "files": [{"file", "path"}]}]}',
    ],
    examples: [
      ["restore", "list"],
      ["restore 3fa92c", "all files of one copy"],
      ["restore watches/registry.ts", "the newest other copy of one file"],
    ],
    load: () => import("./restore"),
  },
  {
    name: "jump",
    takes: "<step>",
    summary: "Go to another step, or to the first one of a chapter.",
    positionals: ONE,
    options: {},
    details: [
      "You can start anywhere: chapters that you haven't passed are replaced by the reference when a test needs them.",
      NAMING,
    ],
    examples: [
      ["jump 05", "the beginning of chapter 5"],
      ["jump watches/one-shot", "one step"],
    ],
    load: () => import("./jump"),
  },
  {
    name: "next",
    summary: "Go to the step after the current one.",
    positionals: NONE,
    options: {},
    details: [],
    examples: [["next", "whether the current one is passed or not"]],
    load: () => import("./next"),
  },
  {
    name: "quiz",
    takes: "<chapter>",
    summary: "Ask yourself a chapter's questions.",
    positionals: ONE,
    options: { answers: { type: "boolean", help: "Print the questions with their answers." } },
    details: ["Without a terminal the questions are only printed.", NAMING],
    examples: [["quiz 02", "the questions of chapter 2"]],
    load: () => import("./quiz"),
  },
  {
    name: "open",
    takes: "[chapter[/step]]",
    summary: "Print where the prose is. Without an argument, of the current step.",
    positionals: AT_MOST_ONE,
    options: {},
    details: [NAMING],
    examples: [["open", "path and URL"]],
    load: () => import("./open"),
  },
  {
    name: "watch-ensemble",
    summary: "Watch servers elect a leader, commit, fail and come back, in the terminal; and make them fail.",
    positionals: NONE,
    options: {
      servers: { type: "string", value: "n", help: "3 or 5." },
      seed: { type: "string", value: "n", help: "What is left to chance: the same number, the same run." },
      mine: {
        type: "boolean",
        help: "Your code of every chapter that you have passed, instead of the reference.",
      },
      plain: { type: "boolean", help: "Write what there is to be seen as text, after each key." },
    },
    details: [
      "It is the world of the tests: time is virtual, and s goes on to the next thing that happens. ? shows the keys.",
      "With --plain, keys are read from the standard input as single characters, and a second passes after each. The " +
        "end of the input ends it.",
    ],
    examples: [
      ["watch-ensemble", "three servers and two clients"],
      ["watch-ensemble --servers 5 --mine", "five servers that run your code"],
    ],
    load: () => import("./watch-ensemble"),
  },
  {
    name: "watch-cluster",
    summary:
      "Watch brokers lead and follow, and groups share partitions, in the terminal; and make them fail.",
    positionals: NONE,
    options: {
      servers: { type: "string", value: "n", help: "3 or 5." },
      seed: { type: "string", value: "n", help: "What is left to chance: the same number, the same run." },
      mine: {
        type: "boolean",
        help: "Your code of every chapter that you have passed, instead of the reference.",
      },
      plain: { type: "boolean", help: "Write what there is to be seen as text, after each key." },
    },
    details: [
      "It is the world of the tests: time is virtual, and s goes on to the next thing that happens. ? shows the keys.",
      "With --plain, keys are read from the standard input as single characters, and a second passes after each. The " +
        "end of the input ends it.",
    ],
    examples: [
      ["watch-cluster", "three brokers, a shop, and two groups"],
      ["watch-cluster --servers 5 --mine", "five brokers that run your code"],
    ],
    load: () => import("./watch-cluster"),
  },
  {
    name: "export",
    takes: "[file]",
    summary: "Write your progress and your files into one file, to carry them elsewhere.",
    positionals: AT_MOST_ONE,
    options: {
      force: { type: "boolean", help: "Replace a file of that name." },
    },
    details: ["Files that are still starters are left out. A dash instead of a name writes to the output."],
    examples: [
      ["export", "into kata-export.json"],
      ["export -", "to the output"],
    ],
    load: () => import("./export"),
  },
  {
    name: "import",
    takes: "<file>",
    summary: "Take in what export wrote, here or on another machine.",
    positionals: ONE,
    options: {},
    details: ["Files that would be replaced are kept first. Progress is added to yours: nothing is lost."],
    examples: [["import kata-export.json", "progress and files"]],
    load: () => import("./import"),
  },
];

/** A command by its name or one of its other names. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name || command.aliases?.includes(name) === true);
}

/** All names, for suggestions. */
export function commandNames(): string[] {
  return ["help", ...COMMANDS.flatMap((command) => [command.name, ...(command.aliases ?? [])])];
}
