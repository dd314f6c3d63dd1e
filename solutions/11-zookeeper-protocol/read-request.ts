import type { ClientRequest, SetWatchesRequest } from "#watches/messages";
import type { GetChildrenRequest, GetDataRequest } from "#watches/messages";
import type { WatchesRequest } from "#watches/wire-reads";
import type { CreateRequest, SessionId, SingleRequest } from "#znode-tree/changes";
import type { JuteReader } from "./jute-reader";
import { Malformed } from "./malformed";
import { CreateFlags, OpCode, WatcherType } from "./opcodes";
import { readAcl } from "./records";

/** A request as the server of the chapters before knows it, and what its answer must look like. */
export interface Asked {
  request: ClientRequest;
  /** What it was on the wire: some of them are the same request here, and are answered differently. */
  opcode: number;
  /** The same of its parts, if it is a multi. */
  parts: readonly number[];
}

/**
 * Reads the body of a request: what comes behind its xid and its opcode.
 *
 * @param session who asks: an ephemeral znode is theirs
 * @returns undefined for an opcode that isn't in {@link OpCode}, or that asks for no request of the server's
 * @throws Malformed
 */
export function readRequest(opcode: number, body: JuteReader, session: SessionId): Asked | undefined {
  if (opcode === OpCode.multi) return readMulti(body, session);
  if (opcode === OpCode.multiRead) return readMultiRead(body);
  const request =
    readWrite(opcode, body, session) ?? readRead(opcode, body) ?? readWatchRequest(opcode, body);
  return request && { request, opcode, parts: NO_PARTS };
}

const NO_PARTS: readonly number[] = [];

/** What changes a znode, or might: also as a part of a multi. */
function readWrite(opcode: number, body: JuteReader, session: SessionId): SingleRequest | undefined {
  switch (opcode) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl:
      return readCreate(opcode, body, session);
    case OpCode.delete: {
      // #region write requests: path, version.
      return { type: "delete", path: body.string(), version: body.int() };
      // #endregion
    }
    case OpCode.setData: {
      // #region write requests: path, data, version.
      return { type: "setData", path: body.string(), data: body.buffer(), version: body.int() };
      // #endregion
    }
    case OpCode.check: {
      // #region write requests: path, version.
      return { type: "check", path: body.string(), version: body.int() };
      // #endregion
    }
    default:
      return undefined;
  }
}

/** path, data, acl, flags; and behind these a ttl, in ms, if it is a createTtl. */
function readCreate(opcode: number, body: JuteReader, session: SessionId): CreateRequest {
  // #region write requests: The flags say which kind of znode: see `CreateFlags`.
  const request: CreateRequest = { type: "create", path: body.string(), data: body.buffer() };
  body.vector(() => readAcl(body));
  const flags = body.int();
  if (flags === CreateFlags.ephemeral || flags === CreateFlags.ephemeralSequential) {
    request.ephemeralOwner = session;
  }
  if (
    flags === CreateFlags.sequential ||
    flags === CreateFlags.ephemeralSequential ||
    flags === CreateFlags.sequentialTtl
  ) {
    request.sequential = true;
  }
  if (opcode === OpCode.createTtl) body.long();
  return request;
  // #endregion
}

/** What is answered from the tree. */
function readRead(opcode: number, body: JuteReader): ClientRequest | undefined {
  switch (opcode) {
    case OpCode.getData:
    case OpCode.getChildren:
    case OpCode.getChildren2:
      return readSimpleRead(opcode, body);
    case OpCode.exists: {
      // #region write requests: path, watch.
      return { type: "exists", path: body.string(), watch: body.boolean() };
      // #endregion
    }
    case OpCode.sync: {
      // #region write requests: path.
      return { type: "sync", path: body.string() };
      // #endregion
    }
    case OpCode.getEphemerals: {
      // #region write requests: a path that theirs begin with.
      return { type: "getEphemerals", prefix: body.string() };
      // #endregion
    }
    case OpCode.getAllChildrenNumber: {
      // #region write requests: path.
      return { type: "getAllChildrenNumber", path: body.string() };
      // #endregion
    }
    case OpCode.whoAmI:
      return { type: "whoAmI" };
    default:
      return undefined;
  }
}

/** Reads that may be parts of a multiRead: path, watch. */
function readSimpleRead(opcode: number, body: JuteReader): GetDataRequest | GetChildrenRequest {
  // #region write requests: Of three opcodes two ask for the same.
  const type = opcode === OpCode.getData ? "getData" : "getChildren";
  return { type, path: body.string(), watch: body.boolean() };
  // #endregion
}

/** A multi is a list of parts, each behind a header: its opcode, whether the list is over, and a number of no use. */
function readMulti(body: JuteReader, session: SessionId): Asked {
  // #region write requests: Until a header says that the list is over. What is no write can't be a part.
  const requests: SingleRequest[] = [];
  const parts = readParts(body, (opcode) => {
    const request = readWrite(opcode, body, session);
    if (request === undefined) throw new Malformed(`${opcode} in a multi`);
    requests.push(request);
  });
  return { request: { type: "multi", requests }, opcode: OpCode.multi, parts };
  // #endregion
}

/** The same with reads: getData and getChildren. */
function readMultiRead(body: JuteReader): Asked {
  // #region write requests: Likewise.
  const requests: (GetDataRequest | GetChildrenRequest)[] = [];
  const parts = readParts(body, (opcode) => {
    if (opcode !== OpCode.getData && opcode !== OpCode.getChildren) {
      throw new Malformed(`${opcode} in a multiRead`);
    }
    requests.push(readSimpleRead(opcode, body));
  });
  return { request: { type: "multiRead", requests }, opcode: OpCode.multiRead, parts };
  // #endregion
}

// #region own requests: Room for helpers of your own.
/** @returns the opcodes */
function readParts(body: JuteReader, read: (opcode: number) => void): number[] {
  const parts: number[] = [];
  for (;;) {
    const opcode = body.int();
    const isOver = body.boolean();
    body.int();
    if (isOver) return parts;
    parts.push(opcode);
    read(opcode);
  }
}
// #endregion

/** What is asked about watches. */
function readWatchRequest(opcode: number, body: JuteReader): ClientRequest | undefined {
  switch (opcode) {
    case OpCode.setWatches:
    case OpCode.setWatches2:
      return readSetWatches(opcode, body);
    case OpCode.addWatch: {
      // #region write watches: path, mode: 0 stays, 1 stays for all that is below.
      const path = body.string();
      const mode = body.int();
      if (mode !== 0 && mode !== 1) throw new Malformed(`${mode} is no way to watch`);
      return { type: "addWatch", path, mode: mode === 0 ? "persistent" : "recursive" };
      // #endregion
    }
    case OpCode.checkWatches:
    case OpCode.removeWatches: {
      // #region write watches: path, and which: see `WatcherType`.
      const type = opcode === OpCode.checkWatches ? "checkWatches" : "removeWatches";
      return { type, path: body.string(), of: readWatcherType(body.int()) };
      // #endregion
    }
    default:
      return undefined;
  }
}

/** A zxid, and lists of paths: data, exists, children; of a setWatches2 persistent and recursive too. */
function readSetWatches(opcode: number, body: JuteReader): SetWatchesRequest {
  // #region write watches: In this order.
  const paths = (): string[] => body.vector(() => body.string());
  const lasting = opcode === OpCode.setWatches2;
  return {
    type: "setWatches",
    relativeZxid: body.long(),
    data: paths(),
    exists: paths(),
    children: paths(),
    persistent: lasting ? paths() : [],
    recursive: lasting ? paths() : [],
  };
  // #endregion
}

// #region own watches: Room for helpers of your own.
function readWatcherType(type: number): WatchesRequest["of"] {
  if (type === WatcherType.data) return "data";
  if (type === WatcherType.children) return "children";
  if (type === WatcherType.any) return "any";
  throw new Malformed(`${type} is no kind of watch`);
}
// #endregion
