import type { Mutant } from "#lab/testing/mutant";

/** Wrong sessions that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  {
    id: "timeout-below-the-least",
    mistake: "A client gets as short a timeout as it asks for",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `Math.min(Math.max(asked, MIN_TIMEOUT_TICKS * tick), MAX_TIMEOUT_TICKS * tick)`,
        put: `Math.min(asked, MAX_TIMEOUT_TICKS * tick)`,
      },
    ],
  },
  {
    id: "timeout-above-the-most",
    mistake: "A client gets as long a timeout as it asks for",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `Math.min(Math.max(asked, MIN_TIMEOUT_TICKS * tick), MAX_TIMEOUT_TICKS * tick)`,
        put: `Math.max(asked, MIN_TIMEOUT_TICKS * tick)`,
      },
    ],
  },
  {
    id: "id-of-32-bits",
    mistake: "The server's number is shifted as a number of 32 bits, and lands elsewhere",
    source: "the arithmetic of JavaScript's numbers",
    step: "open",
    file: "opening.ts",
    edits: [{ find: `(BigInt(server) << 56n)`, put: `BigInt(server << 56)` }],
  },
  {
    id: "id-loses-its-last-bits",
    mistake: "The next id is computed as a floating-point number, which has 53 bits",
    source: "the arithmetic of JavaScript's numbers",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `    return this.#next++;`,
        put: `    const id = this.#next;\n    this.#next = BigInt(Number(id) + 1);\n    return id;`,
      },
    ],
  },
  {
    id: "time-spills-into-the-server",
    mistake: "The time isn't cut to 40 bits, and its 41st changes the server's number",
    source: "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId; akin to ZOOKEEPER-1622",
    step: "open",
    file: "opening.ts",
    edits: [{ find: `BigInt.asUintN(40, BigInt(Math.floor(now)))`, put: `BigInt(Math.floor(now))` }],
  },
  {
    id: "ids-start-over",
    mistake: "After a restart a server gives out the same ids again",
    source: "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `BigInt.asUintN(40, BigInt(Math.floor(now)))`,
        put: `BigInt.asUintN(0, BigInt(Math.floor(now)))`,
      },
    ],
  },
  {
    id: "one-password-for-all",
    mistake: "The password can be foreseen",
    source: "ZooKeeper source, ZooKeeperServer.generatePasswd",
    step: "open",
    file: "opening.ts",
    edits: [
      { find: `return random.bytes(PASSWORD_BYTES);`, put: `return random.bytes(PASSWORD_BYTES).fill(7);` },
    ],
  },
  {
    id: "rounds-down",
    mistake: "The end is rounded down to the tick: a session expires before its timeout is over",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `(Math.floor(time / this.#tick) + 1) * this.#tick`,
        put: `Math.floor(time / this.#tick) * this.#tick`,
      },
    ],
  },
  {
    id: "rounds-to-the-nearest",
    mistake: "The end is rounded to the nearest tick: every second session expires too early",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `(Math.floor(time / this.#tick) + 1) * this.#tick`,
        put: `Math.round(time / this.#tick) * this.#tick`,
      },
    ],
  },
  {
    id: "a-tick-too-late",
    mistake: "A session is kept for up to two ticks after its timeout",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `(Math.floor(time / this.#tick) + 1)`, put: `(Math.floor(time / this.#tick) + 2)` }],
  },
  {
    id: "stays-in-the-old-bucket",
    mistake: "A touch puts the session into a new bucket and leaves it in the old one",
    source: "ZooKeeper source, ExpiryQueue.update",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `    this.remove(key);\n`, put: "" }],
  },
  {
    id: "moves-once-a-bucket",
    mistake: "A session that has a bucket isn't moved to another",
    source: "ZooKeeper source, ExpiryQueue.update",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      { find: `if (this.#bucketOf.get(key) === due) return;`, put: `if (this.#bucketOf.has(key)) return;` },
    ],
  },
  {
    id: "one-bucket-a-pass",
    mistake: "A pass takes the bucket of its own tick only: after a pause the older ones stay for ever",
    source: "a process that stands still for a minute",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `if (due > now) continue;`, put: `if (due > now || due <= now - this.#tick) continue;` }],
  },
  {
    id: "expires-twice",
    mistake: "Who has expired is told again at the next pass",
    source: "ZooKeeper source, ExpiryQueue.poll",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `      this.#buckets.delete(due);\n      for`, put: `      for` }],
  },
  {
    id: "scans-everybody",
    mistake: "A pass looks at every session, due or not",
    source: "ZooKeeper source, SessionTrackerImpl",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `    for (const [due, bucket] of this.#buckets) {\n      if (due > now) continue;`,
        put:
          `    for (const [due, bucket] of this.#buckets) {\n` +
          `      let over = 0;\n` +
          `      for (const key of bucket) if (this.#bucketOf.get(key)! <= now) over++;\n` +
          `      if (over === 0) continue;`,
      },
    ],
  },
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
    id: "touch-revives",
    mistake: "A heartbeat that comes too late brings an expired session back",
    source: "ZooKeeper source, SessionTrackerImpl.touchSession",
    step: "tracker",
    file: "session-tracker.ts",
    edits: [
      { find: `      this.forget(id);\n      this.#onExpired(id);`, put: `      this.#onExpired(id);` },
    ],
  },
  {
    id: "told-before-it-is-gone",
    mistake: "Whoever is told of the end finds the session alive",
    source: "ZooKeeper source, SessionTrackerImpl.run: closing first, then expire",
    step: "tracker",
    file: "session-tracker.ts",
    edits: [
      {
        find: `      this.forget(id);\n      this.#onExpired(id);`,
        put: `      this.#onExpired(id);\n      this.forget(id);`,
      },
    ],
  },
  {
    id: "untracked-after-restart",
    mistake: "A new leader watches only over sessions of its own time: the older ones never end",
    source: "ZOOKEEPER-1367",
    step: "tracker",
    file: "session-tracker.ts",
    edits: [
      { find: `    for (const session of sessions) this.track(session);\n`, put: "    void sessions;\n" },
    ],
  },
  {
    id: "expiry-without-closing",
    mistake: "An expired session is forgotten, and its znodes stay",
    source: "ZooKeeper source, ZooKeeperServer.expire",
    step: "tracker",
    file: "leader.ts",
    edits: [
      {
        find: `    this.#decide(\n      () => this.#close(id),\n      () => {},\n    );`,
        put: `    this.tracker.forget(id);`,
      },
    ],
  },
  {
    id: "closed-and-still-tracked",
    mistake: "A session that its client has closed expires on top of it",
    source: "ZooKeeper source, SessionTrackerImpl.removeSession",
    step: "tracker",
    file: "session-tracker.ts",
    edits: [
      {
        find: `    this.#timeouts.delete(id);\n    this.#queue.remove(id);`,
        put: `    this.#timeouts.delete(id);`,
      },
    ],
  },
  {
    id: "heartbeats-count-from-the-opening",
    mistake: "The timeout runs from the opening, whatever is heard of the session",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "tracker",
    file: "session-tracker.ts",
    edits: [
      {
        find: `    this.#queue.touch(id, timeout, this.#clock.now());\n    return true;`,
        put: `    if (this.#queue.size < this.#timeouts.size) this.#queue.touch(id, timeout, this.#clock.now());\n    return true;`,
      },
    ],
  },
  {
    id: "disconnect-is-the-end",
    mistake: "A broken connection ends the session, and its znodes are gone when the client comes back",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "moving",
    file: "server.ts",
    edits: [
      {
        find: `    if (this.#connections.get(id) === connection) this.#connections.delete(id);`,
        put:
          `    if (this.#connections.get(id) !== connection) return;\n` +
          `    this.#connections.delete(id);\n` +
          `    this.#leader.close(id, this, () => {});`,
      },
    ],
  },
  {
    id: "only-pings-count",
    mistake: "Only heartbeats keep a session: a client that is busy asking expires",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "moving",
    file: "session-connection.ts",
    edits: [
      {
        find: `      this.#heard();\n      this.#requests.receive(message);`,
        put: `      this.#requests.receive(message);`,
      },
    ],
  },
  {
    id: "password-not-checked",
    mistake: "Whoever knows a session's id may go on with it",
    source: "measured on Apache ZooKeeper 3.8",
    step: "moving",
    file: "leader.ts",
    edits: [{ find: ` || !sameBytes(session.password, password)`, put: "" }],
  },
  {
    id: "half-a-password",
    mistake: "The beginning of a password is enough",
    source: "a comparison that stops at the shorter of two",
    step: "moving",
    file: "leader.ts",
    edits: [
      {
        find: `return some.length === others.length && some.every((byte, index) => byte === others[index]);`,
        put: `return others.every((byte, index) => byte === some[index]);`,
      },
    ],
  },
  {
    id: "new-session-instead-of-no",
    mistake: "A client whose session is over is given a new one, and never learns that its znodes are gone",
    source: "ClickHouse issue 116690",
    step: "moving",
    file: "server.ts",
    edits: [
      {
        find: `      done(session === undefined ? OVER : { type: "connected", ...session });`,
        put:
          `      if (session === undefined) this.welcome(connection, { ...ask, id: NO_SESSION }, done);\n` +
          `      else done({ type: "connected", ...session });`,
      },
      {
        find: `      if (session !== undefined) this.#arrived(connection, session.id);\n`,
        put: `      if (session !== undefined) this.#arrived(connection, session.id);\n      void OVER;\n`,
      },
    ],
  },
  {
    id: "old-connection-still-writes",
    mistake: "A write through the server that the session has left is done",
    source: "ZooKeeper source, SessionTrackerImpl.checkSession",
    step: "moving",
    file: "session-tracker.ts",
    edits: [
      {
        find: `else if (known !== owner) throw new KeeperError("SessionMoved", showSession(id));`,
        put: `else void (showSession(id) + KeeperError.name);`,
      },
    ],
  },
  {
    id: "old-connection-stays-open",
    mistake: "On a new connection to the same server, the old one stays open and goes on writing",
    source: "measured on Apache ZooKeeper 3.8",
    step: "moving",
    file: "server.ts",
    edits: [
      {
        find: `    this.#connections.get(id)?.end();\n    if (connection.open)`,
        put: `    if (connection.open)`,
      },
    ],
  },
  {
    id: "old-break-takes-the-new",
    mistake: "The end of the old connection makes the server forget the new one",
    source: "ZooKeeper source, NIOServerCnxnFactory.removeCnxn",
    step: "moving",
    file: "server.ts",
    edits: [
      {
        find: `    if (this.#connections.get(id) === connection) this.#connections.delete(id);`,
        put: `    this.#connections.delete(id);`,
      },
      {
        find: `    this.#connections.get(id)?.end();\n    if (connection.open) this.#connections.set(id, connection);`,
        put:
          `    const old = this.#connections.get(id);\n` +
          `    if (connection.open) this.#connections.set(id, connection);\n` +
          `    old?.end();`,
      },
    ],
  },
  {
    id: "attach-is-no-heartbeat",
    mistake: "A client that comes back in the last moment expires all the same",
    source: "ZooKeeper source, ZooKeeperServer.revalidateSession",
    step: "moving",
    file: "leader.ts",
    edits: [
      {
        find: `    this.tracker.touch(id);\n    this.tracker.own(id, server);`,
        put: `    this.tracker.own(id, server);`,
      },
    ],
  },
  {
    id: "stays-where-it-was",
    mistake: "A session that goes on elsewhere is still taken to be at its first server",
    source: "ZooKeeper source, SessionTrackerImpl.setOwner",
    step: "moving",
    file: "leader.ts",
    edits: [{ find: `    this.tracker.own(id, server);\n    done(session);`, put: `    done(session);` }],
  },
  {
    id: "over-and-still-connected",
    mistake: "A client whose session has expired isn't hung up on, and waits for events that never come",
    source: "ZooKeeper source, FinalRequestProcessor: closeSession",
    step: "moving",
    file: "server.ts",
    edits: [
      {
        find: `    const { change } = transaction;\n    if (change.type === "closeSession") this.#connections.get(change.id)?.end();\n`,
        put: "",
      },
    ],
  },
];
