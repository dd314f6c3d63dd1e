import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveFolder } from "./server";

const PORT = 4173;

/** `npm run docs:serve`: serves docs/site/ until it is interrupted. */
async function main(): Promise<void> {
  const site = join(process.cwd(), "docs/site");
  if (!existsSync(join(site, "index.html")))
    throw new Error("docs/site isn't built. Build it first: npm run docs");
  const { url } = await serveFolder(site, PORT);
  console.log(`The workbook's docs: ${url} (stop with Ctrl+C)`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
