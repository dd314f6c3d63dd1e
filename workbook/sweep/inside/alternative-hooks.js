import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

let solution = "";
let folder = "";

/** @param {{ solution: string, folder: string }} data both absolute */
export function initialize(data) {
  solution = realpathSync(data.solution);
  folder = realpathSync(data.folder);
}

/** Whatever would be a file of the solution is the file of the same name in the folder, if there is one. */
export async function resolve(specifier, context, nextResolve) {
  const own = besideInFolder(specifier, context.parentURL);
  const resolved = await nextResolve(own ?? specifier, context);
  if (!resolved.url.startsWith("file:")) return resolved;
  const file = fileURLToPath(resolved.url);
  if (path.dirname(file) !== solution) return resolved;
  const instead = path.join(folder, path.basename(file));
  if (!existsSync(instead)) return resolved;
  // What else the URL says, as of the format, stays.
  return { ...resolved, url: resolved.url.replace(pathToFileURL(file).href, pathToFileURL(instead).href) };
}

/** A file of the folder may import `./name` of the solution that the folder does not have. */
function besideInFolder(specifier, parentURL) {
  if (!specifier.startsWith("./") || !parentURL?.startsWith("file:")) return undefined;
  if (path.dirname(fileURLToPath(parentURL)) !== folder) return undefined;
  const name = specifier.slice(2).replace(/\.[jt]s$/, "");
  if (existsSync(path.join(folder, `${name}.ts`))) return undefined;
  return pathToFileURL(path.join(solution, `${name}.ts`)).href;
}
