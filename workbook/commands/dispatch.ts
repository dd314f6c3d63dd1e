import { parseArgs } from "node:util";
import { UsageError } from "./command";
import type { Command, Context, Values } from "./command";
import { nearest } from "./nearest";
import { COMMANDS, commandNames, findCommand } from "./table";

/** Exit code where the command line wasn't understood. */
export const BAD_USAGE = 2;

/**
 * Runs a command line.
 * @param argv what stands behind `kata`
 * @returns the exit code: 0 done, 1 failed or not passed, 2 not understood
 */
export async function runKata(argv: readonly string[], context: Context): Promise<number> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.warn(error.message);
      return BAD_USAGE;
    }
    context.warn(explainError(error));
    return 1;
  }
}

async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  const [first, ...rest] = argv;
  if (first === "help" || first === "--help" || first === "-h") return help(rest[0], context);
  const isOption = first?.startsWith("-") === true;
  const name = first === undefined || isOption ? "start" : first;
  const command = findCommand(name);
  if (command === undefined) throw new UsageError(unknownCommand(name));
  const args = isOption || first === undefined ? [...argv] : rest;
  if (args.includes("--help") || args.includes("-h")) return help(command.name, context);

  const { values, positionals } = parse(command, args);
  const { run } = await command.load();
  return run(context, values, positionals);
}

async function help(name: string | undefined, context: Context): Promise<number> {
  const { generalHelp, commandHelp } = await import("./help");
  const width = Math.min(context.width, 100);
  if (name === undefined || name === "help") {
    context.print(...generalHelp(width));
    return 0;
  }
  const command = findCommand(name);
  if (command === undefined) throw new UsageError(unknownCommand(name));
  context.print(...commandHelp(command, width));
  return 0;
}

function parse(command: Command, args: string[]): { values: Values; positionals: string[] } {
  const known = Object.keys(command.options);
  const { values, positionals, tokens } = parseArgs({
    args,
    options: Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined;
    if (option === undefined) throw new UsageError(unknownOption(command, token.rawName, token.name, known));
    const valueMissing =
      token.value === undefined || (token.inlineValue !== true && token.value.startsWith("--"));
    if (option.type === "string" && valueMissing) {
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} <${option.value ?? "value"}>.`);
    }
    if (option.type === "boolean" && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value.`);
    }
  }
  const { least, most } = command.positionals;
  const usage = `npm run kata -- ${command.name}${command.takes === undefined ? "" : ` ${command.takes}`}`;
  if (positionals.length < least) throw new UsageError(`Something is missing: ${usage}`);
  if (positionals.length > most) {
    throw new UsageError(`${JSON.stringify(positionals[most])} is too much: ${usage}`);
  }
  return { values: values, positionals };
}

function unknownCommand(name: string): string {
  const near = nearest(name, commandNames());
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no command ${JSON.stringify(name)}.${hint} \`npm run kata -- help\` shows all.`;
}

function unknownOption(command: Command, raw: string, name: string, known: string[]): string {
  const near = nearest(name, known);
  const others = COMMANDS.filter((each) => Object.hasOwn(each.options, name)).map((each) => each.name);
  const hint =
    near !== undefined
      ? ` Did you mean --${near}?`
      : others.length > 0
        ? ` It belongs to ${others.join(" and ")}.`
        : known.length > 0
          ? ` It knows ${known.map((each) => `--${each}`).join(", ")}.`
          : " It takes none.";
  return `${command.name} has no option ${raw}.${hint}`;
}

function explainError(error: unknown): string {
  // The workbook's own errors are sentences; anything else is a mistake of ours, so the stack helps.
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" || error.name === "TypeError"
    ? (error.stack ?? error.message)
    : error.message;
}
