import type { MarkdownIt, RendererRule } from "markdown-it";
import container from "markdown-it-container";
import { CourseProblem } from "#workbook/course/problem";
import { markup } from "../html";
import { envOf } from "./env";

/** What each kind of box says above its text. A title of the author's own follows it. */
const LABELS = {
  "closer-look": "Closer look",
  predict: "Predict",
  note: "Note",
} as const;

/** Boxes: `::: closer-look Title`, `::: predict` and `::: note`, each up to a line of `:::`. */
export function containers(markdown: MarkdownIt): void {
  for (const [name, label] of Object.entries(LABELS)) {
    markdown.use(container, name, { render: renderBox(name, label) });
  }
  markdown.core.ruler.push("stray_containers", (state) => {
    for (const token of state.tokens) {
      if (token.type === "inline" && /^:::/m.test(token.content)) {
        const line = token.content.split("\n").find((each) => each.startsWith(":::"))!;
        throw new CourseProblem(
          envOf(state.env).file,
          `"${line}" opens or closes no box`,
          `write \`::: ${Object.keys(LABELS).join("`, `::: ")}\`, and \`:::\` on a line of its own at its end`,
        );
      }
    }
  });
}

function renderBox(name: string, label: string): RendererRule {
  return (tokens, index, _options, env) => {
    const token = tokens[index]!;
    if (token.nesting === -1) return "</div>\n";
    const id = `box-${++envOf(env).count}`;
    const title = token.info.trim().slice(name.length).trim();
    return markup`<div class="box ${name}" role="note" aria-labelledby="${id}">
<p class="box-label" id="${id}">${label}${title !== "" && markup`<span class="box-title">${title}</span>`}</p>
`.text;
  };
}
