import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What a page may load; each file is followed to what it imports. */
const ENTRIES = ["world", "checkers", "trace"].flatMap((folder) =>
  readdirSync(join("lab", folder)).map((file) => join("lab", folder, file)),
);

function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gms)].map(([, from]) => from!);
}

test("the simulated world, the checkers and the pictures run in a page: nothing they load is Node's", () => {
  const seen = new Set(ENTRIES.map((file) => resolve(file)));
  const foreign: string[] = [];
  for (const file of seen) {
    for (const from of importsOf(file)) {
      if (from.startsWith(".")) seen.add(`${resolve(dirname(file), from)}.ts`);
      else foreign.push(`${file} imports ${from}`);
    }
  }
  expect(seen.size).toBeGreaterThan(ENTRIES.length);
  expect(foreign).toEqual([]);
});
