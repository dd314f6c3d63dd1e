import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import library, { type ACL as AccessEntry, type Event, type Stat } from "node-zookeeper-client";
import {
  ask,
  type Case,
  children,
  close,
  create,
  eventually,
  heard,
  isThere,
  make,
  read,
  refused,
  write,
} from "./harness";

const { ACL, Id, Permission } = library;
const NOBODY = Buffer.alloc(8);
/** In ms: 20 ticks of the servers. */
const LONGEST = 10_000;

const nameAndPath = (event: Event): string => `${event.getName()} ${event.getPath()}`;

const SESSIONS: Case[] = [
  {
    name: "open: an id and a password of its own, and no longer a time than servers allow",
    run: async ({ client, connect }) => {
      const greedy = await connect({ sessionTimeout: 600_000 });
      notEqual(client.getSessionId().toString("hex"), NOBODY.toString("hex"));
      notEqual(client.getSessionId().toString("hex"), greedy.getSessionId().toString("hex"));
      equal(client.getSessionPassword().length, 16);
      equal(greedy.getSessionTimeout(), LONGEST);
    },
  },
  {
    name: "open: requests through a chroot stay below it, and so do events",
    run: async ({ ensemble, client, base, connect }) => {
      const below = await connect({ servers: `${ensemble.connectString}${base}` });
      const told: string[] = [];
      await ask<[unknown]>((answer) => below.exists("/a", (event) => told.push(nameAndPath(event)), answer));
      equal(await make(below, "/a"), "/a");
      await eventually(() => isThere(client, `${base}/a`), "the znode is below");
      deepEqual(told, ["NODE_CREATED /a"]);
    },
  },
  {
    name: "close: it is told, its ephemerals go, and who comes back with the session is told that it is over",
    run: async ({ ensemble, client, base, connect }) => {
      const other = await connect();
      await make(other, `${base}/gone`, { mode: "EPHEMERAL" });
      await make(other, `${base}/kept`);
      await close(other);
      await eventually(async () => String(await children(client, base)) === "kept", "only one is left");
      const late = create(ensemble.connectString, {
        sessionId: other.getSessionId(),
        sessionPassword: other.getSessionPassword(),
      });
      await heard(late, "expired", () => late.connect());
    },
  },
];

const ZNODES: Case[] = [
  {
    name: "create: data and stat; what is there, and what has no parent, is refused",
    run: async ({ client, base }) => {
      equal(await make(client, `${base}/a`, { data: "größer" }), `${base}/a`);
      const [data, stat] = await ask<[Buffer | undefined, Stat]>((answer) =>
        client.getData(`${base}/a`, answer),
      );
      equal(String(data), "größer");
      deepEqual([stat.version, stat.dataLength, stat.numChildren], [0, 8, 0]);
      deepEqual([stat.ephemeralOwner, stat.mzxid], [NOBODY, stat.czxid]);
      const open = ACL.OPEN_ACL_UNSAFE;
      await refused("NODE_EXISTS", (answer) => client.create(`${base}/a`, data!, open, 0, answer));
      await refused("NO_NODE", (answer) => client.create(`${base}/b/c`, data!, open, 0, answer));
    },
  },
  {
    name: "create: an ephemeral is the session's, and has no children",
    run: async ({ client, base }) => {
      await make(client, `${base}/e`, { mode: "EPHEMERAL" });
      const [stat] = await ask<[Stat | null]>((answer) => client.exists(`${base}/e`, answer));
      deepEqual(stat!.ephemeralOwner, client.getSessionId());
      await refused("NO_CHILDREN_FOR_EPHEMERALS", (answer) =>
        client.create(`${base}/e/x`, Buffer.alloc(0), ACL.OPEN_ACL_UNSAFE, 0, answer),
      );
    },
  },
  {
    name: "create: in sequence, by two clients at once",
    run: async ({ client, base, connect }) => {
      const other = await connect();
      const names = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const mode = index < 10 ? "PERSISTENT_SEQUENTIAL" : "EPHEMERAL_SEQUENTIAL";
          return make(index % 2 === 0 ? client : other, `${base}/s-`, { mode });
        }),
      );
      const expected = names.map((_, index) => `${base}/s-${String(index).padStart(10, "0")}`);
      deepEqual(names.sort(), expected);
    },
  },
  {
    name: "mkdirp: the parents that are missing, and none again",
    run: async ({ client, base }) => {
      for (const path of [`${base}/a/b/c`, `${base}/a/b/d`]) {
        deepEqual(await ask<[string]>((answer) => client.mkdirp(path, answer)), [path]);
      }
      deepEqual(await children(client, `${base}/a/b`), ["c", "d"]);
    },
  },
  {
    name: "setData: each write counts, and of two who expect the same version one comes too late",
    run: async ({ client, base }) => {
      deepEqual([await write(client, base, "1"), await write(client, base, "2", 1)], [1, 2]);
      await refused("BAD_VERSION", (answer) => client.setData(base, Buffer.from("3"), 1, answer));
      await refused("NO_NODE", (answer) => client.setData(`${base}/a`, Buffer.from("3"), -1, answer));
      equal(await read(client, base), "2");
    },
  },
  {
    name: "remove: not what has children, nor another version; removeRecursive: all that is below",
    run: async ({ client, base }) => {
      await ask<[string]>((answer) => client.mkdirp(`${base}/a/b`, answer));
      await refused("NOT_EMPTY", (answer) => client.remove(`${base}/a`, -1, answer));
      await refused("BAD_VERSION", (answer) => client.remove(`${base}/a/b`, 7, answer));
      await refused("NO_NODE", (answer) => client.remove(`${base}/c`, -1, answer));
      await ask<[]>((answer) => client.remove(`${base}/a/b`, 0, answer));
      // The library looks one level down.
      for (const name of ["c", "d"]) await make(client, `${base}/a/${name}`);
      await ask<[]>((answer) => client.removeRecursive(`${base}/a`, -1, answer));
      deepEqual(await children(client, base), []);
    },
  },
  {
    name: "transaction: the whole of it",
    run: async ({ client, base }) => {
      await make(client, `${base}/old`);
      const transaction = client.transaction().check(base).create(`${base}/a`, Buffer.from("1"));
      transaction.setData(`${base}/a`, Buffer.from("2")).remove(`${base}/old`);
      const [results] = await ask<[{ path?: string }[]]>((answer) => transaction.commit(answer));
      equal(results.length, 4);
      equal(results[1]!.path, `${base}/a`);
      deepEqual(await children(client, base), ["a"]);
      equal(await read(client, `${base}/a`), "2");
    },
  },
  {
    name: "transaction: where one part is refused, none is done",
    run: async ({ client, base }) => {
      const transaction = client.transaction().create(`${base}/a`).setData(`${base}/none`, Buffer.from("1"));
      await refused("NO_NODE", (answer) => transaction.create(`${base}/b`).commit(answer));
      deepEqual(await children(client, base), []);
    },
  },
];

const WATCHES: Case[] = [
  {
    name: "exists: told of the creation, and before its own write is answered",
    run: async ({ client, base }) => {
      const order: string[] = [];
      const watcher = (event: Event): number => order.push(nameAndPath(event));
      deepEqual(await ask<[unknown]>((answer) => client.exists(`${base}/a`, watcher, answer)), [null]);
      await make(client, `${base}/a`);
      order.push("answered");
      deepEqual(order, [`NODE_CREATED ${base}/a`, "answered"]);
    },
  },
  {
    name: "getData: told once, before it reads what another has written",
    run: async ({ client, base, connect }) => {
      const other = await connect();
      const told: string[] = [];
      await ask<[unknown, unknown]>((answer) =>
        client.getData(base, (event) => told.push(nameAndPath(event)), answer),
      );
      for (const data of ["1", "2"]) {
        await write(other, base, data);
        await eventually(async () => (await read(client, base)) === data, "the write is here");
        deepEqual(told, [`NODE_DATA_CHANGED ${base}`]);
      }
    },
  },
  {
    name: "getChildren: told of a new child, not of data; and of the parent's own end",
    run: async ({ client, base, connect }) => {
      const other = await connect();
      const told: string[] = [];
      const watch = (): Promise<unknown> =>
        ask<[string[], unknown]>((answer) =>
          client.getChildren(`${base}/a`, (event) => told.push(nameAndPath(event)), answer),
        );
      await make(client, `${base}/a`);
      await watch();
      await write(client, `${base}/a`, "1");
      deepEqual(told, []);
      await eventually(() => isThere(other, `${base}/a`), "the other server has it");
      await make(other, `${base}/a/b`);
      await eventually(() => told.length === 1, "the watcher is told of the child");
      await ask<[]>((answer) => other.remove(`${base}/a/b`, -1, answer));
      await eventually(async () => (await children(client, `${base}/a`)).length === 0, "the child is gone");
      await watch();
      await ask<[]>((answer) => other.remove(`${base}/a`, -1, answer));
      await eventually(() => told.length === 2, "the watcher is told of the end");
      deepEqual(told, [`NODE_CHILDREN_CHANGED ${base}/a`, `NODE_DELETED ${base}/a`]);
    },
  },
];

const ACCESS: Case[] = [
  {
    name: "getACL, setACL: open at first, and with versions of their own",
    run: async ({ client, base }) => {
      const list = (): Promise<[AccessEntry[], { aversion: number }]> =>
        ask((answer) => client.getACL(base, answer));
      const [open, before] = await list();
      deepEqual(open, ACL.OPEN_ACL_UNSAFE);
      const acls = [...ACL.READ_ACL_UNSAFE, new ACL(Permission.ALL, new Id("ip", "127.0.0.1"))];
      await ask<[unknown]>((answer) => client.setACL(base, acls, before.aversion, answer));
      const [changed, after] = await list();
      deepEqual([changed, after.aversion], [acls, before.aversion + 1]);
      await refused("BAD_VERSION", (answer) => client.setACL(base, acls, before.aversion, answer));
    },
  },
  {
    name: "addAuthInfo: a stranger is refused, and whoever has the password is not",
    run: async ({ client, base, connect }) => {
      const [ann, friend] = [await connect(), await connect()];
      for (const each of [ann, friend]) each.addAuthInfo("digest", Buffer.from("ann:secret"));
      await make(ann, `${base}/hers`, { data: "secret", acls: ACL.CREATOR_ALL_ACL });
      await eventually(() => isThere(client, `${base}/hers`), "the stranger's server has it");
      await refused("NO_AUTH", (answer) => client.getData(`${base}/hers`, answer));
      await refused("NO_AUTH", (answer) => client.setData(`${base}/hers`, Buffer.from("mine"), -1, answer));
      await eventually(() => isThere(friend, `${base}/hers`), "the friend's server has it");
      equal(await read(friend, `${base}/hers`), "secret");
    },
  },
  {
    name: "addAuthInfo: a scheme that nobody knows",
    run: async ({ connect }) => {
      const client = await connect();
      await heard(client, "authenticationFailed", () => client.addAuthInfo("nonsense", Buffer.from("x")));
    },
  },
];

const RECONNECTS: Case[] = [
  {
    name: "its server is killed: at another it has its session, ephemeral, watch and name still",
    run: async ({ ensemble, client, base, connect }) => {
      client.addAuthInfo("digest", Buffer.from("ann:secret"));
      await make(client, `${base}/e`, { mode: "EPHEMERAL" });
      await make(client, `${base}/hers`, { acls: ACL.CREATOR_ALL_ACL });
      const told: string[] = [];
      await ask<[unknown, unknown]>((answer) =>
        client.getData(base, (event) => told.push(nameAndPath(event)), answer),
      );
      const session = client.getSessionId().toString("hex");
      const victim = client.connectionManager.socket!.remotePort! - ensemble.clientPort + 1;
      const others = ensemble.addresses.filter((_, index) => index !== victim - 1).join(",");
      let back = false;
      await heard(client, "disconnected", () => {
        client.once("connected", () => (back = true));
        void ensemble.kill(victim);
      });
      try {
        await eventually(() => back, "the client is connected again");
        equal(client.getSessionId().toString("hex"), session);
        const other = await connect({ servers: others });
        await eventually(() => isThere(other, `${base}/e`), "the ephemeral is seen by another");
        ok(!told.includes(`NODE_DATA_CHANGED ${base}`));
        await write(other, base, "1");
        await eventually(() => told.length > 0, "the watcher is told");
        deepEqual(told, [`NODE_DATA_CHANGED ${base}`]);
        equal(await write(client, `${base}/hers`, "still hers"), 1);
      } finally {
        ensemble.start(victim);
        await ensemble.untilServing();
      }
    },
  },
];

export const CASES: Case[] = [...SESSIONS, ...ZNODES, ...WATCHES, ...ACCESS, ...RECONNECTS];
