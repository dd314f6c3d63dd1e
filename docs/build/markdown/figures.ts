import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { MarkdownIt, Token } from "markdown-it";
import { CourseProblem } from "#workbook/course/problem";
import { markup, raw } from "../html";
import { envOf } from "./env";

/**
 * Puts drawings into the page: `![What it shows](figures/tree.svg "Caption")` on a line of its own. As part of the
 * page, a drawing takes the page's colours. What it shows becomes its `<title>`, unless it brings one.
 *
 * @param root the repository's root folder
 */
export function figures(markdown: MarkdownIt, root: string): void {
  markdown.core.ruler.push("figures", (state) => {
    const env = envOf(state.env);
    state.tokens.forEach((token, index) => {
      const image = token.children?.length === 1 ? token.children[0]! : undefined;
      if (image?.type !== "image") return;
      const file = posix.join(posix.dirname(env.file), String(image.attrGet("src")));
      token.type = "html_block";
      token.content = figure(readDrawing(root, file, env.file), image.content, titleOf(image), ++env.count);
      token.children = null;
      for (const paragraph of [state.tokens[index - 1], state.tokens[index + 1]]) paragraph!.hidden = true;
    });
  });
}

function titleOf(image: Token): string | undefined {
  const title = image.attrGet("title");
  return title === null ? undefined : String(title);
}

function readDrawing(root: string, file: string, from: string): string {
  if (!file.endsWith(".svg")) {
    throw new CourseProblem(
      from,
      `shows ${file}`,
      "draw it as .svg: it takes the theme's colours and any size",
    );
  }
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    throw new CourseProblem(from, `shows ${file}, which isn't there`, "correct the path");
  }
}

/** A figure of the prose. Where the screen is too narrow for its letters, it scrolls by itself. */
function figure(svg: string, alternative: string, caption: string | undefined, number: number): string {
  return markup`<figure class="drawing">
<div class="pan" tabindex="0" role="group" aria-label="Drawing">${raw(inlineDrawing(svg, alternative, number))}</div>
${caption !== undefined && markup`<figcaption>${caption}</figcaption>`}</figure>
`.text;
}

/**
 * A drawing as part of a page. Its own `<style>` (for those who open the file alone) goes, for the theme has the
 * same classes; its title and description are tied to it.
 *
 * @param alternative what it shows, in words
 * @param number its number on the page
 */
export function inlineDrawing(svg: string, alternative: string, number: number): string {
  const drawing = svg
    .replace(/<\?xml[^>]*\?>|<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/g, "")
    .replace(/<title>[\s\S]*?<\/title>/, "")
    .trim();
  const hasDescription = drawing.includes("<desc>");
  const names = `fig-${number}-title${hasDescription ? ` fig-${number}-desc` : ""}`;
  return drawing
    .replace("<desc>", `<desc id="fig-${number}-desc">`)
    .replace(/<svg\b([^>]*)>/, (_, attributes: string) => {
      const kept = attributes.replace(/\s(?:role|aria-labelledby|width|height)="[^"]*"/g, "");
      const title = markup`<title id="fig-${number}-title">${alternative}</title>`.text;
      return `<svg${kept} role="img" aria-labelledby="${names}">${title}`;
    });
}
