import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CourseProblem } from "../course/problem";
import { isMarker, parseRegions } from "./regions";

const FENCE = /^(```+)(\w+) (snippet|run)=(\S+)[^\n]*\n([\s\S]*?)^\1$/gm;

/**
 * Fills the code fences of a Markdown text that name their origin: `snippet=<file>#<region>` with that region of a
 * source, `run=<file>` with what that program prints.
 *
 * @param file the Markdown file's path, for messages
 * @throws CourseProblem where an origin isn't there
 */
export function fillFences(root: string, markdown: string, file: string): string {
  return markdown.replace(
    FENCE,
    (fence: string, ticks: string, language: string, kind: string, origin: string) => {
      const body = kind === "snippet" ? readSnippet(root, origin, file) : runStory(root, origin, file);
      return `${fence.slice(0, fence.indexOf("\n"))}\n${body.trimEnd()}\n${ticks}`;
    },
  );
}

function readSnippet(root: string, origin: string, file: string): string {
  const [path, name] = origin.split("#");
  const source = readSource(root, path!, file);
  const region = parseRegions(source, path!).find(({ kind, name: each }) => kind === "show" && each === name);
  if (region === undefined) {
    throw new CourseProblem(
      file,
      `shows ${origin}, and there is no such region`,
      `mark it \`// #region show ${name}\``,
    );
  }
  const lines = source
    .split("\n")
    .slice(region.begin + 1, region.end)
    .filter((line) => !isMarker(line));
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)![0].length),
  );
  return lines.map((line) => line.slice(indent)).join("\n");
}

function runStory(root: string, origin: string, file: string): string {
  readSource(root, origin, file);
  return execFileSync(process.execPath, ["--conditions=reference", "--import", "tsx", join(root, origin)], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    timeout: 60_000,
  });
}

function readSource(root: string, path: string, file: string): string {
  if (!existsSync(join(root, path))) {
    throw new CourseProblem(
      file,
      `names ${path}, which isn't there`,
      "correct the path behind snippet= or run=",
    );
  }
  return readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n");
}
