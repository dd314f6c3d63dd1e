import { type Mutant, mutant } from "#lab/testing/mutant";

const KEEPER = { step: "limits", file: "limits.ts" };
const SERVER = { step: "limits", file: "protocol-server.ts" };
const CONNECTION = { step: "limits", file: "protocol-connection.ts" };

/** Doors that anybody can break. */
export const limits: Mutant[] = [
  mutant(
    KEEPER,
    "sent-away-and-counted",
    "Whoever is sent away is counted all the same: whoever knocks often shuts the door for good",
    "a counter before the check",
    [
      "    if (count >= this.#most) return false;\n    this.#counts.set(address, count + 1);",
      "    this.#counts.set(address, count + 1);\n    if (count >= this.#most) return false;",
    ],
  ),
  mutant(KEEPER, "one-client-too-many", "One more is let in than there may be", "> in place of >=", [
    "count >= this.#most",
    "count > this.#most",
  ]),
  mutant(
    KEEPER,
    "zeros-stay",
    "An address from which nobody is left is kept: whoever has many addresses fills the memory",
    "a map that only grows",
    [
      "    if (count > 0) this.#counts.set(address, count);\n    else this.#counts.delete(address);",
      "    this.#counts.set(address, count);",
    ],
  ),
  mutant(
    KEEPER,
    "one-leaves-for-all",
    "When one leaves, all of its address are forgotten",
    "delete in place of a count",
    [
      "    if (count > 0) this.#counts.set(address, count);\n    else this.#counts.delete(address);",
      "    this.#counts.delete(address);",
    ],
  ),
  mutant(
    KEEPER,
    "port-belongs",
    "The port is taken for a part of the address: everybody comes from somewhere else",
    "remoteAddress:remotePort",
    ["return colon < 0 ? peer : peer.slice(0, colon);", "return peer;"],
  ),
  mutant(
    KEEPER,
    "first-colon",
    "The address ends at the first colon: all of IPv6 is one",
    "indexOf in place of lastIndexOf",
    ['peer.lastIndexOf(":")', 'peer.indexOf(":")'],
  ),
  mutant(
    SERVER,
    "nobody-leaves",
    "Whoever leaves is still counted: after sixty the door is shut",
    "a counter that only grows",
    ["    this.#doorkeeper?.left(addressOf(wire.peer));\n", ""],
  ),
  mutant(SERVER, "leaves-twice", "Whoever is hung up on leaves twice", "two ways to end", [
    "if (!this.#connections.delete(wire)) return;",
    "this.#connections.delete(wire);",
  ]),
  mutant(
    SERVER,
    "everybody-comes-in",
    "However many come from one address, they are let in",
    "Issue ZOOKEEPER-2280",
    ["admits(addressOf(wire.peer)) === false", "admits(addressOf(wire.peer)) === undefined"],
  ),
  mutant(SERVER, "silence-is-fine", "A client that says nothing may stay", "a port that anybody may fill", [
    "      if (this.#connections.has(wire) && !connection.hasGreeted) connection.hangUp();\n",
    "",
  ]),
  mutant(
    SERVER,
    "everybody-is-silent",
    "A client with a session is hung up on as if it had none",
    "the timer isn't stopped",
    [" && !connection.hasGreeted", ""],
  ),
  mutant(
    CONNECTION,
    "asks-without-end",
    "Requests that aren't decided yet are taken without end",
    "globalOutstandingLimit",
    ["this.#asked.length >= limits.unanswered || ", ""],
  ),
  mutant(
    CONNECTION,
    "reads-from-the-deaf",
    "A client that doesn't read is read from without end",
    "a buffer without a limit",
    [
      "this.#asked.length >= limits.unanswered || this.#isDeaf(limits)",
      "this.#asked.length >= limits.unanswered",
    ],
  ),
  mutant(
    CONNECTION,
    "nobody-is-deaf",
    "What a client is told is written, whether it reads or not",
    "a buffer without a limit",
    ["return this.#wire.backlog > unread;", "return this.#wire.backlog > 1000 * unread;"],
  ),
  mutant(
    CONNECTION,
    "never-again",
    "A client that had to wait is never read from again",
    "pause without resume",
    ["      this.#wire.resume();\n", ""],
  ),
  mutant(
    CONNECTION,
    "half-resumed",
    "What had come before the pause stays where it is until more comes",
    "only new bytes are an event",
    ["      this.#wire.resume();\n      this.#takeFrames();", "      this.#wire.resume();"],
  ),
  mutant(
    CONNECTION,
    "waits-with-open-doors",
    "A client that must wait is still read from: its requests pile up as bytes",
    "the pause is only a flag",
    ["    if (this.#isPaused) this.#wire.pause();\n", ""],
  ),
  mutant(CONNECTION, "cut-off", "Whoever is hung up on loses what waits", "close() behind a full buffer", [
    "if (this.#outgoing.isEmpty || !this.#wire.open) {",
    "if (this.#outgoing.isEmpty || this.#wire.open) {",
  ]),
  mutant(
    CONNECTION,
    "never-gone",
    "Whoever is hung up on and never reads is never gone",
    "a linger without an end",
    ["      this.#around.later(patience, () => this.#leave());\n", ""],
  ),
  mutant(
    CONNECTION,
    "lingers",
    "Whoever is hung up on and has read everything stays until its time is over",
    "only the timer closes",
    [
      "    if (this.#isLeaving) {\n      this.#leave();\n    } else if",
      "    if (this.#isLeaving) {\n      return;\n    } else if",
    ],
  ),
];
