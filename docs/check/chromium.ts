import { existsSync } from "node:fs";
import { join } from "node:path";

/** Flags under which Chromium starts in containers, and keeps off the network. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Finds a Chromium or Chrome on this machine.
 * @param environment CHROMIUM, if set, is the one to take
 * @throws Error that says what to install
 */
export function findChromium(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): string {
  const chosen = environment["CHROMIUM"];
  if (chosen !== undefined && chosen !== "") {
    if (exists(chosen)) return chosen;
    throw new Error(`CHROMIUM names ${chosen}, which isn't there`);
  }
  const found = usualPlaces(environment, platform).find(exists);
  if (found !== undefined) return found;
  throw new Error(
    "no Chromium found. Install one (Debian: apt-get install chromium; macOS, Windows: Google Chrome), " +
      "or set CHROMIUM to its path. The links alone need none: npm run docs:links",
  );
}

function usualPlaces(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === "darwin") {
    return ["Chromium", "Google Chrome"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap(
      (name) => environment[name] ?? [],
    );
    const programs = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
    return folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  }
  return ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(
    (name) => `/usr/bin/${name}`,
  );
}
