import {
  BundleRefused,
  makeBundle,
  MAX_BUNDLE_BYTES,
  parseBundle,
  splitFileName,
} from "#workbook/progress/bundle";
import { emptyProgress, withPass } from "#workbook/progress/progress";

const NOON = new Date("2025-11-22T12:00:00Z");
const PROGRESS = withPass(emptyProgress(), "tree/paths", NOON);
const withFile = (name: string, content: unknown = "x") => ({
  ...(JSON.parse(makeBundle(PROGRESS, {}, NOON)) as object),
  files: { [name]: content },
});

test("what is exported can be imported", () => {
  const bundle = parseBundle(makeBundle(PROGRESS, { "tree/paths.ts": "export {};\n" }, NOON));
  expect(bundle).toMatchObject({ progress: PROGRESS, files: { "tree/paths.ts": "export {};\n" } });
});

test.each([
  "../outside.ts",
  "tree/../../outside.ts",
  "tree/..",
  "/etc/cron.ts",
  "C:/windows.ts",
  "tree\\..\\outside.ts",
  "tree/a\u0000.ts",
  "tree//a.ts",
  "tree/./a.ts",
  "tree/.hidden.ts",
  "tree/package.json",
  "tree.ts",
  "__proto__/..",
  "a/b/c/d/e/f.ts",
])("%j is refused as a file's name", (name) => {
  expect(() => parseBundle(JSON.stringify(withFile(name)))).toThrow(BundleRefused);
});

test.each(["tree/paths.ts", "tree/mine/helper.test-data.ts", "zookeeper-protocol/jute_2.ts"])(
  "%j is a file's name",
  (name) => {
    expect(Object.keys(parseBundle(JSON.stringify(withFile(name))).files)).toEqual([name]);
  },
);

test.each([
  ["no JSON", "{", "isn't JSON"],
  ["something else", '{"name":"left-pad"}', "isn't an export"],
  ["a newer format", JSON.stringify({ ...withFile("tree/a.ts"), version: 2 }), "newer workbook"],
  ["a file that isn't text", JSON.stringify(withFile("tree/a.ts", 7)), "isn't text"],
  ["a huge file", JSON.stringify(withFile("tree/a.ts", "x".repeat(1_000_001))), "too large"],
  ["a broken progress", JSON.stringify({ ...withFile("tree/a.ts"), progress: { steps: 1 } }), "progress"],
  ["no files", JSON.stringify({ ...withFile("tree/a.ts"), files: undefined }), "incomplete"],
])("an import of %s is refused", (_, text, reason) => {
  expect(() => parseBundle(text)).toThrow(reason);
});

test("a text beyond the limit isn't even parsed", () => {
  expect(() => parseBundle(" ".repeat(MAX_BUNDLE_BYTES + 1))).toThrow("larger than");
});

test("a bundle's file name is a chapter and a file within it", () => {
  expect(splitFileName("tree/mine/helper.ts")).toEqual({ slug: "tree", file: "mine/helper.ts" });
});
