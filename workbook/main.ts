import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { makeContext } from "./commands/context";
import { runKata } from "./commands/dispatch";

/** The command line of the workbook: `npm start` and `npm run kata -- <command>`. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runKata(process.argv.slice(2), makeContext(root, process));
