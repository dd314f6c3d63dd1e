import type { ClientRequest, GetChildrenRequest, GetDataRequest } from "#watches/messages";
import type { RefuseRequest } from "#watches/wire-reads";
import { type AclEntry, type Identity, OPEN_ACL } from "#znode-tree/access";
import { ANY_VERSION, type CreateRequest, type SessionId, type SingleRequest } from "#znode-tree/changes";
import { CONTAINER, MAX_TTL, ttlOwner } from "#znode-tree/owners";
import type { ErrorName } from "#znode-tree/errors";
import { resolveAcl } from "./access-rules";
import type { JuteReader } from "./jute-reader";
import { Malformed } from "./malformed";
import { CreateFlags, OpCode } from "./opcodes";
import { isOpen, readAcl } from "./records";
import { readWatchRequest } from "./watch-requests";

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
 * @param by as whom they are known; undefined where nobody looks at access lists
 * @returns undefined for an opcode that isn't in {@link OpCode}, or that asks for no request of the server's
 * @throws Malformed
 */
export function readRequest(
  opcode: number,
  body: JuteReader,
  session: SessionId,
  by?: readonly Identity[],
): Asked | undefined {
  const asker = { session, by };
  if (opcode === OpCode.multi) return readMulti(body, asker);
  if (opcode === OpCode.multiRead) return readMultiRead(body);
  const request =
    readWrite(opcode, body, asker) ??
    readSetAcl(opcode, body, asker) ??
    readDeleteContainer(opcode, body) ??
    readRead(opcode, body) ??
    readWatchRequest(opcode, body) ??
    readImpossible(opcode);
  return request && { request, opcode, parts: NO_PARTS };
}

const NO_PARTS: readonly number[] = [];

/** Who asks. */
interface Asker {
  session: SessionId;
  by: readonly Identity[] | undefined;
}

/** What changes a znode, or might: also as a part of a multi. */
function readWrite(
  opcode: number,
  body: JuteReader,
  asker: Asker,
): SingleRequest | RefuseRequest | undefined {
  switch (opcode) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl:
      return readCreate(opcode, body, asker);
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

/**
 * path, data, acl, flags; and behind these a ttl, in ms, if it is a createTtl. All of it is read, also of what can't be
 * done: in a multi the next part begins behind it.
 */
function readCreate(opcode: number, body: JuteReader, { session, by }: Asker): CreateRequest | RefuseRequest {
  // #region write requests: The flags say which kind of znode: see `CreateFlags`. Then: `listFor`, and `refuse`.
  const request: CreateRequest = { type: "create", path: body.string(), data: body.buffer() };
  const entries = body.vector(() => readAcl(body));
  const flags = body.int();
  const ttl = opcode === OpCode.createTtl ? body.long() : 0n;
  const acl = listFor(entries, by);
  if (acl === undefined) return refuse("InvalidACL", request.path);
  if (!isOpen(acl)) request.acl = acl;
  switch (flags) {
    case CreateFlags.ttl:
    case CreateFlags.sequentialTtl:
      if (ttl <= 0n || ttl > MAX_TTL) return refuse("BadArguments", `${request.path}: ${ttl} ms to live`);
      return {
        ...request,
        ephemeralOwner: ttlOwner(Number(ttl)),
        ...(flags === CreateFlags.sequentialTtl && { sequential: true }),
      };
    case CreateFlags.persistent:
      return request;
    case CreateFlags.container:
      return { ...request, ephemeralOwner: CONTAINER };
    case CreateFlags.sequential:
      return { ...request, sequential: true };
    case CreateFlags.ephemeral:
      return { ...request, ephemeralOwner: session };
    case CreateFlags.ephemeralSequential:
      return { ...request, ephemeralOwner: session, sequential: true };
    default:
      return refuse("BadArguments", `${request.path}: flags ${flags}`);
  }
  // #endregion
}

function refuse(reason: ErrorName, detail: string): RefuseRequest {
  return { type: "refuse", reason, detail };
}

/**
 * The access list that a znode is to have: the one that is asked for, if it is one. Where nobody looks at access lists
 * it must be the open one, for no other would be kept to.
 *
 * @returns undefined if it can't have that list
 */
function listFor(
  entries: readonly AclEntry[],
  by: readonly Identity[] | undefined,
): readonly AclEntry[] | undefined {
  if (by !== undefined) return resolveAcl(entries, by);
  return isOpen(entries) ? OPEN_ACL : undefined;
}

/** Another access list for a znode that is there. */
function readSetAcl(
  opcode: number,
  body: JuteReader,
  { by }: Asker,
): SingleRequest | RefuseRequest | undefined {
  if (opcode !== OpCode.setAcl) return undefined;
  // #region write requests: path, acl, version.
  const path = body.string();
  const acl = listFor(
    body.vector(() => readAcl(body)),
    by,
  );
  const version = body.int();
  return acl === undefined ? refuse("InvalidACL", path) : { type: "setAcl", path, acl, version };
  // #endregion
}

/** A delete that is only meant for znodes that go by themselves some day. */
function readDeleteContainer(opcode: number, body: JuteReader): SingleRequest | undefined {
  if (opcode !== OpCode.deleteContainer) return undefined;
  return { type: "delete", path: body.string(), version: ANY_VERSION, passing: true };
}

/** What clients may ask for, and this server can't do. Apache's doesn't reconfigure either, unless it is told to. */
function readImpossible(opcode: number): RefuseRequest | undefined {
  if (opcode === OpCode.reconfig) return refuse("ReconfigDisabled", "reconfig");
  return undefined;
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
    case OpCode.getAcl: {
      // #region write requests: path.
      return { type: "getAcl", path: body.string() };
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
function readMulti(body: JuteReader, asker: Asker): Asked {
  // #region write requests: Until a header says that it's over. What is no write can't be a part. Can all be done?
  const requests: SingleRequest[] = [];
  let refusal: RefuseRequest | undefined;
  const parts = readParts(body, (opcode, index) => {
    const request = readWrite(opcode, body, asker);
    if (request === undefined) throw new Malformed(`${opcode} in a multi`);
    if (request.type === "refuse") refusal ??= { ...request, failedIndex: index };
    else requests.push(request);
  });
  return { request: refusal ?? { type: "multi", requests }, opcode: OpCode.multi, parts };
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
function readParts(body: JuteReader, read: (opcode: number, index: number) => void): number[] {
  const parts: number[] = [];
  for (;;) {
    const opcode = body.int();
    const isOver = body.boolean();
    body.int();
    if (isOver) return parts;
    read(opcode, parts.length);
    parts.push(opcode);
  }
}
// #endregion
