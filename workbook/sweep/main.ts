import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { sweepCommand } from "./sweep";

/** The command line of `npm run sweep`. */
const engine = dirname(fileURLToPath(import.meta.url));
const { stderr, stdout } = process;

process.exitCode = await sweepCommand(process.argv.slice(2), {
  root: dirname(dirname(engine)),
  engine,
  out: (text) => void stdout.write(`${text}\n`),
  progress: stderr.isTTY ? (line) => void stderr.write(`\r\u001b[2K${line}`) : undefined,
});
