import picocolors from "picocolors";

type Tint = (text: string) => string;

/**
 * Colours by what they mean, and the signs that mean the same without colour. Red: a rule is broken. Green: it holds.
 * Yellow: needs attention. Bold: what to read first. Dim: what can wait.
 */
export interface Paint {
  bad: Tint;
  good: Tint;
  attention: Tint;
  strong: Tint;
  quiet: Tint;
  signs: Signs;
}

export interface Signs {
  passed: string;
  failed: string;
  attention: string;
  here: string;
  filled: string;
  empty: string;
  dot: string;
  bar: string;
}

const UNICODE: Signs = {
  passed: "✓",
  failed: "✗",
  attention: "!",
  here: "▸",
  filled: "■",
  empty: "□",
  dot: "·",
  bar: "│",
};

const ASCII: Signs = {
  passed: "+",
  failed: "x",
  attention: "!",
  here: ">",
  filled: "#",
  empty: ".",
  dot: "-",
  bar: "|",
};

/** No colours, but all signs: for pipes, files and screen readers. */
export const PLAIN: Paint = makePaint(false, UNICODE);

/**
 * How to paint on an output.
 * @param env `NO_COLOR` turns colours off, `FORCE_COLOR` turns them on, as everywhere
 */
export function paintFor(env: NodeJS.ProcessEnv, isTerminal: boolean, platform: string): Paint {
  const refused = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb" || env.FORCE_COLOR === "0";
  const forced = (env.FORCE_COLOR ?? "") !== "";
  return makePaint(!refused && (isTerminal || forced), hasUnicode(env, platform) ? UNICODE : ASCII);
}

function makePaint(colours: boolean, signs: Signs): Paint {
  const colour = picocolors.createColors(colours);
  return {
    bad: colour.red,
    good: colour.green,
    attention: colour.yellow,
    strong: colour.bold,
    quiet: colour.dim,
    signs,
  };
}

/** The old Windows console and the Linux text console lack the signs. */
function hasUnicode(env: NodeJS.ProcessEnv, platform: string): boolean {
  if (env.TERM === "linux") return false;
  if (platform !== "win32") return true;
  return env.WT_SESSION !== undefined || env.TERM_PROGRAM !== undefined || env.ConEmuTask !== undefined;
}
