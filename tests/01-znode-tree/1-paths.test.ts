import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { nameOf, parentOf, validatePath } from "#znode-tree/paths";

const GUIDE = "ZooKeeper Programmer's Guide, The ZooKeeper Data Model";

/** How a path fares: "accepted", or the name of the error that refused it. */
const verdictOn = (path: string): string => refusalOf(() => validatePath(path));

rule("A path is absolute, with single slashes between names", GUIDE, () => {
  test.each(["/", "/shop", "/shop/orders", "/shards/users/a..m", "/a b/ä/日本"])("%j is a path", (path) => {
    expect(verdictOn(path)).toBe("accepted");
  });

  test.each([
    ["", "is empty"],
    ["shop", "does not start at the root"],
    ["/shop/", "ends in a slash"],
    ["//", "is a root with a name that is empty"],
    ["/shop//orders", "has an empty name in the middle"],
  ])("%j is refused: it %s", (path) => {
    expect(verdictOn(path)).toBe("BadArguments");
  });
});

rule("There are no relative names", GUIDE, () => {
  test.each(["/.", "/..", "/shop/./orders", "/shop/../orders", "/shop/.."])("%j is refused", (path) => {
    expect(verdictOn(path)).toBe("BadArguments");
  });

  test.each(["/.hidden", "/...", "/shop/v1.2", "/a.", "/..b"])(
    "%j is a path: dots inside a name are only dots",
    (path) => {
      expect(verdictOn(path)).toBe("accepted");
    },
  );
});

rule("No name holds a character that cannot be shown or parted", GUIDE, () => {
  test.each([
    ["NUL", "\u0000"],
    ["a line feed", "\n"],
    ["the last control character of ASCII", "\u001f"],
    ["DEL", "\u007f"],
    ["the last control character of Latin-1", "\u009f"],
    ["an emoji, which is two surrogates", "😀"],
    ["the last of the private use area", "\uf8ff"],
    ["the first of the specials", "\ufff0"],
    ["the last of the specials", "\uffff"],
  ])("a name with %s is refused", (_, character) => {
    expect(verdictOn(`/shop/or${character}ders`)).toBe("BadArguments");
  });

  test.each([
    ["a space", "\u0020"],
    ["a no-break space, right behind the control characters", "\u00a0"],
    ["the last character before the surrogates", "\ud7ff"],
    ["the first behind the private use area", "\uf900"],
  ])("a name with %s is a name", (_, character) => {
    expect(verdictOn(`/shop/or${character}ders`)).toBe("accepted");
  });
});

rule("Every znode but the root has one parent and one name", GUIDE, () => {
  test.each([
    ["/shop", "/", "shop"],
    ["/shop/orders", "/shop", "orders"],
    ["/shop/orders/42", "/shop/orders", "42"],
  ])("%s lies below %s and is called %s", (path, parent, name) => {
    expect({ parent: parentOf(path), name: nameOf(path) }).toEqual({ parent, name });
  });
});
