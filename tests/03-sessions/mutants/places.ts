import type { Mutant } from "#lab/testing/mutant";

/** Sessions that are watched over wrongly, or at the wrong place. */
export const places: Mutant[] = [
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
