import { rule } from "#lab/testing/rule";
import { type Api, route, type Route } from "#kafka-protocol/api";
import { INT32, STRING, struct } from "#kafka-protocol/codec";
import { Desk } from "./desk";
import { ask, type In, KEY, Out } from "./wire";

const PROTOCOL = "Kafka documentation, Protocol";

/** An API of the tests' own: it answers with the text that was asked, now or when the test says so. */
const ECHO: Api<{ text: string }, { text: string }> = {
  key: 900,
  from: 1,
  to: 3,
  flexibleFrom: 3,
  request: struct({ text: STRING }),
  response: struct({ text: STRING }),
};

interface Waiting {
  text: string;
  answer: () => void;
}

function echo(waiting?: Waiting[]): Route {
  return route(ECHO, ({ text }, answer) => {
    if (text === "nothing") answer(undefined);
    else if (waiting === undefined) answer({ text });
    else waiting.push({ text, answer: () => answer({ text }) });
  });
}

function rangesOf(answer: In): { error: number; apis: number[][] } {
  const error = answer.i16();
  return { error, apis: answer.list(() => [answer.i16(), answer.i16(), answer.i16()]) };
}

rule("a client first asks what the server understands", "KIP-35, Retrieving protocol version", () => {
  test("it is told each API, and from which version to which", () => {
    const desk = new Desk({ routes: () => [echo()] });
    const { error, apis } = rangesOf(desk.dial().asks(ask(KEY.versions, 0)));
    expect({ error, apis }).toEqual({
      error: 0,
      apis: [
        [18, 0, 3],
        [900, 1, 3],
      ],
    });
  });

  test("an API may say more than it keeps, for clients that ask", () => {
    const desk = new Desk({
      routes: () => [route({ ...ECHO, announcedFrom: 0 }, (_, answer) => answer(undefined))],
    });
    expect(rangesOf(desk.dial().asks(ask(KEY.versions, 0))).apis[1]).toEqual([900, 0, 3]);
  });

  test("a version that nobody knows here is answered in version 0, with an error and all that is known", () => {
    const client = new Desk({ routes: () => [echo()] }).dial();
    const { error, apis } = rangesOf(client.asks(ask(KEY.versions, 4, (out) => out.raw([5, 5, 5]))));
    expect([error, apis.length, client.closed]).toEqual([35, 2, false]);
  });

  test("in version 3 the body is flexible, and the header isn't: the client can't know yet", () => {
    const client = new Desk().dial();
    client.say(ask(KEY.versions, 3, (out) => out.varint(0).compact("test").compact("1.0").varint(0)));
    const answer = client.next()!;
    expect([answer.i32(), answer.i16(), answer.i8(), answer.i16(), answer.i16(), answer.i16()]).toEqual([
      7, 0, 2, 18, 0, 3,
    ]);
  });
});

rule("an answer has the number of its request", PROTOCOL, () => {
  const say = (text: string, correlation: number): Uint8Array =>
    ask(900, 1, (out) => out.text(text), correlation);

  test("the client's number comes back, whatever it is", () => {
    const client = new Desk({ routes: () => [echo()] }).dial().say(say("a", -5));
    const answer = client.next()!;
    expect([answer.i32(), answer.text(), answer.left]).toEqual([-5, "a", 0]);
  });

  test("in a flexible version both headers have tagged fields", () => {
    const client = new Desk({ routes: () => [echo()] }).dial();
    client.say(ask(900, 3, (out) => out.varint(1).varint(6).varint(1).i8(9).compact("a").varint(0)));
    const answer = client.next()!;
    expect([answer.i32(), ...answer.take(answer.left)]).toEqual([7, 0, 2, 97, 0]);
  });

  test("a request that comes byte by byte is as good", () => {
    const client = new Desk({ routes: () => [echo()] }).dial();
    for (const byte of say("slow", 1)) client.say(Uint8Array.of(byte));
    expect(client.next()?.i32()).toBe(1);
  });

  test("two hundred in one piece are answered, each in its turn", () => {
    const client = new Desk({ routes: () => [echo()] }).dial();
    client.say(...Array.from({ length: 200 }, (_, index) => say("x", index)));
    const numbers = Array.from({ length: 200 }, () => client.next()?.i32());
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  test("the next is looked at when the one before it is answered", () => {
    const waiting: Waiting[] = [];
    const desk = new Desk({ routes: () => [echo(waiting)] });
    const client = desk.dial().say(say("first", 1), say("second", 2));
    expect(waiting.map(({ text }) => text)).toEqual(["first"]);
    desk.at(() => waiting[0]!.answer());
    expect(waiting.map(({ text }) => text)).toEqual(["first", "second"]);
    desk.at(() => waiting[1]!.answer());
    expect([client.next()?.i32(), client.next()?.i32()]).toEqual([1, 2]);
  });

  test("what a client sends while it waits is looked at afterwards, and what it sends then, too", () => {
    const waiting: Waiting[] = [];
    const desk = new Desk({ routes: () => [echo(waiting)] });
    const client = desk.dial().say(say("first", 1));
    client.say(say("second", 2));
    for (const round of [0, 1]) desk.at(() => waiting[round]!.answer());
    client.say(say("third", 3));
    desk.at(() => waiting[2]?.answer());
    expect([1, 2, 3].map(() => client.next()?.i32())).toEqual([1, 2, 3]);
  });

  test("one client that waits doesn't hold up another", () => {
    const waiting: Waiting[] = [];
    const desk = new Desk({ routes: () => [echo(waiting)] });
    desk.dial().say(say("first", 1));
    desk.dial().say(say("other", 2));
    expect(waiting.map(({ text }) => text)).toEqual(["first", "other"]);
  });

  test("a request that has no answer doesn't hold up the next", () => {
    const client = new Desk({ routes: () => [echo()] }).dial().say(say("nothing", 1), say("b", 2));
    expect([client.next()?.i32(), client.next()]).toEqual([2, undefined]);
  });
});

rule("what can't be answered ends the connection, and nothing else", PROTOCOL, () => {
  const hostile: [string, Uint8Array][] = [
    ["an API that isn't there", ask(77, 0)],
    ["a version that is too new", ask(900, 4, (out) => out.compact("a"))],
    ["a version that is too old", ask(900, 0, (out) => out.text("a"))],
    ["a negative version", ask(900, -1, (out) => out.text("a"))],
    ["a body that ends too early", ask(900, 1, (out) => out.i16(5).raw([1]))],
    ["a header that ends too early", new Out().i16(900).frame],
    ["an empty frame", new Out().frame],
    ["a negative length", new Out().i32(-7).bytes],
    ["a length beyond the limit", new Out().i32(2_000).bytes],
    ["a browser", new TextEncoder().encode("GET / HTTP/1.1\r\n")],
  ];

  test.each(hostile)("%s", (_, frame) => {
    const desk = new Desk({ routes: () => [echo()], limits: { requestBytes: 1_999 } });
    const other = desk.dial();
    const client = desk.dial().say(frame);
    expect([client.closed, client.next(), desk.clients]).toEqual([true, undefined, 1]);
    expect(other.asks(ask(900, 1, (out) => out.text("a"))).text()).toBe("a");
  });

  test("what comes behind it isn't looked at", () => {
    const waiting: Waiting[] = [];
    const desk = new Desk({ routes: () => [echo(waiting)] });
    desk.dial().say(
      ask(77, 0),
      ask(900, 1, (out) => out.text("behind")),
    );
    expect(waiting).toEqual([]);
  });

  test("an answer to whoever has hung up goes nowhere", () => {
    const waiting: Waiting[] = [];
    const desk = new Desk({ routes: () => [echo(waiting)] });
    const client = desk.dial().say(ask(900, 1, (out) => out.text("a")));
    client.hangUp();
    desk.at(() => waiting[0]!.answer());
    expect([desk.clients, waiting.map(({ text }) => text)]).toEqual([0, ["a"]]);
  });

  test("more clients from one address than may be are sent away", () => {
    const desk = new Desk({ limits: { clientsPerAddress: 2 } });
    const first = desk.dial();
    const others = [desk.dial(first.machine), desk.dial(first.machine), desk.dial()];
    expect(others.map(({ closed }) => closed)).toEqual([false, true, false]);
  });
});

rule("a client that doesn't read what it is told isn't asked for more", "memory has an end", () => {
  test("what it asks meanwhile stays with it", () => {
    let asked = 0;
    const big: Api<{ size: number }, { text: string }> = {
      ...ECHO,
      request: struct({ size: INT32 }),
      response: struct({ text: STRING }),
    };
    const desk = new Desk({
      routes: () => [
        route(big, ({ size }, answer) => {
          asked += 1;
          answer({ text: "x".repeat(size) });
        }),
      ],
    });
    const client = desk.dial();
    client.stopReading();
    for (let index = 0; index < 500; index++) client.say(ask(900, 1, (out) => out.i32(30_000)));
    desk.pass(1_000);
    expect(asked).toBeLessThan(100);
    client.readOn();
    desk.pass(20_000);
    expect(asked).toBe(500);
  });
});
