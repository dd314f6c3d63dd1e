import * as fs from "node:fs";
import * as path from "node:path";
import type { EnsembleSettings } from "./options";

/** The file that says that an empty disk is as it should be. Source: chapter 7, `NEW_MARK`. */
const NEW_MARK = "initialize";

/**
 * Marks the disks of a new ensemble, as an operator does. If any of its servers has a disk already, nothing is marked:
 * one that is empty then has been lost.
 *
 * @returns whether the ensemble is new
 */
export function markIfNew({ data, servers }: EnsembleSettings): boolean {
  const folders = Array.from({ length: servers }, (_, index) => path.join(data, String(index + 1)));
  if (folders.some((folder) => fs.existsSync(folder))) return false;
  for (const folder of folders) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, NEW_MARK), "");
  }
  return true;
}
