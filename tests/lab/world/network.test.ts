import type { Connection } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { ByteListener, Listener, range } from "./parts";

interface Pair {
  world: World;
  a: Machine<Listener<number>>;
  b: Machine<Listener<number>>;
  /** From A to B, not yet open. */
  connection: Connection<number>;
}

function pair(seed = 1): Pair {
  const world = new World({ seed });
  const a = world.server("A", (host) => new Listener<number>(host));
  const b = world.server("B", (host) => new Listener<number>(host, "numbers"));
  const connection = a.instance!.host.network.connect("B", "numbers", a.instance!);
  return { world, a, b, connection };
}

const SEEDS = range(1, 51);

test("messages arrive in the order in which they were sent, whatever the delays", () => {
  for (const seed of SEEDS) {
    const { world, b, connection } = pair(seed);
    for (const number of range(0, 100)) world.after(number / 10, () => connection.send(number));
    world.advance(100);
    expect(b.instance!.messages).toEqual(range(0, 100));
  }
});

test("what arrives is a copy: sender and receiver share nothing", () => {
  const world = new World({ seed: 1 });
  const a = world.server("A", (host) => new Listener<object>(host));
  const b = world.server("B", (host) => new Listener<object>(host, "s"));
  const connection = a.instance!.host.network.connect("B", "s", a.instance!);
  const message = { list: [1, { deep: 2n }], bytes: new Uint8Array([1, 2]), nothing: undefined, none: null };
  connection.send(message);
  message.bytes[0] = 9;
  message.list.push(3);
  world.advance(50);
  expect(b.instance!.messages).toEqual([
    { list: [1, { deep: 2n }], bytes: new Uint8Array([1, 2]), none: null },
  ]);
  expect("nothing" in b.instance!.messages[0]!).toBe(false);
});

test.each([
  ["a function", () => {}],
  ["a Map", new Map()],
  ["a Date", new Date(0)],
  ["a symbol", { s: Symbol("s") }],
])("a message cannot hold %s: it could not cross a real network", (_, message) => {
  const { connection } = pair();
  expect(() => (connection as Connection).send({ message })).toThrow(TypeError);
});

test("a message that holds itself is refused", () => {
  const { connection } = pair();
  const message: { self?: unknown } = {};
  message.self = message;
  expect(() => (connection as Connection).send(message)).toThrow(/hold itself/);
});

test("a dial to a server that does not run, or offers no such service, is closed without having been open", () => {
  const { world, a } = pair();
  a.instance!.host.network.connect("B", "letters", a.instance!);
  a.instance!.host.network.connect("C", "numbers", a.instance!);
  world.advance(2000);
  expect(a.instance!.log.sort()).toEqual(["close B", "close C", "open B"]);
});

test("a dial to a killed server is refused at once; one to a machine without power is given up after a while", () => {
  for (const [act, soon] of [
    ["kill", ["close B"]],
    ["powerCut", []],
  ] as const) {
    const { world, a, b } = pair();
    b[act]();
    world.advance(50);
    expect(a.instance!.log).toEqual(soon);
    world.advance(2000);
    expect(a.instance!.log).toEqual(["close B"]);
  }
});

test("a dial over a cut is given up after a while", () => {
  const { world, a } = pair();
  world.faults.cut("A", "B");
  world.advance(2000);
  expect(a.instance!.log).toEqual(["close B"]);
});

test("what was sent before a close still arrives, and then the other end is told", () => {
  const { world, a, b, connection } = pair();
  connection.send(1);
  connection.close();
  connection.send(2);
  world.advance(100);
  expect(b.instance!.messages).toEqual([1]);
  expect(b.instance!.log).toEqual(["open A", "close A"]);
  expect(a.instance!.log).toEqual([]);
});

test("a connection that breaks loses a suffix of what was sent, and nothing arrives after the break", () => {
  let lostSome = 0;
  for (const seed of SEEDS) {
    const { world, a, b, connection } = pair(seed);
    for (const number of range(0, 20)) world.after(20 + number, () => connection.send(number));
    world.after(32, () => world.faults.breakConnections("A", "B"));
    world.advance(33);
    const arrived = b.instance!.messages.length;
    world.advance(1000);
    expect(b.instance!.messages).toEqual(range(0, arrived));
    expect(a.instance!.log).toEqual(["open B", "close B"]);
    expect(b.instance!.log).toEqual(["open A", "close A"]);
    if (arrived < 12) lostSome += 1;
  }
  expect(lostSome).toBeGreaterThan(5);
});

test("a clog holds everything back for as long as it lasts, and breaks nothing", () => {
  const { world, b, connection } = pair();
  world.advance(50);
  world.faults.clog("A", "B");
  connection.send(1);
  connection.send(2);
  world.advance(60_000);
  expect(b.instance!.messages).toEqual([]);
  expect(connection.backlog).toBe(2);
  world.faults.unclog("A", "B");
  connection.send(3);
  world.advance(50);
  expect(b.instance!.messages).toEqual([1, 2, 3]);
  expect(b.instance!.log).toEqual(["open A"]);
});

test("the sender is told when its backlog has drained", () => {
  const { world, a, connection } = pair();
  world.advance(50);
  world.faults.clog("A", "B");
  connection.send(1);
  world.advance(50);
  world.faults.unclog("A", "B");
  world.advance(50);
  expect(a.instance!.log).toEqual(["open B", "drain B"]);
});

test("a cut that lasts breaks connections at both ends; a short one only delays", () => {
  for (const seed of SEEDS) {
    const { world, a, b, connection } = pair(seed);
    world.advance(50);
    world.faults.split(["A"], ["B"]);
    connection.send(1);
    world.advance(100);
    world.faults.heal();
    world.advance(100);
    expect(b.instance!.messages).toEqual([1]);
    world.faults.split(["A"], ["B"]);
    connection.send(2);
    world.advance(2000);
    world.faults.heal();
    world.advance(2000);
    expect(b.instance!.messages).toEqual([1]);
    expect(a.instance!.log).toEqual(["open B", "drain B", "close B"]);
    expect(b.instance!.log).toEqual(["open A", "close A"]);
  }
});

test("cuts that are short break nothing, however many there are and however long one waits afterwards", () => {
  for (const seed of SEEDS) {
    const { world, a, b, connection } = pair(seed);
    world.advance(50);
    for (let i = 0; i < 20; i++) {
      world.faults.split(["A"], ["B"]);
      world.advance(150);
      world.faults.heal();
      world.advance(20);
    }
    world.advance(5000);
    connection.send(1);
    world.advance(50);
    expect([a.instance!.log, b.instance!.log, b.instance!.messages]).toEqual([["open B"], ["open A"], [1]]);
  }
});

test("a message that takes long holds up those behind it", () => {
  const { world, b, connection } = pair();
  world.advance(50);
  world.faults.slow("A", "B", { min: 500, max: 500 });
  connection.send(1);
  world.faults.slow("A", "B", { min: 1, max: 1 });
  connection.send(2);
  world.advance(499);
  expect(b.instance!.messages).toEqual([]);
  world.advance(1);
  expect(b.instance!.messages).toEqual([1, 2]);
});

test("who accepts the dial of a server that has just lost power finds out after a while", () => {
  let accepted = 0;
  for (const seed of SEEDS) {
    const { world, a, b } = pair(seed);
    a.powerCut();
    world.advance(5000);
    if (b.instance!.log.length > 0) accepted += 1;
    expect([[], ["open A", "close A"]]).toContainEqual(b.instance!.log);
  }
  expect(accepted).toBeGreaterThan(10);
});

test("a cut in one direction lets the other pass, until the connection breaks", () => {
  const { world, a, b, connection } = pair();
  world.advance(50);
  world.faults.cut("A", "B");
  connection.send(1);
  b.instance!.connections[0]!.send(2);
  world.advance(50);
  expect(a.instance!.messages).toEqual([2]);
  expect(b.instance!.messages).toEqual([]);
});

test("an isolated server reaches nobody, and the others still reach each other", () => {
  const world = new World({ seed: 1 });
  const names = ["A", "B", "C"];
  const listeners = names.map(
    (name) => world.server(name, (host) => new Listener<string>(host, "s")).instance!,
  );
  world.faults.isolate("A");
  for (const { host } of listeners) {
    for (const name of names)
      if (name !== host.name) host.network.connect(name, "s", new Listener(host)).send(host.name);
  }
  world.advance(100);
  expect(listeners.map(({ messages }) => messages)).toEqual([[], ["C"], ["B"]]);
});

test("a slow way is slow, and only that one", () => {
  const { world, a, b, connection } = pair();
  world.advance(50);
  world.faults.slow("A", "B", { min: 500, max: 500 });
  connection.send(1);
  b.instance!.connections[0]!.send(2);
  world.advance(499);
  expect([a.instance!.messages, b.instance!.messages]).toEqual([[2], []]);
  world.advance(1);
  expect(b.instance!.messages).toEqual([1]);
});

test("bytes arrive in order but not as they were sent: frames are cut and joined on the way", () => {
  let cut = 0;
  let joined = 0;
  for (const seed of SEEDS) {
    const world = new World({ seed });
    const a = world.server("A", (host) => new ByteListener(host));
    const b = world.server("B", (host) => new ByteListener(host, "bytes"));
    const connection = a.instance!.host.network.connectBytes("B", "bytes", a.instance!);
    for (const i of range(0, 10)) connection.send(new Uint8Array(range(i * 10, i * 10 + 10)));
    connection.close();
    world.advance(200);
    expect(b.instance!.received).toEqual(range(0, 100));
    expect(b.instance!.log).toEqual(["open A", "close A"]);
    if (b.instance!.chunks.some((length) => length < 10)) cut += 1;
    if (b.instance!.chunks.some((length) => length > 10)) joined += 1;
  }
  expect(cut).toBeGreaterThan(10);
  expect(joined).toBeGreaterThan(10);
});

test("a receiver that pauses its stream fills the sender's backlog, and gets the rest when it resumes", () => {
  const world = new World({ seed: 1 });
  const a = world.server("A", (host) => new ByteListener(host));
  const b = world.server("B", (host) => new ByteListener(host, "bytes"));
  const connection = a.instance!.host.network.connectBytes("B", "bytes", a.instance!);
  world.advance(50);
  b.instance!.connections[0]!.pause();
  connection.send(new Uint8Array(1000));
  world.advance(1000);
  expect([b.instance!.received.length, connection.backlog]).toEqual([0, 1000]);
  b.instance!.connections[0]!.resume();
  world.advance(1000);
  expect([b.instance!.received.length, connection.backlog]).toEqual([1000, 0]);
  expect(a.instance!.log).toEqual(["open B", "drain B"]);
});

test("datagrams arrive once or not at all, until the world is told to lose and double them", () => {
  const send = (chances: { loss: number; duplication: number }): number[] => {
    const world = new World({ seed: 4 });
    const counts = new Array<number>(1000).fill(0);
    world.server("B", ({ network }) =>
      network.receive<number>("s", { onDatagram: (_, __, i) => (counts[i]! += 1) }),
    );
    const a = world.server("A", (host) => host).instance!;
    world.faults.datagrams(chances);
    for (const i of counts.keys()) a.network.post("B", "s", "s", i);
    world.advance(100);
    return [0, 1, 2].map((times) => counts.filter((count) => count === times).length);
  };
  expect(send({ loss: 0, duplication: 0 })).toEqual([0, 1000, 0]);
  const [lost, , doubled] = send({ loss: 0.3, duplication: 0.2 });
  expect(Math.abs(lost! - 300)).toBeLessThan(50);
  expect(Math.abs(doubled! - 140)).toBeLessThan(40);
});

test("a datagram does not cross a cut or a clog, and waits for nothing", () => {
  const { world, a, b } = pair();
  const got: number[] = [];
  b.instance!.host.network.receive<number>("d", { onDatagram: (_, __, i) => got.push(i) });
  const post = (i: number): void => a.instance!.host.network.post("B", "d", "d", i);
  world.faults.cut("A", "B");
  post(1);
  world.advance(50);
  world.faults.heal();
  world.faults.clog("A", "B");
  post(2);
  world.advance(50);
  world.faults.heal();
  post(3);
  world.advance(50);
  expect(got).toEqual([3]);
});

test("datagrams to a paused server wait for it; those to a dead one are lost", () => {
  const { world, a, b } = pair();
  const got: number[] = [];
  b.instance!.host.network.receive<number>("d", { onDatagram: (_, __, i) => got.push(i) });
  b.pause();
  a.instance!.host.network.post("B", "d", "d", 1);
  world.advance(50);
  expect(got).toEqual([]);
  b.resume();
  world.advance(50);
  b.kill();
  a.instance!.host.network.post("B", "d", "d", 2);
  world.advance(50);
  expect(got).toEqual([1]);
});

test("datagrams overtake each other", () => {
  const world = new World({ seed: 1 });
  const got: number[] = [];
  world.server("B", ({ network }) => network.receive<number>("s", { onDatagram: (_, __, i) => got.push(i) }));
  const a = world.server("A", (host) => host).instance!;
  for (const i of range(0, 20)) a.network.post("B", "s", "s", i);
  world.advance(100);
  expect(got).not.toEqual(range(0, 20));
  expect(got.sort((x, y) => x - y)).toEqual(range(0, 20));
});

test("a connection in which too much waits breaks: no server's memory is without a bound", () => {
  const { world, a, connection } = pair();
  world.advance(50);
  world.faults.clog("A", "B");
  for (let i = 0; i <= 100_000; i++) connection.send(i);
  world.advance(0);
  expect(a.instance!.log).toEqual(["open B", "close B"]);
  expect(connection.open).toBe(false);
});
