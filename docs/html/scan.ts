/** A piece of an HTML text, in order. */
export type Piece =
  | { type: "open"; tag: string; attributes: Map<string, string> }
  | { type: "close"; tag: string }
  | { type: "text"; text: string };

/** Elements whose content is no markup. */
const RAW = new Set(["script", "style"]);
/** Elements that are never closed. */
export const VOID = new Set([
  "area",
  "base",
  "br",
  "col",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "wbr",
]);

const TAG = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** Reads HTML that this site's build wrote: quoted attributes, closed elements. It is no parser for the open web. */
export function* scanHtml(html: string): Generator<Piece> {
  let done = 0;
  const tags = new RegExp(TAG);
  for (let match = tags.exec(html); match !== null; match = tags.exec(html)) {
    if (match.index > done) yield { type: "text", text: decode(html.slice(done, match.index)) };
    done = tags.lastIndex;
    const [, slash, name, rest] = match;
    if (name === undefined) continue;
    const tag = name.toLowerCase();
    if (slash === "/") {
      yield { type: "close", tag };
      continue;
    }
    yield { type: "open", tag, attributes: readAttributes(rest!) };
    if (rest!.endsWith("/") && !VOID.has(tag)) yield { type: "close", tag };
    if (RAW.has(tag)) done = tags.lastIndex = skipRaw(html, tag, done);
  }
  if (done < html.length) yield { type: "text", text: decode(html.slice(done)) };
}

function skipRaw(html: string, tag: string, from: number): number {
  const end = html.toLowerCase().indexOf(`</${tag}`, from);
  return end === -1 ? html.length : end;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, double, single, bare] of text.replace(/\/$/, "").matchAll(ATTRIBUTE)) {
    attributes.set(name!.toLowerCase(), decode(double ?? single ?? bare ?? ""));
  }
  return attributes;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex as string, 16));
    return ENTITIES[name as string] ?? entity;
  });
}
