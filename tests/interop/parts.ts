import { spawnSync } from "node:child_process";

/** Debian's Python, which finds Debian's packages; another may stand before it in the path. */
export const PYTHON = "/usr/bin/python3";

/** Something that must be on the machine. */
export interface Part {
  what: string;
  /** The command that brings it to a Debian. */
  from: string;
  isThere: () => boolean;
}

/** @throws Error that names what is missing, and how it is had */
export function demand(parts: readonly Part[]): void {
  const missing = parts.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  throw new Error(missing.map(({ what, from }) => `missing: ${what}. On Debian: ${from}`).join("\n"));
}

/** Whether a command ends well. */
export function runs(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
