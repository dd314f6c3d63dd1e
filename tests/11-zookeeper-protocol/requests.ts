import type { Client, Shop } from "./shop";
import type { In, Out } from "./wire";
import { OPEN_ACL, request } from "./wire";

/** The opcodes that the tests send, as the protocol's documentation has them: not from what is tested. */
export const OP = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getAcl: 6,
  setAcl: 7,
  getChildren: 8,
  sync: 9,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  reconfig: 16,
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  deleteContainer: 20,
  createTtl: 21,
  multiRead: 22,
  setWatches: 101,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
} as const;

export const EPHEMERAL = 1;
export const SEQUENTIAL = 2;

type Body = (out: Out) => Out;

// Bodies of requests, also as parts of a multi.
export const created =
  (path: string, data = "", flags = 0): Body =>
  (out) =>
    out.string(path).string(data).raw(OPEN_ACL).int(flags);
/** An entry of an access list. */
export type Entry = [permissions: number, scheme: string, id: string];
/** An access list, or none: Java's null. */
function acl(out: Out, entries: readonly Entry[] | undefined): Out {
  out.int(entries === undefined ? -1 : entries.length);
  for (const [permissions, scheme, id] of entries ?? []) out.int(permissions).string(scheme).string(id);
  return out;
}
export const createdFor =
  (path: string, entries: readonly Entry[] | undefined, data = "", flags = 0): Body =>
  (out) =>
    acl(out.string(path).string(data), entries).int(flags);
export const aclSet =
  (path: string, entries: readonly Entry[], version = -1): Body =>
  (out) =>
    acl(out.string(path), entries).int(version);
/** With a time to live. */
export const livingFor =
  (path: string, flags: number, ttl: bigint): Body =>
  (out) =>
    created(path, "", flags)(out).long(ttl);
export const deleted =
  (path: string, version = -1): Body =>
  (out) =>
    out.string(path).int(version);
export const dataSet =
  (path: string, data: string, version = -1): Body =>
  (out) =>
    out.string(path).string(data).int(version);
export const checked = deleted;
export const asked =
  (path: string, watch = false): Body =>
  (out) =>
    out.string(path).bool(watch);
export const named =
  (path: string): Body =>
  (out) =>
    out.string(path);

/** A multi's body: its parts, each an opcode and a body. */
export function parts(...list: [opcode: number, body: Body][]): Body {
  return (out) => {
    for (const [opcode, body] of list) body(out.int(opcode).bool(false).int(-1));
    return out.int(-1).bool(true).int(-1);
  };
}

/** Asks, and takes the answer apart: its header, and the rest as `read` reads it. All of it must be read. */
export function ask<T>(
  client: Client,
  opcode: number,
  body: Body,
  read: (answer: In) => T,
): { error: number; body: T | undefined } {
  const xid = nextXid++;
  client.say(request(xid, opcode, body));
  return answerOf(client, xid, read);
}

let nextXid = 1;

/** The next frame, which must answer this request. */
export function answerOf<T>(
  client: Client,
  xid: number,
  read: (answer: In) => T,
): { error: number; body: T | undefined } {
  const answer = client.next();
  const header = answer.header();
  if (header.xid !== xid) throw new Error(`the answer to ${xid} has the number ${header.xid}`);
  const body = header.error === 0 ? read(answer) : undefined;
  if (answer.left > 0) throw new Error(`${answer.left} bytes behind the answer to ${xid}`);
  return { error: header.error, body };
}

export const nothing = (): "nothing" => "nothing";
export const path = (answer: In): string => answer.string();
export const stat = (answer: In): ReturnType<In["stat"]> => answer.stat();

/** One part of a multi's answer: its opcode, its error, and what there is behind them. */
export interface Part {
  opcode: number;
  error: number;
  body: unknown;
}

/** A multi's answer. */
export function readParts(answer: In): Part[] {
  const list: Part[] = [];
  for (;;) {
    const [opcode, isOver, error] = [answer.int(), answer.bool(), answer.int()];
    if (isOver) {
      if (opcode !== -1 || error !== -1) throw new Error(`a list's end says ${opcode} and ${error}`);
      return list;
    }
    list.push({ opcode, error, body: readPart(answer, opcode) });
  }
}

function readPart(answer: In, opcode: number): unknown {
  switch (opcode) {
    case -1:
      return answer.int();
    case OP.create:
      return answer.string();
    case OP.create2:
    case OP.createContainer:
    case OP.createTtl:
      return [answer.string(), answer.stat().version];
    case OP.setData:
      return answer.stat().version;
    case OP.getData:
      return [answer.string(), answer.stat().version];
    case OP.getChildren:
      return answer.strings().sort();
    default:
      return undefined;
  }
}

/** Creates znodes by a client of its own, which must work. */
export function stock(shop: Shop, ...paths: string[]): void {
  const client = shop.client();
  for (const each of paths) {
    const { error } = ask(client, OP.create, created(each, `data of ${each}`), path);
    if (error !== 0) throw new Error(`${each} can't be created: ${error}`);
  }
}
