import type { ByteConnection, Connection, Host } from "#lab/host";
import { ByteListener, Listener, range } from "../world/parts";
import type { Site } from "./suite";

export function networkConforms(site: () => Site): void {
  /** A and B, and a connection from A to B that may not be open yet. */
  async function pair<M>(): Promise<{ a: Listener<M>; b: Listener<M>; connection: Connection<M> }> {
    const b = await site().start("B", (host) => new Listener<M>(host, "s"));
    const a = await site().start("A", (host) => new Listener<M>(host));
    return { a, b, connection: a.host.network.connect("B", "s", a) };
  }

  async function bytePair(): Promise<{ a: ByteListener; b: ByteListener; connection: ByteConnection }> {
    const b = await site().start("B", (host) => new ByteListener(host, "s"));
    const a = await site().start("A", (host) => new ByteListener(host));
    const connection = a.host.network.connectBytes("B", "s", a);
    await site().until("both ends are open", () => a.log.length > 0 && b.log.length > 0);
    return { a, b, connection };
  }

  test("messages arrive once and in order, also those sent before the connection is open, both ways", async () => {
    const { a, b, connection } = await pair<number>();
    expect([connection.peer, connection.dialled, connection.open]).toEqual(["B", true, true]);
    for (const i of range(0, 1000)) connection.send(i);
    await site().until("all have arrived", () => b.messages.length >= 1000);
    expect(b.messages).toEqual(range(0, 1000));
    const back = b.connections[0]!;
    expect([back.peer, back.dialled, back.open]).toEqual(["A", false, true]);
    for (const i of range(0, 1000)) back.send(-i - 1);
    await site().until("all have arrived", () => a.messages.length >= 1000);
    expect(a.messages).toEqual(range(0, 1000).map((i) => -i - 1));
    expect([a.log, b.log]).toEqual([["open B"], ["open A"]]);
  });

  test("every kind of plain data arrives as it was, and as a copy", async () => {
    const { b, connection } = await pair<unknown>();
    const bytes = new Uint8Array([0, 1, 255]);
    const message = {
      zxid: 0xffff_ffff_ffff_fffen,
      negative: -1n,
      number: 0.1,
      large: 2 ** 53,
      text: "naïve 日本",
      empty: "",
      truth: [true, false, null],
      bytes,
      nested: { list: [[], {}, [{ a: 1 }]] },
      nothing: undefined,
    };
    for (const sent of [message, "text", 7, 7n, null, true, [], new Uint8Array(0)]) connection.send(sent);
    bytes[0] = 9;
    await site().until("all have arrived", () => b.messages.length === 8);
    const { nothing: _, ...arrives } = message;
    const expected = [{ ...arrives, bytes: new Uint8Array([0, 1, 255]) }, "text", 7, 7n, null, true, []];
    expect(b.messages.slice(0, 7)).toEqual(expected);
    expect(b.messages[7]).toEqual(new Uint8Array(0));
    expect("nothing" in (b.messages[0] as object)).toBe(false);
  });

  test("a large message arrives whole, and those after it in order", async () => {
    const { b, connection } = await pair<Uint8Array>();
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    connection.send(large);
    connection.send(new Uint8Array([1]));
    await site().until("both have arrived", () => b.messages.length === 2);
    expect(b.messages[0]!.length).toBe(large.length);
    expect(b.messages[0]!.every((byte, i) => byte === i % 251)).toBe(true);
    expect(b.messages[1]).toEqual(new Uint8Array([1]));
  });

  test("who closes is not called; the peer gets all that was sent before, and is then told once", async () => {
    const { a, b, connection } = await pair<number>();
    for (const i of range(0, 500)) connection.send(i);
    connection.close();
    connection.close();
    connection.send(-1);
    expect(connection.open).toBe(false);
    await site().until("the peer is told", () => b.log.includes("close A"));
    expect(b.messages).toEqual(range(0, 500));
    expect(b.log).toEqual(["open A", "close A"]);
    expect(b.connections[0]!.open).toBe(false);
    expect(a.log.filter((line) => line.startsWith("close"))).toEqual([]);
  });

  test("nothing arrives at an end that has closed, though the peer still sends", async () => {
    const { a, b, connection } = await pair<number>();
    await site().until("both ends are open", () => a.log.length > 0 && b.log.length > 0);
    b.connections[0]!.send(1);
    connection.close();
    b.connections[0]!.send(2);
    await site().until("the peer is told", () => b.log.includes("close A"));
    const again = new Listener<number>(a.host);
    a.host.network.connect<number>("B", "s", again);
    await site().until("a new connection is open", () => b.connections.length === 2);
    b.connections[1]!.send(3);
    await site().until("its message has arrived", () => again.messages.length > 0);
    expect([a.messages, again.messages]).toEqual([[], [3]]);
  });

  test("a dial to a service that is not there is closed without having been open", async () => {
    const { a } = await pair();
    const handler = new Listener(a.host);
    const none = a.host.network.connect("B", "no such service", handler);
    none.send(1);
    await site().until("it is closed", () => handler.log.length > 0);
    expect(handler.log).toEqual(["close B"]);
    expect(none.open).toBe(false);
  });

  test("when a server dies its peers are told; when it is back it can be dialled again, by a new connection", async () => {
    const { a, b, connection } = await pair<number>();
    await site().until("both ends are open", () => a.log.length > 0 && b.log.length > 0);
    await site().kill("B");
    await site().until("the peer is told", () => a.log.includes("close B"));
    expect(connection.open).toBe(false);
    const reborn = await site().start("B", (host) => new Listener<number>(host, "s"));
    a.host.network.connect("B", "s", a).send(5);
    await site().until("the message has arrived", () => reborn.messages.length > 0);
    expect([reborn.messages, b.messages]).toEqual([[5], []]);
    expect(a.log.filter((line) => line === "close B")).toHaveLength(1);
  });

  test("connections of one server to several services and servers do not mix", async () => {
    const serve = (host: Host): { x: Listener<string>; y: Listener<string> } => ({
      x: new Listener<string>(host, "x"),
      y: new Listener<string>(host, "y"),
    });
    const servers = [await site().start("B", serve), await site().start("C", serve)];
    const a = await site().start("A", (host) => new Listener<string>(host));
    for (const peer of ["B", "C"]) {
      for (const service of ["x", "y"]) {
        const connection = a.host.network.connect<string>(peer, service, a);
        for (const i of range(0, 20)) connection.send(`${peer}${service}${i}`);
      }
    }
    const listeners = servers.flatMap(({ x, y }) => [x, y]);
    await site().until("all have arrived", () => listeners.every(({ messages }) => messages.length === 20));
    const expected = ["Bx", "By", "Cx", "Cy"].map((to) => range(0, 20).map((i) => `${to}${i}`));
    expect(listeners.map(({ messages }) => messages)).toEqual(expected);
  });

  test("a stream of bytes arrives whole and in order", async () => {
    const { b, connection } = await bytePair();
    for (const i of range(0, 300)) connection.send(new Uint8Array(range(0, 100)).map((x) => x + i));
    connection.close();
    await site().until("it is closed", () => b.log.length > 1);
    expect(b.received).toEqual(range(0, 30_000).map((i) => ((i % 100) + Math.floor(i / 100)) % 256));
  });

  test("no bytes arrive at an end that has closed", async () => {
    const { a, b, connection } = await bytePair();
    connection.close();
    b.connections[0]!.send(new Uint8Array(10));
    await site().until("the peer is told", () => b.log.length > 1);
    const again = new ByteListener(a.host);
    a.host.network.connectBytes("B", "s", again);
    await site().until("a new connection is open", () => b.connections.length === 2);
    b.connections[1]!.send(new Uint8Array(3));
    await site().until("its bytes have arrived", () => again.received.length === 3);
    expect(a.received).toEqual([]);
  });

  test("the bytes that were sent may be changed by the sender afterwards, those received by the receiver", async () => {
    const { b, connection } = await bytePair();
    const bytes = new Uint8Array([1, 2, 3]);
    connection.send(bytes);
    bytes.fill(9);
    await site().until("they have arrived", () => b.received.length === 3);
    expect(b.received).toEqual([1, 2, 3]);
  });

  test("a receiver that pauses makes the sender's backlog grow; when it resumes all arrives and the sender is told", async () => {
    const total = 40_000_000;
    let count = 0;
    let paused: ByteConnection | undefined;
    await site().start("B", ({ network }) =>
      network.listenBytes("s", {
        onOpen: (connection) => (paused = connection).pause(),
        onBytes: (_, bytes) => (count += bytes.length),
        onClose: () => {},
      }),
    );
    const a = await site().start("A", (host) => new ByteListener(host));
    const connection = a.host.network.connectBytes("B", "s", a);
    await site().until("both ends are open", () => a.log.length > 0 && paused !== undefined);
    for (let sent = 0; sent < total; sent += 1_000_000) connection.send(new Uint8Array(1_000_000));
    await site().until("the network takes no more", () => connection.backlog > 0);
    expect(count).toBe(0);
    paused!.resume();
    await site().until("all has arrived", () => count === total);
    await site().until("the sender is told", () => a.log.includes("drain B"));
    expect(connection.backlog).toBe(0);
  });

  test("a connection in which more bytes wait than it may hold breaks", async () => {
    await site().start("B", ({ network }) =>
      network.listenBytes("s", { onOpen: (c) => c.pause(), onBytes: () => {}, onClose: () => {} }),
    );
    const a = await site().start("A", (host) => new ByteListener(host));
    const connection = a.host.network.connectBytes("B", "s", a);
    await site().until("it is open", () => a.log.length > 0);
    const block = new Uint8Array(8_000_000);
    for (let i = 0; i < 12; i++) connection.send(block);
    await site().until("it has broken", () => a.log.includes("close B"));
    expect(connection.open).toBe(false);
  });

  test("a datagram reaches the service it is posted to, and can be answered", async () => {
    const got: string[] = [];
    await site().start("B", ({ network }) =>
      network.receive<bigint>("pings", {
        onDatagram: (server, service, message) => network.post(server, service, "pings", message + 1n),
      }),
    );
    const a = await site().start("A", (host) => {
      host.network.receive<bigint>("answers", {
        onDatagram: (server, service, message) => got.push(`${message} from ${server}/${service}`),
      });
      return host;
    });
    const post = (): void => {
      a.network.post("B", "pings", "answers", 41n);
      if (got.length === 0) a.clock.after(20, post);
    };
    post();
    a.network.post("nobody", "pings", "answers", 1n);
    await site().until("an answer has come", () => got.length > 0);
    expect(got[0]).toBe("42 from B/pings");
  });

  test("a datagram that is too large is refused", async () => {
    const a = await site().start("A", (host) => host);
    expect(() => a.network.post("B", "s", "s", new Uint8Array(9000))).toThrow(RangeError);
  });
}
