import { readFileSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { randomBytes } from "node:crypto";
import { type Host, sleep } from "#lab/host";

import { World } from "#lab/world/world";

test("a client's program may await, and time stands still until it has run as far as it can", async () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  const deep = async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await deep(n - 1)));
  world.client("c", async ({ clock }) => {
    await sleep(clock, 10);
    seen.push(`${clock.now()}`);
    await deep(50);
    seen.push(`${clock.now()}`);
    await Promise.all([sleep(clock, 5), sleep(clock, 20)]);
    seen.push(`${clock.now()}`);
  });
  world.after(10.5, () => seen.push("10.5"));
  await world.run(100);
  expect(seen).toEqual(["10", "10", "10.5", "30"]);
});

test("the same seed gives the same interleaving of clients, whatever the machine does meanwhile", async () => {
  const run = async (): Promise<string[]> => {
    const world = new World({ seed: 5 });
    const seen: string[] = [];
    for (const name of ["c1", "c2", "c3"]) {
      world.client(name, async ({ clock, random }) => {
        for (let i = 0; i < 50; i++) {
          await sleep(clock, random.below(3));
          seen.push(`${name} ${clock.now()}`);
        }
      });
    }
    await world.run(1000);
    return seen;
  };
  const first = await run();
  expect(first.length).toBe(150);
  expect(await run()).toEqual(first);
});

test("promises of a killed client never settle, and its program begins anew after a restart", async () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  const client = world.client("c", async ({ clock }) => {
    seen.push("begins");
    await sleep(clock, 100).finally(() => seen.push("settled"));
    seen.push("ends");
  });
  await world.run(50);
  client.kill();
  await world.run(1000);
  expect(seen).toEqual(["begins"]);
  client.start();
  await world.run(1000);
  expect(seen).toEqual(["begins", "begins", "settled", "ends"]);
});

test("a property is checked when a client has run as far as it can, not before and not later", async () => {
  const world = new World({ seed: 1 });
  let [debit, credit] = [0, 0];
  world.client("c", async ({ clock }) => {
    await sleep(clock, 10);
    debit += 1;
    await Promise.resolve();
    credit += 1;
    await sleep(clock, 10);
    debit += 1;
    await sleep(clock, 10);
    credit += 1;
  });
  world.always("books balance", () => (debit === credit ? undefined : `${debit} against ${credit}`));
  await expect(world.run(100)).rejects.toThrow("2 against 1");
  expect(world.now).toBe(20);
});

test("a client that throws fails the run", async () => {
  const world = new World({ seed: 1 });
  world.client("c", async ({ clock }) => {
    await sleep(clock, 10);
    throw new Error("no such node");
  });
  await expect(world.run(100)).rejects.toThrow("c threw Error: no such node");
  expect(world.now).toBe(10);
});

test("a world with async clients cannot be driven without awaiting", () => {
  const world = new World({ seed: 1 });
  world.client("c", async () => {});
  expect(() => world.advance(10)).toThrow("use `await world.run(ms)`");
});

const escapes: [string, (host: Host) => unknown, string][] = [
  ["Math.random", () => Math.random(), "host.random"],
  ["Date.now", () => Date.now(), "host.clock.now()"],
  ["new Date()", () => new Date(), "host.clock.now()"],
  ["performance.now", () => performance.now(), "host.clock.now()"],
  ["setTimeout", () => setTimeout(() => {}, 1), "host.clock.after"],
  ["setInterval", () => setInterval(() => {}, 1), "host.clock.after"],
  ["setImmediate", () => setImmediate(() => {}), "host.clock.after"],
  ["crypto.randomUUID", () => crypto.randomUUID(), "host.random"],
  ["crypto.getRandomValues", () => crypto.getRandomValues(new Uint8Array(4)), "host.random"],
  ["node:crypto randomBytes", () => randomBytes(4), "host.random"],
  ["node:fs readFileSync", () => readFileSync("/etc/hostname"), "host.disk"],
  ["node:fs writeFileSync", () => writeFileSync("/tmp/never", ""), "host.disk"],
  ["node:net connect", () => net.connect(1), "host.network"],
];

test.each(escapes)("%s does not exist for a server: the error names what does", (what, act, instead) => {
  const world = new World({ seed: 1 });
  world.server("A", (host) => host.clock.after(1, () => act(host)));
  expect(() => world.advance(10)).toThrow(`${what} does not exist in a simulated run: use ${instead}`);
});

test.each(escapes)("%s does not exist for a client, not even after an await", async (what, act) => {
  const world = new World({ seed: 1 });
  world.client("c", async (host) => {
    await sleep(host.clock, 1);
    await Promise.resolve();
    act(host);
  });
  await expect(world.run(10)).rejects.toThrow(`${what} does not exist`);
});

test("outside of the run everything works as ever, also after an escape", () => {
  const world = new World({ seed: 1 });
  world.server("A", ({ clock }) => clock.after(1, () => Date.now()));
  expect(() => world.advance(10)).toThrow();
  expect(Date.now()).toBeGreaterThan(1e12);
  expect(new Date() instanceof Date).toBe(true);
  expect(new Date(0).getTime()).toBe(0);
  expect(Math.random()).toBeLessThan(1);
  expect(readFileSync("package.json").length).toBeGreaterThan(0);
});

test("a date that is computed from a given time is no escape", () => {
  const world = new World({ seed: 1 });
  const seen: string[] = [];
  world.server("A", ({ clock }) => clock.after(5, () => seen.push(new Date(clock.now()).toISOString())));
  world.advance(10);
  expect(seen).toEqual(["1970-01-01T00:00:00.005Z"]);
});
