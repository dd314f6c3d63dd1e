/** Text for a terminal: how wide it is, and how it is wrapped and cut. */

// eslint-disable-next-line no-control-regex -- escape sequences are the point
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b./g;
// eslint-disable-next-line no-control-regex -- control characters are the point
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** Drawn over the character before: accents, joiners, variation selectors. */
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;
/** East Asian wide and full-width characters, and emoji: two cells. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/**
 * Makes text from anywhere safe to show: escape sequences, as programs print them for colours, are left out, and other
 * control characters are written as `\u0000`.
 */
export function clean(text: string): string {
  return visible(text.replace(ESCAPES, ""));
}

/** Makes a value safe to show. Every control character but the line feed is written as `\u0000`: it may matter. */
export function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", "  ")
    .replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** How many cells a text takes. Colours take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(ESCAPES, "")) width += cells(character);
  return width;
}

function cells(character: string): number {
  if (character < "\u0300") return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Cuts a line, colours and all, to a width; an ellipsis shows that it was cut. */
export function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let used = 0;
  let result = "";
  let rest = line;
  while (rest !== "") {
    const escape = new RegExp(`^(?:${ESCAPES.source})`).exec(rest)?.[0];
    if (escape !== undefined) {
      result += escape;
      rest = rest.slice(escape.length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0)!);
    if (used + cells(character) > width - 1) break;
    used += cells(character);
    result += character;
    rest = rest.slice(character.length);
  }
  const colours = (rest.match(ESCAPES) ?? []).join("");
  return `${result}…${colours}`;
}

/** Fills a text up to a width with blanks. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/**
 * Breaks a text into lines of at most a width, at blanks where there are any. Its own line feeds stay, and so does
 * the indentation of each line.
 */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(8, width)));
}

function wrapLine(line: string, width: number): string[] {
  // A line with room enough stays as it is: it may be part of a drawing.
  if (widthOf(line) <= width) return [line.trimEnd()];
  const indent = /^ */.exec(line)![0].slice(0, Math.floor(width / 2));
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/ +/)) {
    const joined = current === indent ? current + word : `${current} ${word}`;
    if (widthOf(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== indent) lines.push(current);
    current = indent;
    let piece = word;
    while (widthOf(indent + piece) > width) {
      const head = takeCells(piece, width - indent.length);
      lines.push(indent + head);
      piece = piece.slice(head.length);
    }
    current += piece;
  }
  lines.push(current);
  return lines;
}

/** Breaks a line of code at a width, blanks and all; what goes over hangs below by some cells. */
export function breakCode(line: string, width: number, hang: number): string[] {
  const first = takeCells(line, width);
  const lines = [first];
  let rest = line.slice(first.length);
  while (rest !== "") {
    const piece = takeCells(rest, Math.max(8, width - hang));
    lines.push(" ".repeat(hang) + piece);
    rest = rest.slice(piece.length);
  }
  return lines;
}

function takeCells(text: string, width: number): string {
  let used = 0;
  let head = "";
  for (const character of text) {
    if (head !== "" && used + cells(character) > width) break;
    used += cells(character);
    head += character;
  }
  return head;
}

/** "1 test", "2 tests". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A duration in words: "40 ms", "1.3 s". */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Minutes of work in words: "45 min", "2 h 10 min". */
export function workTime(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
