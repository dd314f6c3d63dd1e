import type { Mutant } from "#lab/testing/mutant";

const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Watches";
const GUARANTEES = "ZooKeeper Programmer's Guide, What ZooKeeper Guarantees about Watches";
const CONSISTENCY = "ZooKeeper Programmer's Guide, Consistency Guarantees";

/** Wrong watches that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  {
    id: "fires-twice",
    mistake: "A data watch stays after it has fired",
    source: GUIDE,
    step: "one-shot",
    file: "watch-table.ts",
    edits: [
      {
        find: `const watchers = this.#data.take(path);`,
        put: `const watchers = new Set(this.#data.at(path));`,
      },
    ],
  },
  {
    id: "left-after-delete",
    mistake: "A data watch stays when its znode is deleted, and fires when it comes back",
    source: GUIDE,
    step: "one-shot",
    file: "watch-table.ts",
    edits: [
      {
        find: `const watchers = this.#data.take(path);`,
        put: `const watchers = change.type === "delete" ? new Set(this.#data.at(path)) : this.#data.take(path);`,
      },
    ],
  },
  {
    id: "fires-on-check",
    mistake: "A check fires the watches of its znode",
    source: "ZooKeeper source, DataTree.processTxn",
    step: "one-shot",
    file: "watch-table.ts",
    edits: [{ find: `check: undefined,`, put: `check: "NodeDataChanged",` }],
  },
  {
    id: "multi-inside-out",
    mistake: "The events of a multi come from its last change to its first",
    source: GUARANTEES,
    step: "one-shot",
    file: "watch-table.ts",
    edits: [
      {
        find: `const changes = change.type === "multi" ? change.changes : [change];`,
        put: `const changes = change.type === "multi" ? [...change.changes].reverse() : [change];`,
      },
    ],
  },
  {
    id: "multi-silent",
    mistake: "A multi fires nothing, or only for its first change",
    source: "ZooKeeper API, multi",
    step: "one-shot",
    file: "watch-table.ts",
    edits: [
      {
        find: `const changes = change.type === "multi" ? change.changes : [change];`,
        put: `const changes = change.type === "multi" ? change.changes.slice(0, 1) : [change];`,
      },
    ],
  },
  {
    id: "looks-at-every-path",
    mistake: "An event looks through all paths that are watched",
    source: "ZooKeeper source, WatchManager: one table by path",
    step: "one-shot",
    file: "watch-table.ts",
    edits: [
      {
        find: `    const watchers = this.size > 0 ? this.#watchersAt[path] : undefined;`,
        put: `    const found = Object.entries(this.#watchersAt).find(([each]) => each === path);\n    const watchers = found?.[1];`,
      },
    ],
  },
  {
    id: "child-watch-left-after-delete",
    mistake: "A child watch doesn't hear that its znode is deleted",
    source: "ZooKeeper source, DataTree.deleteNode",
    step: "children",
    file: "watch-table.ts",
    edits: [
      {
        find: `    if (change.type === "delete") addAll(watchers, this.#children.take(path));\n`,
        put: "",
      },
    ],
  },
  {
    id: "deleted-told-twice",
    mistake: "Who has a data watch and a child watch on a deleted znode is told twice",
    source: "ZooKeeper source, DataTree.deleteNode: the watchers already told are passed over",
    step: "children",
    file: "watch-table.ts",
    edits: [
      {
        find: `    if (change.type === "delete") addAll(watchers, this.#children.take(path));\n`,
        put: "",
      },
      {
        find: `const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];`,
        put: `const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];\n    if (change.type === "delete") firings.push({ event: { type, path, zxid }, watchers: [...this.#children.take(path)] });`,
      },
    ],
  },
  {
    id: "grandchildren",
    mistake: "A child watch fires for everything below its znode",
    source: "ZooKeeper Programmer's Guide, Semantics of Watches",
    step: "children",
    file: "watch-table.ts",
    edits: [
      {
        find: `    if (change.type !== "setData") firings.push(this.#fireParent(parentOf(path), zxid));`,
        put: `    if (change.type !== "setData") {\n      for (let above = path; above !== "/"; ) {\n        above = parentOf(above);\n        firings.push(this.#fireParent(above, zxid));\n      }\n    }`,
      },
    ],
  },
  {
    id: "data-fires-children",
    mistake: "Setting a child's data fires the child watch on its parent",
    source: "ZooKeeper Programmer's Guide, Semantics of Watches",
    step: "children",
    file: "watch-table.ts",
    edits: [
      {
        find: `    if (change.type !== "setData") firings`,
        put: `    if (path !== "/") firings`,
      },
    ],
  },
  {
    id: "one-table-for-both",
    mistake: "Data watches and child watches are one and the same",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Watches: two lists",
    step: "children",
    file: "watch-table.ts",
    edits: [
      {
        find: `        this.#children.add(watcher, path);`,
        put: `        this.#children.add(watcher, path);\n        this.#data.add(watcher, path);`,
      },
    ],
  },
  {
    id: "parent-first",
    mistake: "The parent's event comes before the child's",
    source: "ZooKeeper source, DataTree.createNode and deleteNode",
    step: "children",
    file: "watch-table.ts",
    edits: [{ find: `    return firings;\n  }`, put: `    return firings.reverse();\n  }` }],
  },
  {
    id: "reply-overtakes-event",
    mistake: "The writer is answered before the watchers are told",
    source: GUARANTEES,
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `    this.applied(transaction);\n    this.#tellWriter(transaction);`,
        put: `    this.#lastZxid = transaction.zxid;\n    this.#tellWriter(transaction);\n    this.applied(transaction);`,
      },
    ],
  },
  {
    id: "events-when-there-is-time",
    mistake: "Events are sent a little later than the replies",
    source: GUARANTEES,
    step: "order",
    file: "connection.ts",
    edits: [
      {
        find: `    if (this.#open) this.#send({ type: "event", event });`,
        put: `    void Promise.resolve().then(() => this.#open && this.#send({ type: "event", event }));`,
      },
    ],
  },
  {
    id: "fires-at-the-proposal",
    mistake: "Watches fire when a write is decided, not when it is done",
    source: "ZooKeeper source, FinalRequestProcessor: watches fire as the tree is changed",
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `      this.#decided.push({ transaction: this.store.propose(request, this.#now()), done });`,
        put: `      const transaction = this.store.propose(request, this.#now());\n      for (const { event, watchers } of this.watches.fire(transaction)) {\n        for (const connection of watchers) connection.tell(event);\n      }\n      this.#decided.push({ transaction, done });`,
      },
    ],
  },
  {
    id: "fires-on-refusal",
    mistake: "A request fires watches before it is known whether it is refused",
    source: "ZooKeeper API, KeeperException",
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `    try {\n      this.#decided.push`,
        put: `    const asked = { zxid: this.#lastZxid + 1n, time: 0, change: request as Transaction["change"] };\n    if (request.type !== "multi") {\n      for (const { event, watchers } of this.watches.fire(asked)) for (const each of watchers) each.tell(event);\n    }\n    try {\n      this.#decided.push`,
      },
    ],
  },
  {
    id: "zxid-of-the-proposal",
    mistake: "A reply carries the zxid of what was decided last, instead of what was processed last",
    source: "ZOOKEEPER-1412",
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `      this.#decided.push({ transaction: this.store.propose(request, this.#now()), done });`,
        put: `      const transaction = this.store.propose(request, this.#now());\n      this.#lastZxid = transaction.zxid;\n      this.#decided.push({ transaction, done });`,
      },
    ],
  },
  {
    id: "zxid-of-the-request",
    mistake: "The reply to a read carries no zxid: a read has none of its own",
    source: "ZOOKEEPER-1412",
    step: "order",
    file: "connection.ts",
    edits: [
      {
        find: `zxid: this.#backend.lastZxid, outcome };`,
        put: `zxid: "data" in outcome || "children" in outcome ? 0n : this.#backend.lastZxid, outcome };`,
      },
    ],
  },
  {
    id: "read-passes-own-write",
    mistake: "A read is answered at once, although a write of the same client is still on its way",
    source: CONSISTENCY,
    step: "order",
    file: "connection.ts",
    edits: [
      {
        find: `    const waiting: Waiting = { xid, outcome: undefined };`,
        put: `    if (isLocal(request)) return this.#reply(xid, this.#read(request));\n    const waiting: Waiting = { xid, outcome: undefined };`,
      },
    ],
  },
  {
    id: "read-too-early",
    mistake: "A read waits to be answered, but it is done when it arrives",
    source: CONSISTENCY,
    step: "order",
    file: "connection.ts",
    edits: [
      {
        find: `      waiting.outcome = () => this.#read(request);`,
        put: `      const outcome = this.#read(request);\n      waiting.outcome = () => outcome;`,
      },
    ],
  },
  {
    id: "refusal-passes-own-write",
    mistake: "A refusal is sent at once, before the replies to earlier requests",
    source: CONSISTENCY,
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `      this.#answerInOrder(error, done);`,
        put: `      done(error);`,
      },
    ],
  },
  {
    id: "one-write-at-a-time",
    mistake: "A client's second write is started only when its first has been answered",
    source: CONSISTENCY,
    step: "order",
    file: "connection.ts",
    edits: [
      {
        find: `  receive({ xid, request }: ClientMessage): void {\n    if (!this.#open) return;`,
        put: `  receive({ xid, request }: ClientMessage): void {\n    if (!this.#open) return;\n    if (this.#waiting.length > 0) return void this.#later.push({ xid, request });`,
      },
      {
        find: `  readonly #waiting: Waiting[] = [];`,
        put: `  readonly #waiting: Waiting[] = [];\n  readonly #later: ClientMessage[] = [];`,
      },
      {
        find: `      this.#reply(next.xid, next.outcome());`,
        put: `      this.#reply(next.xid, next.outcome());\n      const later = this.#waiting.length === 0 ? this.#later.shift() : undefined;\n      if (later !== undefined) this.receive(later);`,
      },
    ],
  },
  {
    id: "watch-on-nothing",
    mistake: "A refused getData leaves a watch",
    source: "ZooKeeper source, DataTree.getData",
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `        const data = tree.getData(request.path);\n        if (request.watch === true) this.watches.add(connection, "data", request.path);`,
        put: `        if (request.watch === true) this.watches.add(connection, "data", request.path);\n        const data = tree.getData(request.path);`,
      },
    ],
  },
  {
    id: "no-watch-on-nothing",
    mistake: "exists leaves no watch on what isn't there",
    source: GUIDE,
    step: "order",
    file: "server.ts",
    edits: [
      {
        find: `        if (request.watch === true) this.watches.add(connection, "data", request.path);\n        const stat = tree.exists(request.path);\n        if (stat === undefined) throw new KeeperError("NoNode", request.path);`,
        put: `        const stat = tree.exists(request.path);\n        if (stat === undefined) throw new KeeperError("NoNode", request.path);\n        if (request.watch === true) this.watches.add(connection, "data", request.path);`,
      },
    ],
  },
  {
    id: "remembers-without-watching",
    mistake: "The client asks without leaving a watch",
    source: "The workbook's notes: reduce hops",
    step: "remember",
    file: "cache.ts",
    edits: [{ find: `path, watch: true }`, put: `path }` }],
  },
  {
    id: "forgets-only-new-data",
    mistake: "The client goes on remembering a znode that was deleted",
    source: GUARANTEES,
    step: "remember",
    file: "cache.ts",
    edits: [
      {
        find: `    this.#known.delete(event.path);`,
        put: `    if (event.type === "NodeDataChanged") this.#known.delete(event.path);`,
      },
    ],
  },
  {
    id: "remembers-absence",
    mistake: "The client remembers that a znode isn't there, and no watch tells it otherwise",
    source: "ZooKeeper API, getData: a refused read leaves no watch",
    step: "remember",
    file: "cache.ts",
    edits: [
      {
        find: `    const known = this.#known.get(path);\n    if (known !== undefined) {`,
        put: `    const known = this.#known.get(path);\n    if (this.#known.has(path)) {`,
      },
      {
        find: `    if (data !== undefined) this.#known.set(path, data);`,
        put: `    this.#known.set(path, data!);`,
      },
    ],
  },
  {
    id: "a-request-for-each",
    mistake: "Everybody who asks while the answer is on its way sends a request",
    source: "The workbook's notes: reduce hops",
    step: "remember",
    file: "cache.ts",
    edits: [
      { find: `      waiting.push(answer);\n      return;`, put: `      waiting.push(answer);` },
      { find: `    this.#waiting.set(path, [answer]);`, put: `    else this.#waiting.set(path, [answer]);` },
    ],
  },
  {
    id: "forgets-everything",
    mistake: "Any event makes the client forget all it knows",
    source: "The workbook's notes: reduce hops",
    step: "remember",
    file: "cache.ts",
    edits: [{ find: `this.#known.delete(event.path);`, put: `if (event.path !== "") this.#known.clear();` }],
  },
  {
    id: "children-to-recursive",
    mistake: "A recursive watch is told that children changed",
    source: "ZOOKEEPER-4475",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    addAll(watchers, this.#persistent.at(path));\n    // #endregion\n    return { event`,
        put: `    addAll(watchers, this.#persistent.at(path));\n    this.#addRecursive(watchers, path);\n    // #endregion\n    return { event`,
      },
    ],
  },
  {
    id: "path-of-the-watch",
    mistake: "An event for a recursive watch names the znode that is watched, not the one that changed",
    source: "ClickHouse issue 115475",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];`,
        put: `    const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];\n    for (let above = path; above !== "/"; ) {\n      above = parentOf(above);\n      const recursive = [...this.#recursive.at(above)].filter((watcher) => watchers.has(watcher));\n      firings[0]!.watchers = firings[0]!.watchers.filter((watcher) => !recursive.includes(watcher));\n      firings.push({ event: { type, path: above, zxid }, watchers: recursive });\n    }`,
      },
    ],
  },
  {
    id: "prefix-is-not-below",
    mistake: "A recursive watch on /shop hears of /shop-two",
    source: "startsWith without the slash",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    for (let above = path; ; above = parentOf(above)) {`,
        put: `    for (let end = path.length; end > 1; end--) addAll(watchers, this.#recursive.at(path.slice(0, end)));\n    for (let above = path; ; above = parentOf(above)) {`,
      },
    ],
  },
  {
    id: "lasting-used-up",
    mistake: "A persistent watch is used up by a delete of its znode",
    source: "ZooKeeper API, addWatch",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    addAll(watchers, this.#persistent.at(path));\n    this.#addRecursive(watchers, path);`,
        put: `    addAll(watchers, change.type === "delete" ? this.#persistent.take(path) : this.#persistent.at(path));\n    this.#addRecursive(watchers, path);`,
      },
    ],
  },
  {
    id: "told-for-each-watch",
    mistake: "A client is told once for each of its watches that an event meets",
    source: "ZooKeeper source, WatchManager.triggerWatch: a set of watchers",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    const firings = [{ event: { type, path, zxid }, watchers: [...watchers] }];`,
        put: `    const firings = [{ event: { type, path, zxid }, watchers: [...watchers, ...this.#persistent.at(path)] }];`,
      },
    ],
  },
  {
    id: "watches-of-the-dead",
    mistake: "A connection that closes leaves its watches in the table",
    source: "ZOOKEEPER-3131",
    step: "lasting",
    file: "server.ts",
    edits: [{ find: `    this.watches.drop(connection);`, put: `    void connection;` }],
  },
  {
    id: "lasting-watches-of-the-dead",
    mistake: "A connection that closes leaves the watches that stay in the table",
    source: "ClickHouse issue 92480",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `for (const watches of Object.values(this.#kinds())) watches.drop(watcher);`,
        put: `for (const watches of [this.#data, this.#children]) watches.drop(watcher);`,
      },
    ],
  },
  {
    id: "read-after-close",
    mistake: "A read that waited is done after its connection has closed, and leaves a watch for nobody",
    source: "ZOOKEEPER-1382",
    step: "lasting",
    file: "connection.ts",
    edits: [{ find: `    while (this.#open) {`, put: `    for (;;) {` }],
  },
  {
    id: "drop-looks-at-every-path",
    mistake: "Dropping a watcher looks through the watches of all others",
    source: "ZooKeeper source, WatchManager: a second table by watcher",
    step: "lasting",
    file: "watch-table.ts",
    edits: [
      {
        find: `    for (const path of Object.keys(this.#pathsOf.get(watcher) ?? {})) this.remove(watcher, path);`,
        put: `    for (const path of Object.keys(this.#watchersAt)) this.remove(watcher, path);`,
      },
    ],
  },
  {
    id: "rearm-created",
    mistake: "A data watch on a znode that was deleted and created again is told NodeCreated",
    source: "ZOOKEEPER-1667",
    step: "reconnect",
    file: "rearm.ts",
    edits: [
      {
        find: `else settle(path, "data", stat.mzxid > since ? "NodeDataChanged" : undefined);`,
        put: `else if (stat.czxid > since) settle(path, "data", "NodeCreated");\n    else settle(path, "data", stat.mzxid > since ? "NodeDataChanged" : undefined);`,
      },
    ],
  },
  {
    id: "rearm-exists-changed",
    mistake: "A watch on what wasn't there is told NodeDataChanged if the new znode was set since",
    source: "ZOOKEEPER-1667",
    step: "reconnect",
    file: "rearm.ts",
    edits: [
      {
        find: `    settle(path, "data", tree.exists(path) === undefined ? undefined : "NodeCreated");`,
        put: `    const stat = tree.exists(path);\n    const type = stat?.mzxid === stat?.czxid ? "NodeCreated" : "NodeDataChanged";\n    settle(path, "data", stat === undefined ? undefined : type);`,
      },
    ],
  },
  {
    id: "rearm-exists-as-data",
    mistake: "A watch on what wasn't there is told NodeDeleted, because it still isn't",
    source: "ZooKeeper source, DataTree.setWatches",
    step: "reconnect",
    file: "rearm.ts",
    edits: [
      {
        find: `tree.exists(path) === undefined ? undefined : "NodeCreated"`,
        put: `tree.exists(path) === undefined ? "NodeDeleted" : "NodeCreated"`,
      },
    ],
  },
  {
    id: "rearm-children-by-mzxid",
    mistake: "A child watch goes by the zxid of the data",
    source: "ZOOKEEPER-3145: a pzxid that doesn't tell loses events",
    step: "reconnect",
    file: "rearm.ts",
    edits: [{ find: `stat.pzxid > since`, put: `stat.mzxid > since` }],
  },
  {
    id: "rearm-children-by-count",
    mistake: "A child watch goes on if the znode itself is old, whatever its children did",
    source: "ZOOKEEPER-3145: a pzxid that doesn't tell loses events",
    step: "reconnect",
    file: "rearm.ts",
    edits: [{ find: `stat.pzxid > since`, put: `stat.czxid > since` }],
  },
  {
    id: "rearm-tells-again",
    mistake: "The change at the client's own last zxid is told as news",
    source: "an off-by-one: >= instead of >",
    step: "reconnect",
    file: "rearm.ts",
    edits: [{ find: `stat.mzxid > since`, put: `stat.mzxid >= since` }],
  },
  {
    id: "rearm-blindly",
    mistake: "All watches are left again, and what happened meanwhile is never told",
    source: GUIDE,
    step: "reconnect",
    file: "rearm.ts",
    edits: [{ find: `    if (type === undefined) armed`, put: `    if (type !== "NodeDeleted") armed` }],
  },
  {
    id: "rearm-and-fire",
    mistake: "A watch that has fired on the new connection is left as well, and fires again",
    source: "ZooKeeper source, DataTree.setWatches",
    step: "reconnect",
    file: "rearm.ts",
    edits: [
      {
        find: `    if (type === undefined) armed.push({ kind, path });\n    else missed`,
        put: `    armed.push({ kind, path });\n    if (type !== undefined) missed`,
      },
    ],
  },
  {
    id: "client-zxid-from-events",
    mistake: "The client takes the zxid of an event for something that it has seen all of",
    source: "ZooKeeper source, ClientCnxn: only replies count",
    step: "reconnect",
    file: "client-watches.ts",
    edits: [
      {
        find: `    const { type, path } = event;`,
        put: `    const { type, path } = event;\n    if (event.zxid > this.#lastZxid) this.#lastZxid = event.zxid;`,
      },
    ],
  },
  {
    id: "client-zxid-falls",
    mistake: "The client takes the zxid of every message, also where it is -1",
    source: "rust-zookeeper issue 50",
    step: "reconnect",
    file: "client-watches.ts",
    edits: [
      {
        find: `if (reply.zxid > this.#lastZxid) this.#lastZxid = reply.zxid;`,
        put: `this.#lastZxid = reply.zxid;`,
      },
    ],
  },
  {
    id: "client-forgets-absent",
    mistake: "The client doesn't ask again for its watches on what wasn't there",
    source: "ZooKeeper source, ZooKeeper.ExistsWatchRegistration",
    step: "reconnect",
    file: "client-watches.ts",
    edits: [
      {
        find: `return request.type === "exists" && outcome.reason === "NoNode" ? "exists" : undefined;`,
        put: `return undefined;`,
      },
    ],
  },
];
