import { wrap } from "../screen/text";
import type { Command } from "./command";
import { COMMANDS } from "./table";

const CALL = "npm run kata -- ";

/** What `kata help` prints. */
export function generalHelp(width: number): string[] {
  const names = COMMANDS.map(usageOf);
  const column = Math.max(...names.map((name) => name.length)) + 2;
  return [
    "Znode to Offset: build ZooKeeper and then Kafka, one failing test at a time.",
    "",
    "npm start                      watch your files; each save runs the current step",
    `${CALL}<command>      everything below`,
    "",
    ...COMMANDS.flatMap((command, index) => hang(names[index]!, command.summary, column, width)),
    ...hang("help [command]", "This, or more about one command with examples.", column, width),
    "",
    ...wrap(
      "Exit codes: 0 done or passed, 1 not passed or failed, 2 not understood. NO_COLOR turns colours off.",
      width,
    ),
  ];
}

/** What `kata help <command>` prints. */
export function commandHelp(command: Command, width: number): string[] {
  const options = Object.entries(command.options).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? "" : ` <${value}>`}`, help] as const,
  );
  const examples = command.examples.map(([typed, does]) => [CALL + typed, does] as const);
  return [
    `${CALL}${usageOf(command)}`,
    "",
    ...wrap(command.summary, width),
    ...command.details.flatMap((paragraph) => ["", ...wrap(paragraph, width)]),
    ...table("Options", options, width),
    ...table("Examples", examples, width),
    ...(command.aliases === undefined ? [] : ["", `Also called: ${command.aliases.join(", ")}`]),
  ];
}

function usageOf({ name, takes }: Command): string {
  return takes === undefined ? name : `${name} ${takes}`;
}

function table(title: string, rows: readonly (readonly [string, string])[], width: number): string[] {
  if (rows.length === 0) return [];
  const column = Math.max(...rows.map(([left]) => left.length)) + 4;
  return ["", title, ...rows.flatMap(([left, right]) => hang(`  ${left}`, right, column, width))];
}

/** Text in a column beside its label, or below it where there is little room. */
function hang(label: string, text: string, column: number, width: number): string[] {
  if (width - column < 24) return [label, ...wrap(text, width - 6).map((line) => `      ${line}`)];
  return wrap(text, width - column).map((line, index) => (index === 0 ? label : "").padEnd(column) + line);
}
