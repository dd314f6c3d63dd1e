import { createHighlighterCore, type ThemeRegistrationRaw } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { escapeHtml } from "./html";

/** Colours code: one string of markup for each line. */
export type Highlight = (code: string, language: string) => string[];

/**
 * What a piece of code is, by TextMate scope: the most exact one wins. Punctuation stays plain, to keep the page calm.
 * A role's colour is in the theme, under
 * `code-<role>`; here it has only a stand-in, to be known again by.
 */
const ROLES: readonly (readonly [role: string, scopes: string[]])[] = [
  ["text", []],
  [
    "text",
    [
      "punctuation",
      "keyword.operator",
      "meta.brace",
      "storage.type.function.arrow",
      "meta.template.expression",
    ],
  ],
  ["comment", ["comment", "punctuation.definition.comment"]],
  [
    "keyword",
    ["keyword", "storage", "variable.language", "keyword.operator.expression", "keyword.operator.new"],
  ],
  ["string", ["string", "punctuation.definition.string", "string.regexp", "markup.inserted"]],
  ["number", ["constant", "support.constant", "markup.deleted"]],
  ["function", ["entity.name.function", "support.function", "entity.name.command", "markup.heading"]],
  [
    "type",
    ["entity.name.type", "support.type", "support.class", "entity.other.inherited-class", "entity.name.tag"],
  ],
];

const standIn = (index: number): string => `#00000${index + 1}`;

const theme: ThemeRegistrationRaw = {
  name: "roles",
  type: "light",
  fg: standIn(0),
  bg: "#ffffff",
  settings: ROLES.map(([, scope], index) => ({
    ...(scope.length === 0 ? {} : { scope }),
    settings: { foreground: standIn(index) },
  })),
};

/** The languages that the site's code is in, by the name behind the fence, and what they are short for. */
const ALIASES: Record<string, string> = { js: "javascript", sh: "bash", shell: "bash", yml: "yaml" };
const PLAIN = new Set(["", "text", "txt"]);

/** Loads the grammars once, and then colours without waiting. */
export async function loadHighlight(): Promise<Highlight> {
  const highlighter = await createHighlighterCore({
    themes: [theme],
    langs: [
      import("shiki/langs/typescript.mjs"),
      import("shiki/langs/javascript.mjs"),
      import("shiki/langs/json.mjs"),
      import("shiki/langs/bash.mjs"),
      import("shiki/langs/yaml.mjs"),
      import("shiki/langs/diff.mjs"),
    ],
    engine: createJavaScriptRegexEngine(),
  });
  const known = new Set(highlighter.getLoadedLanguages());

  return (code, language) => {
    const name = ALIASES[language] ?? language;
    if (PLAIN.has(name)) return code.split("\n").map(escapeHtml);
    if (!known.has(name))
      throw new Error(`no grammar for \`${language}\`: use one of ${[...known].sort().join(", ")}`);
    return highlighter
      .codeToTokensBase(code, { lang: name, theme: theme.name! })
      .map((line) => markLine(line));
  };
}

function markLine(tokens: readonly { content: string; color?: string }[]): string {
  const runs: { role: string; text: string }[] = [];
  for (const token of tokens) {
    const role = roleOf(token);
    const last = runs.at(-1);
    if (last !== undefined && (last.role === role || role === "space")) last.text += token.content;
    else runs.push({ role, text: token.content });
  }
  return runs
    .map(({ role, text }) =>
      role === "text" || role === "space"
        ? escapeHtml(text)
        : `<span class="c-${role}">${escapeHtml(text)}</span>`,
    )
    .join("");
}

function roleOf(token: { content: string; color?: string }): string {
  if (token.content.trim() === "") return "space";
  const index = ROLES.findIndex((_, each) => standIn(each) === token.color?.toLowerCase());
  return ROLES[index]?.[0] ?? "text";
}
