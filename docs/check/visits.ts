import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { axeProblems, loadAxe } from "./axe";
import type { Finding } from "./links";

/** Reads the site without scripts: the text is there, hints and quiz open, and nothing that needs scripts shows. */
export async function visitWithoutScripts(
  browser: Browser,
  site: string,
  addresses: readonly string[],
): Promise<Finding[]> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const findings: Finding[] = [];
  for (const address of addresses) {
    const expect = (holds: boolean, problem: string): void => {
      if (!holds) findings.push({ page: `${address} (without scripts)`, problem });
    };
    await page.goto(pathToFileURL(join(site, address)).href);
    const text = await page.locator("main").innerText();
    expect(text.length > 50, `its text has only ${text.length} characters`);
    expect(!(await page.locator("#page-search").isVisible()), "offers a search that can't work");
    if (!address.startsWith("chapters/")) continue;

    for (const kind of [".hints details", ".quiz .choice"]) {
      const folded = page.locator(kind).first();
      expect(
        !(await folded.locator(":scope > :not(summary)").first().isVisible()),
        `${kind} is open from the start`,
      );
      await folded.locator("summary").click();
      expect(await folded.locator(":scope > :not(summary)").first().isVisible(), `${kind} doesn't open`);
    }
  }
  await context.close();
  return findings;
}

/** Searches as a reader would, with the keyboard alone, from a page deep in the site. */
export async function visitSearch(
  browser: Browser,
  site: string,
  from: string,
  word: string,
): Promise<Finding[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  try {
    await page.goto(pathToFileURL(join(site, from)).href);
    await page.keyboard.press("/");
    await page.locator("dialog.search input").waitFor({ state: "visible", timeout: 5000 });
    await page.keyboard.type(word);
    await page.locator("dialog.search li a").first().waitFor({ state: "visible", timeout: 5000 });
    await loadAxe(page);
    const problems = await axeProblems(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(`!document.querySelector("dialog.search")?.open`, undefined, {
      timeout: 5000,
    });
    const text = (await page.locator("main").innerText()).toLowerCase();
    if (!text.includes(word.toLowerCase())) {
      problems.push(`the search for "${word}" opened ${page.url()}, which doesn't have it`);
    }
    return problems.map((problem) => ({ page: `${from} (search)`, problem }));
  } catch (error) {
    return [
      { page: from, problem: `the search for "${word}" failed: ${(error as Error).message.split("\n")[0]!}` },
    ];
  } finally {
    await context.close();
  }
}

/** Turns the colours over, and finds them so on the next page. */
export async function visitTheme(browser: Browser, site: string): Promise<Finding[]> {
  const context = await browser.newContext({ colorScheme: "light", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  await page.goto(pathToFileURL(join(site, "index.html")).href);
  const light = await ground();
  await page.locator("#page-theme").click();
  const dark = await ground();
  await page.goto(pathToFileURL(join(site, "syllabus.html")).href);
  const next = await ground();
  await context.close();
  const findings: Finding[] = [];
  if (dark === light) findings.push({ page: "index.html", problem: "the theme's button changes nothing" });
  if (next !== dark) findings.push({ page: "syllabus.html", problem: "the choice of colours is forgotten" });
  return findings;
}
