import type { Mutant } from "#lab/testing/mutant";

const INTERNALS = "ZooKeeper Internals, Request Flow";
const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees";
const SESSIONS = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";

const ASK_LEADER = `        if (ask.type === "open") this.#leader.open(ask.session, decided);`;
const NEW_LEADER = `    sessions.guard = this.#guard;`;

/** What goes wrong with those who come and go: sessions between servers, and clients at the door. */
export const wanderers: Mutant[] = [
  {
    id: "answers-whoever-asked-last",
    mistake: "The leader's answer goes to the follower that has asked last",
    source: INTERNALS,
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: `import type { Answer, Forward, Heard, Outcome } from "./messages";`,
        put: `import type { Answer, Forward, Heard, Outcome } from "./messages";\n\nlet latest: ServerId = 0;`,
      },
      {
        find: `    const { life, request, ask } = message;`,
        put: `    const { life, request, ask } = message;\n    latest = from;`,
      },
      { find: `this.#send(to, {`, put: `this.#send(latest, {` },
    ],
  },
  {
    id: "closed-before-it-is",
    mistake: "A client is told that its session is closed before a majority knows it",
    source: GUARANTEES,
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: `else if (ask.type === "close") this.#leader.close(ask.id, server, decided);`,
        put: `else if (ask.type === "close") {\n          this.#leader.close(ask.id, server, () => {});\n          decided(undefined);\n        }`,
      },
    ],
  },
  {
    id: "open-before-it-is",
    mistake: "A client is given a session that no majority knows yet",
    source: SESSIONS,
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: ASK_LEADER,
        put: `        if (ask.type === "open") {\n          this.#leader.open(ask.session, () => {});\n          decided(undefined);\n        }`,
      },
    ],
  },
  {
    id: "attached-nowhere",
    mistake: "A session goes on at a follower, and the leader takes it to be somewhere else",
    source: "ZooKeeper source, SessionTrackerImpl.setOwner",
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: `this.#leader.attach(ask.id, ask.password, server, (session) =>`,
        put: `this.#leader.attach(ask.id, ask.password, { apply: () => {} }, (session) =>`,
      },
    ],
  },
  {
    id: "carried-out-behind-the-watches",
    mistake: "A follower carries a transaction out in its tree, and tells nobody who watches",
    source: GUARANTEES,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `    this.#server?.apply(transaction);\n`,
        put: `    if (this.#server !== undefined) this.#storage.database.apply(transaction);\n`,
      },
    ],
  },
  {
    id: "answers-later",
    mistake: "The leader's answers go out a little later than the commits that they belong to",
    source: GUARANTEES,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `(to, answer) => leader.send(to, answer));`,
        put: `(to, answer) => void clock.after(20, () => leader.send(to, answer)));`,
      },
    ],
  },
  {
    id: "leaves-clients-at-the-door",
    mistake: "A server that doesn't serve leaves clients waiting instead of hanging up",
    source: INTERNALS,
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `    if (this.#server === undefined) {\n      connection.close();\n      return;`,
        put: `    if (this.#server === undefined) {\n      return;`,
      },
    ],
  },
  {
    id: "untracked-under-a-new-leader",
    mistake: "A new leader doesn't watch over the sessions that it finds: they live for ever",
    source: "ZOOKEEPER-1367",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: NEW_LEADER,
        put: `${NEW_LEADER}\n    for (const { id } of this.#storage.database.sessions()) sessions.tracker.forget(id);`,
      },
    ],
  },
  {
    id: "nothing-expires",
    mistake: "The leader's tracker is stopped from the beginning",
    source: SESSIONS,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: NEW_LEADER, put: `${NEW_LEADER}\n    sessions.tracker.stop();` }],
  },
  {
    id: "short-timers-under-a-new-leader",
    mistake: "A new leader gives the sessions that it finds less than their timeout",
    source: "ZooKeeper source, LeaderZooKeeperServer.startSessionTracker",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: NEW_LEADER,
        put: `${NEW_LEADER}\n    for (const session of this.#storage.database.sessions()) {\n      sessions.tracker.track({ ...session, timeout: session.timeout / 4 });\n    }`,
      },
    ],
  },
  {
    id: "orphans-at-a-follower",
    mistake: "A follower that carries out the end of a session leaves its ephemerals in the tree",
    source: "ZOOKEEPER-2355",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `    this.#server?.apply(transaction);\n`,
        put: `    const { change } = transaction;\n    this.#server?.apply(\n      change.type === "closeSession" ? { ...transaction, change: { ...change, deletes: [] } } : transaction,\n    );\n`,
      },
    ],
  },
  {
    id: "disconnect-is-the-end",
    mistake: "A session ends when its client's connection breaks",
    source: SESSIONS,
    step: "serving",
    file: "client-desk.ts",
    edits: [
      {
        find: `    this.#clients.get(connection)?.dropped();\n`,
        put: `    const gone = this.#clients.get(connection);\n    gone?.dropped();\n    if (gone !== undefined && this.#server !== undefined) {\n      this.#server.leader.close(gone.id, this.#server, () => {});\n    }\n`,
      },
    ],
  },
  {
    id: "seldom-reports",
    mistake: "A follower reports what it has heard of less often than the sessions live",
    source: "ZooKeeper source, Learner.ping",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `this.#tick / 2`, put: `this.#tick * 20` }],
  },
  {
    id: "reports-only-its-own",
    mistake: "A follower reports only the sessions that were opened through it",
    source: SESSIONS,
    step: "serving",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    this.#decide({ type: "open", session }, done);`,
        put: `    this.#opened.add(session.id);\n    this.#decide({ type: "open", session }, done);`,
      },
      {
        find: `  readonly #heard = new Set<SessionId>();`,
        put: `  readonly #heard = new Set<SessionId>();\n  readonly #opened = new Set<SessionId>();`,
      },
      {
        find: `    this.#heard.add(id);\n`,
        put: `    if (this.#opened.has(id)) this.#heard.add(id);\n`,
      },
    ],
  },
  {
    id: "asks-only-newcomers",
    mistake: "Only clients that want a new session are asked how far they have come",
    source: "ZooKeeper source, ZooKeeperServer.processConnectRequest",
    step: "serving",
    file: "client-desk.ts",
    edits: [
      {
        find: `message.type !== "connect") return false;`,
        put: `message.type !== "connect" || message.id !== 0n) return false;`,
      },
    ],
  },
  {
    id: "asks-only-whom-it-knows",
    mistake: "A client that wants a new session is let in, however far it has come",
    source: "ZooKeeper source, ZooKeeperServer.processConnectRequest",
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `message.type !== "connect") return false;`,
        put: `message.type !== "connect" || message.id === 0n) return false;`,
      },
    ],
  },
  {
    id: "sync-is-over-with-the-next-commit",
    mistake: "A sync is taken to be over with the next transaction that is delivered, whichever it is",
    source: GUARANTEES,
    step: "sync",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    this.#ask({ type: "sync" }, () => done());`,
        put: `    this.#ask({ type: "sync" }, () => {});\n    this.#syncing.push(done);`,
      },
      {
        find: `    this.#delivered = transaction;`,
        put: `    this.#delivered = transaction;\n    for (const done of this.#syncing.splice(0)) done();`,
      },
      {
        find: `  #delivered: Transaction | undefined;`,
        put: `  #delivered: Transaction | undefined;\n  readonly #syncing: (() => void)[] = [];`,
      },
    ],
  },
];
