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
  const [slug, ...rest] = name.split("/");
  const folder = current.request?.replace?.[slug.slice(1)];
  const file = folder && join(folder, ...rest);
  try {
    // A folder in place of a chapter's may lie anywhere: what it imports are the workbook's files all the same.
    return options.defaultResolver(file ?? name, { ...options, basedir: folder ?? current.root });
  } catch (error) {
    const missing = file ?? targetOf(slug, rest.join("/"));
    throw missing === undefined ? error : notFound(missing, options.basedir);
  }
}

/** As Jest says it of a relative import; its error for the other kind doesn't name the file. */
function notFound(/** @type {string} */ file, /** @type {string} */ from) {
  const path = extname(file) === "" ? `${file}.ts` : file;
  return Object.assign(new Error(`Cannot find module '${path}' from '${from}'`), {
    code: "MODULE_NOT_FOUND",
  });
}

/**
 * Reads the `imports` of the root's package.json, as Node does.
 *
 * @returns {string | undefined} none where they don't know the slug
 */
function targetOf(/** @type {string} */ slug, /** @type {string} */ rest) {
  const { imports = {} } = JSON.parse(readFileSync(join(current.root, "package.json"), "utf8"));
  const target = imports[`${slug}/*`] ?? {};
  const known = new Set([...(current.request?.conditions ?? []), "default"]);
  const chosen =
    typeof target === "string" ? target : Object.entries(target).find(([name]) => known.has(name))?.[1];
  return chosen && join(current.root, chosen.replace("*", rest));
}
