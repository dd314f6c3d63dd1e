import { rule } from "#lab/testing/rule";
import { readHello } from "#zookeeper-protocol/handshake";
import { Shop, TICK } from "./shop";
import type { In } from "./wire";
import { goodbye, hello, Out, PING, request } from "./wire";

const MEASURED = "Measured on Apache ZooKeeper 3.8.0";
const CONNECT = "ZooKeeper source, ConnectRequest and ConnectResponse";

rule("a connection begins with a session", CONNECT, () => {
  test("a client that asks for a new one is told its id, its password and its timeout", () => {
    const client = new Shop().client({ timeout: 3_000 });
    const { version, timeout, id, password } = client.session!;
    expect({ version, timeout, isNew: id !== 0n, bytes: password.length }).toEqual({
      version: 0,
      timeout: 3_000,
      isNew: true,
      bytes: 16,
    });
  });

  test("the session is there, with what the client was told", () => {
    const shop = new Shop();
    const { id, timeout, password } = shop.client().session!;
    expect(shop.server.database.session(BigInt.asUintN(64, id))).toEqual({ id, timeout, password });
  });

  test("the timeout is what was asked for, or the nearest that the server grants", () => {
    const shop = new Shop();
    const granted = [1, 3_000, 60_000, -5].map((timeout) => shop.client({ timeout }).session!.timeout);
    expect(granted).toEqual([2 * TICK, 3_000, 20 * TICK, 2 * TICK]);
  });

  test("whoever doesn't speak of read-only isn't told of it: 44 bytes, and 36 for an answer", () => {
    const client = new Shop().client();
    expect([hello().length - 4, client.session!.length, client.session!.readOnly]).toEqual([
      44,
      36,
      undefined,
    ]);
  });

  test.each([true, false])(
    "whoever does (%s) is told that this server does more: 45 bytes, and 37",
    (readOnly) => {
      const client = new Shop().client({ readOnly });
      expect([hello({ readOnly }).length - 4, client.session!.length, client.session!.readOnly]).toEqual([
        45,
        37,
        false,
      ]);
    },
  );

  test("a first frame that comes byte by byte is as good", () => {
    const client = new Shop().dial();
    for (const byte of hello()) client.say(Uint8Array.of(byte));
    expect(client.welcome().timeout).toBe(3_000);
  });

  test("a ping that comes in one piece with it is answered behind it", () => {
    const client = new Shop().dial();
    client.say(hello(), PING);
    expect([client.welcome().timeout, client.next().header().xid]).toEqual([3_000, -2]);
  });

  test("two clients get two sessions", () => {
    const shop = new Shop();
    expect(shop.client().session!.id).not.toBe(shop.client().session!.id);
  });
});

rule("a session goes on at another connection", MEASURED, () => {
  test("with its id and password: it is the same, and has its timeout", () => {
    const shop = new Shop();
    const { id, password, timeout } = shop.client({ timeout: 4_000 }).session!;
    const again = shop.client({ id, password, timeout: 1_000 }).session!;
    expect(again).toMatchObject({ id, password, timeout });
  });

  test("also one that server 200 opened: an id has no sign", () => {
    const id = (200n << 56n) + 5n;
    expect(readHello(hello({ id }).subarray(4)).connect.id).toBe(id);
  });

  test("its old connection is closed", () => {
    const shop = new Shop();
    const old = shop.client();
    const next = shop.client({ id: old.session!.id, password: old.session!.password });
    expect([old.closed, next.closed]).toEqual([true, false]);
  });

  test.each([
    ["a wrong password", (id: bigint) => ({ id, password: new Uint8Array(16) })],
    ["no password", (id: bigint) => ({ id, password: new Uint8Array(0) })],
    ["a session that never was", (id: bigint) => ({ id: id + 77n, password: new Uint8Array(16) })],
  ])("%s: a timeout of 0, an id of 0, sixteen bytes of password; then the end", (_, optionsOf) => {
    const shop = new Shop();
    const { id } = shop.client().session!;
    const thief = shop.client(optionsOf(id));
    expect(thief.session).toMatchObject({ timeout: 0, id: 0n, password: new Uint8Array(16) });
    expect(thief.closed).toBe(true);
  });

  test("a session that has expired is over for whoever comes back", () => {
    const shop = new Shop();
    const client = shop.client({ timeout: 1_000 });
    const { id, password } = client.session!;
    shop.pass(3_000);
    expect([client.closed, shop.client({ id, password }).session!.timeout]).toEqual([true, 0]);
  });
});

rule("a ping keeps the session, and is answered under the xid -2", MEASURED, () => {
  test("a client that pings lives for longer than its timeout", () => {
    const shop = new Shop();
    const client = shop.client({ timeout: 1_000 });
    const answers: number[] = [];
    for (let round = 0; round < 10; round++) {
      shop.pass(400);
      answers.push(client.say(PING).next().header().xid);
    }
    expect([answers, client.closed]).toEqual([Array.from({ length: 10 }, () => -2), false]);
  });

  test("the answer is a header with no error, the server's last zxid, and nothing else", () => {
    const shop = new Shop();
    const answer = shop.client().say(PING).next();
    expect([answer.header(), answer.left]).toEqual([{ xid: -2, zxid: 1n, error: 0 }, 0]);
  });
});

rule("a session that its client closes is over", MEASURED, () => {
  test("the answer has the number of the request and no error; then the server hangs up", () => {
    const shop = new Shop();
    const client = shop.client().say(goodbye(41));
    const answer = client.next();
    expect([answer.header(), answer.left, client.closed]).toEqual([{ xid: 41, zxid: 2n, error: 0 }, 0, true]);
  });

  test("nobody can go on with it", () => {
    const shop = new Shop();
    const client = shop.client().say(goodbye(1));
    const { id, password } = client.session!;
    expect(shop.client({ id, password }).session!.timeout).toBe(0);
  });

  test("a connection that just breaks closes nothing: the session goes on", () => {
    const shop = new Shop();
    const client = shop.client();
    client.hangUp();
    const { id, password } = client.session!;
    expect(shop.client({ id, password }).session!.id).toBe(id);
  });
});

rule(
  "whom this server can't serve is hung up on, without a word",
  "ZooKeeper source, ZooKeeperServer.processConnectRequest",
  () => {
    test("a client that has seen more than this server", () => {
      const client = new Shop().dial().say(hello({ lastZxid: 1n << 40n }));
      expect([client.waiting, client.closed]).toEqual([0, true]);
    });

    test("a client that has seen as much as this server is served", () => {
      const shop = new Shop();
      shop.client();
      expect(shop.client({ lastZxid: 1n }).session!.timeout).toBe(3_000);
    });

    test("anybody, while the server looks for a leader: it can't know whose session is over", () => {
      const shop = new Shop();
      const { id, password } = shop.client().session!;
      shop.at(({ desk }) => desk.close());
      const client = shop.dial().say(hello({ id, password }));
      expect([client.waiting, client.closed]).toEqual([0, true]);
    });

    test("when the server stops serving, those who are there are hung up on, and their sessions go on", () => {
      const shop = new Shop();
      const client = shop.client();
      const { id, password } = client.session!;
      shop.at(({ desk, sessions }) => {
        desk.close();
        desk.open(sessions);
      });
      expect([client.closed, shop.client({ id, password }).session!.id]).toEqual([true, id]);
    });
  },
);

rule(
  "what is no frame ends its connection, and no other",
  "ZooKeeper source, NIOServerCnxn.readLength",
  () => {
    const nonsense: [string, Uint8Array][] = [
      ["a browser's request", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
      ["a negative length", new Out().int(-5).int(0).bytes],
      ["a frame that is too long", new Out().int(2 ** 30).bytes],
      ["an empty first frame", new Out().int(0).bytes],
      ["half of a first frame, in a frame", new Out().int(0).long(0n).int(3_000).frame],
      [
        "a password of two billion bytes",
        new Out()
          .int(0)
          .long(0n)
          .int(3_000)
          .long(0n)
          .int(2 ** 31 - 1).frame,
      ],
    ];
    test.each(nonsense)("%s", (_, bytes) => {
      const shop = new Shop();
      const other = shop.client();
      const client = shop.dial().say(bytes);
      expect([client.waiting, client.closed, other.closed]).toEqual([0, true, false]);
      expect(other.say(PING).next().header().xid).toBe(-2);
    });

    test.each([
      ["an empty frame", new Out().frame],
      ["a frame of one number", new Out().int(1).frame],
    ])("%s behind the first is none either; the session goes on elsewhere", (_, bytes) => {
      const shop = new Shop();
      const client = shop.client().say(bytes);
      const { id, password } = client.session!;
      expect([client.closed, shop.client({ id, password }).session!.id]).toEqual([true, id]);
    });

    test("nothing is read behind what was no frame", () => {
      const shop = new Shop();
      const client = shop.client().say(new Out().int(-5).bytes, PING);
      expect([client.waiting, client.closed]).toEqual([0, true]);
    });
  },
);

rule("the header of an answer: xid, zxid, error", "ZooKeeper source, ReplyHeader", () => {
  test("sixteen bytes", () => {
    const client = new Shop().client().say(request(7, -11));
    const frame: In = client.next();
    expect(frame.left).toBe(16);
  });
});
