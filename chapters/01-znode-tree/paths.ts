import { KeeperError } from "./errors";

// Yours (step paths): A place for the characters that no path may hold, if you want one.

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
  // Write here (step paths): Refuse what breaks a rule above. The root is the one path that ends in a slash.
  throw new Error("Not written yet (step paths)");
}

// Yours (step paths): Room for helpers of your own.

/** The path of the parent: `/shop` for `/shop/orders`, `/` for `/shop`. The root has none: never ask for it. */
export function parentOf(path: string): string {
  // Write here (step paths): All before the last slash. Mind the znodes directly below the root.
  throw new Error("Not written yet (step paths)");
}

/** The last name of a path: `orders` for `/shop/orders`. */
export function nameOf(path: string): string {
  // Write here (step paths): All behind the last slash.
  throw new Error("Not written yet (step paths)");
}
