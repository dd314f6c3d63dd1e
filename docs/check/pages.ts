import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { axeProblems, loadAxe } from "./axe";
import type { Finding } from "./links";
import type { Progress } from "./progress";

/** A way of looking at the site. */
interface Mode {
  colours: "light" | "dark";
  /** In CSS pixels. */
  width: number;
}

const MODES: readonly Mode[] = [
  { colours: "light", width: 320 },
  { colours: "light", width: 1280 },
  { colours: "dark", width: 320 },
  { colours: "dark", width: 1280 },
];

/**
 * Pages that a template fills with code: each colour and each width once is enough for them, because what is wrong with
 * a colour doesn't depend on the width.
 */
const OF_A_TEMPLATE = /^(?:reference|solutions|tests)\//;
const CROSSED_MODES = [MODES[0]!, MODES[3]!];

/** How many pages are open at once: more gains nothing on two cores. */
const TABS = 3;

/** Opens every page from its file, looks at it in its modes, and gathers what is wrong. */
export async function checkPages(
  browser: Browser,
  site: string,
  addresses: readonly string[],
  progress: Progress,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const queue = [...addresses];
  const work = async (): Promise<void> => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const tab = await Tab.open(context);
    for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
      findings.push(...(await tab.check(address, pathToFileURL(join(site, address)).href)));
      progress.step(address);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: TABS }, work));
  return findings.sort((a, b) => a.page.localeCompare(b.page, "en"));
}

/** A tab that gathers what goes wrong in it. */
class Tab {
  #problems: string[] = [];

  private constructor(readonly page: Page) {
    page.on("console", (message) => {
      const loud = message.type() === "error" || message.type() === "warning";
      if (loud) this.#problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.#problems.push(`script: ${error.message}`));
    page.on("request", (request) => {
      const local = /^(?:file|data|blob):/.test(request.url());
      if (!local) this.#problems.push(`asks the network: ${request.url()}`);
    });
    page.on("requestfailed", (request) => this.#problems.push(`cannot load ${request.url()}`));
  }

  static async open(context: BrowserContext): Promise<Tab> {
    return new Tab(await context.newPage());
  }

  /** With everything unfolded, so that hints and answers are looked at too. */
  async check(address: string, url: string): Promise<Finding[]> {
    const findings: Finding[] = [];
    this.#problems = [];
    await this.page.goto(url, { waitUntil: "load" });
    await this.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
    await loadAxe(this.page);
    for (const mode of OF_A_TEMPLATE.test(address) ? CROSSED_MODES : MODES) {
      await this.page.emulateMedia({ colorScheme: mode.colours });
      await this.page.setViewportSize({ width: mode.width, height: 800 });
      const overflow = await this.page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      if (overflow > 0) this.#problems.push(`scrolls sideways by ${overflow} px`);
      this.#problems.push(...(await axeProblems(this.page)));
      const page = `${address} (${mode.colours}, ${mode.width} px)`;
      findings.push(...this.#problems.splice(0).map((problem) => ({ page, problem })));
    }
    return findings;
  }
}
