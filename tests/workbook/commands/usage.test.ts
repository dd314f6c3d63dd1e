import { COMMANDS, findCommand } from "#workbook/commands/table";
import { Fixture } from "../fixture";
import { kata } from "./kata";

const { root } = new Fixture("usage");

test.each([
  [["tset"], "Did you mean test?"],
  [["tests"], "Did you mean test?"],
  [["lst"], "Did you mean list?"],
  [["frobnicate"], "npm run kata -- help"],
  [["test", "--refrence"], "Did you mean --reference?"],
  [["hint", "--full"], "hint has no option --full. It belongs to test."],
  [["next", "--fast"], "It takes none."],
  [["status", "--json=yes"], "takes no value"],
  [["hint", "--level"], "--level <n>"],
  [["hint", "--level", "--json"], "--level <n>"],
  [["hint", "--level", "4"], "from 1 to 3"],
  [["jump"], "npm run kata -- jump <step>"],
  [["jump", "1", "2"], '"2" is too much'],
  [["test", "countr"], "Did you mean counter?"],
  [["test", "7"], "There is no chapter"],
  [["test", "counter/strat"], "Did you mean counter/start?"],
  [["test", "counter/9"], "Its steps are start, add, reset."],
  [["jump", "counter/add/more"], "no step"],
  [["reset", "counter/add"], "reset counter --to add"],
  [["reset", "counter", "--to", "strat"], "Did you mean counter/start?"],
  [["watch"], "watch --plain"],
  [["watch", "--plain", "--json"], "not both"],
  [["restore", "ffffff"], "There is no copy"],
  [["restore", "counter.ts"], "Of which chapter?"],
  [["import", "nowhere.json"], "There is no file"],
  [["help", "tset"], "Did you mean test?"],
  [["--jsn"], "start has no option --jsn"],
])("%j isn't understood, and the answer helps on", async (argv, help) => {
  const { code, out, err } = await kata(root, ...argv);
  expect(err).toContain(help);
  expect({ code, out }).toEqual({ code: 2, out: "" });
});

test("the help names every command", async () => {
  const { code, out } = await kata(root, "help");
  expect(code).toBe(0);
  for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^${name} `, "m"));
});

test.each(COMMANDS.map(({ name }) => name))(
  "the help of %s has all its options and examples",
  async (name) => {
    const command = findCommand(name)!;
    const { code, out } = await kata(root, "help", name);
    expect(code).toBe(0);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [typed] of command.examples) expect(out).toContain(`npm run kata -- ${typed}`);
  },
);

test("--help behind a command is its help", async () => {
  expect((await kata(root, "hint", "--help")).out).toBe((await kata(root, "help", "hint")).out);
  expect((await kata(root, "--help")).out).toBe((await kata(root, "help")).out);
});

test("every command can be loaded", async () => {
  for (const command of COMMANDS) expect(typeof (await command.load()).run).toBe("function");
});

test("no line of the help is wider than a terminal of 80 columns", async () => {
  const helps = await Promise.all(
    [[], ...COMMANDS.map(({ name }) => [name])].map((rest) => kata(root, "help", ...rest)),
  );
  const wide = helps.flatMap(({ out }) => out.split("\n")).filter((line) => line.length > 80);
  expect(wide).toEqual([]);
});
