import type { Mutant } from "#lab/testing/mutant";

/** Wrong elections and locks that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  {
    id: "waits-for-nobody",
    mistake: "/master is gone before it is looked at, and the follower waits for it to change",
    source: "ZooKeeper Recipes and Solutions, Leader Election",
    step: "race",
    file: "race.ts",
    edits: [{ find: `    if (stat === undefined) return;\n    if (stat.eph`, put: `    if (stat?.eph` }],
  },
  {
    id: "follows-itself",
    mistake:
      "NodeExists is taken to mean that somebody else leads, also after the own create's reply was lost",
    source: "ZooKeeper Programmer's Guide, Handling the errors a ZooKeeper throws at you",
    step: "race",
    file: "race.ts",
    edits: [
      { find: `    await this.#apply();`, put: `    const won = await this.#apply();` },
      { find: `stat.ephemeralOwner === this.keeper.session)`, put: `won)` },
      { find: `async #apply(): Promise<void>`, put: `async #apply(): Promise<boolean>` },
      {
        find: `      await this.keeper.create(MASTER, new TextEncoder().encode(this.name), { ephemeral: true });`,
        put: `      await this.keeper.create(MASTER, new TextEncoder().encode(this.name), { ephemeral: true });\n      return true;`,
      },
      {
        find: `      if (!failedBy(error, "NodeExists")) throw error;`,
        put: `      if (!failedBy(error, "NodeExists")) throw error;\n      return false;`,
      },
    ],
  },
  {
    id: "adopts-by-name",
    mistake: "/master with the own name is taken for the own, though an earlier life created it",
    source: "CURATOR-604, CURATOR-696",
    step: "race",
    file: "race.ts",
    edits: [
      {
        find: `if (stat.ephemeralOwner === this.keeper.session)`,
        put: `const { data } = await this.keeper.getData(MASTER);\n    if (new TextDecoder().decode(data) === this.name)`,
      },
    ],
  },
  {
    id: "persistent-master",
    mistake: "/master stays when its session ends",
    source: "ZooKeeper Programmer's Guide, Ephemeral Nodes",
    step: "race",
    file: "race.ts",
    edits: [{ find: `{ ephemeral: true }`, put: `{}` }],
  },
  {
    id: "leads-when-told",
    mistake: "A follower that hears that /master is gone takes itself for the leader",
    source: "a shortcut for the second race",
    step: "race",
    file: "race.ts",
    edits: [
      {
        find: `    await changed;`,
        put: `    await changed;\n    if (stat.ephemeralOwner !== this.keeper.session) this.#become("LEADER", stat);`,
      },
      {
        find: `        this.#become("LOOKING", undefined);`,
        put: `        if (this.#role !== "LEADER") this.#become("LOOKING", undefined);`,
      },
    ],
  },
  {
    id: "master-for-ever",
    mistake: "The master goes on as the master after its session has expired",
    source: "ZooKeeper Recipes and Solutions, Leader Election",
    step: "race",
    file: "race.ts",
    edits: [
      {
        find: `        this.#become("LOOKING", undefined);`,
        put: `        if (this.keeper.state !== "expired") this.#become("LOOKING", undefined);`,
      },
    ],
  },
  {
    id: "leader-never-looks",
    mistake: "The leader doesn't watch its own /master",
    source: "an operator who deletes it",
    step: "race",
    file: "race.ts",
    edits: [
      {
        find: `this.#become("LEADER", stat);`,
        put: `{\n      this.#become("LEADER", stat);\n      await new Promise(() => {});\n    }`,
      },
    ],
  },
  {
    id: "gives-up-on-loss",
    mistake: "A lost connection ends the participation",
    source: "ZooKeeper Programmer's Guide, Handling the errors a ZooKeeper throws at you",
    step: "race",
    file: "race.ts",
    edits: [
      {
        find: `if (!failedBy(error, "ConnectionLoss", "SessionExpired")) throw error;`,
        put: `if (!failedBy(error, "SessionExpired")) throw error;`,
      },
    ],
  },
  {
    id: "version-as-token",
    mistake: "The token is the znode's version, which starts again with every znode",
    source: "M. Kleppmann, How to do distributed locking",
    step: "fencing",
    file: "race.ts",
    edits: [{ find: `this.#won?.czxid`, put: `this.#won && BigInt(this.#won.version)` }],
  },
  {
    id: "session-as-token",
    mistake: "The token is the session's id: who leads a second time has the same",
    source: "M. Kleppmann, How to do distributed locking",
    step: "fencing",
    file: "race.ts",
    edits: [{ find: `this.#won?.czxid`, put: `this.#won?.ephemeralOwner` }],
  },
  {
    id: "token-of-all",
    mistake: "The token outlives the leadership",
    source: "a field that nobody resets",
    step: "fencing",
    file: "race.ts",
    edits: [
      { find: `    this.#won = won;`, put: `    this.#won = won ?? this.#won;` },
      {
        find: `    else this.#become("FOLLOWER", undefined);`,
        put: `    else this.#become("FOLLOWER", stat);`,
      },
    ],
  },
  {
    id: "fence-once",
    mistake: "A token passes only once",
    source: "a comparison with one sign too many",
    step: "fencing",
    file: "fence.ts",
    edits: [{ find: `token < this.#highest`, put: `token <= this.#highest` }],
  },
  {
    id: "fence-forgets",
    mistake: "The fence compares and doesn't remember",
    source: "M. Kleppmann, How to do distributed locking",
    step: "fencing",
    file: "fence.ts",
    edits: [{ find: `    this.#highest = token;\n`, put: `` }],
  },
  {
    id: "fence-sinks",
    mistake: "The fence remembers the last token that came, also one that it refuses",
    source: "M. Kleppmann, How to do distributed locking",
    step: "fencing",
    file: "fence.ts",
    edits: [
      {
        find: `    if (token < this.#highest) return false;\n    this.#highest = token;\n    return true;`,
        put: `    const passes = token >= this.#highest;\n    this.#highest = token;\n    return passes;`,
      },
    ],
  },
  {
    id: "fence-in-doubles",
    mistake: "Tokens are compared as numbers of 53 bits",
    source: "64-bit values don't fit into a number",
    step: "fencing",
    file: "fence.ts",
    edits: [{ find: `token < this.#highest`, put: `Number(token) < Number(this.#highest)` }],
  },
  {
    id: "herd",
    mistake: "All watch the line's children, and all wake with every change",
    source: "ZooKeeper Recipes and Solutions, Leader Election: the herd effect",
    step: "line",
    file: "line.ts",
    edits: [
      {
        find: `    const tickets = await keeper.getChildren(line);`,
        put: `    let tell!: () => void;\n    const changed = new Promise<void>((resolve) => (tell = resolve));\n    const tickets = await keeper.getChildren(line, tell);`,
      },
      {
        find: "    const { stat, changed } = await watchZnode(keeper, `${line}/${ahead}`);",
        put: `    const stat = {};\n    void watchZnode;`,
      },
    ],
  },
  {
    id: "watches-the-first",
    mistake: "All watch the first in the line instead of the one in front",
    source: "ZooKeeper Recipes and Solutions, Leader Election: the herd effect",
    step: "line",
    file: "line.ts",
    edits: [
      {
        find: "watchZnode(keeper, `${line}/${ahead}`)",
        put: "watchZnode(keeper, `${line}/${[...tickets].sort((a, b) => sequenceOf(a) - sequenceOf(b))[0]}`)",
      },
    ],
  },
  {
    id: "whole-names",
    mistake: "Names are compared whole",
    source: "ZOOKEEPER-2931",
    step: "line",
    file: "line.ts",
    edits: [
      { find: `if (sequenceOf(each) >= sequenceOf(ticket)) continue;`, put: `if (each >= ticket) continue;` },
      { find: `sequenceOf(each) > sequenceOf(ahead)`, put: `each > ahead` },
    ],
  },
  {
    id: "the-lowest-in-front",
    mistake: "The first of all is taken for the one in front",
    source: "a comparison the wrong way round",
    step: "line",
    file: "line.ts",
    edits: [{ find: `sequenceOf(each) > sequenceOf(ahead)`, put: `sequenceOf(each) < sequenceOf(ahead)` }],
  },
  {
    id: "no-second-look",
    mistake: "Whoever hears that the one in front has left takes itself for the first",
    source: "ZooKeeper Recipes and Solutions, Leader Election",
    step: "line",
    file: "line.ts",
    edits: [
      {
        find: `    if (stat !== undefined) await changed;`,
        put: `    if (stat !== undefined) {\n      await changed;\n      return;\n    }`,
      },
    ],
  },
  {
    id: "waits-for-who-left",
    mistake: "The one in front leaves before it can be watched, and nobody ever tells",
    source: "ZooKeeper Recipes and Solutions, Locks",
    step: "line",
    file: "line.ts",
    edits: [
      { find: `    if (stat !== undefined) await changed;`, put: `    void stat;\n    await changed;` },
    ],
  },
  {
    id: "turn-without-ticket",
    mistake: "Whoever isn't in the line has its turn when nobody with a lower number is",
    source: "a ticket that an operator has deleted",
    step: "line",
    file: "line.ts",
    edits: [
      {
        find: '    if (!tickets.includes(ticket)) throw new KeeperError("NoNode", `${line}/${ticket}`);\n',
        put: "    void KeeperError;\n",
      },
    ],
  },
  {
    id: "orphan",
    mistake: "After a lost reply another ticket is drawn, and the first stays in the line",
    source: "ZooKeeper Recipes and Solutions, Important Note About the GUID",
    step: "ticket",
    file: "ticket.ts",
    edits: [{ find: `if (drawn !== undefined) return drawn;`, put: `void drawn;` }],
  },
  {
    id: "adopts-earlier-life",
    mistake: "A ticket with the own name is taken for the own, though an earlier session drew it",
    source: "CURATOR-604, CURATOR-696",
    step: "ticket",
    file: "ticket.ts",
    edits: [{ find: `stat?.ephemeralOwner === keeper.session`, put: `stat !== undefined` }],
  },
  {
    id: "adopts-neighbour",
    mistake: "Every name that begins alike is taken for the own",
    source: "a prefix without its end",
    step: "ticket",
    file: "ticket.ts",
    edits: [
      {
        find: `if (name.replace(/-\\d{10}$/, "") !== who) continue;`,
        put: `if (!name.startsWith(who)) continue;`,
      },
    ],
  },
  {
    id: "persistent-ticket",
    mistake: "Tickets stay when their session ends",
    source: "ZooKeeper Recipes and Solutions, Leader Election",
    step: "ticket",
    file: "ticket.ts",
    edits: [{ find: `        ephemeral: true,\n`, put: `` }],
  },
  {
    id: "no-second-try",
    mistake: "A lost connection is told to the caller, who can't know whether there is a ticket",
    source: "ZooKeeper Programmer's Guide, Handling the errors a ZooKeeper throws at you",
    step: "ticket",
    file: "ticket.ts",
    edits: [
      {
        find: `      return ticketOf(path, stat);\n    } catch (error) {\n      if (!failedBy(error, "ConnectionLoss")) throw error;`,
        put: `      return ticketOf(path, stat);\n    } catch (error) {\n      throw error;`,
      },
    ],
  },
  {
    id: "returned-twice",
    mistake: "The reply to the delete is lost, and NoNode at the second try is an error",
    source: "ZooKeeper Programmer's Guide, Handling the errors a ZooKeeper throws at you",
    step: "ticket",
    file: "ticket.ts",
    edits: [{ find: `      if (failedBy(error, "NoNode")) return;\n`, put: `` }],
  },
  {
    id: "return-forgotten",
    mistake: "A delete that got lost is taken for done",
    source: "a lock that nobody has and nobody gets",
    step: "ticket",
    file: "ticket.ts",
    edits: [
      {
        find: `      if (failedBy(error, "NoNode")) return;\n      if (!failedBy(error, "ConnectionLoss")) throw error;`,
        put: `      if (failedBy(error, "NoNode", "ConnectionLoss")) return;\n      throw error;`,
      },
    ],
  },
  {
    id: "lock-kept-on-failure",
    mistake: "Work that fails keeps the lock",
    source: "a release that isn't in a finally",
    step: "lock",
    file: "lock.ts",
    edits: [
      {
        find: `    return await work(ticket.token);\n  } finally {\n    await returnTicket(keeper, ticket);\n  }`,
        put: `    const result = await work(ticket.token);\n    await returnTicket(keeper, ticket);\n    return result;\n  } finally {\n    void ticket;\n  }`,
      },
    ],
  },
  {
    id: "lock-without-await",
    mistake: "The lock is given back while the work goes on",
    source: "a return without its await",
    step: "lock",
    file: "lock.ts",
    edits: [{ find: `return await work(ticket.token);`, put: `return work(ticket.token);` }],
  },
  {
    id: "loses-its-place",
    mistake: "A connection that breaks while waiting ends the wait",
    source: "ZooKeeper Recipes and Solutions, Locks",
    step: "lock",
    file: "lock.ts",
    edits: [{ find: `if (!failedBy(error, "ConnectionLoss")) throw error;`, put: `throw error;` }],
  },
  {
    id: "works-on-loss",
    mistake: "A connection that breaks while waiting is taken for the turn",
    source: "an error that is swallowed",
    step: "lock",
    file: "lock.ts",
    edits: [
      {
        find: `      if (!failedBy(error, "ConnectionLoss")) throw error;`,
        put: `      if (!failedBy(error, "ConnectionLoss")) throw error;\n      return;`,
      },
    ],
  },
  {
    id: "lock-lost-in-silence",
    mistake: "The session is over, and whoever worked without the lock isn't told",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "lock",
    file: "lock.ts",
    edits: [
      {
        find: `    await returnTicket(keeper, ticket);`,
        put: `    await returnTicket(keeper, ticket).catch(() => {});`,
      },
    ],
  },
  {
    id: "everything-moves",
    mistake: "Every shard is dealt out anew",
    source: "moving data is expensive",
    step: "shards",
    file: "shards.ts",
    edits: [{ find: `load.has(owner) ? owner : servers`, put: `owner === "never" ? owner : servers` }],
  },
  {
    id: "all-to-one",
    mistake: "All homeless shards go to the same server",
    source: "a count that isn't kept up",
    step: "shards",
    file: "shards.ts",
    edits: [{ find: `    if (next !== owner) load.set(next, load.get(next)! + 1);\n`, put: `` }],
  },
  {
    id: "counts-too-late",
    mistake: "Shards are counted only when their turn comes",
    source: "one pass where two are needed",
    step: "shards",
    file: "shards.ts",
    edits: [
      {
        find: `  for (const owner of before.values()) if (load.has(owner)) load.set(owner, load.get(owner)! + 1);\n`,
        put: ``,
      },
      { find: `if (next !== owner) load`, put: `load` },
    ],
  },
  {
    id: "deposed-publishes",
    mistake: "A master whose ticket is gone still writes the map",
    source: "ZooKeeper Programmer's Guide, multi",
    step: "shards",
    file: "shards.ts",
    edits: [{ find: `[{ type: "check", path: master.path, version: ANY_VERSION }]`, put: `[]` }],
  },
  {
    id: "writes-all",
    mistake: "Shards that haven't changed are written too, and every client is woken",
    source: "a version that moves for nothing",
    step: "shards",
    file: "shards.ts",
    edits: [{ find: `    if (before.get(shard) === server) continue;\n`, put: `` }],
  },
  {
    id: "never-told",
    mistake: "The finder remembers, and leaves no watch",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Watches",
    step: "shards",
    file: "shards.ts",
    edits: [{ find: `keeper.getData(path, told)`, put: `keeper.getData(path)` }],
  },
];
