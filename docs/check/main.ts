import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "./chromium";
import { findBrokenLinks, type Finding } from "./links";
import { checkPages } from "./pages";
import { Progress } from "./progress";
import { listSite, readPages } from "./site-files";
import { visitSearch, visitTheme, visitWithoutScripts } from "./visits";

/** `npm run docs:links` and `npm run docs:check`: the links of docs/site/, and then every page in a browser. */
async function main(linksOnly: boolean): Promise<void> {
  const begin = performance.now();
  const site = join(process.cwd(), "docs/site");
  const files = listSite(site);
  const pages = readPages(site, files);
  const findings = findBrokenLinks(pages, new Set(files));
  if (!linksOnly) findings.push(...(await checkInBrowser(site, [...pages.keys()].sort())));

  for (const { page, problem } of findings) console.log(`${page}: ${problem}`);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${pages.size} pages, ${findings.length} findings, ${seconds} s`);
  if (findings.length > 0) process.exitCode = 1;
}

async function checkInBrowser(site: string, addresses: readonly string[]): Promise<Finding[]> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const findings = await checkPages(browser, site, addresses, new Progress(addresses.length));
    findings.push(...(await visitWithoutScripts(browser, site, addresses)));
    const chapter = addresses.find((address) => address.startsWith("chapters/"))!;
    findings.push(...(await visitSearch(browser, site, chapter, "zxid")));
    findings.push(...(await visitTheme(browser, site)));
    return findings;
  } finally {
    await browser.close();
  }
}

main(process.argv.includes("links")).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
