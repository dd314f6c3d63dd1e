import { posix } from "node:path";
import type { MarkdownIt } from "markdown-it";
import { CourseProblem } from "#workbook/course/problem";
import { relativeLink } from "../addresses";
import { envOf, type Env } from "./env";

const OUTSIDE = /^[a-z][a-z0-9+.-]*:/i;

/** Turns links between files of the repository into links between pages of the site. */
export function repositoryLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push("repository_links", (state) => {
    const env = envOf(state.env);
    for (const token of state.tokens.flatMap((each) => each.children ?? [])) {
      if (token.type !== "link_open" || token.attrGet("class") !== null) continue;
      const href = String(token.attrGet("href"));
      if (OUTSIDE.test(href)) token.attrSet("rel", "external");
      else if (!href.startsWith("#")) token.attrSet("href", linkToPage(href, env));
    }
  });
}

function linkToPage(href: string, env: Env): string {
  const [path = "", fragment] = decodeURI(href).split("#");
  const file = posix.join(posix.dirname(env.file), path);
  const page = env.pageOf(file);
  if (page === undefined) {
    throw new CourseProblem(
      env.file,
      `links to ${href}, and the site has no page of ${file}`,
      "link to a chapter, a source, a test or the glossary, or name the file in `code` without a link",
    );
  }
  return relativeLink(env.page, fragment === undefined ? page : `${page}#${fragment}`);
}
