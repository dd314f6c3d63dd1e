import { start } from "../processes";

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** In ms, for one command. */
const LIMIT = 60_000;

/**
 * Runs a program to its end.
 *
 * @param input what it reads from its standard input
 * @throws Error if it doesn't end in time
 */
export function runCommand(command: string, args: readonly string[], input = ""): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = start(command, [...args], { stdio: ["pipe", "pipe", "pipe"] });
    const told = { stdout: "", stderr: "" };
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (told.stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (told.stderr += text));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${command} ${args.join(" ")} didn't end within ${LIMIT / 1_000} s: ${told.stderr}`));
    }, LIMIT);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...told });
    });
    // A program that ends early needn't read it all.
    child.stdin!.on("error", () => {});
    child.stdin!.end(input);
  });
}

/** The same, and it must end well. @returns the lines that it wrote @throws Error with what it complained about */
export async function linesOf(command: string, args: readonly string[], input = ""): Promise<string[]> {
  const { code, stdout, stderr } = await runCommand(command, args, input);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr || stdout}`);
  return stdout.split("\n").filter((line) => line !== "");
}
