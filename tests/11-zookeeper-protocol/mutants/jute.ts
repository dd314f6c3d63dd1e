import { type Mutant, mutant } from "#lab/testing/mutant";

const WRITER = { step: "jute", file: "jute-writer.ts" };
const READER = { step: "jute", file: "jute-reader.ts" };
const FRAMES = { step: "jute", file: "frame-reader.ts" };

/** Values and frames that only look right. */
export const jute: Mutant[] = [
  mutant(
    WRITER,
    "characters-counted",
    "The length of a text is that of its characters",
    "zookeeper.jute: a ustring is UTF-8",
    [
      "this.#bytes.text(value);",
      "const data = new TextEncoder().encode(value);\n    this.#bytes.i32(value.length);\n    for (const byte of data) this.#bytes.u8(byte);",
    ],
  ),
  mutant(
    WRITER,
    "time-of-32-bits",
    "A time has its lower 32 bits, and is in 1970",
    "the arithmetic of JavaScript's numbers",
    ["Math.floor(ms / WORD)", "0"],
  ),
  mutant(
    WRITER,
    "time-rounded",
    "A time is rounded: what was read before it is now in the future",
    "Math.round",
    ["Math.floor(ms) % WORD", "Math.round(ms) % WORD"],
  ),
  mutant(
    WRITER,
    "length-counts-itself",
    "The length of a frame counts its own four bytes",
    "other protocols do",
    ["- at - 4", "- at"],
  ),
  mutant(WRITER, "boolean-of-four-bytes", "A boolean is as long as an int", "as XDR has it", [
    "this.#bytes.u8(value ? 1 : 0);",
    "this.#bytes.i32(value ? 1 : 0);",
  ]),
  mutant(WRITER, "list-uncounted", "A list has no number before it", "nothing says what comes", [
    "this.#bytes.i32(values.length);\n",
    "",
  ]),
  mutant(
    READER,
    "long-through-double",
    "A long goes through a JavaScript number, and loses its last bits",
    "Number.MAX_SAFE_INTEGER",
    [
      "return this.#view.getBigInt64(this.#take(8));",
      "return BigInt(Number(this.#view.getBigInt64(this.#take(8))));",
    ],
  ),
  mutant(
    READER,
    "session-with-sign",
    "A session's id is read with a sign: those of servers from 128 on are unknown",
    "SessionTrackerImpl.initializeNextSessionId",
    ["getBigUint64", "getBigInt64"],
  ),
  mutant(READER, "null-refused", "Java's null is refused as a negative length", "clients send null data", [
    "if (length === NULL) return 0;\n",
    "",
  ]),
  mutant(
    READER,
    "any-negative-is-null",
    "Any negative length is taken for null",
    "BinaryInputArchive.checkLength",
    ["if (length === NULL) return 0;", "if (length < 0) return 0;"],
  ),
  mutant(
    READER,
    "length-believed",
    "A length is looked at when its bytes are read, and not before: a list goes on until they run out",
    "Issue ZOOKEEPER-2186",
    ["if (length < 0 || length > this.left)", "if (length < 0)"],
  ),
  mutant(
    READER,
    "reads-beyond",
    "What isn't there is read all the same, from whatever lies behind",
    "an unchecked offset",
    ["if (size > this.left) throw new Malformed(`${size} bytes of ${this.left}`);\n", ""],
  ),
  mutant(READER, "one-byte-short", "What is just as long as what is left is refused", ">= in place of >", [
    "length > this.left)",
    "length >= this.left)",
  ]),
  mutant(
    READER,
    "text-repaired",
    "Bytes that are no text become question marks: two paths are one",
    "TextDecoder without fatal",
    ["fatal: true", "fatal: false"],
  ),
  mutant(
    READER,
    "mark-swallowed",
    "A mark at the beginning of a text is dropped: the path is another",
    "TextDecoder without ignoreBOM",
    [", ignoreBOM: true", ""],
  ),
  mutant(
    READER,
    "view-from-the-start",
    "The view begins where the array's memory begins, not the array",
    "new DataView(bytes.buffer)",
    ["new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)", "new DataView(bytes.buffer)"],
  ),
  mutant(FRAMES, "no-limit", "A frame may have any length", "Administrator's Guide, jute.maxbuffer", [
    "length < 0 || length > this.#limit",
    "length < 0",
  ]),
  mutant(FRAMES, "limit-excluded", "A frame as long as the limit is refused", ">= in place of >", [
    "length > this.#limit",
    "length >= this.#limit",
  ]),
  mutant(FRAMES, "negative-frame", "A negative length is no reason to refuse", "NIOServerCnxn.readLength", [
    "length < 0 || ",
    "",
  ]),
  mutant(
    FRAMES,
    "refused-when-whole",
    "A frame that is too long is refused when all of it has come",
    "the check stands behind the wait",
    [
      "if (length < 0 || length > this.#limit) {",
      "if (length < 0 || (length > this.#limit && waiting - 4 >= length)) {",
    ],
  ),
  mutant(
    FRAMES,
    "room-for-the-announced",
    "Room is made for a frame as soon as its length is there",
    "ByteBuffer.allocate(len)",
    [
      "if (waiting - 4 < length) return undefined;",
      "if (waiting - 4 < length) {\n      if (!this.#isOwn) this.#moveToLarger(length);\n      return undefined;\n    }",
    ],
  ),
  mutant(
    FRAMES,
    "writes-into-what-came",
    "What comes is put into the memory of what came before, and that belongs to somebody else",
    "a view is not a copy",
    [
      "if (!this.#isOwn || end > this.#bytes.length)",
      "if (end > this.#bytes.buffer.byteLength - this.#bytes.byteOffset) ",
    ],
    [
      "this.#bytes.set(bytes, this.#to);",
      "new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset).set(bytes, this.#to);\n    this.#bytes = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset);",
    ],
  ),
  mutant(
    FRAMES,
    "frames-overwritten",
    "What waits is moved to the front of the same memory, over frames that were handed out",
    "a ring without owners",
    [
      "const larger = new Uint8Array(Math.max(waiting * 2, waiting + more));",
      "const larger =\n      this.#isOwn && this.#bytes.length >= waiting + more\n        ? this.#bytes\n        : new Uint8Array(Math.max(waiting * 2, waiting + more, 1_000));",
    ],
  ),
  mutant(FRAMES, "length-in-the-frame", "A frame is handed out with its length before it", "off by four", [
    "const from = this.#from + 4;\n    this.#from = from + length;",
    "const from = this.#from;\n    this.#from = from + 4 + length;",
  ]),
];
