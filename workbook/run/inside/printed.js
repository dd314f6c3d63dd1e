/** Values as text, for the "expected" and "observed" of a failure. */
import { format, plugins } from "pretty-format";
import { TEXT_LENGTH } from "./limits.js";

const SHOWN_BYTES = 64;

/** Bytes as hexadecimal numbers, and as text where they are some. */
const bytesPlugin = {
  test: (value) => value instanceof Uint8Array,
  serialize: (/** @type {Uint8Array} */ bytes) => {
    const shown = [...bytes.subarray(0, SHOWN_BYTES)];
    const hex = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const more = bytes.length > SHOWN_BYTES ? ` … (${bytes.length - SHOWN_BYTES} more)` : "";
    const isText = shown.length > 0 && shown.every((byte) => byte >= 0x20 && byte < 0x7f);
    const text = isText ? ` ${JSON.stringify(String.fromCharCode(...shown))}` : "";
    return `bytes [${hex}${more}]${text}`;
  },
};

/**
 * @param {unknown} value
 * @returns {string} never more than the limit and a line; never an error
 */
export function printed(value) {
  try {
    const text = format(value, {
      callToJSON: false,
      escapeString: false,
      maxDepth: 8,
      maxWidth: 200,
      plugins: [bytesPlugin, plugins.AsymmetricMatcher],
      printBasicPrototype: false,
      printFunctionName: true,
    });
    if (text.length <= TEXT_LENGTH) return text;
    return `${text.slice(0, TEXT_LENGTH)}\n… (${text.length - TEXT_LENGTH} more characters)`;
  } catch {
    return "(a value that can't be printed)";
  }
}
