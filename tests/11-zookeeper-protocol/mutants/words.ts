import { type Mutant, mutant } from "#lab/testing/mutant";

const WORD = { step: "words", file: "four-letter-words.ts" };
const CONNECTION = { step: "words", file: "protocol-connection.ts" };
const SERVER = { step: "words", file: "protocol-server.ts" };

/** Servers that say the wrong thing to people. */
export const words: Mutant[] = [
  mutant(
    WORD,
    "any-word-for-anybody",
    "All words are answered, whether they may be asked or not",
    "Issue ZOOKEEPER-2693",
    [
      "  if (!about.words.has(word)) return `${word} is not executed because it is not in the whitelist.\\n`;\n",
      "",
    ],
  ),
  mutant(
    WORD,
    "ok-without-asking",
    "ruok is answered before the whitelist is looked at",
    "the harmless one",
    ["  if (!about.words.has(word)) return", '  if (word !== "ruok" && !about.words.has(word)) return'],
  ),
  mutant(
    WORD,
    "ok-if-serving",
    "A server that looks for a leader says that it isn't ok",
    "ruok asks for the process, not for the quorum",
    ['if (word === "ruok") return "imok";', 'if (word === "ruok" && look() !== undefined) return "imok";'],
  ),
  mutant(
    WORD,
    "settings-if-serving",
    "What a server was started with is told only while it serves",
    "the order of the questions",
    [
      '  if (word === "conf") return linesOf(about.settings, "=");\n  const facts = look();\n',
      '  const facts = look();\n  if (word === "conf" && facts !== undefined) return linesOf(about.settings, "=");\n',
    ],
  ),
  mutant(WORD, "always-rw", "A server that serves nobody says that it reads and writes", "isro", [
    'facts === undefined ? "null" : "rw"',
    '"rw"',
  ]),
  mutant(
    WORD,
    "whole-message",
    "A word is only one if nothing stands behind it: echo sends a line's end",
    "echo ruok | nc",
    ["bytes.subarray(0, 4)", "bytes"],
  ),
  mutant(WORD, "any-case", "RUOK is a word, too: it is also a length", "0x52554f4b", [
    "word === letters",
    "word === letters.toLowerCase()",
  ]),
  mutant(WORD, "begins-with", "Three letters are enough", "startsWith the other way round", [
    "word === letters",
    "letters.length === 3 && word.startsWith(letters) || word === letters",
  ]),
  mutant(WORD, "stat-without-clients", "stat answers as srvr does", "stat", [
    'word === "stat" ? `Clients',
    "word.length > 4 ? `Clients",
  ]),
  mutant(
    CONNECTION,
    "in-one-piece",
    "A word is only one if its letters come in one piece, and of a hello in pieces the first ones are lost",
    "TCP: a stream has no boundaries",
    ["this.#opening = all.length < 4 ? all : undefined;", "this.#opening = undefined;"],
  ),
  mutant(
    CONNECTION,
    "first-piece-lost",
    "What came first of a hello in pieces is lost",
    "bytes in place of all",
    ["if (word === undefined) return all;", "if (word === undefined) return bytes;"],
  ),
  mutant(
    CONNECTION,
    "words-at-any-time",
    "Words are heard at any time: a frame that begins with such bytes ends the connection",
    "the flag is never set",
    [
      "this.#opening = all.length < 4 ? all : undefined;",
      "this.#opening = all.length < 4 ? all : new Uint8Array(0);",
    ],
  ),
  mutant(
    CONNECTION,
    "answered-and-open",
    "The connection stays open behind the answer: nc waits",
    "no close",
    ["    this.#leave();\n    return undefined;", "    return undefined;"],
  ),
  mutant(CONNECTION, "answer-in-a-frame", "The answer has a length before it", "everything else has one", [
    "this.#wire.send(new TextEncoder().encode(answer));",
    "this.#wire.send(new Uint8Array([0, 0, 0, answer.length]));\n    this.#wire.send(new TextEncoder().encode(answer));",
  ]),
  mutant(
    SERVER,
    "the-gone-unheard",
    "What clients sent who are gone isn't counted",
    "a sum over those who are there",
    ["    this.#received += received;\n", ""],
  ),
];
