import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The addresses of all files of a built site.
 * @throws Error if there is no site
 */
export function listSite(site: string): string[] {
  if (!existsSync(join(site, "index.html")))
    throw new Error(`no site in ${site}. Build it first: npm run docs`);
  return listFolder(site, "");
}

/** Address → HTML of every page. */
export function readPages(site: string, files: readonly string[]): Map<string, string> {
  const pages = files.filter((file) => file.endsWith(".html"));
  return new Map(pages.map((file) => [file, readFileSync(join(site, file), "utf8")]));
}

function listFolder(site: string, folder: string): string[] {
  return readdirSync(join(site, folder), { withFileTypes: true }).flatMap((entry) => {
    const address = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFolder(site, address) : [address];
  });
}
