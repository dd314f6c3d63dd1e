/**
 * Puts a folder in the place of a chapter's solution, file by file: what the folder does not have is taken from the
 * solution. Loaded with `--import` before anything else; the folders come by the environment.
 */
import { register } from "node:module";

register("./alternative-hooks.js", {
  parentURL: import.meta.url,
  data: { solution: process.env.SWEEP_SOLUTION, folder: process.env.SWEEP_ALTERNATIVE },
});
