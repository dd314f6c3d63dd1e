import { KeeperError } from "./errors";

// #region own paths: A place for the characters that no path may hold, if you want one.
/**
 * Control characters, the surrogates and private use area, and the specials: what ZooKeeper's `PathUtils` refuses.
 * The surrogates are in it, so a character outside the basic plane (an emoji, say) is refused as well.
 */
// eslint-disable-next-line no-control-regex -- control characters are the point
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;
// #endregion

/**
 * Refuses what isn't the path of a znode.
 *
 * A path is absolute, its names are parted by single slashes, and it doesn't end in a slash (the root, `/`, is the
 * one that may). No name is empty, `.` or `..`: there is nothing for a relative name to be relative to. No character
 * is U+0000–U+001F, U+007F–U+009F, U+D800–U+F8FF or U+FFF0–U+FFFF.
 *
 * @throws KeeperError BadArguments, with the rule that the path breaks
 * @see ZooKeeper Programmer's Guide, "The ZooKeeper Data Model"
 */
export function validatePath(path: string): void {
  // #region write paths: Refuse what breaks a rule above. The root is the one path that ends in a slash.
  if (!path.startsWith("/")) refuse(path, "a path starts with /");
  if (path === "/") return;
  if (path.endsWith("/")) refuse(path, "a path does not end in /");
  if (FORBIDDEN_CHARACTER.test(path)) refuse(path, "a path has no control, surrogate or special characters");

  for (const name of path.slice(1).split("/")) {
    if (name === "") refuse(path, "a path has no empty name");
    if (name === "." || name === "..") refuse(path, "a path has no relative names");
  }
  // #endregion
}

// #region own paths: Room for helpers of your own.
function refuse(path: string, rule: string): never {
  throw new KeeperError("BadArguments", `${JSON.stringify(path)}: ${rule}`);
}
// #endregion

/** The path of the parent: `/shop` for `/shop/orders`, `/` for `/shop`. The root has none: never ask for it. */
export function parentOf(path: string): string {
  // #region write paths: All before the last slash. Mind the znodes directly below the root.
  const lastSlash = path.lastIndexOf("/");
  return lastSlash === 0 ? "/" : path.slice(0, lastSlash);
  // #endregion
}

/** The last name of a path: `orders` for `/shop/orders`. */
export function nameOf(path: string): string {
  // #region write paths: All behind the last slash.
  return path.slice(path.lastIndexOf("/") + 1);
  // #endregion
}
