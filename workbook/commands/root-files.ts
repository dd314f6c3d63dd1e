import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReadFile } from "../screen/explain";

/** Reads files of the workbook by their path relative to its root. */
export function rootFiles(root: string): ReadFile {
  return (file) => {
    try {
      return readFileSync(join(root, file), "utf8");
    } catch {
      return undefined;
    }
  };
}
