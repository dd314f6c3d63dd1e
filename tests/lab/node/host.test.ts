import fs from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ByteConnection, DiskError, Host } from "#lab/host";
import { Addresses } from "#lab/node/addresses";
import { type NodeServer, startServer } from "#lab/node/node-host";
import { Listener } from "../world/parts";

let root: string;
let addresses: Addresses;
let servers: NodeServer<unknown>[];
let ends: string[];

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), "host-"));
  addresses = new Addresses();
  servers = [];
  ends = [];
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(servers.map((server) => server.stop()));
  fs.rmSync(root, { recursive: true, force: true });
});

async function start<T>(name: string, boot: (host: Host) => T): Promise<NodeServer<T>> {
  const onEnd = (error: Error): number => ends.push(error.message);
  const server = await startServer({ name, folder: join(root, name), addresses, onEnd }, boot);
  servers.push(server);
  return server;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("when a message is heard, the system has all that the sender wrote before: a kill cannot take it back", async () => {
  const sizes: number[] = [];
  const log = join(root, "A", "log");
  await start("B", ({ network }) =>
    network.listen<number>("s", {
      onMessage: (_, n) => sizes.push(fs.statSync(log).size - n),
      onClose: () => {},
    }),
  );
  await start("A", ({ network, disk }) => {
    const connection = network.connect<number>("B", "s", { onMessage: () => {}, onClose: () => {} });
    for (let written = 100_000; written <= 5_000_000; written += 100_000) {
      disk.append("log", new Uint8Array(100_000));
      connection.send(written);
    }
  });
  await until(() => sizes.length === 50);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0);
});

test("it waits for all files: a small write that is done does not let out what was said after a large one", async () => {
  let behind: number | undefined;
  const large = 30_000_000;
  await start("B", ({ network }) =>
    network.listen<string>("s", {
      onMessage: () => (behind = large - fs.statSync(join(root, "A", "large")).size),
      onClose: () => {},
    }),
  );
  await start("A", ({ network, disk }) => {
    const connection = network.connect<string>("B", "s", { onMessage: () => {}, onClose: () => {} });
    disk.append("small", new Uint8Array(1));
    disk.append("large", new Uint8Array(large));
    connection.send("both are written");
  });
  await until(() => behind !== undefined);
  expect(behind).toBe(0);
});

test("a read sees cuts and appends that wait behind a write of the system", async () => {
  const real = fs.writev as (...args: unknown[]) => void;
  const held: (() => void)[] = [];
  jest.spyOn(fs, "writev").mockImplementation((...args: unknown[]) => held.push(() => real(...args)));
  const { instance: disk } = await start("A", (host) => host.disk);
  const read = (): string => Buffer.from(disk.read("log", 0, 100)).toString();
  let flushed = false;
  disk.append("log", Buffer.from("abcdef"));
  await until(() => held.length === 1);
  disk.truncate("log", 2);
  disk.append("log", Buffer.from("XY"));
  disk.flush("log", () => (flushed = true));
  const seen = new Set([read()]);
  await until(() => {
    held.shift()?.();
    seen.add(read());
    return flushed;
  });
  expect([...seen]).toEqual(["abXY"]);
  expect(fs.readFileSync(join(root, "A", "log"), "latin1")).toBe("abXY");
});

test("a thousand appends that are flushed one by one cost a few writes and flushes of the system", async () => {
  const flushes = jest.spyOn(fs, "fdatasync");
  const writes = jest.spyOn(fs, "writev");
  let done = 0;
  await start("A", ({ disk }) => {
    for (let i = 0; i < 1000; i++) {
      disk.append("log", new Uint8Array(10));
      disk.flush("log", () => (done += 1));
    }
  });
  await until(() => done === 1000);
  expect(flushes.mock.calls.length).toBeGreaterThan(0);
  expect(flushes.mock.calls.length).toBeLessThan(5);
  expect(writes.mock.calls.length).toBeLessThan(5);
});

test("a flush calls back only after the system has flushed", async () => {
  const events: string[] = [];
  const real = fs.fdatasync;
  jest.spyOn(fs, "fdatasync").mockImplementation((descriptor, callback) =>
    real(descriptor, (error) => {
      events.push("system");
      callback(error);
    }),
  );
  await start("A", ({ disk }) => {
    disk.append("log", new Uint8Array(10));
    disk.flush("log", () => events.push("server"));
  });
  await until(() => events.includes("server"));
  expect(events).toEqual(["system", "server"]);
});

test("a flush of a folder flushes the folder and those above it, where the system can", async () => {
  const opened = jest.spyOn(fs.promises, "open");
  let done = false;
  await start("A", ({ disk }) => {
    disk.append("topics/t-0/log", new Uint8Array(1));
    disk.flushFolder("topics/t-0", () => (done = true));
  });
  await until(() => done);
  const folders = process.platform === "win32" ? [] : [["topics", "t-0"], ["topics"], []];
  expect(opened.mock.calls.map(([folder]) => folder)).toEqual(
    folders.map((parts) => join(root, "A", ...parts)),
  );
});

test("after a flush has failed every later one of that file fails, until the server starts anew", async () => {
  const errors: (string | undefined)[] = [];
  const flushes = jest.spyOn(fs, "fdatasync");
  flushes.mockImplementationOnce((_, callback) => callback(new Error("I/O error")));
  const boot = (host: Host): Host => {
    host.disk.append("log", new Uint8Array(1));
    host.disk.flush("log", (error?: DiskError) => errors.push(error?.code));
    return host;
  };
  const server = await start("A", boot);
  await until(() => errors.length === 1);
  server.instance.disk.flush("log", (error?: DiskError) => errors.push(error?.code));
  await until(() => errors.length === 2);
  await server.stop();
  await start("A", boot);
  await until(() => errors.length === 3);
  expect(errors).toEqual(["Failed", "Failed", undefined]);
});

test("a server that throws ends, and says why", async () => {
  const server = await start("A", ({ clock }) => {
    clock.after(1, () => {
      throw new Error("no such epoch");
    });
    clock.after(2, () => ends.push("the dead speak"));
  });
  await until(() => ends.length > 0);
  expect([ends, server.running]).toEqual([["no such epoch"], false]);
});

test("a server that throws while it starts was never started", async () => {
  const boot = (host: Host): never => {
    host.network.listen("s", new Listener(host));
    host.network.receive("d", { onDatagram: () => {} });
    throw new Error("the log is broken");
  };
  await expect(start("A", boot)).rejects.toThrow("the log is broken");
  expect(ends).toEqual([]);
});

test("a service whose port is taken cannot be offered: the start says which", async () => {
  await start("A", (host) => new Listener(host, "s"));
  const { port } = addresses.find("A", "s")!;
  addresses.enter("B", "s", { host: "127.0.0.1", port });
  await expect(start("B", (host) => new Listener(host, "s"))).rejects.toThrow(
    /B cannot offer "s": .*EADDRINUSE/,
  );
});

test("whoever sends rubbish to a service for servers is cut off, and nobody else notices", async () => {
  const { instance: listener } = await start("B", (host) => new Listener<number>(host, "s"));
  const { port } = addresses.find("B", "s")!;
  for (const rubbish of [
    [255, 255, 255, 255],
    [0, 0, 0, 1, 77],
    [0, 0, 0, 5, 5, 255, 255, 255, 255],
  ]) {
    const socket = net.connect(port, "127.0.0.1");
    let closed = false;
    socket.on("error", () => {}).on("close", () => (closed = true));
    socket.write(new Uint8Array(rubbish));
    await until(() => closed);
  }
  const { instance: a } = await start("A", (host) => new Listener<number>(host));
  a.host.network.connect<number>("B", "s", a).send(1);
  await until(() => listener.messages.length > 0);
  expect(listener.log).toEqual(["open A"]);
  expect(listener.messages).toEqual([1]);
});

test("a client that knows nothing of Hosts can speak bytes", async () => {
  await start("B", ({ network }) =>
    network.listenBytes("echo", {
      onBytes: (connection, bytes) => connection.send(bytes),
      onClose: () => {},
    }),
  );
  const socket = net.connect(addresses.find("B", "echo")!.port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  socket.write("ruok");
  await until(() => answer === "ruok");
  socket.destroy();
});

test("bytes that wait for the disk count as backlog, and the sender is told when they are on their way", async () => {
  const told: string[] = [];
  let connection: ByteConnection | undefined;
  let host: Host | undefined;
  await start("B", ({ network }) => network.listenBytes("s", { onBytes: () => {}, onClose: () => {} }));
  await start("A", (own) => {
    host = own;
    connection = own.network.connectBytes("B", "s", {
      onOpen: () => told.push("open"),
      onBytes: () => {},
      onClose: () => {},
      onDrain: () => told.push("drain"),
    });
  });
  await until(() => told.length > 0);
  host!.disk.append("log", new Uint8Array(1_000));
  connection!.send(new Uint8Array(50));
  const backlog = connection!.backlog;
  await until(() => told.includes("drain"));
  expect([backlog, connection!.backlog]).toEqual([50, 0]);
});
