/** Asks V8's inspector, from another thread, which lines the main thread is at. */
import { SourceMap } from "node:module";
import { Session } from "node:inspector";

const PATIENCE_MS = 2_000;
const INLINE_MAP = /^data:application\/json;[^,]*base64,/;

/**
 * @returns {Promise<string[]>} the calls that the main thread is in, the innermost first, as lines of a stack; none
 *   where it runs no JavaScript or the inspector doesn't answer in time
 */
export async function whereMainThreadIs() {
  const session = new Session();
  try {
    session.connectToMainThread();
    const scripts = new Map();
    session.on("Debugger.scriptParsed", ({ params }) => scripts.set(params.scriptId, params));
    const paused = new Promise((resolve) =>
      session.once("Debugger.paused", ({ params }) => resolve(params.callFrames)),
    );
    session.post("Debugger.enable");
    session.post("Debugger.pause");
    const frames = await Promise.race([
      paused,
      new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, [])),
    ]);
    return frames.slice(0, 50).map((frame) => asStackLine(frame, scripts.get(frame.location.scriptId)));
  } catch {
    return [];
  }
}

function asStackLine({ functionName, location }, script) {
  const at = sourcePosition(script?.sourceMapURL, location) ?? location;
  return `    at ${functionName || "<anonymous>"} (${script?.url}:${at.lineNumber + 1}:${(at.columnNumber ?? 0) + 1})`;
}

/** @returns {{ lineNumber: number, columnNumber: number } | undefined} from 0, as the inspector counts */
function sourcePosition(/** @type {string | undefined} */ url, { lineNumber, columnNumber }) {
  if (url === undefined || !INLINE_MAP.test(url)) return undefined;
  const map = new SourceMap(JSON.parse(Buffer.from(url.replace(INLINE_MAP, ""), "base64").toString()));
  const entry = map.findEntry(lineNumber, columnNumber);
  return "originalLine" in entry
    ? { lineNumber: entry.originalLine, columnNumber: entry.originalColumn }
    : undefined;
}
