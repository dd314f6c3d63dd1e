import { findChromium } from "../../../docs/check/chromium";

test("CHROMIUM, if set, is the one to take", () => {
  expect(findChromium({ CHROMIUM: "/opt/c" }, "linux", () => true)).toBe("/opt/c");
});

test("a CHROMIUM that isn't there is an error, and no other is taken in its place", () => {
  expect(() => findChromium({ CHROMIUM: "/opt/c" }, "linux", (path) => path !== "/opt/c")).toThrow(
    "CHROMIUM names /opt/c",
  );
});

test.each<[NodeJS.Platform, string]>([
  ["linux", "/usr/bin/google-chrome"],
  ["darwin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
])("on %s, %s is found", (platform, path) => {
  expect(findChromium({}, platform, (each) => each === path)).toBe(path);
});

test("on Windows, Chrome is found in the programs' folder", () => {
  const found = findChromium({ PROGRAMFILES: "C:\\Programs" }, "win32", (path) =>
    path.includes("chrome.exe"),
  );

  expect(found).toMatch(/^C:\\Programs.*chrome\.exe$/);
});

test("where there is none, one is told what to install, and what works without", () => {
  expect(() => findChromium({}, "linux", () => false)).toThrow(
    /apt-get install chromium.*npm run docs:links/s,
  );
});
