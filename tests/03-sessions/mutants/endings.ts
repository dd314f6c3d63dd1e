import type { Mutant } from "#lab/testing/mutant";

/** Wrong ends of sessions. */
export const endings: Mutant[] = [
  {
    id: "ephemerals-of-multis",
    mistake: "Ephemeral znodes that come with a multi are overlooked",
    source: "ZooKeeper source, DataTree.processTxn: multi",
    step: "ephemerals",
    file: "ephemerals.ts",
    edits: [
      {
        find: `for (const single of tree.type === "multi" ? tree.changes : [tree]) {`,
        put: `for (const single of change.type === "closeSession" && tree.type === "multi" ? tree.changes : tree.type === "multi" ? [] : [tree]) {`,
      },
    ],
  },
  {
    id: "deleted-ephemerals-stay-listed",
    mistake: "A znode that its session has deleted is still listed as the session's",
    source: "ZooKeeper source, DataTree.deleteNode",
    step: "ephemerals",
    file: "ephemerals.ts",
    edits: [{ find: `      if (single.type === "delete") this.#remove(single.path);\n`, put: "" }],
  },
  {
    id: "copy-shares-its-lists",
    mistake: "The copy shares its lists with the original",
    source: "a shallow copy",
    step: "ephemerals",
    file: "ephemerals.ts",
    edits: [
      {
        find: `for (const [path, owner] of this.#ownerOf) copy.#add(path, owner);`,
        put:
          `for (const [path, owner] of this.#ownerOf) copy.#ownerOf.set(path, owner);\n` +
          `    for (const [owner, paths] of this.#pathsOf) copy.#pathsOf.set(owner, paths);`,
      },
    ],
  },
  {
    id: "closing-looks-up-itself",
    mistake:
      "Whoever applies a closing looks up the znodes instead of reading them: applied again, it finds none",
    source: "ZOOKEEPER-3145",
    step: "ephemerals",
    file: "database.ts",
    edits: [
      {
        find: `    this.tree.apply(treeTransaction(transaction));`,
        put:
          `    const own =\n` +
          `      transaction.change.type === "closeSession" ? this.ephemerals.of(transaction.change.id) : undefined;\n` +
          `    const deletes = own?.map((path) => ({ type: "delete" as const, path }));\n` +
          `    this.tree.apply(\n` +
          `      deletes === undefined\n` +
          `        ? treeTransaction(transaction)\n` +
          `        : { ...transaction, change: { type: "multi", changes: deletes } },\n` +
          `    );`,
      },
    ],
  },
  {
    id: "sessions-stay-known",
    mistake: "A session that was closed is still known",
    source: "ZOOKEEPER-3144",
    step: "ephemerals",
    file: "database.ts",
    edits: [{ find: `    if (change.type === "closeSession") this.#sessions.delete(change.id);\n`, put: "" }],
  },
  {
    id: "opening-tells-nobody-its-place",
    mistake: "Openings and closings have no place in the order of changes",
    source: "ZOOKEEPER-3144",
    step: "ephemerals",
    file: "database.ts",
    edits: [
      {
        find: `    if (transaction.zxid > this.#lastZxid) this.#lastZxid = transaction.zxid;`,
        put:
          `    if (change.type === "openSession" || change.type === "closeSession") return;\n` +
          `    if (transaction.zxid > this.#lastZxid) this.#lastZxid = transaction.zxid;`,
      },
    ],
  },
  {
    id: "watches-miss-the-closing",
    mistake: "The znodes go with the session, and nobody who watches them is told",
    source: "ZooKeeper source, DataTree.killSession",
    step: "ephemerals",
    file: "tree-change.ts",
    edits: [
      {
        find: `  return { ...transaction, change: treeChange(transaction.change) };`,
        put:
          `  const closing = transaction.change.type === "closeSession";\n` +
          `  return { ...transaction, change: closing ? { type: "multi", changes: [] } : treeChange(transaction.change) };`,
      },
    ],
  },
  {
    id: "create-after-closing",
    mistake: "A session whose end is decided creates one more ephemeral znode, and it stays for ever",
    source: "ZOOKEEPER-1208",
    step: "closing",
    file: "session-store.ts",
    edits: [
      {
        find: `if (!this.#open.has(id)) throw`,
        put: `if (!this.#open.has(id) && this.database.session(id) === undefined) throw`,
      },
    ],
  },
  {
    id: "closing-misses-what-is-on-its-way",
    mistake: "A znode whose creation is on its way isn't deleted with its session",
    source: "ZooKeeper source, PrepRequestProcessor: closeSession and outstanding changes",
    step: "closing",
    file: "session-store.ts",
    edits: [{ find: `this.#ephemerals.of(id).map`, put: `this.database.ephemerals.of(id).map` }],
  },
  {
    id: "closing-deletes-anothers",
    mistake: "A znode that is deleted on its way, and created by somebody else, goes with the session",
    source: "ZooKeeper source, PrepRequestProcessor: closeSession and outstanding changes",
    step: "closing",
    file: "session-store.ts",
    edits: [
      {
        find: `this.#ephemerals.of(id).map`,
        put: `[...new Set([...this.#ephemerals.of(id), ...this.database.ephemerals.of(id)])].map`,
      },
    ],
  },
  {
    id: "one-zxid-each",
    mistake: "Each znode of a session that ends is deleted at a zxid of its own",
    source: "ZooKeeper source, PrepRequestProcessor: closeSession",
    step: "closing",
    file: "session-store.ts",
    edits: [
      {
        find: `    return this.#propose({ type: "closeSession", id, deletes }, time);`,
        put:
          `    for (const change of deletes) this.#propose(change, time);\n` +
          `    return this.#propose({ type: "closeSession", id, deletes: [] }, time);`,
      },
    ],
  },
  {
    id: "ephemerals-left-behind",
    mistake: "A session ends without its ephemeral znodes",
    source: "ZooKeeper Programmer's Guide, Ephemeral Nodes",
    step: "closing",
    file: "session-store.ts",
    edits: [
      { find: `{ type: "closeSession", id, deletes }`, put: `{ type: "closeSession", id, deletes: [] }` },
    ],
  },
  {
    id: "orphan-by-request",
    mistake: "A client may hang its znode on a session that isn't its own, or on none",
    source: "ZooKeeper source, PrepRequestProcessor: the owner is the request's session",
    step: "closing",
    file: "session-store.ts",
    edits: [{ find: `    refuseOthersEphemerals(id, request);\n`, put: "" }],
  },
  {
    id: "only-creates-are-refused",
    mistake: "An expired session may still set and delete",
    source: "ZooKeeper source, SessionTrackerImpl.checkSession",
    step: "closing",
    file: "session-store.ts",
    edits: [
      {
        find: `    this.#refuseUnlessOpen(id);\n    refuseOthersEphemerals`,
        put: `    if (request.type === "create") this.#refuseUnlessOpen(id);\n    refuseOthersEphemerals`,
      },
    ],
  },
  {
    id: "sessions-of-before",
    mistake: "Sessions that were opened before this leader's time may not write",
    source: "ZOOKEEPER-1367",
    step: "closing",
    file: "session-store.ts",
    edits: [{ find: `new Set(database.sessions().map(({ id }) => id))`, put: `new Set()` }],
  },
  {
    id: "ephemerals-of-before",
    mistake: "Znodes that were made before this leader's time aren't deleted with their session",
    source: "ZOOKEEPER-1367",
    step: "closing",
    file: "session-store.ts",
    edits: [
      { find: `this.#ephemerals = database.ephemerals.copy();`, put: `this.#ephemerals = new Ephemerals();` },
      { find: `import type { Ephemerals }`, put: `import { Ephemerals }` },
    ],
  },
  {
    id: "every-owner-is-a-session",
    mistake: "Only a session with the number of a container may create one",
    source: "ZooKeeper source, EphemeralType",
    step: "closing",
    file: "session-store.ts",
    edits: [{ find: `!isSession(single.ephemeralOwner ?? 0n)`, put: `!single.ephemeralOwner` }],
  },
];
