import { join } from "node:path";
import { CourseProblem } from "#workbook/course/problem";
import { buildSite } from "./build";

/** `npm run docs`: builds docs/site/. */
async function main(): Promise<void> {
  const root = process.cwd();
  const begin = performance.now();
  const pages = await buildSite(root, join(root, "docs/site"));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(
    `docs/site: ${pages} pages in ${seconds} s. Open docs/site/index.html, or run: npm run docs:serve`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof CourseProblem ? error.message : error);
  process.exitCode = 1;
});
