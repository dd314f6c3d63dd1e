import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asked, created, OP } from "../11-zookeeper-protocol/requests";
import { hello, request } from "../11-zookeeper-protocol/wire";
import { type EmbeddedServer, startZooKeeper } from "../../servers/zookeeper/embedded";
import { DEFAULTS, formatOptions, parseOptions } from "../../servers/zookeeper/options";
import { freePorts, WireClient } from "./wire-client";

let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), "zookeeper-"))));
afterEach(() => rmSync(data, { recursive: true, force: true }));

describe("options", () => {
  test("without any there are three servers that only this machine can dial", () => {
    expect(parseOptions([])).toEqual({ settings: DEFAULTS, mine: false, id: 1 });
    expect([DEFAULTS.servers, DEFAULTS.host]).toEqual([3, "127.0.0.1"]);
  });

  test("a process for one server gets all of them", () => {
    const { settings } = parseOptions(["--servers", "5", "--data", "x y", "--client-port", "3000", "--mine"]);
    expect(parseOptions(formatOptions(settings, 4))).toEqual({ settings, mine: false, id: 4 });
  });

  test.each([
    ["--servers", "0"],
    ["--servers", "three"],
    ["--client-port", "70000"],
    ["--tick", "1.5"],
  ])("%s %s is refused, with what may be given", (name, value) => {
    expect(() => parseOptions([name, value])).toThrow(`${name} is a whole number from`);
  });

  test("what nobody knows is refused", () => {
    expect(() => parseOptions(["--sevrers", "3"])).toThrow("--sevrers");
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds();) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Creates a znode. @returns the error's number */
async function create(client: WireClient, path: string, text: string): Promise<number> {
  client.say(request(1, OP.create, created(path, text)));
  return (await client.next())!.header().error;
}

/** A znode's data, or the error's number. */
async function read(client: WireClient, path: string): Promise<string | number> {
  client.say(request(2, OP.getData, asked(path)));
  const answer = (await client.next())!;
  const { error } = answer.header();
  return error === 0 ? answer.string() : error;
}

test("a server in this process: what was written is there when it is started again", async () => {
  const ports = { clientPort: freePorts(), peerPort: freePorts() };
  for (const expected of [-101, "lamps"]) {
    const server = await startZooKeeper({ data, tick: 100, ...ports });
    expect(server.connectString).toBe(`127.0.0.1:${ports.clientPort}`);
    const client = await WireClient.insist(ports.clientPort);
    expect(await read(client, "/stock")).toBe(expected);
    if (expected === -101) expect(await create(client, "/stock", "lamps")).toBe(0);
    client.close();
    await server.stop();
  }
});

describe("a server in this process, and clients that mean no good", () => {
  let server: EmbeddedServer;
  let port: number;
  let customer: WireClient;
  beforeEach(async () => {
    port = freePorts();
    server = await startZooKeeper({ data, tick: 1_000, clientPort: port, peerPort: freePorts() });
    customer = await WireClient.insist(port);
    expect(await create(customer, "/stock", "lamps")).toBe(0);
  });
  afterEach(async () => {
    customer.close();
    await server.stop();
  });

  test("one that asks for a gigabyte and reads none of it costs little memory; when it reads it gets all", async () => {
    const large = "x".repeat(500_000);
    expect(await create(customer, "/large", large)).toBe(0);
    const greedy = (await WireClient.open(port))!;
    greedy.stopReading();
    const before = process.memoryUsage().arrayBuffers;
    for (let xid = 1; xid <= 2_000; xid++) greedy.say(request(xid, OP.getData, asked("/large")));
    for (let round = 0; round < 20; round++) expect(await read(customer, "/stock")).toBe("lamps");
    expect((process.memoryUsage().arrayBuffers - before) / 2 ** 20).toBeLessThan(30);
    greedy.read();
    for (let xid = 1; xid <= 50; xid++) {
      const answer = (await greedy.next())!;
      expect([answer.header().xid, answer.string().length]).toEqual([xid, large.length]);
    }
    greedy.close();
    expect(await read(customer, "/stock")).toBe("lamps");
  });

  test("of two hundred from one address sixty are there, and who was there before stays", async () => {
    const crowd = Array.from({ length: 200 }, () => WireClient.dial(port));
    for (const each of crowd) each.say(hello({ timeout: 20_000 }));
    const served = (await Promise.all(crowd.map((each) => each.next()))).filter(Boolean).length;
    expect(served).toBe(59);
    expect(await read(customer, "/stock")).toBe("lamps");
    for (const each of crowd) each.close();
    const next = await WireClient.insist(port);
    next.close();
  });

  test.each([
    ["a browser", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["one who announces too much", Buffer.from([0x7f, 0xff, 0xff, 0xff])],
    ["one who sends noise", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256))],
  ])("%s is hung up on", async (_, bytes) => {
    const stranger = WireClient.dial(port);
    stranger.say(bytes);
    expect(await stranger.rest()).toBe("");
    expect(await read(customer, "/stock")).toBe("lamps");
  });
});

describe("npm run zookeeper", () => {
  let running: ChildProcess | undefined;
  afterEach(() => running?.kill("SIGKILL"));

  /** Starts three processes. */
  function start(clientPort: number, peerPort: number): { process: ChildProcess; lines: string[] } {
    const ports = ["--client-port", String(clientPort), "--peer-port", String(peerPort)];
    const args = ["--import", "tsx", "servers/zookeeper/main.ts", "--data", data, "--tick", "500", ...ports];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines: string[] = [];
    child.stdout.on("data", (text: Buffer) => lines.push(...text.toString().trim().split("\n")));
    running = child;
    return { process: child, lines };
  }

  test("what was written by one server is read from all, also when they were stopped and started again", async () => {
    const [clientPort, peerPort] = [freePorts(), freePorts()];
    for (const round of [1, 2]) {
      const { process: launcher, lines } = start(clientPort, peerPort);
      const clients = await Promise.all([0, 1, 2].map((id) => WireClient.insist(clientPort + id)));
      if (round === 1) expect(await create(clients[0]!, "/stock", "lamps")).toBe(0);
      for (const client of clients) {
        client.say(request(3, OP.sync, (out) => out.string("/")));
        await client.next();
        expect(await read(client, "/stock")).toBe("lamps");
      }
      // How the servers are is told ten times a second.
      await until(() => lines.some((line) => line.includes("leads in epoch")));
      const ended = new Promise((resolve) => launcher.once("exit", (code) => resolve(code)));
      launcher.kill("SIGINT");
      expect(await ended).toBe(0);
      expect(lines.filter((line) => line.includes("has ended"))).toEqual([]);
    }
  });
});
