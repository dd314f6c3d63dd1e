import { join, resolve } from "node:path";
import { CourseProblem } from "#workbook/course/problem";
import { buildSite } from "./build";

/** `npm run docs`: builds docs/site/, or into the folder that is named behind it. */
async function main(): Promise<void> {
  const root = process.cwd();
  const out = resolve(root, process.argv[2] ?? "docs/site");
  const begin = performance.now();
  const pages = await buildSite(root, out);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${pages} pages in ${seconds} s. Open ${join(out, "index.html")}, or run: npm run docs:serve`);
}

main().catch((error: unknown) => {
  console.error(error instanceof CourseProblem ? error.message : error);
  process.exitCode = 1;
});
