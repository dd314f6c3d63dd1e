import type { MarkdownIt } from "markdown-it";
import { CourseProblem } from "#workbook/course/problem";
import { relativeLink } from "../addresses";
import type { Highlight } from "../highlight";
import { markup, raw, type Markup } from "../html";
import { envOf, type Env } from "./env";

/** A fence's info string: `ts`, `ts snippet=<file>#<region>` or `text run=<file>`. */
export interface FenceInfo {
  language: string;
  origin?: { kind: "snippet" | "run"; file: string };
}

/** Reads what stands behind a fence's backticks. Anything behind language and origin is passed over. */
export function parseFenceInfo(info: string): FenceInfo {
  const [language = "", second = ""] = info.trim().split(/\s+/);
  const match = /^(snippet|run)=([^#]+)/.exec(second);
  if (match === null) return { language };
  return { language, origin: { kind: match[1] as "snippet" | "run", file: match[2]! } };
}

/** Colours code, and says below code with an origin where it is from. */
export function fences(markdown: MarkdownIt, highlight: Highlight): void {
  const render = (content: string, info: string, env: Env): string => {
    const { language, origin } = parseFenceInfo(info);
    let lines: string[];
    try {
      lines = highlight(content.replace(/\n$/, ""), language);
    } catch (error) {
      throw new CourseProblem(env.file, `a code fence: ${(error as Error).message}`, "correct its language");
    }
    const code = codeBlock(lines);
    if (origin === undefined) return code.text;
    return markup`<figure class="code ${origin.kind}">
${code}<figcaption>${caption(origin, env)}</figcaption>
</figure>
`.text;
  };
  markdown.renderer.rules["fence"] = (tokens, index, _options, env) =>
    render(tokens[index]!.content, tokens[index]!.info, envOf(env));
  markdown.renderer.rules["code_block"] = (tokens, index, _options, env) =>
    render(tokens[index]!.content, "", envOf(env));
}

/** A block of code that scrolls by itself and can be reached and scrolled by keyboard. */
export function codeBlock(lines: readonly string[]): Markup {
  return markup`<pre tabindex="0"><code>${raw(lines.join("\n"))}</code></pre>
`;
}

function caption(origin: NonNullable<FenceInfo["origin"]>, env: Env): Markup {
  const name = origin.file.slice(origin.file.lastIndexOf("/") + 1);
  const address = env.pageOf(origin.kind === "snippet" ? referenceOf(origin.file) : origin.file);
  const file =
    address === undefined
      ? markup`<code>${name}</code>`
      : markup`<a href="${relativeLink(env.page, address)}"><code>${name}</code></a>`;
  return origin.kind === "snippet" ? markup`from ${file}` : markup`what ${file} prints`;
}

/** A snippet leads to the reference of its file: the source itself is a solution, and would tell too much. */
function referenceOf(file: string): string {
  return file.replace(/^/, "reference:");
}
