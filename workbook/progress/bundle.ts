import { asProgress } from "./progress";
import type { Progress } from "./progress";

/** What `kata export` writes: a learner's whole work in one JSON file. */
export interface Bundle {
  format: typeof BUNDLE_FORMAT;
  version: number;
  /** ISO 8601. */
  exportedAt: string;
  progress: Progress;
  /** `<chapter's slug>/<file>` → its text. */
  files: Record<string, string>;
}

export const BUNDLE_FORMAT = "znode-to-offset export";
export const BUNDLE_VERSION = 1;

/** Limits of an import, in bytes and files: far above any learner's work, far below what would hurt. */
export const MAX_BUNDLE_BYTES = 20_000_000;
const MAX_FILES = 2_000;
const MAX_FILE_CHARACTERS = 1_000_000;

/** A file that isn't an export, or one that asks for what an import must not do. */
export class BundleRefused extends Error {
  override name = "BundleRefused";
}

export function makeBundle(progress: Progress, files: Record<string, string>, at: Date): string {
  const bundle: Bundle = {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    exportedAt: at.toISOString(),
    progress,
    files,
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/**
 * Reads an export. It may come from anywhere: nothing of it is trusted.
 * @throws BundleRefused with the reason, a sentence for the learner
 */
export function parseBundle(text: string): Bundle {
  if (Buffer.byteLength(text) > MAX_BUNDLE_BYTES) {
    throw new BundleRefused(`It is larger than ${MAX_BUNDLE_BYTES / 1_000_000} MB: no learner's work is.`);
  }
  const value = parseJson(text);
  if (!isRecord(value) || value.format !== BUNDLE_FORMAT) {
    throw new BundleRefused("It isn't an export of this workbook.");
  }
  if (typeof value.version !== "number" || value.version > BUNDLE_VERSION) {
    throw new BundleRefused("A newer workbook wrote it. Update this one first.");
  }
  const { exportedAt, files } = value;
  if (typeof exportedAt !== "string" || !isRecord(files)) throw new BundleRefused("It is incomplete.");
  for (const [name, content] of Object.entries(files)) checkFile(name, content);
  if (Object.keys(files).length > MAX_FILES) throw new BundleRefused(`It has more than ${MAX_FILES} files.`);
  return {
    format: BUNDLE_FORMAT,
    version: value.version,
    exportedAt,
    progress: readProgress(value.progress),
    files: files as Record<string, string>,
  };
}

/** Splits a bundle's file name into the chapter's slug and the file within it. */
export function splitFileName(name: string): { slug: string; file: string } {
  const slash = name.indexOf("/");
  return { slug: name.slice(0, slash), file: name.slice(slash + 1) };
}

/** Names that begin with a dot are out, and so are `..`, drive letters, backslashes, NUL and absolute paths. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;

function checkFile(name: string, content: unknown): void {
  const segments = name.split("/");
  const safe = segments.every((segment) => SEGMENT.test(segment) && !segment.endsWith("."));
  if (!safe || segments.length < 2 || segments.length > 5 || !name.endsWith(".ts")) {
    throw new BundleRefused(`${JSON.stringify(name)} isn't the name of a chapter's file.`);
  }
  if (typeof content !== "string") throw new BundleRefused(`${name} isn't text.`);
  if (content.length > MAX_FILE_CHARACTERS) throw new BundleRefused(`${name} is too large.`);
}

function readProgress(value: unknown): Progress {
  try {
    return asProgress(value);
  } catch (error) {
    throw new BundleRefused(`Its progress isn't usable: ${(error as Error).message}.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BundleRefused("It isn't JSON.");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
