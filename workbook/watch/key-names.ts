/** Keys by name: a printed character stands for itself, all others have the names below. */
export type Key = string;

const SEQUENCES: readonly (readonly [string, Key])[] = [
  ["\u001b[A", "up"],
  ["\u001b[B", "down"],
  ["\u001bOA", "up"],
  ["\u001bOB", "down"],
  ["\u001b[5~", "page-up"],
  ["\u001b[6~", "page-down"],
  ["\u001b[H", "home"],
  ["\u001b[F", "end"],
  ["\u001b[1~", "home"],
  ["\u001b[4~", "end"],
];

const CONTROLS: Record<string, Key> = {
  "\r": "enter",
  "\n": "enter",
  "\u001b": "escape",
  "\u007f": "escape",
  "\b": "escape",
  "\u0003": "quit",
  "\u0004": "quit",
};

// eslint-disable-next-line no-control-regex -- escape sequences are the point
const OTHER_SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O.)/;

/** Splits what a terminal sent into keys. Sequences that mean nothing here are passed over. */
export function keysOf(input: string): Key[] {
  const keys: Key[] = [];
  let rest = input;
  while (rest !== "") {
    const known = SEQUENCES.find(([sequence]) => rest.startsWith(sequence));
    const unknown = OTHER_SEQUENCE.exec(rest)?.[0];
    if (known !== undefined) {
      keys.push(known[1]);
      rest = rest.slice(known[0].length);
    } else if (unknown !== undefined) {
      rest = rest.slice(unknown.length);
    } else {
      const character = rest.startsWith("\r\n") ? "\r\n" : String.fromCodePoint(rest.codePointAt(0)!);
      const name = character === "\r\n" ? "enter" : CONTROLS[character];
      if (name !== undefined) keys.push(name);
      else if (character >= " ") keys.push(character);
      rest = rest.slice(character.length);
    }
  }
  return keys;
}
