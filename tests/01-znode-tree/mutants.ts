import type { Mutant } from "#lab/testing/mutant";

/** Wrong znode trees that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  {
    id: "trailing-slash",
    mistake: "A path that ends in a slash is taken for a path",
    source: "ZooKeeper Programmer's Guide, The ZooKeeper Data Model",
    step: "paths",
    file: "paths.ts",
    edits: [
      {
        find: `  if (path.endsWith("/")) refuse(path, "a path does not end in /");\n`,
        put: `  if (path.endsWith("/")) path = path.slice(0, -1);\n`,
      },
    ],
  },
  {
    id: "relative-names",
    mistake: "`.` and `..` are taken for names",
    source: "ZooKeeper Programmer's Guide, The ZooKeeper Data Model",
    step: "paths",
    file: "paths.ts",
    edits: [{ find: `name === "." || name === ".."`, put: `name === "./"` }],
  },
  {
    id: "dots-anywhere",
    mistake: "Every name that begins with a dot is refused",
    source: "a shortcut for the rule of relative names",
    step: "paths",
    file: "paths.ts",
    edits: [{ find: `name === "." || name === ".."`, put: `name.startsWith(".")` }],
  },
  {
    id: "nul-in-path",
    mistake: "NUL is taken for a character of a name",
    source: "ZooKeeper source, PathUtils.validatePath",
    step: "paths",
    file: "paths.ts",
    edits: [{ find: `\\u0000-\\u001f`, put: `\\u0001-\\u001f` }],
  },
  {
    id: "empty-name",
    mistake: "Two slashes in a row are taken for one",
    source: "ZooKeeper source, PathUtils.validatePath",
    step: "paths",
    file: "paths.ts",
    edits: [{ find: `    if (name === "") refuse(path, "a path has no empty name");\n`, put: "" }],
  },
  {
    id: "parent-below-root",
    mistake: "The parent of /shop is the empty path",
    source: "an off-by-one at the root",
    step: "paths",
    file: "paths.ts",
    edits: [{ find: `lastSlash === 0 ? "/" : path`, put: `path` }],
  },
  {
    id: "null-children",
    mistake: "A leaf has null for its children",
    source: "ZOOKEEPER-2680",
    step: "tree",
    file: "znode-tree.ts",
    edits: [
      {
        find: `if (this.#children === undefined) return NO_CHILDREN;`,
        put: `if (this.#children === undefined) return null!;`,
      },
    ],
  },
  {
    id: "live-children",
    mistake: "The list of children goes on changing after it was handed out",
    source: "a reader of the list while a write arrives",
    step: "tree",
    file: "znode-tree.ts",
    edits: [
      {
        find: `    this.#listed = undefined;\n  }\n\n  removeChild`,
        put: `    (this.#listed as string[] | undefined)?.push(name);\n  }\n\n  removeChild`,
      },
    ],
  },
  {
    id: "stale-children",
    mistake: "The list of children still holds one that was deleted",
    source: "a cache that a delete doesn't clear",
    step: "tree",
    file: "znode-tree.ts",
    edits: [
      {
        find: `    this.#children?.delete(name);\n    this.#listed = undefined;`,
        put: `    this.#children?.delete(name);`,
      },
    ],
  },
  {
    id: "replay-reverts-pzxid",
    mistake: "A create that is applied again turns the parent's pzxid back",
    source: "ZOOKEEPER-3125",
    step: "stat",
    file: "znode-tree.ts",
    edits: [
      {
        find: `change.parentCreates);\n        if (zxid > parent.pzxid) parent.pzxid = zxid;`,
        put: `change.parentCreates);\n        parent.pzxid = zxid;`,
      },
    ],
  },
  {
    id: "replay-reverts-cversion",
    mistake: "A create that is applied again turns the parent's cversion back",
    source: "ZOOKEEPER-3249",
    step: "stat",
    file: "znode-tree.ts",
    edits: [
      {
        find: `parent.creates = Math.max(parent.creates, change.parentCreates);`,
        put: `parent.creates = change.parentCreates;`,
      },
    ],
  },
  {
    id: "cversion-counts-creates",
    mistake: "cversion doesn't count deleted children",
    source: "ZooKeeper source, DataNode.copyStat",
    step: "stat",
    file: "znode-tree.ts",
    edits: [{ find: `znode.creates + (znode.creates - znode.childCount)`, put: `znode.creates` }],
  },
  {
    id: "delete-forgets-pzxid",
    mistake: "Deleting a child leaves the parent's pzxid as it was",
    source: "ZOOKEEPER-3145",
    step: "stat",
    file: "znode-tree.ts",
    edits: [
      {
        find: `parent.removeChild(nameOf(change.path));\n        if (zxid > parent.pzxid) parent.pzxid = zxid;`,
        put: `parent.removeChild(nameOf(change.path));`,
      },
    ],
  },
  {
    id: "any-version-literal",
    mistake: "Version -1 is taken for a version instead of any",
    source: "ZooKeeper API, setData",
    step: "requests",
    file: "prepare.ts",
    edits: [{ find: `expected === ANY_VERSION || expected`, put: `expected` }],
  },
  {
    id: "negative-is-any",
    mistake: "Every negative version is taken for any",
    source: "a comparison with < 0",
    step: "requests",
    file: "prepare.ts",
    edits: [{ find: `expected === ANY_VERSION ||`, put: `expected < 0 ||` }],
  },
  {
    id: "delete-with-children",
    mistake: "A znode with children is deleted, and they are orphans",
    source: "ZooKeeper API, KeeperException.NotEmptyException",
    step: "requests",
    file: "prepare.ts",
    edits: [
      { find: `  if (znode.children > 0) throw new KeeperError("NotEmpty", request.path);\n`, put: "" },
    ],
  },
  {
    id: "ephemeral-with-children",
    mistake: "An ephemeral znode is given children",
    source: "ZooKeeper Programmer's Guide, Ephemeral Nodes",
    step: "requests",
    file: "prepare.ts",
    edits: [
      {
        find: `  if (isSession(parent.ephemeralOwner)) throw new KeeperError("NoChildrenForEphemerals", parentPath);\n`,
        put: "",
      },
    ],
  },
  {
    id: "shared-buffer",
    mistake: "The tree keeps the caller's array, and the caller goes on using it",
    source: "a server that reads frames into one buffer",
    step: "requests",
    file: "prepare.ts",
    edits: [
      {
        find: `data: request.data.slice(),\n    ephemeralOwner`,
        put: `data: request.data,\n    ephemeralOwner`,
      },
    ],
  },
  {
    id: "suffix-from-child-count",
    mistake: "The sequence number is the number of children that are left",
    source: "ZooKeeper Programmer's Guide, Sequence Nodes",
    step: "sequential",
    file: "prepare.ts",
    edits: [
      {
        find: `sequentialPath(request.path, parent.creates)`,
        put: `sequentialPath(request.path, parent.children)`,
      },
    ],
  },
  {
    id: "suffix-unpadded",
    mistake: "The number isn't padded: job-10 sorts before job-9",
    source: "ZooKeeper Programmer's Guide, Sequence Nodes",
    step: "sequential",
    file: "prepare.ts",
    edits: [{ find: `String(sequence).padStart(10, "0")`, put: `String(sequence)` }],
  },
  {
    id: "half-applied-multi",
    mistake: "A refused multi has done what stood before the refusal",
    source: "ZooKeeper API, multi",
    step: "multi",
    file: "prepare.ts",
    edits: [
      {
        find: `  const pending = new PendingChanges(view);`,
        put: `  const pending = view instanceof PendingChanges ? view : new PendingChanges(view);`,
      },
    ],
  },
  {
    id: "validates-against-committed",
    mistake: "A request is decided against the tree instead of what is on its way to it",
    source: "ZooKeeper source, PrepRequestProcessor: outstanding changes",
    step: "multi",
    file: "store.ts",
    edits: [{ find: `prepare(this.#pending, request)`, put: `prepare(this.tree, request)` }],
  },
  {
    id: "forgets-later-pending",
    mistake: "When a change arrives, later ones on the same znode are forgotten with it",
    source: "ZooKeeper source, FinalRequestProcessor: outstanding changes up to a zxid",
    step: "multi",
    file: "pending.ts",
    edits: [{ find: `if (others > 0) {`, put: `if (others > 1_000) {` }],
  },
  {
    id: "pending-delete-shows-through",
    mistake: "A znode whose delete is on its way is still seen in the tree below",
    source: "ZooKeeper source, PrepRequestProcessor: outstanding changes",
    step: "multi",
    file: "pending.ts",
    edits: [
      {
        find: `return this.#expected.has(path) ? this.#expected.get(path) : this.#below.record(path);`,
        put: `return this.#expected.get(path) ?? this.#below.record(path);`,
      },
    ],
  },
  {
    id: "zxid-for-refusals",
    mistake: "A refused request takes a zxid",
    source: "ZooKeeper Programmer's Guide, Time in ZooKeeper: Zxid",
    step: "multi",
    file: "store.ts",
    edits: [
      {
        find: `    const change = prepare(this.#pending, request);\n    this.#lastZxid += 1n;`,
        put: `    this.#lastZxid += 1n;\n    const change = prepare(this.#pending, request);`,
      },
    ],
  },
  {
    id: "access-lists-have-no-version",
    mistake: "aversion stays 0",
    source: "an aversion that was written down before there were access lists",
    step: "stat",
    file: "znode-tree.ts",
    edits: [{ find: `aversion: this.access(path).version`, put: `aversion: 0` }],
  },
  {
    id: "every-owner-is-a-session",
    mistake: "A container, and a znode with a time to live, is taken for an ephemeral znode",
    source: "ZooKeeper source, EphemeralType",
    step: "requests",
    file: "prepare.ts",
    edits: [{ find: `if (isSession(parent.ephemeralOwner))`, put: `if (parent.ephemeralOwner !== 0n)` }],
  },
];
