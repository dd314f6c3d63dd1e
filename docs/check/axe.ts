import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe says of a page, as far as we read it. */
interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

/** Puts axe-core into a page. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** Lets axe-core look at a page as it is now, with all its default rules. One sentence for each rule that is broken. */
export async function axeProblems(page: Page): Promise<string[]> {
  // Preloading would fetch the style sheets, which a page that was opened as a file may not do.
  const violations = await page.evaluate<Violation[]>(
    "axe.run({ resultTypes: ['violations'], preload: false }).then((result) => result.violations)",
  );
  return violations.map(({ id, help, nodes }) => {
    const first = nodes[0]?.html.slice(0, 120) ?? "?";
    return `axe ${id}: ${help}: ${nodes.length} times, first ${first}`;
  });
}
