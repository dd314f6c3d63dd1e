/** The parts that we use of two plugins without types of their own. */
declare module "markdown-it-footnote" {
  import type { MarkdownIt } from "markdown-it";
  export default function footnote(markdown: MarkdownIt): void;
}

declare module "markdown-it-container" {
  import type { MarkdownIt, RendererRule } from "markdown-it";
  export default function container(
    markdown: MarkdownIt,
    name: string,
    options?: { render?: RendererRule },
  ): void;
}
