import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { TypeChecker } from "#workbook/types/type-checker";
import { Fixture, GOOD } from "./fixture";

const FOLDER = path.resolve("workbook", "types");
const FILE = "chapters/01-shop/shop.ts";
const WRONG = `interface Day {\n  open: boolean;\n}\nexport const shop = (): Day => ({ open: "yes" });`;

const fixture = new Fixture();
copyFileSync("tsconfig.json", path.join(fixture.root, "tsconfig.json"));
mkdirSync(path.join(fixture.root, "node_modules"));
symlinkSync(
  path.resolve("node_modules", "@types"),
  path.join(fixture.root, "node_modules", "@types"),
  "junction",
);
const checker = new TypeChecker(fixture.root, FOLDER);
afterAll(async () => {
  await checker.close();
  await fixture.close();
});

test("a wrong type has its place, its number and its message", async () => {
  fixture.chapter(WRONG);
  expect(await checker.check([FILE], [])).toEqual([
    {
      file: FILE,
      line: 4,
      column: 35,
      code: 2322,
      message: "Type 'string' is not assignable to type 'boolean'.",
    },
  ]);
});

test("only the files asked for are looked at, and those that are gone are left out", async () => {
  fixture.chapter(WRONG);
  fixture.write("chapters/01-shop/doors.ts", `import { shop } from "./shop";\nexport const doors = shop;`);
  expect(await checker.check(["chapters/01-shop/doors.ts", "chapters/01-shop/gone.ts"], [])).toEqual([]);
});

test("a changed file is read again, in a fraction of the time of the first check", async () => {
  const fresh = new TypeChecker(fixture.root, FOLDER);
  const timed = async () => {
    const startedAt = performance.now();
    expect(await fresh.check([FILE], [])).toHaveLength(1);
    return performance.now() - startedAt;
  };
  fixture.chapter(WRONG);
  const first = await timed();
  const later: number[] = [];
  for (let day = 0; day < 5; day++) {
    fixture.chapter(`${WRONG} // ${day}`);
    later.push(await timed());
  }
  await fresh.close();
  expect(Math.min(...later)).toBeLessThan(first / 3);
});

test("a file that was missing is found when it is there, and missed when it is gone", async () => {
  fixture.chapter(`export { windows } from "./windows";`);
  const codes = async () => (await checker.check([FILE], [])).map(({ code }) => code);
  expect(await codes()).toEqual([2307]);
  fixture.write("chapters/01-shop/windows.ts", "export const windows = 3;");
  expect(await codes()).toEqual([]);
  fixture.remove("chapters/01-shop/windows.ts");
  expect(await codes()).toEqual([2307]);
});

test("the conditions say whose files an import means", async () => {
  fixture.chapter(`export const shop = () => 1;`);
  fixture.write("solutions/01-shop/shop.ts", GOOD);
  fixture.write(
    "chapters/02-street/street.ts",
    `import { shop } from "#shop/shop";\nexport const street: string = shop();`,
  );
  const street = ["chapters/02-street/street.ts"];
  expect(await checker.check(street, ["reference"])).toEqual([]);
  expect((await checker.check(street, [])).map(({ code }) => code)).toEqual([2322]);
});

test("syntax errors are among the problems", async () => {
  fixture.chapter(`export function shop( {`);
  expect((await checker.check([FILE], []))[0]).toMatchObject({ file: FILE, line: 1 });
});

test("a process that dies costs one answer, and another takes its place", async () => {
  fixture.chapter(WRONG);
  const pending = checker.check([FILE], []);
  process.kill(checker.pid ?? 0, "SIGKILL");
  expect(await pending).toEqual([]);
  expect(await checker.check([FILE], [])).toHaveLength(1);
});
