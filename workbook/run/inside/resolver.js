/** Jest's resolver, with the folders that a request puts in place of a chapter's. */
import { readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { current } from "./current.js";

const IN_PACKAGE = `${sep}node_modules${sep}`;

/**
 * @param {string} name as written in the import
 * @param {{ basedir: string, defaultResolver: (name: string, options: object) => string }} options
 * @returns {string} the file
 */
export default function resolve(name, options) {
  if (!name.startsWith("#") || options.basedir.includes(IN_PACKAGE))
    return options.defaultResolver(name, options);
  const slash = name.indexOf("/");
  const folder = current.request?.replace?.[name.slice(1, slash)];
  if (folder !== undefined) return found(join(folder, name.slice(slash + 1)), folder, options);
  // A folder in place of a chapter's may lie anywhere: what it imports are the workbook's files all the same.
  const file = targetOf(name.slice(0, slash), name.slice(slash + 1));
  return file === undefined ? options.defaultResolver(name, options) : found(file, current.root, options);
}

function found(file, basedir, options) {
  try {
    return options.defaultResolver(file, { ...options, basedir });
  } catch {
    // As Jest says it of a relative import; its message for this kind of import doesn't name the file.
    const path = extname(file) === "" ? `${file}.ts` : file;
    const error = new Error(`Cannot find module '${path}' from '${options.basedir}'`);
    throw Object.assign(error, { code: "MODULE_NOT_FOUND" });
  }
}

/**
 * Reads the `imports` of the root's package.json, as Node does.
 *
 * @returns {string | undefined} none where they don't know the slug
 */
function targetOf(/** @type {string} */ slug, /** @type {string} */ rest) {
  const { imports = {} } = JSON.parse(readFileSync(join(current.root, "package.json"), "utf8"));
  const target = imports[`${slug}/*`];
  const conditions = new Set([...(current.request?.conditions ?? []), "default"]);
  const chosen =
    typeof target === "string"
      ? target
      : Object.entries(target ?? {}).find(([name]) => conditions.has(name))?.[1];
  return chosen && join(current.root, chosen.replace("*", rest));
}
