import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inlineDrawing } from "../../../docs/build/markdown/figures";
import { render } from "./markdown";

const SVG = `<?xml version="1.0"?>
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><title>Old</title><desc>More.</desc><style>.a{fill:red}</style><path class="a" d="M0 0"/></svg>`;

test("a drawing in a page has a title and a description that belong to it", () => {
  const html = inlineDrawing(SVG, "A tree", 3);

  expect(html).toContain('role="img" aria-labelledby="fig-3-title fig-3-desc"');
  expect(html).toContain('<title id="fig-3-title">A tree</title>');
  expect(html).toContain('<desc id="fig-3-desc">More.</desc>');
});

test("a drawing's own style would rule the whole page, so it is left out", () => {
  expect(inlineDrawing(SVG, "A tree", 1)).not.toMatch(/<style|<\?xml|<!--|Old/);
});

test("a drawing has no fixed size, so that it fits a narrow screen", () => {
  expect(inlineDrawing(SVG, "A tree", 1)).not.toMatch(/ (?:width|height)="/);
});

test("a drawing of the prose stands with its caption, and scrolls by itself where it must", () => {
  const root = mkdtempSync(join(tmpdir(), "figures-"));
  mkdirSync(join(root, "chapters/01-znode-tree"), { recursive: true });
  writeFileSync(join(root, "chapters/01-znode-tree/tree.svg"), SVG);
  const html = render('![A tree](tree.svg "a < b")', {}, root);
  rmSync(root, { recursive: true });

  expect(html).toMatch(
    /^<figure class="drawing">\n<div class="pan" tabindex="0" role="group" aria-label="Drawing"><svg /,
  );
  expect(html).toContain("<figcaption>a &lt; b</figcaption>");
});

test("a drawing that isn't there is refused, with the text that shows it", () => {
  expect(() => render("![A tree](figures/tree.svg)")).toThrow(
    "chapters/01-znode-tree/README.md: shows chapters/01-znode-tree/figures/tree.svg, which isn't there",
  );
});

test("a photograph is refused: only a drawing takes the theme's colours", () => {
  expect(() => render("![A tree](tree.png)")).toThrow("draw it as .svg");
});
