import fc from "fast-check";
import { JuteReader } from "#zookeeper-protocol/jute-reader";
import { Malformed } from "#zookeeper-protocol/malformed";
import { readRequest } from "#zookeeper-protocol/read-request";
import { aclSet, created, createdFor, type Entry, OP, parts } from "./requests";
import { type Client, Shop, type ShopOptions } from "./shop";
import { hello, Out, PING, request } from "./wire";

/** What strangers send: requests as a client's library makes them, and the same spoilt on purpose. */

/** What an arbitrary draws. */
type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Body = (out: Out) => Out;
interface Part {
  opcode: number;
  body: Body;
}

const path = fc.oneof(
  fc.constantFrom("/", "/shop", "/shop/till", "/job-", "", "shop", "//", "/../etc", "/shop/"),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const data = fc.uint8Array({ maxLength: 40 });
const number = fc.oneof(fc.integer({ min: -2, max: 8 }), fc.integer());
const paths = fc.array(path, { maxLength: 4 });

/** Access lists: some that are, some that aren't, and none. */
const lists = fc.option(
  fc.array(
    fc.oneof(
      fc.constantFrom<Entry>(
        [31, "world", "anyone"],
        [1, "world", "anyone"],
        [31, "auth", ""],
        [31, "ip", "10.0.0.0/8"],
        [31, "digest", "ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM="],
      ),
      fc.tuple(fc.integer(), fc.constantFrom("ip", "digest", "super", "sasl"), fc.string({ maxLength: 20 })),
    ),
    { maxLength: 3 },
  ),
  { nil: undefined },
);
const create = fc
  .record({
    opcode: fc.constantFrom(1, 15, 19, 21),
    path,
    flags: number,
    ttl: fc.bigInt({ min: -1n, max: 2n ** 41n }),
    list: fc.option(lists, { nil: "open" as const }),
  })
  .map(({ opcode, path, flags, ttl, list }): Part => {
    const body = list === "open" ? created(path, "data", flags) : createdFor(path, list, "data", flags);
    return { opcode, body: opcode === OP.createTtl ? (out) => body(out).long(ttl) : body };
  });
const write = fc.oneof(
  create,
  fc
    .tuple(fc.constantFrom(2, 13), path, number)
    .map(([opcode, path, version]): Part => ({ opcode, body: (out) => out.string(path).int(version) })),
  fc.tuple(path, data, number).map(([path, data, version]): Part => ({
    opcode: OP.setData,
    body: (out) => out.string(path).buffer(data).int(version),
  })),
);
const reads = (...opcodes: number[]): fc.Arbitrary<Part> =>
  fc
    .tuple(fc.constantFrom(...opcodes), path, fc.boolean())
    .map(([opcode, path, watch]) => ({ opcode, body: (out) => out.string(path).bool(watch) }));
const list = (opcode: number, part: fc.Arbitrary<Part>): fc.Arbitrary<Part> =>
  fc.array(part, { maxLength: 4 }).map((all) => ({
    opcode,
    body: parts(...all.map(({ opcode, body }): [number, Body] => [opcode, body])),
  }));
const about = fc.oneof(
  fc
    .tuple(fc.constantFrom(6, 9, 20, 103, 104), path)
    .map(([opcode, path]): Part => ({ opcode, body: (out) => out.string(path) })),
  fc
    .tuple(fc.constantFrom(17, 18), path, fc.integer({ min: 1, max: 3 }))
    .map(([opcode, path, which]): Part => ({ opcode, body: (out) => out.string(path).int(which) })),
  fc
    .tuple(path, fc.integer({ min: 0, max: 1 }))
    .map(([path, mode]): Part => ({ opcode: OP.addWatch, body: (out) => out.string(path).int(mode) })),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 63n }), fc.array(paths, { minLength: 5, maxLength: 5 }))
    .chain(([zxid, lists]) =>
      fc.constantFrom<[number, number]>([101, 3], [105, 5]).map(([opcode, count]): Part => ({
        opcode,
        body: (out) => lists.slice(0, count).reduce((all, each) => all.strings(each), out.long(zxid)),
      })),
    ),
);
const setAcl = fc
  .tuple(path, lists, number)
  .map(([path, list, version]): Part => ({ opcode: OP.setAcl, body: aclSet(path, list ?? [], version) }));
/** Proofs, and who one is by them: only the later steps hear of them. */
const proofs = fc.oneof(
  fc
    .tuple(fc.constantFrom("digest", "ip", "sasl", ""), data)
    .map(([scheme, proof]) => new Out().int(100).int(0).string(scheme).buffer(proof).bytes),
  fc.constant(new Out().int(107).bytes),
);
const unknown = fc
  .tuple(fc.integer(), data)
  .map(([opcode, bytes]): Part => ({ opcode, body: (out) => out.raw(bytes) }));

/** A request as it should be. */
const proper = fc.oneof(
  { arbitrary: write, weight: 3 },
  { arbitrary: reads(3, 4, 8, 12), weight: 3 },
  list(OP.multi, write),
  list(OP.multiRead, reads(4, 8)),
  about,
  setAcl,
);

/** Lengths that somebody would try. */
const LENGTHS = [-1, -2, -(2 ** 31), 2 ** 31 - 1, 0xfffff, 0, 1, 4];

/** What is done to bytes, at a place between 0 and 1. */
const spoil = fc.tuple(
  fc.constantFrom<"cut" | "flip" | "length" | "insert" | "repeat">(
    "cut",
    "flip",
    "length",
    "insert",
    "repeat",
  ),
  fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  fc.constantFrom(...LENGTHS),
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
);

function spoilt(bytes: Uint8Array, [how, place, length, extra]: Drawn<typeof spoil>): Uint8Array {
  const at = Math.floor(place * bytes.length);
  const copy = bytes.slice();
  switch (how) {
    case "cut":
      return copy.subarray(0, at);
    case "flip":
      if (copy.length > 0) copy[at]! ^= extra[0]! || 1;
      return copy;
    case "length":
      if (copy.length >= 4) new DataView(copy.buffer).setInt32(Math.min(at, copy.length - 4), length);
      return copy;
    case "insert":
      return Uint8Array.from([...copy.subarray(0, at), ...extra, ...copy.subarray(at)]);
    case "repeat":
      return Uint8Array.from([...copy, ...copy.subarray(at)]);
  }
}

/** The content of a request's frame behind its xid, whole. */
export const wholeRequests = proper.map(({ opcode, body }) => body(new Out().int(opcode)).bytes);

/** The same, spoilt behind its opcode or anywhere, or unknown, or mere noise. */
export const hostileRequests = fc.oneof(
  {
    arbitrary: fc
      .tuple(wholeRequests, spoil)
      .map(([bytes, how]) => Uint8Array.from([...bytes.subarray(0, 4), ...spoilt(bytes.slice(4), how)])),
    weight: 12,
  },
  { arbitrary: fc.tuple(wholeRequests, spoil).map(([bytes, how]) => spoilt(bytes, how)), weight: 2 },
  { arbitrary: unknown.map(({ opcode, body }) => body(new Out().int(opcode)).bytes), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 60 }), weight: 1 },
);

/**
 * Reads the content of a frame as the server does. Whatever it is, that must end, and must throw nothing but Malformed.
 *
 * @returns what it is taken for, and how many bytes of it weren't read
 */
export function decode(content: Uint8Array): { as: "request" | "unknown" | "malformed"; left: number } {
  const body = new JuteReader(content);
  try {
    const asked = readRequest(body.int(), body, 1n);
    return { as: asked === undefined ? "unknown" : "request", left: body.left };
  } catch (error) {
    if (error instanceof Malformed) return { as: "malformed", left: body.left };
    throw error;
  }
}

/** How a stranger behaves: a hello, whole or not, and then frames, some of which are none. */
export const conversations = conversationsOf(wholeRequests);

/** The same, of clients who also prove who they are. */
export const provenConversations = conversationsOf(
  fc.oneof({ arbitrary: wholeRequests, weight: 4 }, { arbitrary: proofs, weight: 1 }),
);

function conversationsOf(whole: fc.Arbitrary<Uint8Array>) {
  return fc.record({
    hello: fc.oneof(
      { arbitrary: fc.constant(hello()), weight: 15 },
      spoil.map((how) => spoilt(hello(), how)),
    ),
    frames: fc.array(
      fc.oneof(
        { arbitrary: whole, weight: 15 },
        { arbitrary: hostileRequests, weight: 1 },
        { arbitrary: fc.constant(PING.subarray(8)), weight: 2 },
      ),
      { minLength: 10, maxLength: 10 },
    ),
    /** Spoils the stream itself, lengths of frames and all. */
    stream: fc.option(spoil, { freq: 1, nil: undefined }),
  });
}
export type Conversation = Drawn<typeof conversations>;

/** What became of a stranger. */
export interface Outcome {
  frames: number;
  answers: number;
  closed: boolean;
}

/** A server with a customer who must not notice anything. */
export class Siege {
  readonly shop: Shop;
  readonly #customer: Client;
  #xid = 0;

  constructor(options: ShopOptions = {}) {
    this.shop = new Shop({ limits: {}, ...options });
    this.#customer = this.shop.client({ timeout: 10_000 });
    this.#customer.say(request(0, OP.create, created("/the customer's own", "treasure")));
    if (this.#customer.next().header().error !== 0) throw new Error("the customer can't create a znode");
  }

  /** Plays a stranger. @throws Error if the customer or the server noticed */
  play({ hello, frames, stream }: Conversation): Outcome {
    const stranger = this.shop.dial();
    const bytes = Uint8Array.from(
      frames.flatMap((content, xid) => [...new Out().buffer(new Out().int(xid).raw(content).bytes).bytes]),
    );
    stranger.say(hello, stream === undefined ? bytes : spoilt(bytes, stream));
    const answers = this.#read(stranger);
    if (!stranger.closed) stranger.hangUp();
    this.#askCustomer();
    const { unread, clients } = this.shop.server.desk;
    if (unread > 0 || clients !== 1) throw new Error(`${unread} bytes and ${clients} clients are left`);
    return { frames: frames.length + 1, answers, closed: stranger.closed };
  }

  /** All that a stranger was told must be whole frames, each with a header or a welcome in it. */
  #read(stranger: Client): number {
    let answers = 0;
    for (; stranger.waiting > 0; answers += 1) {
      const frame = stranger.next();
      if (frame.left < 16) throw new Error(`an answer has ${frame.left} bytes`);
    }
    return answers;
  }

  #askCustomer(): void {
    this.#xid += 1;
    const answer = this.#customer
      .say(request(this.#xid, OP.getData, (out) => out.string("/the customer's own").bool(false)))
      .next();
    const { xid, error } = answer.header();
    if (xid !== this.#xid || error !== 0 || answer.string() !== "treasure") {
      throw new Error(
        `the customer's request ${this.#xid} was answered with number ${xid} and error ${error}`,
      );
    }
  }
}
