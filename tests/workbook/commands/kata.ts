import { makeContext } from "#workbook/commands/context";
import { runKata } from "#workbook/commands/dispatch";

export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line of the workbook at a root, in this process, with nobody at a terminal. */
export async function kata(root: string, ...argv: string[]): Promise<Answer> {
  const written = { out: "", err: "" };
  const sink = (key: keyof typeof written) => ({
    isTTY: false,
    write: (text: string) => {
      written[key] += text;
      return true;
    },
  });
  const context = makeContext(root, {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout: sink("out") as unknown as NodeJS.WriteStream,
    stderr: sink("err") as unknown as NodeJS.WriteStream,
    env: {},
    platform: "linux",
  });
  const code = await runKata(argv, context);
  return { code, ...written };
}
