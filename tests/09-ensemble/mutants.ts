import type { Mutant } from "#lab/testing/mutant";
import { wanderers } from "./mutants/wanderers";

const INTERNALS = "ZooKeeper Internals, Request Flow";
const GUARANTEES = "ZooKeeper Programmer's Guide, Consistency Guarantees";
const SESSIONS = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";

/** Wrong ensembles. Each must die in its step. */
export const mutants: Mutant[] = [
  // forwarding: the follower's side
  {
    id: "answers-before-the-commit",
    mistake: "A follower tells its client that a write is done as soon as it has forwarded it",
    source: GUARANTEES,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    this.#decide({ type: "write", id, request }, done as Done);`,
        put: `    this.#decide({ type: "write", id, request }, () => {});\n    (done as Done)({ zxid: 0n, time: 0, change: { type: "multi", changes: [] } });`,
      },
    ],
  },
  {
    id: "first-come-first-served",
    mistake: "Answers are given to whoever has waited longest, though not all are decided alike",
    source: "ZooKeeper source, CommitProcessor: requests are matched by session and cxid",
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    const told = this.#waiting.get(request);\n    this.#waiting.delete(request);`,
        put: `    void request;\n    const [[oldest, told] = [0, undefined]] = this.#waiting;\n    this.#waiting.delete(oldest);`,
      },
    ],
  },
  {
    id: "answers-of-an-earlier-life",
    mistake:
      "An answer to a request of an earlier life is taken for one to the request that has its number now",
    source: "a follower that reconnects to the same leader",
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `    if (life !== this.#life) return;\n`, put: `    void life;\n` }],
  },
  {
    id: "same-life-again",
    mistake: "Every life of a follower has the same number",
    source: "a follower that reconnects to the same leader",
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `this.#life = host.random.below(LIVES);`, put: `this.#life = 1;` }],
  },
  {
    id: "told-twice",
    mistake: "Whoever was answered is kept, and told again when the answer comes again",
    source: INTERNALS,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#waiting.delete(request);\n`, put: `` }],
  },
  {
    id: "tells-after-the-end",
    mistake:
      "Whoever waits when a server ceases to follow is answered later, by a server that may know nothing",
    source: "ZooKeeper source, ZooKeeperServer.shutdown",
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#waiting.clear();`, put: `` }],
  },
  {
    id: "first-delivery-for-ever",
    mistake: "What was delivered first is taken for the transaction of every answer",
    source: INTERNALS,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#delivered = transaction;`, put: `    this.#delivered ??= transaction;` }],
  },
  {
    id: "refusal-is-success",
    mistake: "A refused request is told as done",
    source: INTERNALS,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [
      {
        find: `if (outcome.type === "refused")`,
        put: `if (outcome.type === "refused" && outcome.detail === "")`,
      },
    ],
  },
  {
    id: "loses-the-place-in-the-multi",
    mistake: "A refused multi doesn't say which of its requests was refused",
    source: "ZooKeeper source, MultiResponse",
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `outcome.detail, outcome.failedIndex)`, put: `outcome.detail)` }],
  },
  {
    id: "all-requests-are-number-one",
    mistake: "Every request has the same number",
    source: INTERNALS,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [{ find: `const request = ++this.#asked;`, put: `const request = (this.#asked = 1);` }],
  },
  {
    id: "any-password",
    mistake: "A session that is asked for is taken as found, whatever the leader says",
    source: SESSIONS,
    step: "forwarding",
    file: "remote-leader.ts",
    edits: [
      {
        find: `      done(outcome.type === "attached" ? outcome.session : undefined),`,
        put: `      done((outcome.type === "attached" ? outcome.session : undefined) ?? { id, password, timeout: 3_000 }),`,
      },
    ],
  },
  // forwarding: the leader's side
  {
    id: "desk-answers-at-once",
    mistake: "The leader answers a follower before a majority has what it asked for",
    source: GUARANTEES,
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: `else if (ask.type === "write") this.#leader.write(ask.id, ask.request, server, decided);`,
        put: `else if (ask.type === "write") {\n          this.#leader.write(ask.id, ask.request, server, (outcome) => outcome instanceof KeeperError && decided(outcome));\n          decided(undefined);\n        }`,
      },
    ],
  },
  {
    id: "one-stand-in-for-all",
    mistake:
      "To the leader all followers are the same server: a session that has moved may still be used where it was",
    source: "ZooKeeper source, SessionTrackerImpl.checkSession",
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [{ find: `const server = this.#standIn(from);`, put: `const server = this.#standIn(0 * from);` }],
  },
  {
    id: "new-stand-in-each-time",
    mistake:
      "To the leader a follower is another server with every request: nobody's session stays where it is",
    source: "ZooKeeper source, SessionTrackerImpl.checkSession",
    step: "forwarding",
    file: "follower-desk.ts",
    edits: [
      {
        find: `    if (standIn === undefined) this.#standIns.set(server, (standIn = { apply: () => {} }));\n    return standIn;`,
        put: `    if (standIn !== undefined) return { apply: () => {} };\n    this.#standIns.set(server, (standIn = { apply: () => {} }));\n    return standIn;`,
      },
    ],
  },
  // serving
  {
    id: "serves-while-looking",
    mistake: "Clients stay connected to a server that has lost its leader",
    source: "ZooKeeper source, Learner.shutdown; ZOOKEEPER-4712",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `    this.clients.close();\n`, put: `` }],
  },
  {
    id: "lets-clients-in-early",
    mistake: "A server that doesn't serve accepts clients and lets them wait",
    source: INTERNALS,
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `    this.#server = undefined;\n    for (const`,
        put: `    for (const`,
      },
    ],
  },
  {
    id: "speaks-after-closing",
    mistake: "A server that ceases to serve doesn't hang up: its clients wait for answers that never come",
    source: SESSIONS,
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `      client.dropped();\n      connection.close();\n    }\n    this.#clients.clear();`,
        put: `      client.dropped();\n      void connection;\n    }\n    this.#clients.clear();`,
      },
    ],
  },
  {
    id: "old-zxids-in-a-new-epoch",
    mistake: "A new leader goes on counting where the last one stopped",
    source: "ZooKeeper Internals, Leader Activation; ZOOKEEPER-1277",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `      leader.lastZxid,\n`, put: `` }],
  },
  {
    id: "decides-without-proposing",
    mistake: "The leader carries out what it has decided, without a majority",
    source: GUARANTEES,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `      (transaction) => leader.propose(transaction),`,
        put: `      (transaction) => {\n        leader.propose(transaction);\n        sessions.commit();\n      },`,
      },
      {
        find: `      this.#leading.leader.commit();\n      return;`,
        put: `      return;`,
      },
    ],
  },
  {
    id: "follower-applies-nothing",
    mistake: "A follower logs what is committed and doesn't carry it out",
    source: GUARANTEES,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `    this.#server?.apply(transaction);\n`, put: `` }],
  },
  {
    id: "follower-answers-first",
    mistake: "A follower notes what was delivered before it carries it out, and never after",
    source: GUARANTEES,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `    this.#following?.delivered(transaction);\n`, put: `` }],
  },
  {
    id: "own-database",
    mistake: "A server that begins to follow serves from an empty database of its own",
    source: "ZOOKEEPER-2845",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `new SessionServer(this.#self, leader, clock, random, this.#tick, database);`,
        put: `new SessionServer(this.#self, leader, clock, random, this.#tick, this.#following && database.lastZxid > 0n ? undefined : database);`,
      },
    ],
  },
  {
    id: "same-number-everywhere",
    mistake: "All servers give out session ids as the same server, so two clients may get the same session",
    source: "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `new SessionServer(this.#self, leader`, put: `new SessionServer(1, leader` }],
  },
  {
    id: "remembers-that-it-led",
    mistake: "A leader that was deposed and follows now goes on deciding what its followers asked",
    source: "ZOOKEEPER-4712",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `    this.#leading = undefined;\n`, put: `` }],
  },
  {
    id: "followers-are-not-heard",
    mistake: "A leader doesn't take what its followers forward",
    source: INTERNALS,
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      { find: `    else this.#leading?.followers.receive(from, message);`, put: `    else void from;` },
    ],
  },
  {
    id: "forgets-who-hung-up",
    mistake: "A client whose connection is gone is still counted, and its watches stay",
    source: "ZOOKEEPER-1382",
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `    this.#clients.get(connection)?.dropped();\n    this.#clients.delete(connection);`,
        put: `    void connection;`,
      },
    ],
  },
  // sessions
  {
    id: "touches-stay-here",
    mistake: "A follower doesn't tell the leader which sessions it has heard of",
    source: "ZooKeeper source, Learner.ping",
    step: "reports",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    this.#timer ??= this.#host.clock.after(this.#interval, () => this.#report());`,
        put: `    this.#timer ??= this.#host.clock.after(1_000 * this.#interval, () => this.#report());`,
      },
    ],
  },
  {
    id: "a-message-for-each-touch",
    mistake: "Every heartbeat of every client is forwarded by itself",
    source: "ZooKeeper source, LearnerSessionTracker.touchSession",
    step: "reports",
    file: "remote-leader.ts",
    edits: [
      {
        find: `    this.#timer ??= this.#host.clock.after(this.#interval, () => this.#report());`,
        put: `    this.#report();`,
      },
    ],
  },
  {
    id: "reports-for-ever",
    mistake: "What was heard of once is reported again and again: dead sessions live",
    source: SESSIONS,
    step: "reports",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#heard.clear();\n`, put: `` }],
  },
  {
    id: "reports-once",
    mistake: "After the first report there is no other",
    source: SESSIONS,
    step: "reports",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#timer = undefined;\n    this.#send`, put: `    this.#send` }],
  },
  {
    id: "only-the-last-is-heard",
    mistake: "Of several sessions only the one that was heard of last is reported",
    source: SESSIONS,
    step: "reports",
    file: "remote-leader.ts",
    edits: [
      { find: `    this.#heard.add(id);\n`, put: `    this.#heard.clear();\n    this.#heard.add(id);\n` },
    ],
  },
  {
    id: "reports-after-the-end",
    mistake: "A server that has ceased to follow sends its reports to a leader that isn't its own any more",
    source: "ZooKeeper source, Learner.shutdown",
    step: "reports",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#timer?.cancel();\n`, put: `` }],
  },
  {
    id: "one-session-of-a-report",
    mistake: "The leader looks at the first session of a report only",
    source: SESSIONS,
    step: "reports",
    file: "follower-desk.ts",
    edits: [
      {
        find: `for (const id of message.sessions) this.#leader.touch(id);`,
        put: `for (const id of message.sessions.slice(0, 1)) this.#leader.touch(id);`,
      },
    ],
  },
  {
    id: "reports-are-thrown-away",
    mistake: "The leader takes no notice of what followers have heard of",
    source: SESSIONS,
    step: "reports",
    file: "follower-desk.ts",
    edits: [
      {
        find: `for (const id of message.sessions) this.#leader.touch(id);`,
        put: `void message.sessions;`,
      },
    ],
  },
  // never-back
  {
    id: "goes-back-in-time",
    mistake: "A client is served by a server that is behind what it has seen",
    source: "ZooKeeper source, ZooKeeperServer.processConnectRequest: lastZxidSeen",
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `return (message.lastZxid ?? 0n) > lastZxid;`,
        put: `return (message.lastZxid ?? 0n) > lastZxid && message.lastZxid === -1n;`,
      },
    ],
  },
  {
    id: "as-far-is-too-far",
    mistake: "A client that has seen just as much as the server is turned away",
    source: "ZooKeeper source, ZooKeeperServer.processConnectRequest",
    step: "door",
    file: "client-desk.ts",
    edits: [{ find: `(message.lastZxid ?? 0n) >`, put: `(message.lastZxid ?? 0n) >=` }],
  },
  {
    id: "compares-counters",
    mistake: "Only the lower 32 bits of the zxids are compared: another epoch looks like the past",
    source: "32-bit arithmetic, ZOOKEEPER-1277 and others",
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `return (message.lastZxid ?? 0n) > lastZxid;`,
        put: `return BigInt.asUintN(32, message.lastZxid ?? 0n) > BigInt.asUintN(32, lastZxid);`,
      },
    ],
  },
  {
    id: "turned-away-for-good",
    mistake:
      "A client that is ahead is told that its session is over, instead of being left to find another server",
    source: SESSIONS,
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `      client.dropped();\n      this.#hangUp(connection);`,
        put: `      connection.send({ type: "connected", id: 0n, password: new Uint8Array(0), timeout: 0 });\n      client.dropped();\n      this.#hangUp(connection);`,
      },
    ],
  },
  {
    id: "keeps-whom-it-turned-away",
    mistake: "A client that was turned away stays connected, and is never answered",
    source: SESSIONS,
    step: "door",
    file: "client-desk.ts",
    edits: [
      {
        find: `      client.dropped();\n      this.#hangUp(connection);\n      return;`,
        put: `      return;`,
      },
    ],
  },
  // sync
  {
    id: "syncs-by-itself",
    mistake: "A follower answers a sync by itself",
    source: "ZooKeeper Programmer's Guide: sync is flushed through the leader",
    step: "sync",
    file: "remote-leader.ts",
    edits: [{ find: `    this.#ask({ type: "sync" }, () => done());`, put: `    done();` }],
  },
  {
    id: "sync-passes-what-is-decided",
    mistake: "The leader answers a sync before what it has decided is committed",
    source: "ZooKeeper source, Leader.processSync",
    step: "sync",
    file: "follower-desk.ts",
    edits: [
      {
        find: `this.#leader.sync(() => answer({ type: "done" }));`,
        put: `answer({ type: "done" });`,
      },
    ],
  },
  {
    id: "sync-is-a-write",
    mistake: "A sync is proposed as a transaction, and a majority is asked for what the leader knows alone",
    source: "ZOOKEEPER-1675",
    step: "sync",
    file: "follower-desk.ts",
    edits: [
      {
        find: `this.#leader.sync(() => answer({ type: "done" }));`,
        put: `this.#leader.administer(() => ({ type: "multi", requests: [] }), () => answer({ type: "done" }));`,
      },
    ],
  },
  {
    id: "sync-is-never-answered",
    mistake: "A sync that waits for nothing isn't answered until something else is written",
    source: "ZooKeeper source, Leader.processSync",
    step: "sync",
    file: "follower-desk.ts",
    edits: [
      {
        find: `this.#leader.sync(() => answer({ type: "done" }));`,
        put: `const { lastZxid } = this.#leader.store.database;\n        this.#leader.sync(() => this.#leader.store.database.lastZxid > lastZxid && answer({ type: "done" }));`,
      },
    ],
  },
  // serving: what chapter 10 will ask for
  {
    id: "no-guard",
    mistake: "A leader decides whatever clients ask for, also what the ensemble has forbidden",
    source: "ZooKeeper Dynamic Reconfiguration, Security",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [{ find: `    sessions.guard = this.#guard;\n`, put: `    void this.#guard;\n` }],
  },
  {
    id: "administers-nothing",
    mistake: "What the ensemble asks for itself is dropped, and whoever asked waits for ever",
    source: "ZooKeeper source, PrepRequestProcessor, reconfig",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `    this.#leading?.leader.administer(request, done);`,
        put: `    void request;\n    void done;`,
      },
    ],
  },
  {
    id: "administers-later",
    mistake: "What the ensemble asks for is decided in a moment, when others may have got its place",
    source: "ZooKeeper source, PrepRequestProcessor, reconfig",
    step: "serving",
    file: "ensemble-program.ts",
    edits: [
      {
        find: `    this.#leading?.leader.administer(request, done);`,
        put: `    const leading = this.#leading;\n    this.#host.clock.after(1, () => leading?.leader.administer(request, done));`,
      },
    ],
  },
  ...wanderers,
];
